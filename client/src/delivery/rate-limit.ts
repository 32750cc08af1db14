/** One message per key and window (times in milliseconds of a clock that nobody sets); what comes in between is counted and told in one roll-up when the window ends. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { Rate } from './contract';

export interface RollUp {
  readonly last: CapturedEvent;
  readonly count: number;
}

interface Window {
  readonly endsAt: number;
  held: number;
  last: CapturedEvent;
}

export class RateLimit {
  readonly rate: Rate;
  readonly #windows = new Map<string, Window>();

  constructor(rate: Rate) {
    this.rate = rate;
  }

  /** Whether this event may go now (`now` in milliseconds); otherwise it is counted for the roll-up. */
  admit(event: CapturedEvent, now: number): boolean {
    const key = keyOf(event, this.rate.per);
    const window = this.#windows.get(key);
    if (window === undefined || now >= window.endsAt) {
      // What an ended window still holds comes out of `due` first: the caller asks for that before it admits.
      this.#windows.set(key, { endsAt: now + this.rate.seconds * 1000, held: 0, last: event });
      return true;
    }
    window.held++;
    window.last = event;
    return false;
  }

  /** Roll-ups of windows that have ended by `now`; each opens a new window, so a storm gives one message per window. */
  due(now: number): readonly RollUp[] {
    const out: RollUp[] = [];
    for (const [key, window] of this.#windows) {
      if (now < window.endsAt) continue;
      this.#windows.delete(key);
      if (window.held === 0) continue;
      out.push({ last: window.last, count: window.held });
      this.#windows.set(key, { endsAt: now + this.rate.seconds * 1000, held: 0, last: window.last });
    }
    return out;
  }

  /** Roll-ups of everything held, whether its window has ended or not: the process is about to end. */
  all(now: number): readonly RollUp[] {
    const out = [...this.#windows.values()].filter(it => it.held > 0).map(({ last, held }) => ({ last, count: held }));
    for (const [key, { endsAt, last }] of this.#windows) this.#windows.set(key, { endsAt: Math.max(endsAt, now), held: 0, last });
    return out;
  }

  /** This event did not get through after all: the next one of its kind may. What its window holds is told at its end as before. */
  reopen(event: CapturedEvent): void {
    const key = keyOf(event, this.rate.per);
    if (this.#windows.get(key)?.held === 0) this.#windows.delete(key);
  }

  /** A roll-up that could not be kept is told with the next one. */
  putBack({ last, count }: RollUp, now: number): void {
    const key = keyOf(last, this.rate.per);
    const window = this.#windows.get(key) ?? { endsAt: now + this.rate.seconds * 1000, held: 0, last };
    window.held += count;
    this.#windows.set(key, window);
  }

  /** When the next window with something held ends, in milliseconds; undefined when nothing is held. */
  nextDue(): number | undefined {
    let next: number | undefined;
    for (const window of this.#windows.values()) {
      if (window.held > 0 && (next === undefined || window.endsAt < next)) next = window.endsAt;
    }
    return next;
  }
}

function keyOf(event: CapturedEvent, per: Rate['per']): string {
  const type = event.type ?? 'unknown';
  switch (per) {
    case 'sink':
      return '';
    case 'type':
      return type;
    case 'task':
      // Failed and aborted count apart, as they do in Butler.
      return `${type}|${event.fields['TaskId'] ?? event.fields['TaskName'] ?? event.fields['UserId'] ?? ''}`;
  }
}
