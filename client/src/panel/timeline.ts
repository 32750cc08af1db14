/** How many events came when, by type: counted as they are found, in steps that grow with the time they span. */

export interface Timeline {
  /** Where the first bar begins, in milliseconds since 1970. */
  readonly start: number;
  /** How long a bar is, in milliseconds. */
  readonly step: number;
  /** The busiest types first, the rest together under the empty text; each with one number for each bar. */
  readonly types: readonly { readonly type: string; readonly counts: readonly number[] }[];
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
/** Steps people reckon in, each a multiple of the one before, so that bars can be put together. */
const steps = [second, 5 * second, 15 * second, minute, 5 * minute, 15 * minute, hour, 6 * hour, 24 * hour, 7 * 24 * hour, 28 * 24 * hour];
/** Bars at most: what a wide screen shows. */
const mostBars = 180;
const mostTypes = 5;

export class TimelineCounter {
  #step = 0;
  #bars = new Map<number, Map<string, number>>();
  #first = Infinity;
  #last = -Infinity;

  /** @param time milliseconds since 1970 */
  count(type: string, time: number): void {
    const bar = Math.floor(time / this.#size);
    if (bar < this.#first || bar > this.#last) this.#stretch(bar);
    add(this.#bars, Math.floor(time / this.#size), type, 1);
  }

  /** @param since what is older is gone and not shown */
  view(since: number): Timeline | undefined {
    const size = this.#size;
    const first = Math.max(this.#first, Math.floor(since / size));
    if (!(this.#last >= first)) return undefined;
    for (const bar of this.#bars.keys()) if (bar < first) this.#bars.delete(bar);
    this.#first = first;
    const totals = new Map<string, number>();
    for (const bar of this.#bars.values()) for (const [type, n] of bar) totals.set(type, (totals.get(type) ?? 0) + n);
    const named = [...totals]
      .filter(([type]) => type !== '')
      .sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))
      .map(([type]) => type)
      .slice(0, mostTypes);
    const shown = new Map([...named, ''].map(type => [type, new Array<number>(this.#last - first + 1).fill(0)]));
    for (const [bar, types] of this.#bars) {
      for (const [type, n] of types) {
        const counts = shown.get(type) ?? shown.get('') ?? [];
        counts[bar - first] = (counts[bar - first] ?? 0) + n;
      }
    }
    return {
      start: first * size,
      step: size,
      types: [...shown].map(([type, counts]) => ({ type, counts })).filter(it => it.type !== '' || it.counts.some(n => n > 0)),
    };
  }

  get #size(): number {
    return steps[this.#step] as number;
  }

  /** Makes room for a bar outside of those there are; longer steps where there would be too many. */
  #stretch(bar: number): void {
    this.#first = Math.min(this.#first, bar);
    this.#last = Math.max(this.#last, bar);
    while (this.#last - this.#first >= mostBars && this.#step < steps.length - 1) {
      const ratio = (steps[this.#step + 1] as number) / this.#size;
      const merged = new Map<number, Map<string, number>>();
      for (const [at, types] of this.#bars) for (const [type, n] of types) add(merged, Math.floor(at / ratio), type, n);
      this.#bars = merged;
      this.#first = Math.floor(this.#first / ratio);
      this.#last = Math.floor(this.#last / ratio);
      this.#step++;
    }
  }
}

/** Types come off the wire only as far as a contract knows them, so that they are few. */
function add(bars: Map<number, Map<string, number>>, at: number, type: string, n: number): void {
  let bar = bars.get(at);
  if (bar === undefined) {
    bar = new Map();
    bars.set(at, bar);
  }
  bar.set(type, (bar.get(type) ?? 0) + n);
}
