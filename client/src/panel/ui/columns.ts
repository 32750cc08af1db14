/** The columns of the table: which there are, how wide they are, and in which order they stand. */
import type { Words } from '../words';

export interface Column {
  readonly id: string;
  /** As a track of the table's grid, where nobody chose a width. */
  readonly track: string;
  /** The same where there is little room. */
  readonly narrow: string;
}

/** Shown unless somebody takes them away. */
export const usualColumns = ['time', 'node', 'event', 'level', 'subject', 'verdict'] as const;

/** All but the fields of the events, which have columns too: `field:NAME`. */
const columns: readonly Column[] = [
  { id: 'time', track: '96px', narrow: '60px' },
  { id: 'node', track: 'minmax(70px, 0.7fr)', narrow: 'minmax(64px, 0.8fr)' },
  { id: 'event', track: 'minmax(100px, 0.8fr)', narrow: 'minmax(84px, 0.9fr)' },
  { id: 'level', track: '54px', narrow: '50px' },
  { id: 'subject', track: 'minmax(120px, 1.5fr)', narrow: 'minmax(120px, 2fr)' },
  ...['user', 'app', 'message', 'logger'].map(id => ({ id, track: 'minmax(90px, 1fr)', narrow: 'minmax(80px, 1fr)' })),
  ...['code', 'receiver', 'format', 'from'].map(id => ({ id, track: 'minmax(80px, 0.6fr)', narrow: 'minmax(70px, 0.6fr)' })),
  ...['port', 'bytes', 'seq'].map(id => ({ id, track: '64px', narrow: '54px' })),
  { id: 'verdict', track: 'minmax(150px, 1.5fr)', narrow: 'minmax(110px, 1.6fr)' },
];

export const furtherColumns: readonly string[] = columns.map(it => it.id).filter(id => !(usualColumns as readonly string[]).includes(id));

/** In their places: fields stand before the verdict. Unknown names are left out. */
export function ordered(ids: readonly string[]): readonly string[] {
  const known = columns.map(it => it.id).filter(id => ids.includes(id));
  const fields = [...new Set(ids.filter(id => id.startsWith('field:')))];
  return known.includes('verdict') ? [...known.slice(0, -1), ...fields, 'verdict'] : [...known, ...fields];
}

/** Those whose texts the host has to send beside the usual ones. */
export const toAskFor = (ids: readonly string[]): readonly string[] => ids.filter(id => !(usualColumns as readonly string[]).includes(id));

export function trackOf(id: string, width: number | undefined, kind: 'track' | 'narrow'): string {
  if (width !== undefined) return `${width}px`;
  return columns.find(it => it.id === id)?.[kind] ?? 'minmax(90px, 1fr)';
}

const titles = {
  time: 'columnTime',
  node: 'columnNode',
  event: 'columnEvent',
  level: 'columnLevel',
  subject: 'columnSubject',
  user: 'columnUser',
  app: 'columnApp',
  message: 'columnMessage',
  logger: 'columnLogger',
  code: 'columnCode',
  receiver: 'columnReceiver',
  format: 'columnFormat',
  from: 'columnFrom',
  port: 'columnPort',
  bytes: 'columnBytes',
  seq: 'columnSeq',
  verdict: 'columnVerdictPlain',
} as const satisfies Readonly<Record<string, keyof Words>>;

export function titleOf(id: string, words: Words): string {
  if (id.startsWith('field:')) return id.slice('field:'.length);
  return id in titles ? words[titles[id as keyof typeof titles]] : id;
}
