/** An event of a pack, read part by part. What an event may lack is undefined here, which the casts keep from the reader. */
import type { Alteration, CapturedEvent } from '../../../server/src/wire/event';
import type { Frame, OwnText } from './frames';

/** What of a pack is read here. */
interface Read {
  frameOf(index: number): Frame;
  placeOf(index: number): number;
  /** seq, time, bytes */
  double(place: number, at: 0 | 1 | 2): number;
  senderPort(place: number): number;
  /** The parts of an event, in the order `Parts` says. */
  part(place: number, at: number): string;
}

export class Glance implements CapturedEvent {
  #pack!: Read;
  #frame!: Frame;
  #place = 0;
  #fields: Readonly<Record<string, string>> | undefined;

  turnTo(of: Read, index: number): this {
    this.#pack = of;
    this.#fields = undefined;
    this.#frame = of.frameOf(index);
    this.#place = of.placeOf(index);
    return this;
  }

  /** The event as it was, in all its parts. */
  whole(): CapturedEvent {
    const notes = this.#someNotes;
    const altered = this.#someAltered;
    const own = Object.fromEntries(this.#frame.texts.map(name => [name, this[name]]));
    return {
      id: this.id,
      seq: this.seq,
      receivedAt: this.receivedAt,
      ...this.#frame.constant,
      from: this.from,
      bytes: this.bytes,
      ...own,
      fields: this.fields,
      ...(notes === undefined ? {} : { notes }),
      ...(altered === undefined ? {} : { altered }),
      ...this.#rest,
    } as CapturedEvent;
  }

  get seq(): number {
    return this.#pack.double(this.#place, 0);
  }
  get receivedAt(): string {
    return new Date(this.#pack.double(this.#place, 1)).toISOString();
  }
  get bytes(): number {
    return this.#pack.double(this.#place, 2);
  }
  get from(): CapturedEvent['from'] {
    return { address: this.#frame.constant.from?.address ?? '', port: this.#pack.senderPort(this.#place) };
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
    return this.#part(0);
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
    return this.#someNotes as readonly string[];
  }
  get altered(): readonly Alteration[] {
    return this.#someAltered as readonly Alteration[];
  }
  get fields(): Readonly<Record<string, string>> {
    return (this.#fields ??= this.#readFields());
  }

  #readFields(): Readonly<Record<string, string>> {
    const all: Record<string, string> = {};
    this.#frame.fields.forEach((name, at) => {
      setOwn(all, name, this.#part(1 + at));
    });
    return all;
  }

  get #someNotes(): readonly string[] | undefined {
    const { notes } = this.#frame;
    return notes < 0 ? undefined : Array.from({ length: notes }, (_, at) => this.#part(this.#afterTexts + at));
  }

  get #someAltered(): readonly Alteration[] | undefined {
    const { notes, altered } = this.#frame;
    const first = this.#afterTexts + Math.max(0, notes);
    return altered?.map(({ field, isNew }, at) => ({
      field,
      from: isNew ? null : this.#part(first + at * 2),
      to: this.#part(first + at * 2 + 1),
    }));
  }

  /** What the event has beyond what is known here. */
  get #rest(): object {
    const { notes, altered, hasRest } = this.#frame;
    if (!hasRest) return {};
    return JSON.parse(this.#part(this.#afterTexts + Math.max(0, notes) + (altered?.length ?? 0) * 2)) as object;
  }

  /** The text comes before the fields, the other texts after them. */
  get #afterTexts(): number {
    return this.#frame.fields.length + this.#frame.texts.length;
  }

  #own(name: OwnText): string | undefined {
    const at = this.#frame.texts.indexOf(name);
    return at < 0 ? undefined : this.#part(this.#frame.fields.length + at);
  }

  #part(at: number): string {
    return this.#pack.part(this.#place, at);
  }
}

/** Names come off the wire; `__proto__` is one like any other. */
function setOwn(all: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__') Object.defineProperty(all, name, { value, enumerable: true, configurable: true, writable: true });
  else all[name] = value;
}
