/**
 * Captured events in memory: bounded by number and by size, oldest out first. What was counted stays counted, so that
 * "nothing arrives any more" has something to compare with after the events themselves are gone.
 */
import type { CapturedEvent } from '../../../server/src/wire/event';
import { nodeOf } from './facets';

export interface StoreLimits {
  /** Events held; default 100,000. */
  readonly events?: number;
  /** Roughly, the memory of what is held, in bytes; default 192 MiB. */
  readonly bytes?: number;
  /** Nodes counted by name; the rest is counted together. Default 1,000. */
  readonly nodes?: number;
}

export interface NodeCount {
  readonly node: string;
  readonly count: number;
  /** ISO 8601. */
  readonly lastSeen: string;
  /** By event type; events of no known type under the empty text. */
  readonly byType: ReadonlyMap<string, { readonly count: number; readonly lastSeen: string }>;
}

/** Events in order of arrival under absolute positions, the oldest of which may go. */
export interface EventStore {
  /** Position of the oldest event still held. */
  readonly first: number;
  /** One past the newest. */
  readonly end: number;
  /** Undefined for a position outside. */
  at(position: number): CapturedEvent | undefined;
  add(events: readonly CapturedEvent[]): void;
  /** The events still held, oldest first. */
  events(): IterableIterator<CapturedEvent>;
  byId(id: string): CapturedEvent | undefined;
  /** Events ever added, by type; of no known type under the empty text. */
  countsByType(): ReadonlyMap<string, number>;
  countsByVerdict(): ReadonlyMap<string, number>;
  nodes(): readonly NodeCount[];
  /** Forgets events and counts; positions go on, so that none ever means another event. */
  clear(): void;
}

/** Names of nodes come off the wire; more than the limit are counted under this one. */
export const otherNodes = '…';

/** What an event costs beside its texts: objects, keys, numbers. */
const overheadBytes = 900;

interface MutableNode {
  count: number;
  lastSeen: string;
  readonly byType: Map<string, { count: number; lastSeen: string }>;
}

export function createStore(limits: StoreLimits = {}): EventStore {
  const capacity = Math.max(1, limits.events ?? 100_000);
  const mostBytes = limits.bytes ?? 192 * 1024 * 1024;
  const mostNodes = limits.nodes ?? 1_000;
  /** A ring: the event at position p lies at p % capacity. */
  let ring: (CapturedEvent | undefined)[] = [];
  let first = 0;
  let end = 0;
  let bytes = 0;
  const types = new Map<string, number>();
  const verdicts = new Map<string, number>();
  const nodes = new Map<string, MutableNode>();

  function dropOldest(): void {
    const slot = first % capacity;
    const event = ring[slot];
    if (event !== undefined) bytes -= sizeOf(event);
    ring[slot] = undefined;
    first++;
  }

  function count(event: CapturedEvent): void {
    const type = event.type ?? '';
    types.set(type, (types.get(type) ?? 0) + 1);
    verdicts.set(event.verdict, (verdicts.get(event.verdict) ?? 0) + 1);
    const named = nodeOf(event).slice(0, 256);
    const name = nodes.has(named) || nodes.size < mostNodes ? named : otherNodes;
    let node = nodes.get(name);
    if (node === undefined) {
      node = { count: 0, lastSeen: event.receivedAt, byType: new Map() };
      nodes.set(name, node);
    }
    node.count++;
    node.lastSeen = event.receivedAt;
    const ofType = node.byType.get(type);
    if (ofType === undefined) node.byType.set(type, { count: 1, lastSeen: event.receivedAt });
    else {
      ofType.count++;
      ofType.lastSeen = event.receivedAt;
    }
  }

  return {
    get first() {
      return first;
    },
    get end() {
      return end;
    },
    at: position => (position >= first && position < end ? ring[position % capacity] : undefined),
    add(events) {
      for (const event of events) {
        if (end - first >= capacity) dropOldest();
        ring[end % capacity] = event;
        end++;
        bytes += sizeOf(event);
        count(event);
        while (bytes > mostBytes && end - first > 1) dropOldest();
      }
    },
    *events() {
      for (let position = first; position < end; position++) {
        const event = ring[position % capacity];
        if (event !== undefined) yield event;
      }
    },
    byId(id) {
      for (let position = end - 1; position >= first; position--) {
        const event = ring[position % capacity];
        if (event?.id === id) return event;
      }
      return undefined;
    },
    countsByType: () => new Map(types),
    countsByVerdict: () => new Map(verdicts),
    nodes: () =>
      [...nodes].map(([node, { count: total, lastSeen, byType }]) => ({
        node,
        count: total,
        lastSeen,
        byType: new Map([...byType].map(([type, it]) => [type, { ...it }])),
      })),
    clear() {
      ring = [];
      first = end;
      bytes = 0;
      types.clear();
      verdicts.clear();
      nodes.clear();
    },
  };
}

/** Text and fields hold the same letters, mostly as slices of one another; two bytes a letter is the upper bound. */
function sizeOf(event: CapturedEvent): number {
  return overheadBytes + event.text.length * 2 + (event.base64?.length ?? 0) + (event.message?.length ?? 0);
}
