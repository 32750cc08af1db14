/** The rows the page holds: those on the screen and some around them. */
import type { Extent, Row } from '../protocol';

/** Rows held at most: some screens, whatever the history is like. */
export const rowsHeld = 2_000;

/** What tells which rows are near. */
export interface Holding {
  readonly rows: ReadonlyMap<number, Row>;
  readonly extent: Extent;
  readonly follow: boolean;
  readonly visible: Extent;
}

/** The rows held with these added; when they are too many, those farthest from the screen go. */
export function hold(state: Holding, added: readonly Row[]): ReadonlyMap<number, Row> {
  const rows = new Map(state.rows);
  for (const row of added) rows.set(row.row, row);
  for (const number of rows.keys()) if (number < state.extent.first) rows.delete(number);
  if (rows.size <= rowsHeld) return rows;
  // Following, the screen is at the end, wherever the last scroll event left `visible`.
  const centre = state.follow ? state.extent.end : (state.visible.first + state.visible.end) / 2;
  const nearest = [...rows.keys()].sort((a, b) => Math.abs(a - centre) - Math.abs(b - centre)).slice(0, rowsHeld / 2);
  return new Map(nearest.map(number => [number, rows.get(number) as Row]));
}

export function clampRow(row: number, { first, end }: Extent): number | undefined {
  return end > first ? Math.min(Math.max(row, first), end - 1) : undefined;
}

export function hasAll(rows: ReadonlyMap<number, Row>, first: number, end: number): boolean {
  for (let row = first; row < end; row++) if (!rows.has(row)) return false;
  return true;
}
