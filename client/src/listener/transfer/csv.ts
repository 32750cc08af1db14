/** Captured events as CSV (RFC 4180) for spreadsheets, which must not take text from outside for a formula. */
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { nodeOf } from '../facets';

type Column = readonly [name: string, value: (event: CapturedEvent) => string];

const columns: readonly Column[] = [
  ['receivedAt', it => it.receivedAt],
  ['origin', it => it.origin],
  ['port', it => String(it.port)],
  ['from', it => `${it.from.address}:${it.from.port}`],
  ['node', nodeOf],
  ['format', it => it.format],
  ['type', it => it.type ?? ''],
  ['level', it => it.level ?? ''],
  ['logger', it => it.logger ?? ''],
  ['timestamp', it => it.timestamp ?? ''],
  ['verdict', it => it.verdict],
  ['code', it => it.code ?? ''],
  ['reason', it => it.reason ?? ''],
  ['altered', it => (it.altered ?? []).map(({ field, from, to }) => `${field}: ${from ?? '(no such field)'} → ${to}`).join('; ')],
  ['notes', it => (it.notes ?? []).join(' ')],
];

/** Beyond these, fields share the last column as JSON: a datagram may bring hundreds. */
const mostFieldColumns = 100;

/** A line for each event behind a line of names: what every event has, then every field that occurs, then the text. */
export function* toCsv(events: Iterable<CapturedEvent>): IterableIterator<string> {
  const all = [...events];
  const names = [...new Set(all.flatMap(it => Object.keys(it.fields)))];
  const fields = names.slice(0, mostFieldColumns);
  const rest = new Set(names.slice(mostFieldColumns));
  yield line([...columns.map(([name]) => name), ...fields.map(it => `field ${it}`), ...(rest.size > 0 ? ['further fields'] : []), 'text']);
  for (const event of all) {
    const further = Object.entries(event.fields).filter(([name]) => rest.has(name));
    yield line([
      ...columns.map(([, value]) => value(event)),
      ...fields.map(name => event.fields[name] ?? ''),
      ...(rest.size > 0 ? [further.length === 0 ? '' : JSON.stringify(Object.fromEntries(further))] : []),
      event.text,
    ]);
  }
}

const line = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

function cell(text: string): string {
  // A leading apostrophe is how spreadsheets are told that text is text.
  const plain = /^[=+\-@\t\r\n|%]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
