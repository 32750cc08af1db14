/** What waits at one sink, oldest first: cheap to take from at the front, however long it gets. */
import type { Delivery, Pending } from './contract';

/** What waits is what the sink gets: a message that is delivered at once costs no copy. */
export type Waiting = Delivery & Pending;

/** How much may wait at one sink. */
export interface Capacity {
  readonly events: number;
  /** Of their texts together, in UTF-16 code units: large events are bounded in memory, too. */
  readonly characters: number;
}

export const usualCapacity: Capacity = { events: 100_000, characters: 100_000_000 };

export class WaitingLine {
  #entries: Waiting[] = [];
  #characters = 0;
  /** Before it stands what has been taken. */
  #head = 0;
  #rollUps = 0;

  get length(): number {
    return this.#entries.length - this.#head;
  }

  /** Of them, events: roll-ups are messages of ours. */
  get events(): number {
    return this.length - this.#rollUps;
  }

  push(entry: Waiting): void {
    if (entry.heldBack !== undefined) this.#rollUps++;
    this.#characters += entry.event.text.length;
    this.#entries.push(entry);
  }

  /** How many have to go, from this place on, for the rest to fit. */
  excess(from: number, { events, characters }: Capacity): number {
    let excess = Math.max(0, this.length - from - events);
    if (this.#characters <= characters) return excess;
    let held = this.#characters;
    for (let at = 0; at < from + excess; at++) held -= this.#textAt(at);
    for (; held > characters && from + excess < this.length; excess++) held -= this.#textAt(from + excess);
    return excess;
  }

  #textAt(place: number): number {
    return this.#entries[this.#head + place]?.event.text.length ?? 0;
  }

  /** Entries by their place in the line. */
  slice(from: number, to?: number): Waiting[] {
    return this.#entries.slice(this.#head + from, to === undefined ? undefined : this.#head + to);
  }

  holds(eventId: string): boolean {
    for (let at = this.#head; at < this.#entries.length; at++) {
      const entry = this.#entries[at];
      if (entry?.event.id === eventId && entry.heldBack === undefined) return true;
    }
    return false;
  }

  /** Takes the first ones out. */
  take(count: number): void {
    this.#uncount(this.slice(0, count));
    this.#head += count;
    // Compacting now and then keeps taking from the front cheap without holding what was sent.
    if (this.#head > 1024 && this.#head * 4 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Takes some out from the middle. */
  remove(from: number, count: number): readonly Waiting[] {
    const removed = this.#entries.splice(this.#head + from, count);
    this.#uncount(removed);
    return removed;
  }

  /** The next attempt of the first ones is another one. */
  countAttempts(count: number): void {
    for (let at = this.#head; at < this.#head + count; at++) {
      const entry = this.#entries[at];
      if (entry !== undefined) this.#entries[at] = { ...entry, attempt: entry.attempt + 1 };
    }
  }

  #uncount(entries: readonly Waiting[]): void {
    for (const { heldBack, event } of entries) {
      if (heldBack !== undefined) this.#rollUps--;
      this.#characters -= event.text.length;
    }
  }
}
