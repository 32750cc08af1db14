/** The filter box with its chips, the number of rows, following, and what else can be done with the events. */
import type { Ref } from 'preact';
import { useRef } from 'preact/hooks';
import { say } from '../words';
import { Chips } from './chips';
import { ColumnMenu } from './column-menu';
import { FilterBox } from './filter-box';
import { Icon } from './icon';
import { MoreMenu } from './more-menu';
import { countWords } from './places';
import type { Action, State } from './state';

export interface FilterBarProps {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  readonly input: Ref<HTMLInputElement> & { current: HTMLInputElement | null };
}

/** More rules than colours would look alike. */
const mostHighlights = 5;

export function FilterBar({ state, dispatch, input }: FilterBarProps) {
  const { words, extent, header, filter } = state;
  const count = extent.end - extent.first;
  const isFiltered = filter.text.trim() !== '' || Object.keys(filter.chips).length > 0;
  const mayHighlight =
    filter.text.trim() !== '' &&
    state.complaint === undefined &&
    state.highlights.length < mostHighlights &&
    !state.highlights.includes(filter.text);
  return (
    <div class="filter-bar" role="search">
      <FilterBox state={state} dispatch={dispatch} input={input} />
      {state.complaint !== undefined && (
        <span class="complaint" id="complaint" role="alert">
          {state.complaint}
        </span>
      )}
      <Chips state={state} dispatch={dispatch} />
      <span class="count number" aria-live="off">
        {countWords(count, isFiltered ? header?.held : undefined, words)}
        {state.searching && ` · ${words.searching}`}
      </span>
      <FollowToggle state={state} dispatch={dispatch} />
      <span class="tools">
        <button
          class="icon"
          title={words.highlight}
          aria-label={words.highlight}
          aria-disabled={!mayHighlight}
          onClick={() => mayHighlight && dispatch({ type: 'highlights', highlights: [...state.highlights, filter.text] })}
        >
          <Icon name="paintcan" />
        </button>
        <button
          class="icon"
          title={state.showsTimeline ? words.hideTimeline : words.showTimeline}
          aria-label={words.timeline}
          aria-pressed={state.showsTimeline}
          onClick={() => dispatch({ type: 'showTimeline', on: !state.showsTimeline })}
        >
          <Icon name="graph" />
        </button>
        <ColumnMenu state={state} dispatch={dispatch} />
        <MoreMenu can={header?.can ?? []} words={words} run={command => dispatch({ type: 'command', command })} />
      </span>
    </div>
  );
}

/** Does what it said when it was pressed: scrolling may turn following on or off before it is let go. */
function FollowToggle({ state: { follow, unseen, words }, dispatch }: Pick<FilterBarProps, 'state' | 'dispatch'>) {
  const meant = useRef(!follow);
  return (
    <button
      class={follow ? 'toggle' : 'toggle paused'}
      title={follow ? words.pauseHint : words.followHint}
      onPointerDown={() => (meant.current = !follow)}
      // A click of the keyboard's has no pointer and no count.
      onClick={event => dispatch({ type: 'follow', on: event.detail > 0 ? meant.current : !follow })}
    >
      <Icon name={follow ? 'debug-pause' : 'arrow-down'} />
      <span class="label">{follow ? words.pause : words.follow}</span>
      {!follow && unseen > 0 && <span class="badge number">{say(words.newEvents, unseen.toLocaleString())}</span>}
    </button>
  );
}
