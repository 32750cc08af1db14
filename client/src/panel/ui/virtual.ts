/** `@tanstack/virtual-core` for preact: which rows of a long list are to be drawn. */
import { Virtualizer, elementScroll, observeElementOffset, observeElementRect } from '@tanstack/virtual-core';
import { useLayoutEffect, useState } from 'preact/hooks';

export interface VirtualOptions {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of what stands above the first row inside the scroller and sticks there. */
  readonly headHeight: number;
  readonly scroller: () => HTMLElement | null;
}

export function useVirtualizer({ count, rowHeight, headHeight, scroller }: VirtualOptions): Virtualizer<HTMLElement, HTMLElement> {
  const [, redraw] = useState(0);
  const options = {
    count,
    getScrollElement: scroller,
    estimateSize: () => rowHeight,
    scrollMargin: headHeight,
    overscan: 12,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => redraw(n => n + 1),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
