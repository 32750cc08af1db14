/**
 * The journal on disk: segments of JSON lines, owner-readable only. It survives the death of the process at any
 * moment (a line counts once it is written; a torn last line was never counted), not the loss of power: nothing is
 * synced to the platter.
 */
import { mkdir, open, readdir, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { DeadLetter, Outbox, Pending } from '../contract';
import { DeadLetters } from './dead-letters';
import { livingHolder, lock } from './lock';

const version = 1;

/** One line of a segment: an event accepted for a sink, or ids that are done with. */
type Line = { readonly v: 1; readonly put: Pending } | { readonly v: 1; readonly done: readonly string[] };

export interface FileOutboxOptions {
  readonly folder: string;
  /** Who asks, for the message to the second window: `VS Code, window 2 (4711)`. */
  readonly owner: string;
  readonly pid: number;
  readonly log: (line: string) => void;
  /** A new segment is begun beyond so many bytes. */
  readonly segmentBytes?: number;
}

export type OpenedOutbox = { readonly ok: true; readonly outbox: Outbox } | { readonly ok: false; readonly reason: string };

/** Opens the journal for one forwarder; a second one is refused with the first one's name. Never throws. */
export async function openFileOutbox(options: FileOutboxOptions): Promise<OpenedOutbox> {
  try {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const locked = await lock(options);
    if ('holder' in locked)
      return { ok: false, reason: `${locked.holder} forwards already, from the journal in ${options.folder}. Stop it there first.` };
    return { ok: true, outbox: new FileOutbox(options, locked.release) };
  } catch (error) {
    return {
      ok: false,
      reason: `The journal in ${options.folder} cannot be written: ${words(error)}. Choose another folder or mend its rights.`,
    };
  }
}

/**
 * How many entries wait for which sink, without taking the journal: nothing is written. Empty where somebody forwards
 * from it, or where it cannot be read.
 */
export async function peekFileOutbox(folder: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  try {
    if ((await livingHolder(path.join(folder, 'lock'))) !== undefined) return counts;
    const waiting = new Map<string, string>();
    for (const name of (await readdir(folder)).filter(isSegment).sort())
      for (const raw of (await readFile(path.join(folder, name), 'utf8')).split('\n')) {
        const line = parseLine(raw);
        if (line === undefined) continue;
        if ('put' in line) waiting.set(line.put.deliveryId, line.put.sink);
        else for (const id of line.done) waiting.delete(id);
      }
    for (const sink of waiting.values()) counts.set(sink, (counts.get(sink) ?? 0) + 1);
  } catch {
    // No folder: nothing was ever forwarded.
  }
  return counts;
}

const isSegment = (name: string): boolean => /^queue-\d+\.jsonl$/.test(name);

class FileOutbox implements Outbox {
  readonly #options: FileOutboxOptions;
  readonly #release: () => Promise<void>;
  /** Which segment holds a waiting entry, and how many wait in each. */
  readonly #segmentOf = new Map<string, string>();
  readonly #waitingIn = new Map<string, number>();
  /** Segments on disk, oldest first; the last one is written to while it is `#current`. */
  #segments: string[] = [];
  #current: string | undefined;
  /** Open on `#current`: opening a file for each batch costs more than writing it. */
  #handle: FileHandle | undefined;
  #bytes = 0;
  #counter = 0;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #dead: DeadLetters;

  constructor(options: FileOutboxOptions, release: () => Promise<void>) {
    this.#options = options;
    this.#release = release;
    this.#dead = new DeadLetters(path.join(options.folder, 'dead.jsonl'), options.log);
  }

  load(): Promise<readonly Pending[]> {
    return this.#queue(async () => {
      const waiting = new Map<string, { readonly entry: Pending; readonly segment: string }>();
      this.#segments = (await readdir(this.#options.folder)).filter(isSegment).sort();
      this.#counter = Number(/\d+/.exec(this.#segments.at(-1) ?? '0')?.[0]);
      for (const segment of this.#segments) await this.#read(segment, waiting);
      for (const [id, { segment }] of waiting) this.#hold(id, segment);
      await this.#prune();
      return [...waiting.values()].map(it => it.entry);
    });
  }

  append(entries: readonly Pending[]): Promise<void> {
    return this.#queue(() => this.#append(entries));
  }

  async #append(entries: readonly Pending[]): Promise<void> {
    const segment = await this.#write(entries.map(putLine));
    for (const { deliveryId } of entries) this.#hold(deliveryId, segment);
  }

  settle(deliveryIds: readonly string[]): Promise<void> {
    return this.#queue(() => this.#settle(deliveryIds));
  }

  bury(letters: readonly DeadLetter[]): Promise<void> {
    // On the list first: a crash in between costs a double, the other way round it would cost the event.
    return this.#queue(async () => {
      await this.#dead.add(letters);
      await this.#settle(letters.map(it => it.deliveryId));
    });
  }

  dead(): Promise<readonly DeadLetter[]> {
    return this.#queue(() => this.#dead.all());
  }

  exhume(deliveryIds: readonly string[], then: 'queue' | 'forget'): Promise<readonly DeadLetter[]> {
    return this.#queue(async () => {
      const found = (await this.#dead.all()).filter(it => deliveryIds.includes(it.deliveryId));
      if (found.length === 0) return [];
      if (then === 'queue') await this.#append(found.map(asPending));
      await this.#dead.remove(found.map(it => it.deliveryId));
      return found;
    });
  }

  async #settle(deliveryIds: readonly string[]): Promise<void> {
    for (const id of deliveryIds) {
      const segment = this.#segmentOf.get(id);
      if (segment === undefined) continue;
      this.#segmentOf.delete(id);
      const left = (this.#waitingIn.get(segment) ?? 1) - 1;
      if (left > 0) this.#waitingIn.set(segment, left);
      else this.#waitingIn.delete(segment);
    }
    // The ids are noted before a segment goes, or a crash in between would bring delivered events back.
    await this.#write([JSON.stringify({ v: version, done: deliveryIds } satisfies Line)]);
    await this.#prune();
  }

  close(): Promise<void> {
    return this.#queue(async () => {
      await this.#leave();
      await this.#prune();
      await this.#release();
    });
  }

  /** One thing at a time, in the order asked for; a failure is the asker's, the next one starts afresh. */
  #queue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #hold(id: string, segment: string): void {
    this.#segmentOf.set(id, segment);
    this.#waitingIn.set(segment, (this.#waitingIn.get(segment) ?? 0) + 1);
  }

  async #write(lines: readonly string[]): Promise<string> {
    const segment = await this.#segmentToWrite();
    const text = `${lines.join('\n')}\n`;
    try {
      this.#handle ??= await open(this.#file(segment), 'a', 0o600);
      await this.#handle.appendFile(text);
    } catch (error) {
      // Half a line may stand there now: nothing more is glued to it.
      await this.#leave();
      throw error;
    }
    this.#bytes += text.length;
    return segment;
  }

  async #segmentToWrite(): Promise<string> {
    if (this.#current !== undefined && this.#bytes < (this.#options.segmentBytes ?? 4_000_000)) return this.#current;
    await this.#leave();
    this.#counter++;
    this.#current = `queue-${String(this.#counter).padStart(8, '0')}.jsonl`;
    this.#segments.push(this.#current);
    this.#bytes = 0;
    return this.#current;
  }

  /** Writes no more to the current segment. */
  async #leave(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#current = undefined;
    await handle?.close();
  }

  /**
   * Deletes segments from the oldest on, as far as nothing in them waits. Never one in between: its `done` lines may be
   * about an older one. The segment in use goes only once it has some size, so that a trickle of events does not make
   * and delete a file for each.
   */
  async #prune(): Promise<void> {
    if (this.#waitingIn.size === 0 && this.#bytes > 64_000) await this.#leave();
    for (let oldest = this.#segments[0]; oldest !== undefined; oldest = this.#segments[0]) {
      if (oldest === this.#current || this.#waitingIn.has(oldest)) return;
      await rm(this.#file(oldest), { force: true });
      this.#segments.shift();
    }
  }

  async #read(segment: string, waiting: Map<string, { readonly entry: Pending; readonly segment: string }>): Promise<void> {
    const text = await readFile(this.#file(segment), 'utf8');
    const lines = text.split('\n');
    const torn = lines.pop();
    let strange = torn === '' ? 0 : 1;
    for (const raw of lines) {
      const line = parseLine(raw);
      if (line === undefined) strange++;
      else if ('put' in line) waiting.set(line.put.deliveryId, { entry: line.put, segment });
      else for (const id of line.done) waiting.delete(id);
    }
    if (strange === 0) return;
    // Nothing is thrown away unread: what another version wrote, or what a crash tore, is kept aside and named.
    const aside = `${segment}.unread`;
    await writeFile(this.#file(aside), text, { mode: 0o600 });
    this.#options.log(
      `Journal: ${strange} lines of ${segment} could not be read (torn by a crash, or written by another version); a copy is kept in ${aside}.`,
    );
    if (torn !== '') await this.#dropTorn(segment, text);
  }

  /** A torn last line was never counted as queued; without it the next line would be glued to it. */
  async #dropTorn(segment: string, text: string): Promise<void> {
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    await writeFile(this.#file(`${segment}.new`), whole, { mode: 0o600 });
    await rename(this.#file(`${segment}.new`), this.#file(segment));
  }

  #file(name: string): string {
    return path.join(this.#options.folder, name);
  }
}

/** A dead letter without what made it one. */
const asPending = ({ deliveryId, sink, event, heldBack }: DeadLetter): Pending => ({
  deliveryId,
  sink,
  event,
  ...(heldBack !== undefined && { heldBack }),
});

/** A `put` line, with the event's JSON as it stands where it is at hand. */
function putLine({ deliveryId, sink, event, heldBack, json }: Pending): string {
  if (json === undefined || heldBack !== undefined)
    return JSON.stringify({ v: version, put: { deliveryId, sink, event, ...(heldBack !== undefined && { heldBack }) } } satisfies Line);
  return `{"v":${version},"put":{"deliveryId":${JSON.stringify(deliveryId)},"sink":${JSON.stringify(sink)},"event":${json}}}`;
}

function parseLine(raw: string): Line | undefined {
  try {
    const value = JSON.parse(raw) as Partial<{ v: number; put: Partial<Pending>; done: unknown }> | null;
    if (value?.v !== version) return undefined;
    if (Array.isArray(value.done) && value.done.every(it => typeof it === 'string')) return { v: version, done: value.done };
    const { put } = value;
    if (typeof put?.deliveryId === 'string' && typeof put.sink === 'string' && typeof put.event === 'object')
      return { v: version, put: put as Pending };
    return undefined;
  } catch {
    return undefined;
  }
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
