/** One click shows a kind of events alone, a second one leaves it out, a third shows everything again. */
import { type ChipId, chipIds } from '../protocol';
import { say, type Words } from '../words';
import { Icon } from './icon';
import type { Action, State } from './state';

const names = { dropped: 'chipDropped', test: 'chipTest', user: 'chipUser' } as const satisfies Readonly<Record<ChipId, keyof Words>>;

export function Chips({ state, dispatch }: { readonly state: State; readonly dispatch: (action: Action) => void }) {
  const { words, header, filter } = state;
  const shown = chipIds.filter(id => (header?.marks[id] ?? 0) > 0 || filter.chips[id] !== undefined);
  if (shown.length === 0) return null;
  return (
    <span class="chips" role="group" aria-label={words.chips}>
      {shown.map(id => {
        const is = filter.chips[id];
        const name = words[names[id]];
        const next = is === undefined ? 'only' : is === 'only' ? 'without' : undefined;
        const hint = is === undefined ? words.chipHintOff : is === 'only' ? words.chipHintOnly : words.chipHintWithout;
        return (
          <button
            key={id}
            class={is === undefined ? 'chip' : `chip ${is}`}
            aria-pressed={is !== undefined}
            title={say(hint, name)}
            onClick={() => dispatch({ type: 'chip', chip: id, state: next })}
          >
            {is !== undefined && <Icon name={is === 'only' ? 'eye' : 'eye-closed'} />}
            <span class="label">
              {is === undefined ? name : say(is === 'only' ? words.chipOnly : words.chipWithout, name.toLowerCase())}
            </span>{' '}
            <span class="number">{(header?.marks[id] ?? 0).toLocaleString()}</span>
          </button>
        );
      })}
    </span>
  );
}
