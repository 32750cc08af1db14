import { useEffect, useState } from 'preact/hooks';

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
