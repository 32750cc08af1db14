/** The events: filter, when they came, the table, and the details of one of them. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { DetailsPane } from './details';
import { FilterBar } from './filter-bar';
import { Grid } from './grid';
import { HighlightBar } from './highlights';
import type { Action, State } from './state';
import { TimelineBar } from './timeline';

/** Narrower than this the details stand below the events. */
const sideBySide = 720;

export function EventsTab({ state, dispatch }: { readonly state: State; readonly dispatch: (action: Action) => void }) {
  const grid = useRef<HTMLDivElement | null>(null);
  const filter = useRef<HTMLInputElement | null>(null);
  const details = useRef<HTMLElement | null>(null);
  const toFocus = useRef<'details' | undefined>(undefined);
  const isWide = useWidth(sideBySide);
  useEffect(() => {
    if (toFocus.current === undefined || details.current === null) return;
    toFocus.current = undefined;
    details.current.focus();
  });
  const table = (
    <Grid
      state={state}
      dispatch={dispatch}
      grid={grid}
      openDetails={() => {
        toFocus.current = 'details';
        dispatch({ type: 'open' });
      }}
      focusFilter={() => filter.current?.focus()}
    />
  );
  return (
    <>
      <FilterBar state={state} dispatch={dispatch} input={filter} />
      {state.highlights.length > 0 && <HighlightBar state={state} dispatch={dispatch} />}
      {state.showsTimeline && <TimelineBar state={state} dispatch={dispatch} />}
      <div class="main">
        {state.details === undefined ? (
          table
        ) : (
          <vscode-split-layout
            split={isWide ? 'vertical' : 'horizontal'}
            handlePosition={`${state.split}%`}
            minStart={isWide ? '200px' : '70px'}
            minEnd={isWide ? '220px' : '80px'}
            onvsc-split-layout-change={event => dispatch({ type: 'split', split: event.detail.positionInPercentage })}
          >
            <div slot="start" class="pane">
              {table}
            </div>
            <div slot="end" class={isWide ? 'pane beside' : 'pane below'}>
              <DetailsPane
                state={state}
                dispatch={dispatch}
                panel={details}
                close={() => {
                  dispatch({ type: 'close' });
                  grid.current?.focus();
                }}
              />
            </div>
          </vscode-split-layout>
        )}
      </div>
    </>
  );
}

/** Whether the page is at least so wide. */
function useWidth(least: number): boolean {
  const [isWide, setWide] = useState(() => window.innerWidth >= least);
  useEffect(() => {
    const onResize = () => setWide(window.innerWidth >= least);
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, [least]);
  return isWide;
}
