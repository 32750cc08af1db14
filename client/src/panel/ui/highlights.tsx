/** The rules by which events are marked: each a filter with a number and a colour, the number for who sees no colours. */
import { say } from '../words';
import { Icon } from './icon';
import type { Action, State } from './state';

export function HighlightBar({ state, dispatch }: { readonly state: State; readonly dispatch: (action: Action) => void }) {
  const { words, highlights } = state;
  return (
    <ul class="highlights" aria-label={words.highlights}>
      {highlights.map((rule, at) => (
        <li key={rule}>
          <HighlightMark at={at} />
          <button class="link" onClick={() => dispatch({ type: 'filter', text: rule })}>
            {rule}
          </button>
          <button
            class="icon"
            title={say(words.removeHighlight, rule)}
            aria-label={say(words.removeHighlight, rule)}
            onClick={() => dispatch({ type: 'highlights', highlights: highlights.filter(it => it !== rule) })}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

export const HighlightMark = ({ at }: { readonly at: number }) => <span class={`highlight h${at + 1}`}>{at + 1}</span>;
