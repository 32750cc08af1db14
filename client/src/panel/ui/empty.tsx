/** What stands there before anything has arrived: what this is for and the next three steps. */
import type { Header, PageCommand } from '../protocol';
import { say, type Words } from '../words';
import { Icon } from './icon';
import { place } from './places';

export interface EmptyProps {
  readonly header: Header;
  readonly words: Words;
  readonly run: (command: PageCommand) => void;
}

export function Empty({ header, words, run }: EmptyProps) {
  // Test events go to a socket; with the mail catcher alone there is none yet.
  const on = header.listening.find(it => it.protocol === undefined);
  if (header.unavailable !== undefined) {
    return (
      <div class="empty">
        <h1>{words.emptyUnavailable}</h1>
        <p>{header.unavailable}</p>
      </div>
    );
  }
  return (
    <div class="empty">
      <h1>{on === undefined ? words.emptyNotListening : say(words.emptyTitle, place(on))}</h1>
      <p>{on === undefined ? words.emptyStart : words.emptyWaiting}</p>
      {header.remote !== undefined && <p class="quiet">{say(words.emptyRemote, header.host, header.remote)}</p>}
      <ol>
        {on === undefined && (
          <li>
            <vscode-button onClick={() => run('startTestListener')}>
              <Icon name="play" />
              {words.startListening}
            </vscode-button>
          </li>
        )}
        <li>
          <vscode-button secondary={on === undefined} onClick={() => run('sendTestEvent')}>
            <Icon name="beaker" />
            {words.emptyStep1}
          </vscode-button>
          <span>{words.emptyStep1Hint}</span>
        </li>
        <li>
          <vscode-button secondary onClick={() => run('checkEndToEnd')}>
            <Icon name="checklist" />
            {words.emptyStep2}
          </vscode-button>
          <span>{say(words.emptyStep2Hint, on?.port ?? 9998)}</span>
          <button class="link" onClick={() => run('newConfiguration')}>
            {words.emptyNew}
          </button>
          <span>{words.emptyNewHint}</span>
        </li>
        {header.can.includes('nothingArrives') && (
          <li>
            <vscode-button secondary onClick={() => run('nothingArrives')}>
              <Icon name="question" />
              {words.emptyStep3}
            </vscode-button>
            <span>{words.emptyStep3Hint}</span>
          </li>
        )}
      </ol>
    </div>
  );
}
