import { lineStarts, positionAt } from '../syntax/lines';

/** 1-based lines of offsets. */
export function lineIn(text: string): (offset: number) => number {
  const starts = lineStarts(text);
  return offset => positionAt(starts, offset).line + 1;
}
