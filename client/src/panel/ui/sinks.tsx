/** The account of each sink: what came, what became of it, and what is wrong. */
import { Fragment } from 'preact';
import { sinkCounts, type SinkCount, type SinkLine } from '../protocol';
import type { Words } from '../words';
import { Icon } from './icon';

export interface SinksProps {
  readonly sinks: readonly SinkLine[];
  readonly words: Words;
  readonly retry: (sink: string) => void;
}

const titles = {
  received: 'countReceived',
  delivered: 'countDelivered',
  queued: 'countQueued',
  held: 'countHeld',
  rejected: 'countRejected',
  dropped: 'countDropped',
  filtered: 'countFiltered',
} as const satisfies Readonly<Record<SinkCount, keyof Words>>;

export const Sinks = ({ sinks, words, retry }: SinksProps) => (
  <section class="sinks" aria-label={words.sinks}>
    <table>
      <thead>
        <tr>
          <th>{words.sink}</th>
          <th>{words.state}</th>
          {sinkCounts.map(it => (
            <th key={it} class="number">
              {words[titles[it]]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sinks.map(sink => (
          <Fragment key={sink.id}>
            <tr>
              <td>{sink.label}</td>
              <td>{words[sink.status]}</td>
              {sinkCounts.map(it => (
                <td key={it} class="number">
                  {sink.counts[it].toLocaleString()}
                </td>
              ))}
            </tr>
            {needsAttention(sink) && (
              <tr>
                <td colSpan={sinkCounts.length + 2}>
                  {sink.lastError !== undefined && (
                    <span class="problem" title={words.lastError}>
                      <Icon name="warning" /> {sink.lastError}
                    </span>
                  )}
                  {mayTryAgain(sink) && (
                    <button class="link" onClick={() => retry(sink.id)}>
                      {sink.refused > 0 ? `${words.tryAgain} (${sink.refused})` : words.tryAgain}
                    </button>
                  )}
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  </section>
);

/** What was refused, or waits for a service that did not take it. */
const mayTryAgain = ({ refused, status }: SinkLine): boolean => refused > 0 || status === 'waiting';
/** A line of its own: an error is longer than any column. */
const needsAttention = (sink: SinkLine): boolean => sink.lastError !== undefined || mayTryAgain(sink);
