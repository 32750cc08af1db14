/** Guesses about the shape of a broken tree, from what people do: indentation and slips of the pen. */
import { CARRIAGE_RETURN, LINE_FEED, isBlank } from './characters';
import type { ElementNode } from './nodes';

/**
 * The index of the first child that is no child: it begins a line no further in than the element that was never closed.
 * `children.length` when all may stay.
 */
export function adoptByIndentation(text: string, element: ElementNode): number {
  const own = indentation(text, element.start);
  const { children } = element;
  if (own === undefined) return children.length;
  for (const [index, child] of children.entries()) {
    if (child.kind !== 'element') continue;
    const indent = indentation(text, child.start);
    if (indent !== undefined && indent <= own) return index;
  }
  return children.length;
}

/** Whether one name is a slip of the other: case, or at most two letters. */
export function similar(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  if (Math.abs(a.length - b.length) > 2 || Math.min(a.length, b.length) < 4 || Math.max(a.length, b.length) > 64) return false;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row.push(Math.min(cell(previous, j) + 1, cell(row, j - 1) + 1, cell(previous, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    previous = row;
  }
  return cell(previous, b.length) <= 2;
}

function cell(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}

const FARTHEST = 200;

function indentation(text: string, at: number): number | undefined {
  for (let back = at - 1; back >= 0 && at - back <= FARTHEST; back--) {
    const code = text.charCodeAt(back);
    if (code === LINE_FEED || code === CARRIAGE_RETURN) return at - 1 - back;
    if (!isBlank(code)) return undefined;
  }
  return at <= FARTHEST ? at : undefined;
}
