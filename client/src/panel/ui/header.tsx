/** What stands beside the tabs: where we listen, how it goes, what it is judged as and whether it goes further. */
import { useEffect, useState } from 'preact/hooks';
import type { Header, PageCommand } from '../protocol';
import { say, type Words } from '../words';
import { Icon } from './icon';
import { placesWords } from './places';

export interface HeaderProps {
  readonly header: Header;
  readonly words: Words;
  readonly run: (command: PageCommand) => void;
}

export const HeaderBar = ({ header, words, run, slot }: HeaderProps & { readonly slot?: string }) => (
  // The tabs take Enter and the arrow keys of everything that stands in their line for theirs.
  <div class={slot === undefined ? 'header above' : 'header'} slot={slot} onKeyDown={event => event.stopPropagation()}>
    <Listening header={header} words={words} run={run} />
    <div class="facts">
      <span class="fact">
        <span class="name">{words.judgedAs}</span>
        <button class="link" onClick={() => run('chooseReceiver')} aria-haspopup="listbox">
          {header.receiver === 'auto' ? words.receiverAuto : header.receiver}
          <Icon name="chevron-down" />
        </button>
      </span>
      <span class="fact minor">
        <span class="name">{words.received}</span> <span class="number">{header.received.toLocaleString()}</span>
      </span>
      {header.lastAt !== undefined && (
        <span class="fact minor">
          <span class="name">{words.last}</span> <Ago at={header.lastAt} words={words} />
        </span>
      )}
      {header.listening.some(it => it.protocol === undefined) && <Lost header={header} words={words} />}
      <AlsoLost count={header.missing} name={words.missing} why={words.missingWhy} />
      <AlsoLost count={header.refused} name={words.refusedSenders} why={words.refusedSendersWhy} />
      <Forwarding header={header} words={words} run={run} />
    </div>
  </div>
);

function Listening({ header, words, run }: HeaderProps) {
  if (header.unavailable !== undefined) {
    return (
      <div class="listening">
        <Icon name="lock" />
        <span>{header.unavailable}</span>
      </div>
    );
  }
  const [first] = header.listening;
  if (first === undefined) {
    return (
      <div class="listening">
        <Icon name="circle-slash" />
        <span>{words.notListening}</span>
        <button class="link" onClick={() => run('startTestListener')}>
          {words.startListening}
        </button>
      </div>
    );
  }
  const isCut = header.listening.every(it => it.isCut === true);
  return (
    <div class={isCut ? 'listening' : 'listening on'}>
      <Icon name={isCut ? 'warning' : 'record'} />
      <strong>{placesWords(header.listening, words)}</strong>
      <span class="quiet" title={header.where}>
        {say(words.sinceOn, header.remote === undefined ? header.host : `${header.host} (${header.remote})`, clock(first.since))}
      </span>
      {header.listening.some(it => it.open) ? (
        <span class="open">
          <Icon name="warning" />
          {words.openToNetwork}
        </span>
      ) : (
        // What comes from a broker comes from other computers.
        header.listening.some(it => it.protocol !== 'mqtt') && <span class="quiet">({words.localOnly})</span>
      )}
      <button class="link" onClick={() => run('stopTestListener')}>
        {words.stopListening}
      </button>
    </div>
  );
}

const Lost = ({ header: { lost, listening }, words }: Pick<HeaderProps, 'header' | 'words'>) => {
  const buffers = listening.flatMap(({ port, receiveBuffer }) =>
    receiveBuffer === undefined ? [] : say(words.receiveBuffer, String(port), receiveBuffer.toLocaleString()),
  );
  const title = [...(lost === undefined ? [words.lostUnknown] : []), ...buffers].join('\n');
  return (
    <span class={lost !== undefined && lost > 0 ? 'fact loss' : 'fact minor'} title={title === '' ? undefined : title}>
      {lost !== undefined && lost > 0 && <Icon name="warning" />}
      <span class="name">{words.lost}</span> <span class="number">{lost === undefined ? '–' : lost.toLocaleString()}</span>
    </span>
  );
};

/** A further loss, which is there only when there is one. */
const AlsoLost = ({ count = 0, name, why }: { readonly count: number | undefined; readonly name: string; readonly why: string }) =>
  count === 0 ? null : (
    <span class="fact loss" title={why}>
      <Icon name="warning" /> <span class="name">{name}</span> <span class="number">{count.toLocaleString()}</span>
    </span>
  );

const Forwarding = ({ header: { forwarding }, words, run }: HeaderProps) => (
  <span class={forwarding.on ? 'fact forwarding on' : 'fact forwarding'}>
    {forwarding.on && <Icon name="arrow-swap" />}
    <span class="name">{words.forwarding}</span> <span>{forwarding.label}</span>
    {forwarding.problem !== undefined && (
      <span class="problem">
        <Icon name="warning" /> {forwarding.problem}
      </span>
    )}
    <button class="link" onClick={() => run(forwarding.on ? 'pauseAllForwarding' : 'setUpForwarding')}>
      {forwarding.on ? words.pauseForwarding : words.setUp}
    </button>
  </span>
);

/** How long ago, brought up to date every second without redrawing anything else. */
function Ago({ at, words }: { readonly at: string; readonly words: Words }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000));
  const text =
    seconds < 90
      ? say(words.secondsAgo, seconds)
      : seconds < 5400
        ? say(words.minutesAgo, Math.round(seconds / 60))
        : say(words.hoursAgo, Math.round(seconds / 3600));
  return (
    <time class="number" dateTime={at}>
      {text}
    </time>
  );
}

export const clock = (time: string | number, seconds = false): string =>
  new Date(time).toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...(seconds && { second: '2-digit' }),
  });
