/** What receivers with a duplicate check remember, and for how long. */
import { Seen } from './seen';
import type { Arrival, Way } from './way';

/** One per receiver and listener. */
export interface History {
  seen: Seen | undefined;
}

export function createHistory(): History {
  return { seen: undefined };
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

export function remember(history: History, key: DuplicateKey, arrival: Arrival): void {
  // Most receivers look for no duplicates: what it takes is made for the first key.
  history.seen ??= new Seen();
  history.seen.set(key.value, arrival);
}
