/**
 * Many captured events in little memory: texts as UTF-8 and places in them as numbers, both in one block outside of the
 * JavaScript heap, which is used again when its events are gone. An event is written there as it comes, and put together
 * again when somebody looks at it: between the two there is no object for the collector to keep.
 */
import type { CapturedEvent } from '../../../server/src/wire/event';
import { type Frame, type Frames, known } from './frames';
import { Glance } from './glance';
import { Parts } from './pack-parts';
import { StoredText } from './stored-text';
import { decoder, encoder, isWellFormed } from './utf8';

/** Holds some two hundred events of the usual size. */
export const blockBytes = 128 * 1024;

/** Words of 32 bits kept per event before its parts: seq, time and bytes (two each), the sender's port. */
const headWords = 7;
/** A part of an event is one word: where it begins in the block's text, and its length in so many bits. */
const lengthBits = 14;
const longest = (1 << lengthBits) - 1;

/** For numbers that take two words. */
const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** The text read last: who looks through events reads many parts of a block before the next. */
let last: { readonly of: Pack; readonly length: number; readonly text: string } | undefined;

export class Pack {
  readonly #frames: Frames;
  /** By index: what the event has in common with others, and the first word of its numbers. */
  readonly #frameOf: Frame[] = [];
  readonly #placeOf: number[] = [];
  /** Undefined once nothing can be added any more. */
  #parts: Parts | undefined;
  /** Text from the front, words from the back. */
  #bytes: Uint8Array;
  #words: Uint32Array;
  #used = 0;
  #top: number;
  /** Letters of the text, which are fewer than its bytes. */
  #length = 0;
  /** Of an event that lies alone: its parts take two words each. */
  #alone: StoredText | undefined;
  #weight = 0;

  constructor(frames: Frames, block: ArrayBuffer) {
    this.#frames = frames;
    this.#bytes = new Uint8Array(block);
    this.#words = new Uint32Array(block);
    this.#top = this.#words.length;
    this.#parts = new Parts();
  }

  /** For an event that fits into no block: by its size, or because UTF-8 has no bytes for what it holds. */
  static alone(event: CapturedEvent, frames: Frames): Pack {
    const pack = new Pack(frames, new ArrayBuffer(0));
    pack.#keepAlone(event);
    return pack;
  }

  get count(): number {
    return this.#frameOf.length;
  }

  /** Memory held, in bytes. */
  get bytes(): number {
    return this.#bytes.byteLength + this.#weight + (this.#alone === undefined ? 0 : this.#alone.bytes + this.#words.byteLength);
  }

  /** False where the event does not fit. */
  add(event: CapturedEvent): boolean {
    const parts = this.#parts;
    if (parts === undefined) return false;
    const rest = restOf(event);
    const { frame, isNew } = this.#frames.of(event, rest !== undefined);
    parts.lay(event, frame, rest, this.#length);
    const place = this.#top - headWords - parts.count;
    const room = place * 4 - this.#used;
    if (room < parts.text.length || !areShort(parts)) return false;
    const { read, written } = encoder.encodeInto(parts.text, this.#bytes.subarray(this.#used, this.#used + room));
    if (read < parts.text.length || (written > read && !isWellFormed(parts.text))) return false;
    this.#head(event, place);
    for (let at = 0; at < parts.count; at++) {
      this.#words[place + headWords + at] = ((parts.starts[at] as number) << lengthBits) | (parts.lengths[at] as number);
    }
    this.#used += written;
    this.#length += parts.text.length;
    this.#top = place;
    this.#note(frame, isNew, place);
    return true;
  }

  /** Ends adding; the result is the block, where it is to be used for others: most of it was empty. */
  seal(): ArrayBuffer | undefined {
    this.#parts = undefined;
    const block = this.#bytes.buffer as ArrayBuffer;
    const text = (this.#used + 3) & ~3;
    const words = this.#words.length - this.#top;
    const needed = text + words * 4;
    if (this.#alone !== undefined || needed * 4 > block.byteLength * 3) return undefined;
    const small = new ArrayBuffer(needed);
    const bytes = new Uint8Array(small);
    bytes.set(this.#bytes.subarray(0, this.#used));
    const moved = new Uint32Array(small);
    moved.set(this.#words.subarray(this.#top), text / 4);
    const by = this.#top - text / 4;
    this.#placeOf.forEach((place, index) => (this.#placeOf[index] = place - by));
    this.#bytes = bytes;
    this.#words = moved;
    this.#top = text / 4;
    return block;
  }

  /** The block, when the events in it are gone: nobody may look at the pack afterwards. Undefined where it is none for others. */
  release(): ArrayBuffer | undefined {
    const block = this.#bytes.buffer as ArrayBuffer;
    this.#bytes = new Uint8Array(0);
    this.#words = new Uint32Array(0);
    if (last?.of === this) last = undefined;
    return block.byteLength === blockBytes ? block : undefined;
  }

  /** When it was received, in milliseconds since 1970; 0 where that cannot be read. */
  timeAt(index: number): number {
    return this.double(this.#placeOf[index] as number, 1);
  }

  /** The event as it was, in all its parts. */
  at(index: number): CapturedEvent {
    return new Glance().turnTo(this, index).whole();
  }

  /** The same to look at for a moment: nothing is built that is not read. The next `look` of any pack makes it another event. */
  look(index: number): CapturedEvent {
    return glance.turnTo(this, index);
  }

  /** For `Glance`: what the event has in common with others, and where its numbers begin. */
  frameOf(index: number): Frame {
    return this.#frameOf[index] as Frame;
  }
  placeOf(index: number): number {
    return this.#placeOf[index] as number;
  }
  /** seq, time, bytes */
  double(place: number, at: 0 | 1 | 2): number {
    halves[0] = this.#words[place + at * 2] as number;
    halves[1] = this.#words[place + at * 2 + 1] as number;
    return double[0] as number;
  }
  senderPort(place: number): number {
    return this.#words[place + headWords - 1] as number;
  }
  part(place: number, at: number): string {
    if (this.#alone !== undefined) {
      const start = this.#words[place + headWords + at * 2] as number;
      return this.#alone.read().slice(start, start + (this.#words[place + headWords + at * 2 + 1] as number));
    }
    const word = this.#words[place + headWords + at] as number;
    const start = word >>> lengthBits;
    return this.#text().slice(start, start + (word & longest));
  }

  #text(): string {
    if (last?.of === this && last.length === this.#length) return last.text;
    const text = decoder.decode(this.#bytes.subarray(0, this.#used));
    last = { of: this, length: this.#length, text };
    return text;
  }

  #keepAlone(event: CapturedEvent): void {
    const rest = restOf(event);
    const { frame, isNew } = this.#frames.of(event, rest !== undefined);
    const parts = new Parts();
    parts.lay(event, frame, rest, 0);
    this.#parts = undefined;
    this.#alone = new StoredText(parts.text);
    this.#words = new Uint32Array(headWords + parts.count * 2);
    this.#head(event, 0);
    for (let at = 0; at < parts.count; at++) this.#words.set([parts.starts[at] as number, parts.lengths[at] as number], headWords + at * 2);
    this.#note(frame, isNew, 0);
  }

  #head(event: CapturedEvent, place: number): void {
    this.#putDouble(event.seq, place);
    this.#putDouble(timeOf(event.receivedAt), place + 2);
    this.#putDouble(event.bytes, place + 4);
    this.#words[place + headWords - 1] = event.from.port;
  }

  #putDouble(value: number, at: number): void {
    double[0] = value;
    this.#words[at] = halves[0] as number;
    this.#words[at + 1] = halves[1] as number;
  }

  #note(frame: Frame, isNew: boolean, place: number): void {
    this.#frameOf.push(frame);
    this.#placeOf.push(place);
    this.#weight += 16 + (isNew ? frame.weight : 0);
  }
}

const glance = new Glance();

function areShort({ lengths, count }: Parts): boolean {
  for (let at = 0; at < count; at++) if ((lengths[at] as number) > longest) return false;
  return true;
}

let lastReceivedAt = '';
let lastTime = NaN;
let isLastUsual = false;

/** 0 where it cannot be read. Many events come within one millisecond and share the text of it. */
function timeOf(receivedAt: string): number {
  readTime(receivedAt);
  return Number.isNaN(lastTime) ? 0 : lastTime;
}

function readTime(receivedAt: string): void {
  if (receivedAt === lastReceivedAt) return;
  lastReceivedAt = receivedAt;
  lastTime = Date.parse(receivedAt);
  // What was imported may write its time in another way.
  isLastUsual = !Number.isNaN(lastTime) && new Date(lastTime).toISOString() === receivedAt;
}

/** What the event has beyond what is known here, as JSON. */
function restOf(event: CapturedEvent): string | undefined {
  let rest: Record<string, unknown> | undefined;
  for (const key in event) if (!known.has(key)) (rest ??= {})[key] = event[key as keyof CapturedEvent];
  readTime(event.receivedAt);
  if (!isLastUsual) (rest ??= {})['receivedAt'] = event.receivedAt;
  return rest === undefined ? undefined : JSON.stringify(rest);
}
