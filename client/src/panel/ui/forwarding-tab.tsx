/** Where events go: the account of each sink, or how to set one up. */
import type { Header, PageCommand } from '../protocol';
import type { Words } from '../words';
import { Icon } from './icon';
import { Sinks } from './sinks';

export interface ForwardingTabProps {
  readonly forwarding: Header['forwarding'];
  readonly words: Words;
  readonly run: (command: PageCommand) => void;
  readonly retry: (sink: string) => void;
}

export const ForwardingTab = ({ forwarding, words, run, retry }: ForwardingTabProps) =>
  forwarding.sinks === undefined || forwarding.sinks.length === 0 ? (
    <div class="empty">
      <h1>{words.forwardingOff}</h1>
      <p>{words.forwardingOffHint}</p>
      <vscode-button onClick={() => run('setUpForwarding')}>{words.setUp}</vscode-button>
    </div>
  ) : (
    <div class="scroll" tabIndex={0} role="region" aria-label={words.viewForwarding}>
      <p class="line-of-words">
        <Icon name="arrow-swap" /> {forwarding.label}
        {forwarding.problem !== undefined && !forwarding.sinks.some(it => it.lastError === forwarding.problem) && (
          <span class="problem">
            <Icon name="warning" /> {forwarding.problem}
          </span>
        )}
        <button class="link" onClick={() => run('pauseAllForwarding')}>
          {words.pauseForwarding}
        </button>
        <button class="link" onClick={() => run('setUpForwarding')}>
          {words.setUp}
        </button>
      </p>
      <Sinks sinks={forwarding.sinks} words={words} retry={retry} />
    </div>
  );
