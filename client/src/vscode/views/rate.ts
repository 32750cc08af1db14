/** Events in the last minute, counted in slices of five seconds, so that a million of them cost nothing. */

const sliceMs = 5_000;
const slices = 12;

export class RateMeter {
  readonly #counts = new Array<number>(slices).fill(0);
  #slice = 0;

  /** @param now milliseconds since 1970 */
  count(events: number, now: number): void {
    this.#advance(now);
    const at = this.#slice % slices;
    this.#counts[at] = (this.#counts[at] ?? 0) + events;
  }

  perMinute(now: number): number {
    this.#advance(now);
    return this.#counts.reduce((sum, it) => sum + it, 0);
  }

  /** Empties the slices that have passed since. A clock set back begins anew. */
  #advance(now: number): void {
    const slice = Math.floor(now / sliceMs);
    if (slice < this.#slice || slice - this.#slice >= slices) this.#counts.fill(0);
    else for (let it = this.#slice + 1; it <= slice; it++) this.#counts[it % slices] = 0;
    this.#slice = slice;
  }
}
