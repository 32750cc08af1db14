/**
 * Rows that a sender numbered and that never came. Qlik's `%rownum{9999}` counts the rows of one layout and begins anew
 * after the number in braces: a gap is a loss that the system on this side may know nothing of.
 */
import type { CapturedEvent } from '../../../server/src/wire/event';
import { formats } from '../../../server/src/wire/receivers';

/** The numbered field of each type of event, and its highest number. */
const numbered = new Map(
  formats.flatMap(({ type, fields }) => {
    const field = fields.find(it => /^%rownum\{\d+\}$/.test(it.source));
    const last = Number(/\d+/.exec(field?.source ?? '')?.[0]);
    return field === undefined ? [] : [[type, { name: field.name, last }] as const];
  }),
);

const mostSenders = 1_000;
/** A number so little behind the last is a row that was overtaken, not a new beginning. */
const overtaken = 64;

export class Sequences {
  readonly #last = new Map<string, number>();
  #missing = 0;

  /** Rows that were numbered and have not come. */
  get missing(): number {
    return this.#missing;
  }

  see(event: CapturedEvent): void {
    if (event.type === undefined || event.origin !== 'network') return;
    const rule = numbered.get(event.type);
    const text = rule === undefined ? '' : (event.fields[rule.name] ?? '');
    const row = /^\d+$/.test(text) ? Number(text) : NaN;
    if (rule === undefined || !Number.isInteger(row) || row < 0 || row > rule.last) return;
    // Each appender sends from a socket of its own and counts for itself.
    const sender = `${event.from.address} ${event.from.port} ${event.type}`;
    const before = this.#last.get(sender);
    if (before !== undefined) {
      const ahead = (row - before + rule.last) % rule.last;
      if (ahead > rule.last - overtaken && row > 1) {
        // It comes late: it was counted as missing when the one after it came.
        if (this.#missing > 0) this.#missing--;
        return;
      }
      // More than half a round at once, or a 1 out of turn, is a service that started again.
      if (ahead > 1 && ahead < rule.last / 2 && row > 1) this.#missing += ahead - 1;
    } else if (this.#last.size >= mostSenders) {
      const oldest = this.#last.keys().next().value;
      if (oldest !== undefined) this.#last.delete(oldest);
    }
    this.#last.set(sender, row);
  }
}
