/** Datagrams of which only the beginning is kept: what is said of them, and how that is told again. */
import type { CapturedEvent } from '../../../server/src/wire/event';

/** @param why what kept no more of it */
export const cutNote = (came: number, kept: number, why: string): string => `${came} bytes came; only the first ${kept} are kept (${why}).`;

/** How many bytes at the end of the datagram are not kept. */
export function missingOf({ notes = [] }: Pick<CapturedEvent, 'notes'>): number {
  for (const note of notes) {
    const said = /^(\d+) bytes came; only the first (\d+) are kept/.exec(note);
    if (said !== null) return Math.max(0, Number(said[1]) - Number(said[2]));
  }
  return 0;
}
