/** The table of events: only the rows on screen exist, the keyboard moves a current row through all of them. */
import type { Ref } from 'preact';
import { useEffect } from 'preact/hooks';
import { trackOf } from './columns';
import { Head } from './grid-head';
import { contextOf, Line, rowId } from './grid-line';
import { clampRow } from './rows';
import { headHeight, type Place, rowHeight, useScrolling } from './scrolling';
import type { Action, State } from './state';
import { useVirtualizer } from './virtual';

export interface GridProps {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  /** To give the focus back when the details close. */
  readonly grid: Ref<HTMLDivElement> & { current: HTMLDivElement | null };
  readonly place: { current: Place };
  readonly openDetails: () => void;
  readonly focusFilter: () => void;
}

export function Grid({ state, dispatch, grid, place, openDetails, focusFilter }: GridProps) {
  const { extent, words, selected, columns, widths } = state;
  const count = extent.end - extent.first;
  const virtualizer = useVirtualizer({ count, rowHeight, headHeight, scroller: () => grid.current });
  const items = virtualizer.getVirtualItems();
  const firstShown = extent.first + (items[0]?.index ?? 0);
  const endShown = extent.first + (items.at(-1)?.index ?? -1) + 1;

  useEffect(() => dispatch({ type: 'visible', extent: { first: firstShown, end: endShown } }), [firstShown, endShown, state.generation]);
  const show = useScrolling(grid, place, state, dispatch);

  const move = (row: number, isDown: boolean) => {
    dispatch({ type: 'select', row });
    // As scrolling there does.
    if (isDown && row >= extent.end - 1) dispatch({ type: 'follow', on: true });
    // The current row that was scrolled away comes back, though it stays the current one.
    if (selected !== undefined && clampRow(row, extent) === selected) show(selected - extent.first);
  };
  const page = Math.max(1, Math.floor(((grid.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const target = targetRow(event.key, selected, state, { page, top: Math.ceil((grid.current?.scrollTop ?? 0) / rowHeight) });
    if (target !== undefined) move(target, ['ArrowDown', 'PageDown', 'End'].includes(event.key));
    else if (event.key === 'Enter' && selected !== undefined) openDetails();
    else if (event.key === 'Escape' && state.details !== undefined) dispatch({ type: 'close' });
    else if (event.key === '/' || (event.key === 'f' && (event.ctrlKey || event.metaKey))) focusFilter();
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && String(document.getSelection()) === '')
      dispatch({ type: 'act', action: 'copyText' });
    else return;
    event.preventDefault();
  };
  const current = selected === undefined ? undefined : state.rows.get(selected);
  const tracks = (kind: 'track' | 'narrow') => columns.map(id => trackOf(id, widths[id], kind)).join(' ');
  const drawn = selected !== undefined && selected >= firstShown && selected < endShown;
  return (
    <div
      class={state.highlights.length > 0 ? 'grid with-marks' : 'grid'}
      role="grid"
      ref={grid}
      tabIndex={0}
      aria-label={words.events}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={drawn ? rowId(selected) : undefined}
      // The menu key opens the menu of the current row, wherever it is drawn.
      data-vscode-context={current === undefined ? undefined : contextOf(current)}
      style={{ '--tracks': tracks('track'), '--narrow-tracks': tracks('narrow'), '--least': `${leastWidth(columns, widths)}px` }}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" class="head">
        <Head state={state} dispatch={dispatch} />
      </div>
      <div role="rowgroup" class="body" style={{ height: `${count * rowHeight}px` }}>
        {items.map(({ index, start }) => (
          <Line
            key={extent.first + index}
            number={extent.first + index}
            index={index}
            top={start - headHeight}
            row={state.rows.get(extent.first + index)}
            columns={columns}
            selected={selected === extent.first + index}
            words={words}
            onPick={() => {
              dispatch({ type: 'select', row: extent.first + index });
              dispatch({ type: 'open' });
            }}
          />
        ))}
      </div>
      {count === 0 && !state.searching && (state.filter.text !== '' || Object.keys(state.filter.chips).length > 0) && (
        <p class="nothing">
          {words.nothingMatches}{' '}
          <button class="link" onClick={() => dispatch({ type: 'clearFilter' })}>
            {words.clearFilter}
          </button>
        </p>
      )}
    </div>
  );
}

/** `page`: rows of one screen; `top`: the index of the row that is on top of it. */
interface Screen {
  readonly page: number;
  readonly top: number;
}

/**
 * Where a key leads. Without a current row (none was chosen, or it is no longer held) it begins at the newest one, or,
 * while older ones are read, at the top of the screen.
 */
function targetRow(key: string, selected: number | undefined, { extent, follow }: State, { page, top }: Screen): number | undefined {
  if (extent.end === extent.first) return undefined;
  const last = extent.end - 1;
  const from = selected ?? (follow ? last : extent.first + top);
  const step = selected === undefined ? 0 : 1;
  switch (key) {
    case 'ArrowDown':
      return from + step;
    case 'ArrowUp':
      return from - step;
    case 'PageDown':
      return from + page;
    case 'PageUp':
      return from - page;
    case 'Home':
      return extent.first;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/** What the columns need at least: narrower than that, the table scrolls sideways. */
const leastWidth = (columns: readonly string[], widths: Readonly<Record<string, number>>): number =>
  columns.reduce((sum, id) => sum + (widths[id] ?? 76) + 12, 24);
