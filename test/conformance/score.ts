/** Compares what the simulator says with what the real log4net did: datagrams and mails exactly, messages by their codes. */
import { Buffer } from 'node:buffer';
import { catalogueFor } from '../../server/src/catalogue/index';
import { simulate } from '../../server/src/simulate/index';
import { recogniseMessage } from '../../server/src/simulate/messages';
import type { EventIndex, SimulationResult } from '../../server/src/simulate/types';
import { machineOf, type ConformanceCase, type SentDatagram, type SentMail } from './cases';

export interface CaseScore {
  readonly id: string;
  readonly group: string;
  /** False for cases whose outcome depends on the machine: compared, never counted. */
  readonly counted: boolean;
  /** Datagrams and mails are exactly those of log4net. */
  readonly agrees: boolean;
  /** Severity, code and event of each message of log4net, in order; and ours. */
  readonly messages: { readonly expected: readonly string[]; readonly got: readonly string[] };
}

export function scoreCase(one: ConformanceCase): CaseScore {
  const { id, group, tags = [], expected } = one;
  const result = run(one);
  const inAnyOrder = tags.includes('propertyOrder');
  const closes = group === 'mail' || group === 'forwarding';
  const outcome = (datagrams: readonly SentDatagram[], mails: readonly SentMail[] | undefined): string =>
    [
      streams(
        datagrams.filter(it => closes || it.event !== 'close'),
        it => (inAnyOrder ? bag(Buffer.from(it.base64, 'base64').toString('latin1')) : it.base64),
      ),
      expected.mails ? streams(mails ?? [], it => mailText(it, inAnyOrder)) : '',
    ].join('\n');
  const accepted = [outcome(expected.datagrams, expected.mails)];
  if (expected.datagramsIn2017) accepted.push(outcome(expected.datagramsIn2017, expected.mailsIn2017));
  return {
    id,
    group,
    counted: !tags.includes('runtimeDependent'),
    agrees: accepted.includes(outcome(result.datagrams, result.mails)),
    messages: {
      expected: (expected.internalMessages ?? [])
        .filter(it => closes || it.event !== 'close')
        .map(it =>
          line(
            it.prefix.includes('WARN') ? 'warning' : 'error',
            recogniseMessage(it.message, it.source)?.code ?? `? ${it.message}`,
            it.event,
          ),
        ),
      got: result.messages.filter(it => closes || it.event !== 'close').map(it => line(it.severity, it.code, it.event)),
    },
  };
}

export function run(one: ConformanceCase): SimulationResult {
  const { config, load, events, smtp } = one;
  return simulate({ text: config, load, events, machine: machineOf(one), ...(smtp && { smtp }) }, catalogueFor('2.0.8'));
}

/** How many of log4net's messages are missed or made up, in cases that count: the size of what is left when the common sequence is taken away. */
export function messageMisses({ counted, messages: { expected, got } }: CaseScore): number {
  if (!counted) return 0;
  const common: number[][] = Array.from({ length: expected.length + 1 }, () => Array<number>(got.length + 1).fill(0));
  const at = (row: number, column: number): number => common[row]?.[column] ?? 0;
  for (let row = 1; row <= expected.length; row++) {
    for (let column = 1; column <= got.length; column++) {
      const cells = common[row];
      if (cells)
        cells[column] =
          expected[row - 1] === got[column - 1] ? at(row - 1, column - 1) + 1 : Math.max(at(row - 1, column), at(row, column - 1));
    }
  }
  return Math.max(expected.length, got.length) - at(expected.length, got.length);
}

function line(severity: string, code: string, event: EventIndex | undefined): string {
  return `${severity} ${code}${event === undefined ? '' : ` @${event}`}`;
}

/** One string for each event, port and address; the order within each is kept. */
function streams<T extends { readonly event: EventIndex; readonly port: number; readonly address?: string }>(
  sent: readonly T[],
  asText: (one: T) => string,
): string {
  const byStream = new Map<string, string[]>();
  for (const one of sent) {
    const key = `${one.event}|${one.port}|${one.address ?? '127.0.0.1'}`;
    byStream.set(key, [...(byStream.get(key) ?? []), asText(one)]);
  }
  return JSON.stringify([...byStream].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Properties come out of a hash table: their pieces are compared as a bag. */
function bag(text: string): string {
  return text
    .split(/(?<=>)|[{},]/)
    .map(it => it.trim())
    .filter(Boolean)
    .sort()
    .join('\n');
}

function mailText(mail: SentMail, inAnyOrder: boolean): string {
  const { from, to, cc = [], bcc = [], replyTo = [], subject, priority, contentType, charset, body, auth } = mail;
  const text = inAnyOrder ? bag(body) : body;
  return JSON.stringify([
    from,
    to,
    cc,
    bcc,
    replyTo,
    subject,
    priority,
    contentType,
    charset,
    text,
    auth?.user ?? null,
    auth?.password ?? null,
  ]);
}
