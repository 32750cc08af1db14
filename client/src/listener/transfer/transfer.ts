/** Captured events out to a file and back in, in one of the forms people use. */
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { missingOf } from '../cut';
import { isMail } from '../facets';
import { createIntake, type IntakeOptions } from '../intake';
import type { Treatment } from '../listener';
import { toCsv } from './csv';
import { readJsonLines, toJsonLines } from './json-lines';
import { payloadOf } from './payload-of';
import { type CapturedDatagram, fitsPcap, readPcap, toPcap } from './pcap';

/** By the ending of the file's name. */
export const exportForms = ['jsonl', 'csv', 'pcap'] as const;
export type ExportForm = (typeof exportForms)[number];

interface Utf8Coder {
  encode(text: string): Uint8Array;
}
declare const TextEncoder: new () => Utf8Coder;
declare const TextDecoder: new (label: string) => { decode(bytes: Uint8Array): string };
const encoder = new TextEncoder();

export interface ExportOptions {
  /** Masks secrets in text. */
  readonly redact: (text: string) => string;
  /** Names of users out of an event, by the setting as it stands: it may have been another one when the event came. */
  readonly treat: Treatment;
  /** Told of each event that has no place in the form: a mail in a capture of datagrams. */
  readonly leftOut?: (event: CapturedEvent) => void;
}

/** Piece by piece, so that no file has to fit into one text. */
export function* exported(
  held: Iterable<CapturedEvent>,
  form: ExportForm,
  { redact, treat, leftOut }: ExportOptions,
): IterableIterator<Uint8Array> {
  const events = treated(held, treat);
  switch (form) {
    case 'jsonl':
      for (const line of toJsonLines(events)) yield encoder.encode(redact(line));
      return;
    case 'csv':
      for (const line of toCsv(events)) yield encoder.encode(redact(line));
      return;
    case 'pcap':
      yield* toPcap(datagramsOf(events, leftOut));
  }
}

function* treated(events: Iterable<CapturedEvent>, treat: Treatment): IterableIterator<CapturedEvent> {
  for (const event of events) yield treat(event);
}

function* datagramsOf(
  events: Iterable<CapturedEvent>,
  leftOut: ((event: CapturedEvent) => void) | undefined,
): IterableIterator<CapturedDatagram> {
  for (const event of events) {
    const datagram = isMail(event) ? undefined : datagramOf(event);
    if (datagram !== undefined && fitsPcap(datagram)) yield datagram;
    else leftOut?.(event);
  }
}

function datagramOf(event: CapturedEvent): CapturedDatagram {
  const payload = payloadOf(event);
  const missing = missingOf(event);
  return {
    ...{ receivedAt: Date.parse(event.receivedAt), from: event.from, port: event.port, payload },
    ...(missing > 0 && { length: payload.length + missing }),
  };
}

export type Imported =
  | {
      readonly ok: true;
      readonly events: readonly CapturedEvent[];
      /** A sentence about what could not be read. */ readonly complaint?: string;
    }
  | { readonly ok: false; readonly message: string };

/** As what arrives now is read: by the same encoding and the same patterns. */
export type ReadAs = Required<Pick<IntakeOptions, 'uuid' | 'now' | 'receiver' | 'encoding' | 'codecsFor'>>;

/**
 * Events of a file, all marked as imported. Datagrams are read and judged now, by an intake of their own, so that they
 * make no event that arrives a duplicate.
 */
export function imported(bytes: Uint8Array, readAs: ReadAs): Imported {
  if (looksBinary(bytes)) {
    const intake = createIntake(readAs);
    const read = readPcap(bytes);
    if (!read.ok) return read;
    const events = read.datagrams.map(it => intake.take({ ...it, origin: 'import' }));
    if (events.length === 0) return { ok: false, message: 'The capture holds no UDP datagram.' };
    return {
      ok: true,
      events,
      ...(read.passedOver > 0 && { complaint: `${read.passedOver} packets are no UDP datagrams and were passed over.` }),
    };
  }
  const { events, damaged } = readJsonLines(new TextDecoder('utf-8').decode(bytes));
  if (events.length === 0) {
    return {
      ok: false,
      message: 'The file holds no captured event. JSON Lines as "Export Captured Events…" writes them can be read, and captures (pcap).',
    };
  }
  const some = damaged.slice(0, 5).join(', ');
  return {
    ok: true,
    events: events.map(it => ({ ...it, origin: 'import' })),
    ...(damaged.length > 0 && {
      complaint: `${damaged.length} lines hold no captured event and were passed over: ${some}${damaged.length > 5 ? ', …' : ''}.`,
    }),
  };
}

/** No text has a zero in its first bytes, and every capture has. */
const looksBinary = (bytes: Uint8Array): boolean => bytes.subarray(0, 64).includes(0);
