/** Divides a text among the fields of a pattern: earlier ones as short as possible, going back where the rest does not fit. */
import type { PatternField } from './pattern-text';

/** What a pattern writes, piece by piece. */
export type Item =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'field';
      readonly field: PatternField;
      /** What its text looks like, where that can be told. */
      readonly shape: Shape | undefined;
      readonly min: number;
      readonly max: number;
      readonly leftAlign: boolean;
    };

export interface Shape {
  /** Sticky: here. */
  readonly at: RegExp;
  /** Global: the next place from here on. */
  readonly from: RegExp;
}

export type FieldItem = Extract<Item, { kind: 'field' }>;

/** Candidates tried for one text before giving up: hostile text must not cost more. So many letters looked through count as one. */
const mostSteps = 100_000;
const lettersPerStep = 64;

/** Tries ends for each field in turn, going back where the rest does not fit; what failed once is not tried again. */
export function split(
  items: readonly Item[],
  text: string,
): { readonly values: readonly string[]; readonly ambiguous: boolean } | undefined {
  const dead = new Set<number>();
  const solutions: (readonly string[])[] = [];
  let left = mostSteps;
  /** False when it is enough. */
  const spend = (letters: number): boolean => (left -= 1 + letters / lettersPerStep) > 0;
  const values: string[] = [];
  const follow = (index: number, at: number): void => {
    if (solutions.length > 1 || !spend(0)) return;
    const item = items[index];
    if (!item) {
      if (at === text.length) solutions.push([...values]);
      return;
    }
    if (item.kind === 'text') {
      if (text.startsWith(item.text, at)) follow(index + 1, at + item.text.length);
      return;
    }
    const key = index * (text.length + 1) + at;
    if (dead.has(key)) return;
    const before = solutions.length;
    for (const end of ends(item, items[index + 1], text, at, spend)) {
      values.push(text.slice(at, end));
      follow(index + 1, end);
      values.pop();
      if (solutions.length > 1) return;
    }
    if (solutions.length === before) dead.add(key);
  };
  follow(0, 0);
  const [first] = solutions;
  return first && { values: first, ambiguous: solutions.length > 1 };
}

/** Where a field that begins at `at` may end, nearest first. `spend` hears of the letters looked through, and says when it is enough. */
function* ends(item: FieldItem, next: Item | undefined, text: string, at: number, spend: (letters: number) => boolean): Generator<number> {
  const last = Math.min(text.length, at + Math.max(item.min, item.max));
  if (item.shape) {
    item.shape.at.lastIndex = at;
    const found = item.shape.at.exec(text)?.[0];
    // What no date format can say prints nothing.
    yield at + (found?.length ?? 0);
    return;
  }
  if (!next) {
    if (text.length >= at + item.min && text.length <= last) yield text.length;
    return;
  }
  if (next.kind === 'field' && item.min >= item.max) {
    if (at + item.min <= text.length) yield at + item.min;
    return;
  }
  for (let from = at + item.min; from <= last;) {
    const end = placeOf(next, text, from);
    if (!spend((end < 0 ? text.length : end) - from) || end < 0 || end > last) return;
    yield end;
    from = end + 1;
  }
}

/** Where the next item may begin, from here on; negative: nowhere. */
function placeOf(next: Item, text: string, from: number): number {
  if (next.kind === 'text') return text.indexOf(next.text, from);
  if (next.shape === undefined) return -1;
  next.shape.from.lastIndex = from;
  return next.shape.from.exec(text)?.index ?? -1;
}
