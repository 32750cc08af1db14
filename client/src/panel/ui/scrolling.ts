/** Where the table is scrolled to: at its end while it follows, and where it was while rows come and go at its ends. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Action, State } from './state';

export const rowHeight = 22;
export const headHeight = 24;

/** Keeps the newest row in view; scrolling up leaves that, scrolling to the end takes it up again. */
export function useFollowing(
  grid: { readonly current: HTMLElement | null },
  { follow, extent }: State,
  dispatch: (action: Action) => void,
): void {
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

/** While the user reads older rows, rows that come or go at the front must not move those on screen. */
export function useSteadyRows(grid: { readonly current: HTMLElement | null }, { extent, follow, generation }: State): void {
  const before = useRef({ first: extent.first, generation });
  useLayoutEffect(() => {
    const gone = extent.first - before.current.first;
    if (grid.current !== null && !follow && gone !== 0 && before.current.generation === generation)
      grid.current.scrollTop -= gone * rowHeight;
    before.current = { first: extent.first, generation };
  }, [extent.first, generation]);
}
