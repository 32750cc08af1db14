/** The events: filter, when they came, the table, and the details of one of them. */
import { useEffect, useRef } from 'preact/hooks';
import { DetailsPane } from './details';
import { FilterBar } from './filter-bar';
import { Grid } from './grid';
import { HighlightBar } from './highlights';
import type { Action, State } from './state';
import { TimelineBar } from './timeline';
import { useWidth } from './width';

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
  const isOpen = state.details !== undefined;
  return (
    <>
      <FilterBar state={state} dispatch={dispatch} input={filter} />
      {state.highlights.length > 0 && <HighlightBar state={state} dispatch={dispatch} />}
      {state.showsTimeline && <TimelineBar state={state} dispatch={dispatch} />}
      <div class="main">
        {/* Also without details: the table would lose its place if it moved to another parent. */}
        <vscode-split-layout
          split={isWide ? 'vertical' : 'horizontal'}
          handleSize={isOpen ? 4 : 0}
          initialHandlePosition={isOpen ? `${state.split}%` : '100%'}
          // The bounds before the place they bound.
          minStart={isWide ? '200px' : '70px'}
          minEnd={!isOpen ? '0px' : isWide ? '220px' : '80px'}
          handlePosition={isOpen ? `${state.split}%` : '100%'}
          onvsc-split-layout-change={event => dispatch({ type: 'split', split: event.detail.positionInPercentage })}
        >
          <div slot="start" class="pane">
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
          </div>
          <div slot="end" class={isWide ? 'pane beside' : 'pane below'} hidden={!isOpen}>
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
      </div>
    </>
  );
}
