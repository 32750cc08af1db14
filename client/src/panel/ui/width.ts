/** What there is room for. */
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

/** Whether the page is at least so wide. */
export function useWidth(least: number): boolean {
  const [isWide, setWide] = useState(() => window.innerWidth >= least);
  useEffect(() => {
    const onResize = () => setWide(window.innerWidth >= least);
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, [least]);
  return isWide;
}

/** Whether an element is at least so high; true until that is known. */
export function useHeight(element: { readonly current: HTMLElement | null }, least: number): boolean {
  const [isHigh, setHigh] = useState(true);
  useLayoutEffect(() => {
    const it = element.current;
    if (it === null) return undefined;
    const size = new ResizeObserver(() => setHigh(it.clientHeight === 0 || it.clientHeight >= least));
    size.observe(it);
    return () => size.disconnect();
  }, [least]);
  return isHigh;
}
