/** The events: filter, when they came, the table, and the details of one of them. */
import { useEffect, useRef } from 'preact/hooks';
import type { VscodeSplitLayout as SplitLayout } from '@vscode-elements/elements/dist/vscode-split-layout/index.js';
import { DetailsPane } from './details';
import { FilterBar } from './filter-bar';
import { Grid } from './grid';
import { HighlightBar } from './highlights';
import type { Place } from './scrolling';
import type { Action, State } from './state';
import { TimelineBar } from './timeline';
import { useHeight, useWidth } from './width';

/** Narrower than this the details stand below the events. */
const sideBySide = 720;
/** Lower than this, details that stand below take the place of the events. */
const forBoth = 170;

export interface EventsTabProps {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  /** Where the table stands, kept while another tab is shown. */
  readonly place: { current: Place };
}

export function EventsTab({ state, dispatch, place }: EventsTabProps) {
  const grid = useRef<HTMLDivElement | null>(null);
  const filter = useRef<HTMLInputElement | null>(null);
  const details = useRef<HTMLElement | null>(null);
  const split = useRef<SplitLayout | null>(null);
  const toFocus = useRef<'details' | undefined>(undefined);
  const main = useRef<HTMLDivElement | null>(null);
  const isWide = useWidth(sideBySide);
  const isHigh = useHeight(main, forBoth);
  const isOpen = state.details !== undefined;
  const isAlone = isOpen && !isWide && !isHigh;
  const handle = !isOpen ? '100%' : isAlone ? '0%' : `${state.split}%`;
  const handleNow = useRef(handle);
  handleNow.current = handle;
  useEffect(() => {
    const element = split.current;
    if (element === null) return undefined;
    // It keeps the share that it had in its old size, without its bounds.
    const size = new ResizeObserver(() => (element.handlePosition = handleNow.current));
    size.observe(element);
    return () => size.disconnect();
  }, []);
  useEffect(() => {
    if (toFocus.current === undefined || details.current === null) return;
    toFocus.current = undefined;
    details.current.focus();
  });
  return (
    <>
      <FilterBar state={state} dispatch={dispatch} input={filter} />
      {state.highlights.length > 0 && <HighlightBar state={state} dispatch={dispatch} />}
      {state.showsTimeline && <TimelineBar state={state} dispatch={dispatch} />}
      <div class="main" ref={main}>
        {/* Also without details: the table would lose its place if it moved to another parent. */}
        <vscode-split-layout
          ref={split}
          split={isWide ? 'vertical' : 'horizontal'}
          handleSize={isOpen && !isAlone ? 4 : 0}
          initialHandlePosition={handle}
          // The bounds before the place they bound.
          minStart={isWide ? '200px' : isAlone ? '0px' : '70px'}
          minEnd={!isOpen ? '0px' : isWide ? '220px' : '80px'}
          handlePosition={handle}
          onvsc-split-layout-change={event => dispatch({ type: 'split', split: event.detail.positionInPercentage })}
        >
          <div slot="start" class="pane">
            <Grid
              state={state}
              dispatch={dispatch}
              grid={grid}
              place={place}
              openDetails={() => {
                dispatch({ type: 'open' });
                // Details that are open already are there to be focused; others are in a moment.
                if (details.current === null) toFocus.current = 'details';
                else details.current.focus();
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
