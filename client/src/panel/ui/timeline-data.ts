/** The timeline as the chart wants it. */
import type { Timeline } from '../protocol';

type Columns = [number[], ...number[][]];

/** Times in seconds, then one series for each type, each on top of those after it: the first one is drawn first and highest. */
export function stacked({ start, step, types }: Timeline): Columns {
  const bars = types[0]?.counts.length ?? 0;
  const times = Array.from({ length: bars }, (_, at) => (start + at * step) / 1_000);
  const below = new Array<number>(bars).fill(0);
  const series: number[][] = [];
  for (const { counts } of [...types].reverse()) {
    counts.forEach((n, at) => (below[at] = (below[at] ?? 0) + n));
    series.unshift([...below]);
  }
  return [times, ...series];
}

/** By what a type says of itself, so that a failure has the same colour in every window. */
export function colourOf(type: string): string {
  if (/fail|error/.test(type)) return 'bar-failed';
  if (/abort|warn/.test(type)) return 'bar-aborted';
  if (/success/.test(type)) return 'bar-success';
  if (/session|connection|user/.test(type)) return 'bar-user';
  return type === '' ? 'bar-other' : 'bar-task';
}
