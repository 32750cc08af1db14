/** Offsets and lines. Lines end with LF, CR LF or CR, as editors count them. */

export interface Position {
  /** Zero-based. */
  readonly line: number;
  /** Zero-based, in UTF-16 units. */
  readonly column: number;
}

/** The offset at which each line begins; the first is 0. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) starts.push(at + 1);
  }
  return starts;
}

/** Where an offset lies; beyond the last line start it is on the last line. */
export function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, column: Math.max(0, offset) - (starts[low] ?? 0) };
}

/** The offset of a position; a column behind the end of its line gives the start of the next. */
export function offsetAt(starts: readonly number[], position: Position, textLength: number): number {
  if (position.line >= starts.length) return textLength;
  const limit = starts[position.line + 1] ?? textLength;
  return Math.min((starts[Math.max(0, position.line)] ?? 0) + position.column, limit);
}
