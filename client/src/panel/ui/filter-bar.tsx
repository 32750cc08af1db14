/** The filter box, the number of rows, and following. */
import type { Ref } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from '../words';
import { Icon } from './icon';
import type { Action, State } from './state';

/** Time between the last key and the filter going to the host, in milliseconds. */
const patience = 60;

export interface FilterBarProps {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  readonly input: Ref<HTMLInputElement>;
}

export function FilterBar({ state, dispatch, input }: FilterBarProps) {
  const { words, extent, header } = state;
  const [typed, setTyped] = useState(state.filter);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    if (timer.current === undefined) setTyped(state.filter);
  }, [state.filter]);

  const change = (text: string, wait = patience) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      dispatch({ type: 'filter', text });
    }, wait);
  };
  const count = extent.end - extent.first;
  return (
    <div class="filter-bar" role="search">
      <span class={state.complaint === undefined ? 'box' : 'box wrong'}>
        <Icon name="filter" />
        <input
          ref={input}
          type="text"
          value={typed}
          placeholder={words.filterHint}
          aria-label={words.filter}
          aria-invalid={state.complaint !== undefined}
          aria-describedby={state.complaint === undefined ? undefined : 'complaint'}
          spellcheck={false}
          autocomplete="off"
          onInput={event => change(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Escape' || typed === '') return;
            event.stopPropagation();
            change('', 0);
          }}
        />
        {typed !== '' && (
          <button class="icon" title={words.clearFilter} aria-label={words.clearFilter} onClick={() => change('', 0)}>
            <Icon name="close" />
          </button>
        )}
      </span>
      {state.complaint !== undefined && (
        <span class="complaint" id="complaint" role="alert">
          {state.complaint}
        </span>
      )}
      <span class="count number">
        {typed.trim() === '' || header === undefined
          ? say(words.shown, count.toLocaleString())
          : say(words.shownOfHeld, count.toLocaleString(), header.held.toLocaleString())}
      </span>
      <button
        class={state.follow ? 'toggle' : 'toggle paused'}
        title={state.follow ? words.pauseHint : words.followHint}
        onClick={() => dispatch({ type: 'follow', on: !state.follow })}
      >
        <Icon name={state.follow ? 'debug-pause' : 'arrow-down'} />
        <span class="label">{state.follow ? words.pause : words.follow}</span>
        {state.unseen > 0 && <span class="badge">{say(words.newEvents, state.unseen.toLocaleString())}</span>}
      </button>
    </div>
  );
}
