/** The table of events: only the rows on screen exist, the keyboard moves a current row through all of them. */
import type { Ref } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Row } from '../protocol';
import { say, type Words } from '../words';
import { OriginMark } from './origin';
import type { Action, State } from './state';
import { VerdictMark } from './verdict';
import { useVirtualizer } from './virtual';

const rowHeight = 22;
const headHeight = 24;

export interface GridProps {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  /** To give the focus back when the details close. */
  readonly grid: Ref<HTMLDivElement> & { current: HTMLDivElement | null };
  readonly openDetails: () => void;
  readonly focusFilter: () => void;
}

export function Grid({ state, dispatch, grid, openDetails, focusFilter }: GridProps) {
  const { extent, words, selected } = state;
  const count = extent.end - extent.first;
  const virtualizer = useVirtualizer({ count, rowHeight, headHeight, scroller: () => grid.current });
  const items = virtualizer.getVirtualItems();
  const firstShown = extent.first + (items[0]?.index ?? 0);
  const endShown = extent.first + (items.at(-1)?.index ?? -1) + 1;

  useEffect(() => dispatch({ type: 'visible', extent: { first: firstShown, end: endShown } }), [firstShown, endShown, state.generation]);
  useFollowing(grid, state, dispatch);
  useSteadyRows(grid, state);

  const move = (row: number) => {
    dispatch({ type: 'select', row });
    virtualizer.scrollToIndex(Math.min(Math.max(row, extent.first), extent.end - 1) - extent.first, { align: 'auto' });
  };
  const page = Math.max(1, Math.floor(((grid.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const target = targetRow(event.key, selected, state, page);
    if (target !== undefined) move(target);
    else if (event.key === 'Enter' && selected !== undefined) openDetails();
    else if (event.key === 'Escape' && state.details !== undefined) dispatch({ type: 'close' });
    else if (event.key === '/' || (event.key === 'f' && (event.ctrlKey || event.metaKey))) focusFilter();
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && String(document.getSelection()) === '')
      dispatch({ type: 'copy', as: 'text' });
    else return;
    event.preventDefault();
  };
  const drawn = selected !== undefined && selected >= firstShown && selected < endShown;
  return (
    <div
      class="grid"
      role="grid"
      ref={grid}
      tabIndex={0}
      aria-label={words.events}
      aria-rowcount={count + 1}
      aria-colcount={6}
      aria-activedescendant={drawn ? rowId(selected) : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" class="head">
        <Head words={words} receiver={state.header?.receiver} />
      </div>
      <div role="rowgroup" class="body" style={{ height: `${count * rowHeight}px` }}>
        {items.map(({ index, start }) => (
          <Line
            key={extent.first + index}
            number={extent.first + index}
            index={index}
            top={start - headHeight}
            row={state.rows.get(extent.first + index)}
            selected={selected === extent.first + index}
            words={words}
            onPick={() => {
              dispatch({ type: 'select', row: extent.first + index });
              dispatch({ type: 'open' });
            }}
          />
        ))}
      </div>
      {count === 0 && state.filter.trim() !== '' && (
        <p class="nothing">
          {words.nothingMatches}{' '}
          <button class="link" onClick={() => dispatch({ type: 'filter', text: '' })}>
            {words.clearFilter}
          </button>
        </p>
      )}
    </div>
  );
}

function Head({ words, receiver }: { readonly words: Words; readonly receiver: string | undefined }) {
  // With `auto` each row has a receiver of its own.
  const who = receiver === undefined || receiver === 'auto' ? words.receiverInGeneral : receiver;
  const titles = [
    words.columnTime,
    words.columnNode,
    words.columnEvent,
    words.columnLevel,
    words.columnSubject,
    say(words.columnVerdict, who),
  ];
  return (
    <div role="row" class="line" aria-rowindex={1}>
      {titles.map((title, at) => (
        <span role="columnheader" key={at} aria-colindex={at + 1}>
          {title}
        </span>
      ))}
    </div>
  );
}

interface LineProps {
  readonly number: number;
  readonly index: number;
  readonly top: number;
  readonly row: Row | undefined;
  readonly selected: boolean;
  readonly words: Words;
  readonly onPick: () => void;
}

function Line({ number, index, top, row, selected, words, onPick }: LineProps) {
  return (
    <div
      role="row"
      id={rowId(number)}
      class={selected ? 'line selected' : 'line'}
      aria-rowindex={index + 2}
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={event => {
        if (event.button === 0) onPick();
      }}
    >
      {row === undefined ? (
        <span role="gridcell" class="loading" aria-colspan={6}>
          {words.loading}
        </span>
      ) : (
        <>
          <Time iso={row.time} />
          <Cell at={2} text={row.node} />
          <Cell at={3} text={row.event} />
          <span role="gridcell" aria-colindex={4} class={`level ${levelClass(row.level)}`}>
            {row.level}
          </span>
          <span role="gridcell" aria-colindex={5} class="subject" title={row.subject}>
            <span class="cut">{row.subject}</span>
            <OriginMark origin={row.origin} words={words} />
          </span>
          <span role="gridcell" aria-colindex={6} title={row.verdictWords}>
            <VerdictMark verdict={row.verdict} altered={row.altered} words={row.verdictWords} />
          </span>
        </>
      )}
    </div>
  );
}

const Cell = ({ at, text }: { readonly at: number; readonly text: string }) => (
  <span role="gridcell" aria-colindex={at} title={text}>
    {text}
  </span>
);

/** Keeps the newest row in view; scrolling up leaves that, scrolling to the end takes it up again. */
function useFollowing(grid: { readonly current: HTMLElement | null }, { follow, extent }: State, dispatch: (action: Action) => void): void {
  const before = useRef({ top: 0, follow });
  before.current.follow = follow;
  useLayoutEffect(() => {
    const element = grid.current;
    if (follow && element !== null) element.scrollTop = element.scrollHeight;
  }, [follow, extent.end, extent.first]);
  useEffect(() => {
    const element = grid.current;
    if (element === null) return undefined;
    const onScroll = () => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      const atEnd = scrollHeight - scrollTop - clientHeight < rowHeight;
      const up = scrollTop < before.current.top - 1;
      const down = scrollTop > before.current.top + 1;
      before.current.top = scrollTop;
      if (before.current.follow && up && !atEnd) dispatch({ type: 'follow', on: false });
      if (!before.current.follow && down && atEnd) dispatch({ type: 'follow', on: true });
    };
    const keepEnd = new ResizeObserver(() => {
      if (before.current.follow) element.scrollTop = element.scrollHeight;
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    keepEnd.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      keepEnd.disconnect();
    };
  }, []);
}

/** While the user reads older rows, rows that go from the front must not move those on screen. */
function useSteadyRows(grid: { readonly current: HTMLElement | null }, { extent, follow, generation }: State): void {
  const before = useRef({ first: extent.first, generation });
  useLayoutEffect(() => {
    const gone = extent.first - before.current.first;
    if (grid.current !== null && !follow && gone > 0 && before.current.generation === generation)
      grid.current.scrollTop -= gone * rowHeight;
    before.current = { first: extent.first, generation };
  }, [extent.first, generation]);
}

function targetRow(key: string, selected: number | undefined, { extent }: State, page: number): number | undefined {
  if (extent.end === extent.first) return undefined;
  const last = extent.end - 1;
  switch (key) {
    case 'ArrowDown':
      return selected === undefined ? last : selected + 1;
    case 'ArrowUp':
      return selected === undefined ? last : selected - 1;
    case 'PageDown':
      return (selected ?? last) + page;
    case 'PageUp':
      return (selected ?? last) - page;
    case 'Home':
      return extent.first;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

const rowId = (row: number): string => `row-${row}`;

/** Local time with milliseconds, where there is room: datagrams come in bursts. */
function Time({ iso }: { readonly iso: string }) {
  const time = new Date(iso);
  const seconds = [time.getHours(), time.getMinutes(), time.getSeconds()].map(it => String(it).padStart(2, '0')).join(':');
  return (
    <span role="gridcell" aria-colindex={1} class="number" title={time.toLocaleString()}>
      {seconds}
      <span class="ms">.{String(time.getMilliseconds()).padStart(3, '0')}</span>
    </span>
  );
}

function levelClass(level: string): string {
  const name = level.toUpperCase();
  if (['ERROR', 'FATAL', 'CRITICAL', 'SEVERE', 'EMERGENCY', 'ALERT'].includes(name)) return 'bad';
  return name.startsWith('WARN') ? 'warn' : '';
}
