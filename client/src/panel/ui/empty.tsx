/** What stands there before anything has arrived: what this is for and the next two steps. */
import type { Header, PageCommand } from '../protocol';
import { say, type Words } from '../words';
import { place } from './header';
import { Icon } from './icon';

export interface EmptyProps {
  readonly header: Header;
  readonly words: Words;
  readonly run: (command: PageCommand) => void;
}

export function Empty({ header, words, run }: EmptyProps) {
  const [on] = header.listening;
  if (header.unavailable !== undefined) return <div class="empty" />;
  return (
    <div class="empty">
      <h1>{on === undefined ? words.emptyNotListening : say(words.emptyTitle, place(on))}</h1>
      <p>{on === undefined ? words.emptyStart : words.emptyWaiting}</p>
      <ol>
        {on === undefined && (
          <li>
            <button class="primary" onClick={() => run('startTestListener')}>
              <Icon name="play" />
              <span class="label">{words.startListening}</span>
            </button>
          </li>
        )}
        <li>
          <button class={on === undefined ? 'secondary' : 'primary'} onClick={() => run('sendTestEvent')}>
            <Icon name="beaker" />
            <span class="label">{words.emptyStep1}</span>
          </button>
          <span>{words.emptyStep1Hint}</span>
        </li>
        {on !== undefined && (
          <li>
            <strong>{words.emptyStep2}</strong>
            <span>{say(words.emptyStep2Hint, on.port)}</span>
          </li>
        )}
        <li>
          <button class="link" onClick={() => run('newConfiguration')}>
            {words.emptyNew}
          </button>
          <span>{words.emptyNewHint}</span>
        </li>
      </ol>
    </div>
  );
}
