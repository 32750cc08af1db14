/** What is known of each node, kept beyond the events themselves, so that "nothing arrives any more" has something to compare with. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import { nodeOf } from './facets';

export interface TypeCount {
  readonly count: number;
  /** ISO 8601. */
  readonly lastSeen: string;
}

export interface NodeCount {
  readonly node: string;
  readonly count: number;
  /** ISO 8601. */
  readonly lastSeen: string;
  /** By event type; events of no known type under the empty text. */
  readonly byType: ReadonlyMap<string, TypeCount>;
  /** The configuration that was last deployed there, where that is known. */
  readonly file?: DeployedFile;
}

export interface DeployedFile {
  readonly path: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly hash: string;
}

export interface NodeMemory {
  count(event: CapturedEvent): void;
  /** Adds what was counted earlier. */
  add(nodes: readonly NodeCount[]): void;
  setFile(node: string, file: DeployedFile): void;
  all(): readonly NodeCount[];
  clear(): void;
}

/** Names of nodes come off the wire; more than the limit are counted under this one. */
export const otherNodes = '…';
const longestName = 256;
/** Types are those of the contracts; another limit would be reached by no honest sender. */
const mostTypes = 200;

interface MutableNode {
  count: number;
  lastSeen: string;
  file?: DeployedFile;
  readonly byType: Map<string, { count: number; lastSeen: string }>;
}

/** @param mostNodes how many are counted by name; the rest is counted together */
export function createNodeMemory(mostNodes = 1_000): NodeMemory {
  const nodes = new Map<string, MutableNode>();

  function nodeNamed(name: string, seen: string): MutableNode {
    const short = name.slice(0, longestName);
    const key = nodes.has(short) || nodes.size < mostNodes ? short : otherNodes;
    let node = nodes.get(key);
    if (node === undefined) {
      node = { count: 0, lastSeen: seen, byType: new Map() };
      nodes.set(key, node);
    }
    return node;
  }

  function countType(node: MutableNode, type: string, count: number, lastSeen: string): void {
    const key = node.byType.has(type) || node.byType.size < mostTypes ? type : '';
    const known = node.byType.get(key);
    if (known === undefined) node.byType.set(key, { count, lastSeen });
    else {
      known.count += count;
      if (lastSeen > known.lastSeen) known.lastSeen = lastSeen;
    }
  }

  return {
    count(event) {
      const node = nodeNamed(nodeOf(event), event.receivedAt);
      node.count++;
      if (event.receivedAt > node.lastSeen) node.lastSeen = event.receivedAt;
      countType(node, event.type ?? '', 1, event.receivedAt);
    },
    add(earlier) {
      for (const { node: name, count, lastSeen, byType, file } of earlier) {
        const node = nodeNamed(name, lastSeen);
        node.count += count;
        if (lastSeen > node.lastSeen) node.lastSeen = lastSeen;
        for (const [type, it] of byType) countType(node, type, it.count, it.lastSeen);
        if (file !== undefined) node.file = file;
      }
    },
    setFile(name, file) {
      nodeNamed(name, new Date(0).toISOString()).file = file;
    },
    all: () =>
      [...nodes].map(([node, { count, lastSeen, byType, file }]) => ({
        node,
        count,
        lastSeen,
        byType: new Map([...byType].map(([type, it]) => [type, { ...it }])),
        ...(file !== undefined && { file }),
      })),
    clear: () => nodes.clear(),
  };
}

/** One node as a line of JSON. */
export function nodeToJson({ byType, ...node }: NodeCount): Readonly<Record<string, unknown>> {
  return { ...node, byType: Object.fromEntries(byType) };
}

/** What `nodeToJson` wrote; undefined for anything else. */
export function nodeFromJson(value: unknown): NodeCount | undefined {
  if (!isRecord(value)) return undefined;
  const { node, count, lastSeen, byType, file } = value;
  if (typeof node !== 'string' || !isCount(count) || !isTime(lastSeen) || !isRecord(byType)) return undefined;
  const types = Object.entries(byType).flatMap(([type, it]): [string, TypeCount][] =>
    isRecord(it) && isCount(it['count']) && isTime(it['lastSeen']) ? [[type, { count: it['count'], lastSeen: it['lastSeen'] }]] : [],
  );
  const deployed =
    isRecord(file) && typeof file['path'] === 'string' && typeof file['hash'] === 'string'
      ? { file: { path: file['path'], hash: file['hash'] } }
      : {};
  return { node, count, lastSeen, byType: new Map(types), ...deployed };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isTime = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));
