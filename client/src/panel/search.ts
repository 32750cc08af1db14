/**
 * Which events of the history a filter lets through, looked for from the newest backwards, a piece at a time: what is on
 * the screen is found first, and neither the host nor the page waits for the rest.
 */
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { Extent } from './protocol';

/** Events in order of arrival under absolute positions, the oldest of which may go. */
export interface History {
  /** Position of the oldest event still held. */
  readonly first: number;
  /** One past the newest. */
  readonly end: number;
  /** Undefined for a position outside. */
  at(position: number): CapturedEvent | undefined;
  /** As `at`, to look at and let go: the next `look` may make it another event. */
  look(position: number): CapturedEvent | undefined;
  /** When the event was received, in milliseconds since 1970. */
  timeAt(position: number): number;
}

export type Matches = (event: CapturedEvent) => boolean;

/** Events looked at between two looks at the clock. */
const portion = 128;

export class Search {
  readonly #history: History;
  readonly #matches: Matches | undefined;
  readonly #found: (event: CapturedEvent, position: number) => void;
  /** The row of the first event that comes after the search began; what was there before has the numbers below. */
  readonly #base: number;
  /** Rows below `#base`, newest first, and rows from `#base` on, oldest first; unused without a filter, where row = position. */
  readonly #before: number[] = [];
  #since: number[] = [];
  /** How many of `#since` are cut off, and how many stand at its front waiting to be. */
  #cut = 0;
  #stale = 0;
  /** What lies between has been looked at. */
  #back: number;
  #ahead: number;

  /** @param found hears of each event that matches, once */
  constructor(history: History, matches: Matches | undefined, found: (event: CapturedEvent, position: number) => void) {
    this.#history = history;
    this.#matches = matches;
    this.#found = found;
    this.#base = this.#back = this.#ahead = history.end;
  }

  /** Rows found so far. The first one goes down while older ones are found, and up when the oldest are let go. */
  get extent(): Extent {
    if (this.#matches === undefined) return { first: this.#history.first, end: this.#ahead };
    if (this.#before.length > 0) return { first: this.#base - this.#before.length, end: this.#base + this.#since.length + this.#cut };
    return { first: this.#base + this.#cut + this.#stale, end: this.#base + this.#cut + this.#since.length };
  }

  /** Whether older events may still be found. */
  get isLooking(): boolean {
    return this.#matches !== undefined && this.#back > this.#history.first;
  }

  /** Goes on until there is nothing left to look at, or `isTime` says that it is enough. True: nothing is left. */
  step(isTime: () => boolean): boolean {
    let left = portion;
    const enough = (): boolean => {
      if (--left > 0) return false;
      left = portion;
      return isTime();
    };
    const { first, end } = this.#history;
    this.#ahead = Math.max(this.#ahead, first);
    while (this.#ahead < end) {
      if (this.#look(this.#ahead)) this.#since.push(this.#ahead);
      this.#ahead++;
      if (enough()) return this.#forget();
    }
    while (this.#back > first) {
      this.#back--;
      if (this.#look(this.#back)) this.#before.push(this.#back);
      if (enough()) return this.#forget();
    }
    this.#forget();
    return true;
  }

  positionOf(row: number): number | undefined {
    if (this.#matches === undefined) return row;
    return row < this.#base ? this.#before[this.#base - 1 - row] : this.#since[row - this.#base - this.#cut];
  }

  #look(position: number): boolean {
    const event = this.#history.look(position);
    if (event === undefined || (this.#matches !== undefined && !this.#matches(event))) return false;
    this.#found(event, position);
    return this.#matches !== undefined;
  }

  /** Lets go of what the history has let go. */
  #forget(): false {
    const { first } = this.#history;
    while (this.#before.length > 0 && (this.#before.at(-1) as number) < first) this.#before.pop();
    if (this.#before.length > 0) return false;
    while (this.#stale < this.#since.length && (this.#since[this.#stale] as number) < first) this.#stale++;
    // Cutting off costs as much as the array is long: only when half of it is to go.
    if (this.#stale <= this.#since.length / 2) return false;
    this.#since = this.#since.slice(this.#stale);
    this.#cut += this.#stale;
    this.#stale = 0;
    return false;
  }
}
