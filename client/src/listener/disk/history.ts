/**
 * Captured events on disk: JSON Lines in segments that are only ever appended to, each by the one window that began it.
 * Bounded by events and days; the oldest segments go first. Writing happens in batches between other work, and what it
 * cannot keep up with is counted and said.
 */
import { appendFile, chmod, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { header, readSegment } from './segment-file';
import { segmentName, segmentsIn } from './segments';

export interface HistoryLimits {
  readonly events: number;
  readonly days: number;
}

/** Where captured events are held anyway, under absolute positions, the oldest of which may go. */
export interface Held {
  readonly first: number;
  readonly end: number;
  at(position: number): CapturedEvent | undefined;
}

export type Wanted = (event: CapturedEvent) => boolean;

export interface HistoryOptions {
  /** What is written is read from here when its turn comes, so that what waits costs no memory of its own. */
  readonly held: Held;
  readonly folder: string;
  readonly limits: () => HistoryLimits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Unlike that of every other window: part of the names of its segments. */
  readonly writer: string;
  /** A sentence for the log: what could not be read, written or kept up with. */
  readonly report: (line: string) => void;
}

export interface HistoryState {
  /** Lines on disk, of all windows, as far as this one knows. */
  readonly events: number;
  /** Waiting to be written. */
  readonly waiting: number;
  /** Came faster than they could be written, and were let go of before their turn came. */
  readonly leftOut: number;
}

/** Positions whose events wait to be written, and which of these are to be. */
interface Waiting {
  first: number;
  end: number;
  readonly wanted: Wanted;
}

interface Segment {
  readonly name: string;
  events: number;
  /** When its newest event was received. */
  newest: number;
}

/** Looked at in one go, between which other work has its turn. */
const batchEvents = 500;
/** And written in one go. The same bytes each time: what is made anew would outlive the write and wait for the collector. */
const batchBytes = 256 * 1024;
/** A letter has no more bytes than this in UTF-8. */
const bytesPerLetter = 3;
const segmentEvents = 20_000;
const segmentMs = 3_600_000;
const dayMs = 86_400_000;
/** How long events gather before they are written. */
const gatherMs = 200;

export class EventHistory {
  readonly #options: HistoryOptions;
  #segments: Segment[] = [];
  #current: (Segment & { readonly begun: number }) | undefined;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #clearing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #leftOut = 0;
  #toldLeftOut = 0;
  #broken = false;
  #lines: Buffer | undefined;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  get state(): HistoryState {
    this.#letGo();
    return {
      events: this.#eventsOnDisk,
      waiting: this.#waiting.reduce((sum, it) => sum + it.end - it.first, 0),
      leftOut: this.#leftOut,
    };
  }

  get #eventsOnDisk(): number {
    return this.#segments.reduce((sum, it) => sum + it.events, 0);
  }

  /** The events on disk, oldest first, no more than the limits allow. Damaged lines are passed over and reported, never deleted. */
  async load(): Promise<readonly CapturedEvent[]> {
    const { folder, limits, now, report } = this.#options;
    const names = await segmentsIn(folder);
    const { events: most, days } = limits();
    const oldest = now() - days * dayMs;
    const all: CapturedEvent[] = [];
    const segments: Segment[] = [];
    for (const name of names) {
      const read = await readSegment(path.join(folder, name)).catch((error: unknown) => {
        report(`${path.join(folder, name)} cannot be read: ${wordsOf(error)}. It stays where it is.`);
        return undefined;
      });
      if (read === undefined) continue;
      const newest = read.events.reduce((latest, it) => Math.max(latest, Date.parse(it.receivedAt)), startOf(name));
      segments.push({ name, events: read.events.length, newest });
      if (read.newer) report(`${name} was written by a newer version of this extension: its events are not shown and stay on disk.`);
      if (read.damaged > 0) report(`${name}: ${read.damaged} damaged lines of the history cannot be read and are passed over.`);
      all.push(...read.events.filter(it => Date.parse(it.receivedAt) >= oldest));
    }
    // What this window has written meanwhile is known already.
    this.#segments = [...segments.filter(it => !this.#segments.some(own => own.name === it.name)), ...this.#segments];
    await this.#prune();
    // Segments of several windows overlap in time; the order within each stays.
    const inOrder = all.map((event, index) => ({ event, at: Date.parse(event.receivedAt), index }));
    inOrder.sort((a, b) => a.at - b.at || a.index - b.index);
    return inOrder.slice(-most).map(it => it.event);
  }

  /** The events at these positions are to be written, those that are wanted. Never waits and never throws. */
  add(first: number, end: number, wanted: Wanted): void {
    if (end <= first) return;
    const last = this.#waiting.at(-1);
    if (last?.end === first && last.wanted === wanted) last.end = end;
    else this.#waiting.push({ first, end, wanted });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, gatherMs);
  }

  /** Writes what waits. Resolves once it lies on disk, or cannot. */
  flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  /** Deletes every segment, also those of other windows. What comes meanwhile waits, and is written once they are gone. */
  clear(): Promise<void> {
    this.#waiting = [];
    this.#clearing ??= this.#empty().finally(() => {
      this.#clearing = undefined;
      void this.flush();
    });
    return this.#clearing;
  }

  async #empty(): Promise<void> {
    await this.#writing;
    this.#current = undefined;
    this.#segments = [];
    const { folder } = this.#options;
    for (const name of await segmentsIn(folder)) await rm(path.join(folder, name), { force: true });
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#clearing?.catch(() => undefined);
    await this.flush();
  }

  async #write(): Promise<void> {
    const { folder, report } = this.#options;
    for (let batch = this.#next(); batch !== undefined; batch = this.#next()) {
      try {
        if (batch.events > 0) await this.#append(batch);
        this.#broken = false;
      } catch (error) {
        this.#leftOut += batch.events;
        if (!this.#broken) report(`The history cannot be written to ${folder}: ${wordsOf(error)}. Events stay in memory.`);
        this.#broken = true;
      }
      // Datagrams that came meanwhile go first.
      await new Promise(resolve => setImmediate(resolve));
    }
    if (this.#leftOut > this.#toldLeftOut && !this.#broken) {
      report(`Events came faster than the history can be written: ${this.#leftOut - this.#toldLeftOut} of them are not kept on disk.`);
      this.#toldLeftOut = this.#leftOut;
    }
  }

  #next(): Batch | undefined {
    return this.#clearing === undefined ? this.#gather() : undefined;
  }

  /** The next lines to write, which may be of none of the events that are looked at; undefined where nothing waits. */
  #gather(): Batch | undefined {
    this.#letGo();
    const [range] = this.#waiting;
    if (range === undefined) return undefined;
    // What is imported may be older than what is read again.
    const oldest = this.#options.now() - this.#options.limits().days * dayMs;
    const lines = (this.#lines ??= Buffer.allocUnsafeSlow(batchBytes));
    let events = 0;
    let used = 0;
    let alone: Buffer | undefined;
    for (const end = Math.min(range.end, range.first + batchEvents); range.first < end && alone === undefined; range.first++) {
      const event = this.#options.held.at(range.first);
      if (event === undefined || Date.parse(event.receivedAt) < oldest || !range.wanted(event)) continue;
      const line = `${JSON.stringify(event)}\n`;
      const fits = used + line.length * bytesPerLetter <= lines.length;
      if (!fits && used > 0) break;
      if (fits) used += lines.write(line, used);
      else alone = Buffer.from(line);
      events++;
    }
    if (range.first >= range.end) this.#waiting.shift();
    return { events, lines: alone ?? lines.subarray(0, used) };
  }

  /** What is no longer held cannot be written any more. */
  #letGo(): void {
    const { first } = this.#options.held;
    for (let range = this.#waiting[0]; range !== undefined && range.first < first; range = this.#waiting[0]) {
      const gone = Math.min(range.end, first);
      this.#leftOut += gone - range.first;
      range.first = gone;
      if (gone < range.end) return;
      this.#waiting.shift();
    }
  }

  async #append({ events, lines }: Batch): Promise<void> {
    const { folder, now } = this.#options;
    const current = this.#current;
    const segment =
      current !== undefined && current.events < this.#segmentEvents && now() - current.begun < segmentMs ? current : await this.#begin();
    await appendFile(path.join(folder, segment.name), lines, { mode: 0o600 });
    segment.events += events;
    segment.newest = now();
    if (this.#eventsOnDisk > this.#options.limits().events) await this.#prune();
  }

  /** Small enough that the bound holds nearly to the event. */
  get #segmentEvents(): number {
    return Math.max(batchEvents, Math.min(segmentEvents, Math.floor(this.#options.limits().events / 10)));
  }

  async #begin(): Promise<Segment & { readonly begun: number }> {
    const { folder, now, writer } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const begun = Math.max(now(), this.#current === undefined ? 0 : this.#current.begun + 1);
    const segment = { name: `events-${String(begun).padStart(13, '0')}-${writer}.jsonl`, events: 0, newest: begun, begun };
    const file = path.join(folder, segment.name);
    await appendFile(file, header, { mode: 0o600 });
    await chmod(file, 0o600);
    this.#current = segment;
    this.#segments.push(segment);
    await this.#prune();
    return segment;
  }

  /** Whole segments go: those beyond the days, then the oldest while the rest is enough. */
  async #prune(): Promise<void> {
    const { folder, limits, now } = this.#options;
    const { events: most, days } = limits();
    const oldest = now() - days * dayMs;
    let kept = this.#eventsOnDisk;
    const stay: Segment[] = [];
    for (const segment of this.#segments) {
      // What a newer version wrote, or nobody can read, is not ours to delete before its days are over.
      const isBeyond = segment.newest < oldest || (segment.events > 0 && kept - segment.events >= most);
      if (!isBeyond || segment === this.#current) {
        stay.push(segment);
        continue;
      }
      kept -= segment.events;
      await rm(path.join(folder, segment.name), { force: true });
    }
    this.#segments = stay;
  }
}

interface Batch {
  readonly events: number;
  readonly lines: Uint8Array;
}

const startOf = (name: string): number => Number(segmentName.exec(name)?.[1] ?? 0);
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
