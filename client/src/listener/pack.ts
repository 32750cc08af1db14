/**
 * Many captured events in little memory. Most of an event repeats its own text: the fields are parts of it, and what is
 * left is the same from event to event. A pack joins the texts of some hundred events to one string and keeps where in it
 * each part begins and how long it is; an event is put together again when somebody looks at it.
 */
import type { Alteration, CapturedEvent } from '../../../server/src/wire/event';
import { type Frame, type Frames, known, type OwnText } from './frames';
import { StoredText } from './stored-text';

export interface Pack {
  readonly count: number;
  /** Memory held, in bytes. */
  readonly bytes: number;
  /** The event as it was, in all its parts. */
  at(index: number): CapturedEvent;
  /** The same to look at for a moment: nothing is built that is not read. The next `look` of any pack makes it another event. */
  look(index: number): CapturedEvent;
  /** When it was received, in milliseconds since 1970; 0 where that cannot be read. */
  timeAt(index: number): number;
}

/** Numbers kept per event beside its frame: seq, time, bytes, the sender's port, and where its cuts begin. */
const numbersEach = 5;

export function pack(events: readonly CapturedEvent[], frames: Frames): Pack {
  const numbers = new Float64Array(events.length * numbersEach);
  const cuts: number[] = [];
  const frameList: Frame[] = [];
  const joiner = new Joiner(cuts);
  let weight = 0;
  events.forEach((event, index) => {
    const rest = restOf(event);
    const { frame, isNew } = frames.of(event, rest !== undefined);
    frameList.push(frame);
    if (isNew) weight += frame.weight;
    const time = Date.parse(event.receivedAt);
    numbers.set([event.seq, Number.isNaN(time) ? 0 : time, event.bytes, event.from.port, cuts.length], index * numbersEach);
    joiner.begin(event.text);
    for (const name of frame.texts) if (name !== 'text') joiner.add(event[name] ?? '');
    for (const note of event.notes ?? []) joiner.add(note);
    for (const { from, to } of event.altered ?? []) {
      joiner.add(from ?? '');
      joiner.add(to);
    }
    if (rest !== undefined) joiner.add(rest);
    for (const name of frame.fields) joiner.add(event.fields[name] ?? '');
  });
  return new Packed(joiner.text(), numbers, Int32Array.from(cuts), frameList, weight);
}

/** Joins texts, and finds those that are there already. */
class Joiner {
  readonly #cuts: number[];
  readonly #parts: string[] = [];
  #length = 0;
  #text = '';
  #start = 0;
  /** Where the last part of the text ended: parts come in order, so that the next is looked for from there. */
  #cursor = 0;
  /** Sentences that many events share: reasons and notes. */
  readonly #shared = new Map<string, number>();

  constructor(cuts: number[]) {
    this.#cuts = cuts;
  }

  begin(text: string): void {
    this.#text = text;
    this.#cursor = 0;
    this.#start = this.#append(text);
    this.#cuts.push(this.#start, text.length);
  }

  add(part: string): void {
    this.#cuts.push(part === '' ? 0 : this.#placeOf(part), part.length);
  }

  text(): string {
    return this.#parts.join('');
  }

  #placeOf(part: string): number {
    const shared = this.#shared.get(part);
    if (shared !== undefined) return shared;
    const ahead = this.#text.indexOf(part, this.#cursor);
    if (ahead >= 0) {
      this.#cursor = ahead + part.length;
      return this.#start + ahead;
    }
    const behind = this.#text.indexOf(part);
    if (behind >= 0) return this.#start + behind;
    const place = this.#append(part);
    this.#shared.set(part, place);
    return place;
  }

  #append(text: string): number {
    const place = this.#length;
    this.#parts.push(text);
    this.#length += text.length;
    return place;
  }
}

class Packed implements Pack {
  readonly text: StoredText;
  readonly numbers: Float64Array;
  readonly cuts: Int32Array;
  readonly frames: readonly Frame[];
  readonly bytes: number;

  constructor(text: string, numbers: Float64Array, cuts: Int32Array, frames: readonly Frame[], weight: number) {
    this.text = new StoredText(text);
    this.numbers = numbers;
    this.cuts = cuts;
    this.frames = frames;
    this.bytes = this.text.bytes + numbers.byteLength + cuts.byteLength + frames.length * 8 + weight;
  }

  get count(): number {
    return this.frames.length;
  }

  timeAt(index: number): number {
    return this.numbers[index * numbersEach + 1] ?? 0;
  }

  look(index: number): CapturedEvent {
    return glance.turnTo(this, index);
  }

  at(index: number): CapturedEvent {
    const it = new Glance().turnTo(this, index);
    const frame = this.frames[index] as Frame;
    const notes = it.someNotes;
    const altered = it.someAltered;
    const own = Object.fromEntries(frame.texts.map(name => [name, it[name]]));
    return {
      id: it.id,
      seq: it.seq,
      receivedAt: it.receivedAt,
      ...frame.constant,
      from: it.from,
      bytes: it.bytes,
      ...own,
      fields: it.fields,
      ...(notes === undefined ? {} : { notes }),
      ...(altered === undefined ? {} : { altered }),
      ...it.rest,
    } as CapturedEvent;
  }
}

/** An event of a pack, read part by part. What an event may lack is undefined here, which the casts keep from the reader. */
class Glance implements CapturedEvent {
  #pack!: Packed;
  #index = 0;
  #frame!: Frame;
  #first = 0;
  #fields: Readonly<Record<string, string>> | undefined;

  turnTo(of: Packed, index: number): this {
    this.#pack = of;
    this.#index = index;
    this.#fields = undefined;
    this.#frame = of.frames[index] as Frame;
    this.#first = of.numbers[index * numbersEach + 4] as number;
    return this;
  }

  get seq(): number {
    return this.#number(0);
  }
  get receivedAt(): string {
    return new Date(this.#number(1)).toISOString();
  }
  get bytes(): number {
    return this.#number(2);
  }
  get from(): CapturedEvent['from'] {
    return { address: this.#frame.constant.from?.address ?? '', port: this.#number(3) };
  }
  get origin(): CapturedEvent['origin'] {
    return this.#frame.constant.origin ?? 'network';
  }
  get port(): number {
    return this.#frame.constant.port ?? 0;
  }
  get format(): string {
    return this.#frame.constant.format ?? '';
  }
  get verdict(): CapturedEvent['verdict'] {
    return this.#frame.constant.verdict ?? 'unknown';
  }
  get receiver(): string {
    return this.#frame.constant.receiver as string;
  }
  get type(): string {
    return this.#frame.constant.type as string;
  }
  get code(): string {
    return this.#frame.constant.code as string;
  }
  get level(): string {
    return this.#frame.constant.level as string;
  }
  get text(): string {
    return this.#cut(0);
  }
  get id(): string {
    return this.#own('id') as string;
  }
  get message(): string {
    return this.#own('message') as string;
  }
  get timestamp(): string {
    return this.#own('timestamp') as string;
  }
  get logger(): string {
    return this.#own('logger') as string;
  }
  get reason(): string {
    return this.#own('reason') as string;
  }
  get base64(): string {
    return this.#own('base64') as string;
  }
  get duplicateOf(): string {
    return this.#own('duplicateOf') as string;
  }
  get notes(): readonly string[] {
    return this.someNotes as readonly string[];
  }
  get altered(): readonly Alteration[] {
    return this.someAltered as readonly Alteration[];
  }
  get someNotes(): readonly string[] | undefined {
    const { texts, notes } = this.#frame;
    return notes < 0 ? undefined : Array.from({ length: notes }, (_, at) => this.#cut(texts.length + at));
  }
  get someAltered(): readonly Alteration[] | undefined {
    const { texts, notes, altered } = this.#frame;
    const first = texts.length + Math.max(0, notes);
    return altered?.map(({ field, isNew }, at) => ({
      field,
      from: isNew ? null : this.#cut(first + at * 2),
      to: this.#cut(first + at * 2 + 1),
    }));
  }
  get fields(): Readonly<Record<string, string>> {
    return (this.#fields ??= this.#readFields());
  }

  #readFields(): Readonly<Record<string, string>> {
    const { fields } = this.#frame;
    const first = this.#afterAltered + (this.#frame.hasRest ? 1 : 0);
    const all: Record<string, string> = {};
    fields.forEach((name, at) => setOwn(all, name, this.#cut(first + at)));
    return all;
  }
  /** What the event has beyond what is known here. */
  get rest(): object {
    return this.#frame.hasRest ? (JSON.parse(this.#cut(this.#afterAltered)) as object) : {};
  }

  get #afterAltered(): number {
    const { texts, notes, altered } = this.#frame;
    return texts.length + Math.max(0, notes) + (altered?.length ?? 0) * 2;
  }

  #number(at: number): number {
    return this.#pack.numbers[this.#index * numbersEach + at] as number;
  }

  #own(name: OwnText): string | undefined {
    const at = this.#frame.texts.indexOf(name);
    return at < 0 ? undefined : this.#cut(at);
  }

  #cut(at: number): string {
    const { cuts, text } = this.#pack;
    const place = this.#first + at * 2;
    const start = cuts[place] as number;
    return text.read().slice(start, start + (cuts[place + 1] as number));
  }
}

const glance = new Glance();

/** Names come off the wire; `__proto__` is one like any other. */
function setOwn(all: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__') Object.defineProperty(all, name, { value, enumerable: true, configurable: true, writable: true });
  else all[name] = value;
}

function restOf(event: CapturedEvent): string | undefined {
  let rest: Record<string, unknown> | undefined;
  for (const key in event) if (!known.has(key)) (rest ??= {})[key] = event[key as keyof CapturedEvent];
  const time = Date.parse(event.receivedAt);
  // What was imported may write its time in another way.
  if (Number.isNaN(time) || new Date(time).toISOString() !== event.receivedAt) (rest ??= {})['receivedAt'] = event.receivedAt;
  return rest === undefined ? undefined : JSON.stringify(rest);
}
