/** Which columns are shown and how wide they are; any field of the events can be one. */
import { useState } from 'preact/hooks';
import { say } from '../words';
import { furtherColumns, titleOf, usualColumns } from './columns';
import { Icon } from './icon';
import { Popup } from './popup';
import type { Action, State } from './state';

const step = 20;

export function ColumnMenu({ state, dispatch }: { readonly state: State; readonly dispatch: (action: Action) => void }) {
  const { words, columns, widths } = state;
  const fields = columns.filter(it => it.startsWith('field:'));
  const all = [...usualColumns.slice(0, -1), ...furtherColumns, ...fields, 'verdict'];
  const resize = (column: string, by: number) => {
    const now = widths[column] ?? document.querySelector(`[data-column="${CSS.escape(column)}"]`)?.getBoundingClientRect().width ?? 100;
    dispatch({ type: 'width', column, width: now + by });
  };
  return (
    <Popup icon="list-selection" title={words.chooseColumns} role="dialog">
      {() => (
        <>
          <ul class="column-list">
            {all.map((id, at) => {
              const title = titleOf(id, words);
              const isShown = columns.includes(id);
              return (
                <li key={id}>
                  <vscode-checkbox
                    label={title}
                    checked={isShown}
                    data-first={at === 0 ? '' : undefined}
                    onChange={event => {
                      const next = isShown ? columns.filter(it => it !== id) : [...columns, id];
                      // A table without columns shows nothing that could be taken back.
                      if (next.length > 0) dispatch({ type: 'columns', columns: next });
                      else (event.currentTarget as HTMLElement & { checked: boolean }).checked = true;
                    }}
                  />
                  {isShown && (
                    <span class="widths">
                      <button
                        class="icon"
                        aria-label={say(words.narrower, title)}
                        title={say(words.narrower, title)}
                        onClick={() => resize(id, -step)}
                      >
                        <Icon name="remove" />
                      </button>
                      <button
                        class="icon"
                        aria-label={say(words.wider, title)}
                        title={say(words.wider, title)}
                        onClick={() => resize(id, step)}
                      >
                        <Icon name="add" />
                      </button>
                    </span>
                  )}
                </li>
              );
            })}
          </ul>
          <FieldColumn
            label={words.addField}
            hint={words.addFieldHint}
            button={words.add}
            add={name => dispatch({ type: 'columns', columns: [...columns, `field:${name}`] })}
          />
          <button
            class="link"
            onClick={() => {
              for (const id of Object.keys(widths)) dispatch({ type: 'width', column: id, width: undefined });
              dispatch({ type: 'columns', columns: usualColumns });
            }}
          >
            {words.resetColumns}
          </button>
        </>
      )}
    </Popup>
  );
}

interface FieldColumnProps {
  readonly label: string;
  readonly hint: string;
  readonly button: string;
  readonly add: (name: string) => void;
}

function FieldColumn({ label, hint, button, add }: FieldColumnProps) {
  const [name, setName] = useState('');
  const submit = () => {
    if (name.trim() === '') return;
    add(name.trim());
    setName('');
  };
  return (
    <div class="add-field">
      <input
        type="text"
        aria-label={label}
        placeholder={`${label}: ${hint}`}
        value={name}
        onInput={event => setName(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') submit();
        }}
      />
      <vscode-button secondary onClick={submit}>
        {button}
      </vscode-button>
    </div>
  );
}
