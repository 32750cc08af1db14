/** What receivers with a duplicate check remember, and for how long. */
import type { Arrival, Way } from './way';

/** One per receiver and listener. */
export interface History {
  readonly seen: Map<string, { readonly at: number; readonly id: string }>;
}

export function createHistory(): History {
  return { seen: new Map() };
}

export interface DuplicateKey {
  readonly value: string;
  readonly field: string;
  readonly windowMs: number;
}

/** An empty id is never a duplicate; the key is shared by all formats of the input. */
export function duplicateKey(way: Way, parts: readonly string[]): DuplicateKey | undefined {
  const rule = way.input.duplicate;
  if (rule === undefined || way.meant === undefined || !rule.formats.includes(way.meant.id)) return undefined;
  const value = parts[rule.index];
  return value === undefined || value === '' ? undefined : { value, field: rule.field, windowMs: rule.windowMinutes * 60_000 };
}

const keysWorthPruning = 10_000;

export function remember(history: History, key: DuplicateKey, arrival: Arrival): void {
  if (history.seen.size >= keysWorthPruning) {
    for (const [value, entry] of history.seen) if (arrival.at - entry.at > key.windowMs) history.seen.delete(value);
    // All within the window: the oldest go, so that memory stays bounded.
    for (const value of history.seen.keys()) {
      if (history.seen.size < keysWorthPruning) break;
      history.seen.delete(value);
    }
  }
  history.seen.delete(key.value);
  history.seen.set(key.value, { at: arrival.at, id: arrival.id });
}
