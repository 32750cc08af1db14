/** Captured event → one line of the table. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import { appOf, isMail, nodeOf, taskOf, userOf } from '../listener/facets';
import type { Row } from './protocol';

/** The longest text in a cell; the whole of it is in the details. */
const cellLength = 200;

/** Columns that may be chosen beside the usual ones; any field of an event is one more, as `field:NAME`. */
const further: Readonly<Record<string, (event: CapturedEvent) => string | undefined>> = {
  message: event => event.message,
  logger: event => event.logger,
  user: userOf,
  app: appOf,
  receiver: event => event.receiver,
  code: event => event.code,
  format: event => event.format,
  from: event => `${event.from.address}:${event.from.port}`,
  port: event => String(event.port),
  bytes: event => String(event.bytes),
  seq: event => String(event.seq),
};

export function rowOf(event: CapturedEvent, row: number, columns: readonly string[] = []): Row {
  return {
    ...(columns.length === 0 ? {} : { more: Object.fromEntries(columns.map(id => [id, cell(furtherOf(event, id))])) }),
    row,
    seq: event.seq,
    id: event.id,
    time: event.receivedAt,
    node: cell(nodeOf(event)),
    event: cell(eventOf(event)),
    level: cell(event.level ?? ''),
    subject: cell(subjectOf(event)),
    verdict: isMail(event) ? 'mail' : event.verdict,
    verdictWords: cell(verdictWords(event)),
    altered: event.code === 'altered',
    origin: event.origin,
  };
}

function furtherOf(event: CapturedEvent, id: string): string {
  if (id.startsWith('field:')) return event.fields[id.slice('field:'.length)] ?? '';
  return (Object.hasOwn(further, id) ? further[id]?.(event) : undefined) ?? '';
}

/** What it is about: the task, else the user, else the app, else what it says. */
export function subjectOf(event: CapturedEvent): string {
  return [taskOf(event), userOf(event), appOf(event), event.message].find(it => it !== undefined && it !== '') ?? event.text;
}

/** `task failed`; for what follows no contract, its first words, so that a misspelt prefix is seen. */
export function eventOf({ type, text, format }: CapturedEvent): string {
  if (type !== undefined) return type.replaceAll('-', ' ');
  const prefix = /^\/?([\w-]{1,40})\/?;/.exec(text)?.[1];
  return prefix?.replaceAll('-', ' ') ?? format;
}

/** What completes "Butler would …"; of a mail, why nothing does. The judgement's own sentence says more and is shown with the details. */
export function verdictWords(event: CapturedEvent): string {
  const { verdict, code, reason, altered } = event;
  if (isMail(event)) return 'not judged: a mail';
  switch (verdict) {
    case 'accepted':
      return code === 'altered' ? `accept, but change ${count(altered?.length ?? 0, 'field')}` : 'accept';
    case 'rejected':
      return `drop: ${tail(reason) ?? code ?? 'refused'}`;
    case 'duplicate':
      return 'ignore: seen before';
    case 'unknown':
      return code === 'no-listener' ? 'not listen for this' : 'not know it';
  }
}

/** What stands after the colon of "Butler 16 would drop this: 12 fields, 11 expected." */
function tail(reason: string | undefined): string | undefined {
  const at = reason?.indexOf(': ') ?? -1;
  if (reason === undefined || at < 0) return undefined;
  return reason.slice(at + 2).replace(/\.$/, '');
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** One line of visible text: control characters would move what follows, and a lone half of a pair is no character. */
function cell(text: string): string {
  const line = text
    .slice(0, cellLength + 1)
    // eslint-disable-next-line no-control-regex -- control characters are exactly what has to go
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ');
  return wellFormed(line.length > cellLength ? `${line.slice(0, cellLength)}…` : line);
}

const wellFormed = (text: string): string =>
  text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
