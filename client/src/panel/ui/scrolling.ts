/** Where the table is scrolled to: at its end while it follows, and where it was while rows come and go at its ends. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Action, State } from './state';

export const rowHeight = 22;
export const headHeight = 24;

/** Where the table has to be scrolled to for a row to be on screen; undefined where it is. `index`: its place in the table. */
export function topToShow(index: number, { scrollTop, clientHeight }: Pick<Element, 'scrollTop' | 'clientHeight'>): number | undefined {
  const top = index * rowHeight;
  const room = clientHeight - headHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + room ? top + rowHeight - room : undefined;
}

/**
 * Keeps the newest row in view; scrolling up leaves that, scrolling to the end takes it up again. While the user reads
 * older rows, rows that come or go at the front do not move those on screen. A row that is made the current one comes on
 * screen at once: a moment later its place in the table may be another's.
 * @returns brings a row on screen by as little scrolling as that takes; `index`: its place in the table
 */
export function useScrolling(
  grid: { readonly current: HTMLElement | null },
  { follow, extent, generation, selected, details }: State,
  dispatch: (action: Action) => void,
): (index: number) => void {
  // `top`: where the last scroll event, or what follows the rows, left the table; an event that finds it elsewhere was the
  // user's doing, or a row's that was made the current one. `stands`: where it was last known to be, whoever put it there.
  const known = useRef({ top: 0, stands: 0, follow, first: extent.first, generation });
  known.current.follow = follow;
  const scrollTo = (element: HTMLElement, top: number) => {
    element.scrollTop = top;
    known.current.top = known.current.stands = element.scrollTop;
  };
  const show = (index: number) => {
    const top = grid.current === null ? undefined : topToShow(index, grid.current);
    if (grid.current === null || top === undefined) return;
    grid.current.scrollTop = top;
    known.current.stands = grid.current.scrollTop;
  };
  useLayoutEffect(() => {
    const element = grid.current;
    if (element === null) return;
    const { first, generation: before, stands } = known.current;
    known.current = { ...known.current, first: extent.first, generation };
    if (follow) scrollTo(element, element.scrollHeight);
    else if (before === generation && extent.first !== first)
      scrollTo(element, whereItStood(element, stands) - (extent.first - first) * rowHeight);
  }, [follow, extent.end, extent.first, generation]);
  // Details that open below take the room of the row they are about.
  useLayoutEffect(() => {
    if (selected !== undefined) show(selected - extent.first);
  }, [selected, generation, details === undefined]);
  useEffect(() => {
    const element = grid.current;
    if (element === null) return undefined;
    const onScroll = () => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      const atEnd = scrollHeight - scrollTop - clientHeight < rowHeight;
      const up = scrollTop < known.current.top - 1;
      const down = scrollTop > known.current.top + 1;
      known.current.top = known.current.stands = scrollTop;
      if (known.current.follow && up && !atEnd) dispatch({ type: 'follow', on: false });
      if (!known.current.follow && down && atEnd) dispatch({ type: 'follow', on: true });
    };
    const keepEnd = new ResizeObserver(() => {
      if (known.current.follow) scrollTo(element, element.scrollHeight);
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    keepEnd.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      keepEnd.disconnect();
    };
  }, []);
  return show;
}

/** A table that became shorter than where it stood was moved to its new end by the browser: that was not the reader's doing. */
function whereItStood({ scrollTop, scrollHeight, clientHeight }: HTMLElement, stood: number): number {
  return scrollTop >= scrollHeight - clientHeight - 1 ? Math.max(scrollTop, stood) : scrollTop;
}
