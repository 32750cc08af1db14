/** Appenders that hand on to each other in a circle. */
import type { Appender } from './types';

/**
 * By appender the number of its circle: two that have the same lead to each other, directly or through others. One that is
 * in no circle has a number of its own. The time taken grows with the number of references only (Tarjan's algorithm).
 */
export function circlesOf(appenders: readonly Appender[]): ReadonlyMap<Appender, number> {
  const circles = new Map<Appender, number>();
  /** In which order they were met, and the earliest one that each leads back to. */
  const met = new Map<Appender, number>();
  const earliest = new Map<Appender, number>();
  const undecided: Appender[] = [];
  const path: { readonly appender: Appender; next: number }[] = [];
  const enter = (appender: Appender): void => {
    met.set(appender, met.size);
    earliest.set(appender, met.size - 1);
    undecided.push(appender);
    path.push({ appender, next: 0 });
  };
  const leadsTo = (appender: Appender, number: number): void => {
    earliest.set(appender, Math.min(earliest.get(appender) ?? number, number));
  };
  const leave = (appender: Appender): void => {
    const number = earliest.get(appender) ?? 0;
    if (number === met.get(appender)) {
      for (let it = undecided.pop(); it !== undefined; it = it === appender ? undefined : undecided.pop()) circles.set(it, number);
    }
    const before = path.at(-1);
    if (before !== undefined) leadsTo(before.appender, number);
  };
  for (const appender of appenders) {
    if (!met.has(appender)) enter(appender);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const reference = top.appender.references[top.next++];
      if (reference === undefined) {
        path.pop();
        leave(top.appender);
      } else if (reference.target !== undefined && !met.has(reference.target)) enter(reference.target);
      else if (reference.target !== undefined && !circles.has(reference.target)) leadsTo(top.appender, met.get(reference.target) ?? 0);
    }
  }
  return circles;
}
