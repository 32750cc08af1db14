/**
 * The journal on disk: segments of JSON lines, owner-readable only. It survives the death of the process at any
 * moment (a line counts once it is written; a torn last line was never counted), not the loss of power: nothing is
 * synced to the platter.
 */
import { mkdir, open, readdir, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { DeadLetter, Outbox, Pending } from '../contract';
import { DeadLetters } from './dead-letters';
import { doneLine, isSegment, parseLine, putLine } from './lines';
import { lock, type Locked } from './lock';
import { tidied } from './tidy';
import { forgetOldUnread, keepAside } from './unread';

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
    return { ok: true, outbox: new FileOutbox(options, locked) };
  } catch (error) {
    return {
      ok: false,
      reason: `The journal in ${options.folder} cannot be written: ${words(error)}. Choose another folder or mend its rights.`,
    };
  }
}

interface Place {
  readonly segment: string;
  readonly bytes: number;
}
interface Found {
  readonly entry: Pending;
  readonly place: Place;
}

class FileOutbox implements Outbox {
  readonly #options: FileOutboxOptions;
  readonly #lock: Locked;
  /** Where each waiting entry stands, and how many wait in each segment. */
  readonly #placeOf = new Map<string, Place>();
  readonly #waitingIn = new Map<string, number>();
  /** Segments on disk, oldest first; the last one is written to while it is `#current`. */
  #segments: string[] = [];
  #current: string | undefined;
  /** Open on `#current`: opening a file for each batch costs more than writing it. */
  #handle: FileHandle | undefined;
  /** Written to `#current`. */
  #bytes = 0;
  /** In all segments, and of that what still waits. */
  #bytesOnDisk = 0;
  #bytesWaiting = 0;
  #counter = 0;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #dead: DeadLetters;

  constructor(options: FileOutboxOptions, locked: Locked) {
    this.#options = options;
    this.#lock = locked;
    this.#dead = new DeadLetters(path.join(options.folder, 'dead.jsonl'), options.log);
  }

  load(): Promise<readonly Pending[]> {
    return this.#queue(async () => {
      this.#bytesOnDisk = 0;
      const waiting = new Map<string, Found>();
      const names = await readdir(this.#options.folder);
      // A crash left them half written; what they were to replace is still there.
      for (const name of names.filter(it => it.endsWith('.new'))) await rm(this.#file(name), { force: true });
      await forgetOldUnread(this.#options.folder);
      this.#segments = names.filter(isSegment).sort();
      this.#counter = Number(/\d+/.exec(this.#segments.at(-1) ?? '0')?.[0]);
      for (const segment of this.#segments) await this.#read(segment, waiting);
      for (const [id, { place }] of waiting) this.#hold(id, place);
      await this.#prune();
      return [...waiting.values()].map(it => it.entry);
    });
  }

  append(entries: readonly Pending[]): Promise<void> {
    return this.#queue(() => {
      // After a long sleep of this computer, another program may have taken it for dead.
      if (this.#lock.isLost()) throw new Error(`Another program has taken over the journal in ${this.#options.folder}.`);
      return this.#append(entries);
    });
  }

  async #append(entries: readonly Pending[]): Promise<void> {
    const lines = entries.map(putLine);
    const segment = await this.#write(lines);
    entries.forEach(({ deliveryId }, at) => this.#hold(deliveryId, { segment, bytes: lines[at]?.length ?? 0 }));
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
      const place = this.#placeOf.get(id);
      if (place === undefined) continue;
      this.#placeOf.delete(id);
      this.#bytesWaiting -= place.bytes;
      const left = (this.#waitingIn.get(place.segment) ?? 1) - 1;
      if (left > 0) this.#waitingIn.set(place.segment, left);
      else this.#waitingIn.delete(place.segment);
    }
    // The ids are noted before a segment goes, or a crash in between would bring delivered events back.
    await this.#write([doneLine(deliveryIds)]);
    await this.#prune();
  }

  close(): Promise<void> {
    return this.#queue(async () => {
      await this.#leave();
      await this.#prune();
      await this.#lock.release();
    });
  }

  /** One thing at a time, in the order asked for; a failure is the asker's, the next one starts afresh. */
  #queue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #hold(id: string, place: Place): void {
    this.#placeOf.set(id, place);
    this.#bytesWaiting += place.bytes;
    this.#waitingIn.set(place.segment, (this.#waitingIn.get(place.segment) ?? 0) + 1);
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
    this.#bytesOnDisk += text.length;
    return segment;
  }

  get #segmentBytes(): number {
    return this.#options.segmentBytes ?? 4_000_000;
  }

  async #segmentToWrite(): Promise<string> {
    if (this.#current !== undefined && this.#bytes < this.#segmentBytes) return this.#current;
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
      if (oldest === this.#current || this.#waitingIn.has(oldest)) break;
      await this.#delete(oldest);
    }
    if (this.#segments.length === 0) this.#bytesOnDisk = 0;
    if (this.#bytesOnDisk - this.#bytesWaiting > Math.max(this.#bytesWaiting, 4 * this.#segmentBytes)) await this.#tidy();
  }

  /**
   * An event that waits for long, for a sink that is off or away, would keep everything behind it on disk. So segments are
   * written anew with what waits, from the oldest on, once more than half of what lies there is done with.
   */
  async #tidy(): Promise<void> {
    await this.#leave();
    for (const segment of [...this.#segments])
      if (this.#waitingIn.has(segment)) await tidied(this.#file(segment), id => this.#placeOf.get(id)?.segment === segment);
      else await this.#delete(segment);
    this.#bytesOnDisk = this.#bytesWaiting;
  }

  async #delete(segment: string): Promise<void> {
    await rm(this.#file(segment), { force: true });
    this.#segments = this.#segments.filter(it => it !== segment);
  }

  async #read(segment: string, waiting: Map<string, Found>): Promise<void> {
    const text = await readFile(this.#file(segment), 'utf8');
    this.#bytesOnDisk += text.length;
    const lines = text.split('\n');
    const torn = lines.pop() ?? '';
    const strange: string[] = torn === '' ? [] : [torn];
    const good: string[] = [];
    for (const raw of lines) {
      const line = parseLine(raw);
      (line === undefined ? strange : good).push(raw);
      if (line === undefined) continue;
      if ('put' in line) waiting.set(line.put.deliveryId, { entry: line.put, place: { segment, bytes: raw.length } });
      else for (const id of line.done) waiting.delete(id);
    }
    if (strange.length === 0) return;
    // Nothing is thrown away unread, and nothing is glued to a torn line, which was never counted as queued.
    const aside = await keepAside(this.#file(segment), strange);
    await writeFile(this.#file(`${segment}.new`), good.map(it => `${it}\n`).join(''), { mode: 0o600 });
    await rename(this.#file(`${segment}.new`), this.#file(segment));
    this.#options.log(
      `Journal: ${strange.length} lines of ${segment} could not be read (torn by a crash, or written by another version); they are kept in ${path.basename(aside)}.`,
    );
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

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
