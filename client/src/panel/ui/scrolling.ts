/** Where the table is scrolled to: at its end while it follows, and where it was while rows come and go at its ends. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Action, State } from './state';

export const rowHeight = 22;
export const headHeight = 24;

/** How far the table is scrolled, how high it is, and how much of that its window shows. */
export type Scroll = Pick<Element, 'scrollTop' | 'scrollHeight' | 'clientHeight'>;

/** Where the table stands. It outlives the table, which is not there while another tab is. */
export interface Place {
  /** Where it was last known to be, whoever put it there, with the first row and the generation of that time. */
  readonly left: Scroll;
  readonly first: number;
  readonly generation: number | undefined;
  /** What was last brought on screen. */
  readonly shown: string;
}

export const nowhere: Place = { left: { scrollTop: 0, scrollHeight: 0, clientHeight: 0 }, first: 0, generation: undefined, shown: '' };

/** Where the table has to be scrolled to for a row to be on screen; undefined where it is. `index`: its place in the table. */
export function topToShow(index: number, { scrollTop, clientHeight }: Omit<Scroll, 'scrollHeight'>): number | undefined {
  const top = index * rowHeight;
  const room = clientHeight - headHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + room ? top + rowHeight - room : undefined;
}

/**
 * Whether to follow, now that the table is not where it was left; undefined: as before. We leave it where we scroll it, so
 * it was the reader who moved it; or the browser, but that moves it up only, and only where the table became shorter or its
 * window higher.
 */
export function followAfter(isFollowing: boolean, left: Scroll, now: Scroll): boolean | undefined {
  const below = now.scrollHeight - now.clientHeight - now.scrollTop;
  if (!isFollowing) return now.scrollTop > left.scrollTop + 1 && below < rowHeight ? true : undefined;
  const mayBeTheBrowser = now.scrollHeight < left.scrollHeight || now.clientHeight > left.clientHeight;
  return !mayBeTheBrowser && now.scrollTop < left.scrollTop - 1 ? false : undefined;
}

/**
 * Keeps the newest row in view; scrolling up leaves that, scrolling to the end takes it up again. While the user reads
 * older rows, rows that come or go at the front do not move those on screen. A row that is made the current one comes on
 * screen at once: a moment later its place in the table may be another's.
 * @returns brings a row on screen by as little scrolling as that takes; `index`: its place in the table
 */
export function useScrolling(
  grid: { readonly current: HTMLElement | null },
  place: { current: Place },
  { follow, extent, generation, selected }: State,
  dispatch: (action: Action) => void,
): (index: number) => void {
  const isFollowing = useRef(follow);
  isFollowing.current = follow;
  /** Whether it was left at its end, to follow. */
  const wasFollowing = useRef(false);
  const isNew = useRef(true);
  const note = (parts: Partial<Place>) => (place.current = { ...place.current, ...parts });
  const scrollTo = (element: HTMLElement, top: number) => {
    element.scrollTop = top;
    note({ left: scrollOf(element) });
  };
  const show = (index: number) => {
    const top = grid.current === null ? undefined : topToShow(index, grid.current);
    if (grid.current !== null && grid.current.clientHeight > 0 && top !== undefined) scrollTo(grid.current, top);
  };
  const stand = () => {
    const element = grid.current;
    // Before it has a size, nothing can be scrolled.
    if (element === null || element.clientHeight === 0) return;
    const { first, generation: before, left } = place.current;
    const stood = isNew.current ? left.scrollTop : whereItStood(element, left.scrollTop);
    const hasMoved = before === generation && (isNew.current || extent.first !== first);
    // The browser tells of scrolling later than rows may come.
    const isLeft = follow && wasFollowing.current && before === generation && !isNew.current && followAfter(true, left, element) === false;
    isNew.current = false;
    wasFollowing.current = follow && !isLeft;
    note({ first: extent.first, generation });
    if (isLeft) dispatch({ type: 'follow', on: false });
    if (follow && !isLeft) scrollTo(element, element.scrollHeight);
    else if (hasMoved) scrollTo(element, stood - (extent.first - first) * rowHeight);
    else note({ left: scrollOf(element) });
  };
  // The window became higher or lower: what was on screen to be read has to stay there.
  const fit = () => {
    const { left, first } = place.current;
    const wasOnScreen = selected !== undefined && topToShow(selected - first, left) === undefined;
    stand();
    if (!follow && wasOnScreen) show(selected - extent.first);
  };
  const fitNow = useRef(fit);
  fitNow.current = fit;
  useLayoutEffect(stand, [follow, extent.end, extent.first, generation]);
  useLayoutEffect(() => {
    const shown = `${generation} ${selected}`;
    if (!follow && selected !== undefined && shown !== place.current.shown) show(selected - extent.first);
    note({ shown });
  }, [selected, generation]);
  // At once: a scrolling that nobody heard of would be undone by the next row.
  useLayoutEffect(() => {
    const element = grid.current;
    if (element === null) return undefined;
    const onScroll = () => {
      const on = followAfter(isFollowing.current, place.current.left, element);
      note({ left: scrollOf(element) });
      if (on !== undefined) dispatch({ type: 'follow', on });
    };
    const size = new ResizeObserver(() => fitNow.current());
    element.addEventListener('scroll', onScroll, { passive: true });
    size.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      size.disconnect();
    };
  }, []);
  return show;
}

const scrollOf = ({ scrollTop, scrollHeight, clientHeight }: Element): Scroll => ({ scrollTop, scrollHeight, clientHeight });

/** A table that became shorter than where it stood was moved to its new end by the browser: that was not the reader's doing. */
function whereItStood({ scrollTop, scrollHeight, clientHeight }: HTMLElement, stood: number): number {
  return scrollTop >= scrollHeight - clientHeight - 1 ? Math.max(scrollTop, stood) : scrollTop;
}
