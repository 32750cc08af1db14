/** What can be done with all events: commands of the host, as far as it has them. */
import type { PageCommand } from '../protocol';
import type { Words } from '../words';
import { Icon } from './icon';
import { Popup } from './popup';

const entries = [
  { command: 'exportCapturedEvents', icon: 'save', title: 'exportEvents' },
  { command: 'importCapturedEvents', icon: 'folder-opened', title: 'importEvents' },
  { command: 'replayEvents', icon: 'debug-restart', title: 'replayEvents' },
  { command: 'deleteCapturedEvents', icon: 'trash', title: 'deleteEvents' },
  { command: 'nothingArrives', icon: 'question', title: 'emptyStep3' },
] as const satisfies readonly { command: PageCommand; icon: string; title: keyof Words }[];

export interface MoreMenuProps {
  readonly can: readonly PageCommand[];
  readonly words: Words;
  readonly run: (command: PageCommand) => void;
}

export function MoreMenu({ can, words, run }: MoreMenuProps) {
  const shown = entries.filter(it => can.includes(it.command));
  if (shown.length === 0) return null;
  return (
    <Popup icon="ellipsis" title={words.more} role="menu">
      {close =>
        shown.map(({ command, icon, title }, at) => (
          <button
            key={command}
            role="menuitem"
            class="menu-item"
            data-first={at === 0 ? '' : undefined}
            tabIndex={at === 0 ? 0 : -1}
            onKeyDown={event => step(event)}
            onClick={() => {
              close();
              run(command);
            }}
          >
            <Icon name={icon} />
            <span class="label">{words[title]}</span>
          </button>
        ))
      }
    </Popup>
  );
}

function step(event: KeyboardEvent): void {
  const here = event.currentTarget as HTMLElement;
  const all = [...(here.parentElement?.children ?? [])] as HTMLElement[];
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0) return;
  event.preventDefault();
  all[(all.indexOf(here) + by + all.length) % all.length]?.focus();
}
