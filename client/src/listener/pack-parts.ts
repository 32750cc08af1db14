/**
 * What an event says, as places in one text: its own text first, then what does not stand in there already. Most of an
 * event repeats its text: fields are parts of it, and sentences about it are the same from event to event.
 */
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { Frame } from './frames';

/**
 * Parts of an event, in this order: the text, the fields, the other texts of its own, notes, alterations (before, after),
 * the rest as JSON. One is made for a pack, and each `lay` overwrites what the one before said.
 */
export class Parts {
  /** What has to be appended to the pack's text. */
  text = '';
  /** Where each part begins in the pack's text, and how long it is; `count` of them. */
  readonly starts: number[] = [];
  readonly lengths: number[] = [];
  count = 0;
  /** Sentences that many events share, by where they stand. */
  readonly #shared = new Map<string, number>();
  #own = '';
  #base = 0;
  /** Where the last part of the text ended: parts come in order, so that the next is looked for from there. */
  #cursor = 0;

  /** @param base how long the pack's text is so far */
  lay(event: CapturedEvent, frame: Frame, rest: string | undefined, base: number): void {
    this.text = this.#own = event.text;
    this.#base = base;
    // As if a delimiter stood before the first field.
    this.#cursor = -1;
    this.count = 0;
    this.#push(base, event.text.length);
    for (const name of frame.fields) this.#addInOrder(event.fields[name] ?? '');
    const fields = this.count;
    for (const name of frame.texts) {
      if (name === 'text') continue;
      const part = event[name] ?? '';
      if (name === 'id') this.#append(part);
      else if (!this.#isField(part, event, frame, fields)) this.#add(part);
    }
    if (event.notes !== undefined) for (const note of event.notes) this.#add(note);
    if (event.altered !== undefined) {
      for (const { from, to } of event.altered) {
        this.#add(from ?? '');
        this.#add(to);
      }
    }
    if (rest !== undefined) this.#add(rest);
  }

  #push(start: number, length: number): void {
    this.starts[this.count] = start;
    this.lengths[this.count++] = length;
  }

  /** A field: mostly it stands right behind the one before and a delimiter. */
  #addInOrder(part: string): void {
    const at = this.#cursor + 1;
    if (part === '') {
      this.#push(0, 0);
      this.#cursor = at;
    } else if (this.#own.startsWith(part, at)) {
      this.#push(this.#base + at, part.length);
      this.#cursor = at + part.length;
    } else this.#add(part);
  }

  /** The message, the level and their like mostly are fields as well. */
  #isField(part: string, event: CapturedEvent, frame: Frame, end: number): boolean {
    for (let at = 1; at < end; at++) {
      if (this.lengths[at] !== part.length || event.fields[frame.fields[at - 1] as string] !== part) continue;
      this.#push(this.starts[at] as number, part.length);
      return true;
    }
    return false;
  }

  #add(part: string): void {
    if (part === '') {
      this.#push(0, 0);
      return;
    }
    const shared = this.#shared.get(part);
    if (shared !== undefined) {
      this.#push(shared, part.length);
      return;
    }
    const ahead = this.#own.indexOf(part, this.#cursor);
    const found = ahead >= 0 ? ahead : this.#own.indexOf(part);
    if (found >= 0) {
      if (found === ahead) this.#cursor = ahead + part.length;
      this.#push(this.#base + found, part.length);
      return;
    }
    this.#shared.set(part, this.#base + this.text.length);
    this.#append(part);
  }

  #append(part: string): void {
    this.#push(this.#base + this.text.length, part.length);
    this.text += part;
  }
}
