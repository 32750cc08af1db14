/**
 * Captured events in memory: bounded by number and by size, oldest out first. What was counted stays counted, so that
 * "nothing arrives any more" has something to compare with after the events themselves are gone.
 */
import type { CapturedEvent } from '../../../server/src/wire/event';
import { isDropped, isUserEvent } from './facets';
import { Frames } from './frames';
import { createNodeMemory, type NodeCount, type NodeMemory } from './nodes';
import { blockBytes, Pack } from './pack';

export { otherNodes, type NodeCount } from './nodes';

export interface StoreLimits {
  /** Events held; default 100,000. */
  readonly events?: number;
  /** Roughly, the memory of what is held, in bytes; default 96 MiB. */
  readonly bytes?: number;
  /** Nodes counted by name; the rest is counted together. Default 1,000. */
  readonly nodes?: number;
  /** Where nodes are counted, if that outlives the store: then `clear` leaves it alone. */
  readonly nodeMemory?: NodeMemory;
}

/** Events in order of arrival under absolute positions, the oldest of which may go. */
export interface EventStore {
  /** Position of the oldest event still held. */
  readonly first: number;
  /** One past the newest. */
  readonly end: number;
  /** Undefined for a position outside. */
  at(position: number): CapturedEvent | undefined;
  /** As `at`, to look at and let go: the next `look` may make it another event. Much quicker where little of it is read. */
  look(position: number): CapturedEvent | undefined;
  /** When the event was received, in milliseconds since 1970; 0 where there is none. */
  timeAt(position: number): number;
  add(events: readonly CapturedEvent[]): void;
  /** Adds events of an earlier life, whose nodes are counted already. */
  restore(events: readonly CapturedEvent[]): void;
  /** The events still held, oldest first. */
  events(): IterableIterator<CapturedEvent>;
  byId(id: string): CapturedEvent | undefined;
  /** Events ever added, by type; of no known type under the empty text. */
  countsByType(): ReadonlyMap<string, number>;
  countsByVerdict(): ReadonlyMap<string, number>;
  nodes(): readonly NodeCount[];
  /** How many of the events still held are of a kind that one wants to see alone, or not at all. */
  marks(): Marks;
  /** Holds so many from now on; where there are more, the oldest go at once. */
  keepAtMost(events: number): void;
  /** Forgets events and counts; positions go on, so that none ever means another event. */
  clear(): void;
}

export interface Marks {
  /** The receiver would not take them, or take them for the same again. */
  readonly dropped: number;
  readonly test: number;
  /** User audit events. */
  readonly user: number;
}

/** A pack and the position of its first event. */
interface Placed {
  readonly start: number;
  readonly pack: Pack;
}

export function createStore(limits: StoreLimits = {}): EventStore {
  let capacity = Math.max(1, limits.events ?? 100_000);
  const mostBytes = limits.bytes ?? 96 * 1024 * 1024;
  const nodes = limits.nodeMemory ?? createNodeMemory(limits.nodes);
  /** Oldest first; events are added to the last one. */
  let packs: Placed[] = [];
  /** Blocks whose events are gone. */
  let free: ArrayBuffer[] = [];
  let frames = new Frames();
  let first = 0;
  let end = 0;
  let bytes = 0;
  const marks = { dropped: 0, test: 0, user: 0 };
  const types = new Map<string, number>();
  const verdicts = new Map<string, number>();

  function dropOldest(): void {
    const event = find(first, 'look');
    if (event !== undefined) mark(event, -1);
    first++;
    const [oldest] = packs;
    if (oldest === undefined || first < oldest.start + oldest.pack.count) return;
    bytes -= oldest.pack.bytes;
    packs.shift();
    setAside(oldest.pack.release());
  }

  /** Two are enough: one is given back for each that is taken. */
  function setAside(block: ArrayBuffer | undefined): void {
    if (block !== undefined && free.length < 2) free.push(block);
  }

  /** The pack of a position that is held. */
  function packOf(position: number): Placed | undefined {
    let low = 0;
    let high = packs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((packs[middle] as Placed).start <= position) low = middle;
      else high = middle - 1;
    }
    return packs[low];
  }

  function find(position: number, how: 'at' | 'look'): CapturedEvent | undefined {
    if (position < first || position >= end) return undefined;
    const placed = packOf(position);
    return placed?.pack[how](position - placed.start);
  }

  function keep(event: CapturedEvent): void {
    const open = packs.at(-1)?.pack;
    if (open === undefined || !addTo(open, event)) {
      if (open !== undefined) {
        bytes -= open.bytes;
        setAside(open.seal());
        bytes += open.bytes;
      }
      const next = new Pack(frames, free.pop() ?? new ArrayBuffer(blockBytes));
      if (next.add(event)) begin(next);
      else {
        setAside(next.release());
        begin(Pack.alone(event, frames));
      }
    }
    end++;
  }

  function addTo(pack: Pack, event: CapturedEvent): boolean {
    const before = pack.bytes;
    const isAdded = pack.add(event);
    bytes += pack.bytes - before;
    return isAdded;
  }

  function begin(pack: Pack): void {
    packs.push({ start: end, pack });
    bytes += pack.bytes;
  }

  function mark(event: CapturedEvent, by: 1 | -1): void {
    if (isDropped(event)) marks.dropped += by;
    if (event.origin === 'test') marks.test += by;
    if (isUserEvent(event)) marks.user += by;
  }

  function count(event: CapturedEvent): void {
    const type = event.type ?? '';
    types.set(type, (types.get(type) ?? 0) + 1);
    verdicts.set(event.verdict, (verdicts.get(event.verdict) ?? 0) + 1);
  }

  function add(event: CapturedEvent): void {
    if (end - first >= capacity) dropOldest();
    keep(event);
    count(event);
    mark(event, 1);
    while (bytes > mostBytes && end - first > 1) dropOldest();
  }

  return {
    get first() {
      return first;
    },
    get end() {
      return end;
    },
    at: position => find(position, 'at'),
    look: position => find(position, 'look'),
    timeAt(position) {
      if (position < first || position >= end) return 0;
      const placed = packOf(position);
      return placed?.pack.timeAt(position - placed.start) ?? 0;
    },
    add(events) {
      for (const event of events) {
        add(event);
        nodes.count(event);
      }
    },
    restore: events => events.forEach(add),
    *events() {
      for (let position = first; position < end; position++) {
        const event = find(position, 'at');
        if (event !== undefined) yield event;
      }
    },
    byId(id) {
      for (let position = end - 1; position >= first; position--) if (find(position, 'look')?.id === id) return find(position, 'at');
      return undefined;
    },
    countsByType: () => new Map(types),
    countsByVerdict: () => new Map(verdicts),
    nodes: () => nodes.all(),
    marks: () => ({ ...marks }),
    keepAtMost(events) {
      capacity = Math.max(1, events);
      while (end - first > capacity) dropOldest();
    },
    clear() {
      packs = [];
      free = [];
      frames = new Frames();
      first = end;
      bytes = 0;
      marks.dropped = marks.test = marks.user = 0;
      types.clear();
      verdicts.clear();
      if (limits.nodeMemory === undefined) nodes.clear();
    },
  };
}
