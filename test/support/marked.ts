/** Tests drawn in the text: `‸` is the cursor, `⟦…⟧` a range. */
import type { Span } from '../../server/src/syntax/tree';

export interface Marked {
  readonly text: string;
  /** Where `‸` stood; of several the first. */
  readonly cursor: number;
  readonly cursors: readonly number[];
  /** What `⟦…⟧` enclosed, in order. */
  readonly ranges: readonly Span[];
}

/** Takes the marks out. Ranges do not nest. */
export function marked(source: string): Marked {
  let text = '';
  const cursors: number[] = [];
  const ranges: Span[] = [];
  let start: number | undefined;
  for (const char of source) {
    if (char === '‸') cursors.push(text.length);
    else if (char === '⟦') start = text.length;
    else if (char === '⟧') {
      if (start === undefined) throw new Error('⟧ without ⟦');
      ranges.push({ start, end: text.length });
      start = undefined;
    } else text += char;
  }
  if (start !== undefined) throw new Error('⟦ without ⟧');
  return { text, cursor: cursors[0] ?? -1, cursors, ranges };
}

/** The text with the ranges drawn in, to be compared with what a test expects. */
export function drawn(text: string, spans: readonly Span[]): string {
  const marks = spans
    .flatMap(({ start, end }) => [
      { at: start, mark: '⟦' },
      { at: end, mark: '⟧' },
    ])
    .sort((a, b) => a.at - b.at || (a.mark === '⟧' ? -1 : 1));
  let result = '';
  let at = 0;
  for (const mark of marks) {
    result += text.slice(at, mark.at) + mark.mark;
    at = mark.at;
  }
  return result + text.slice(at);
}
