/** The account of each sink: what came, what became of it, and what is wrong. */
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
          <th>{words.lastError}</th>
        </tr>
      </thead>
      <tbody>
        {sinks.map(sink => (
          <tr key={sink.id}>
            <td>{sink.label}</td>
            <td>{words[sink.status]}</td>
            {sinkCounts.map(it => (
              <td key={it} class="number">
                {sink.counts[it].toLocaleString()}
              </td>
            ))}
            <td>
              {sink.lastError !== undefined && (
                <span class="problem">
                  <Icon name="warning" />
                  {sink.lastError}
                </span>
              )}
              {(sink.refused > 0 || sink.status === 'waiting') && (
                <button class="link" onClick={() => retry(sink.id)}>
                  {sink.refused > 0 ? `${words.tryAgain} (${sink.refused})` : words.tryAgain}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
