/** Raw datagrams → captured events: read, judged for the chosen receiver, numbered. One datagram, one event, always. */
import { type CodecsFor, decode } from '../../../server/src/wire';
import { encoderFor } from '../../../server/src/wire/encoding';
import type { CapturedEvent, Decoded, Endpoint, Judgement } from '../../../server/src/wire/event';
import { type History, createHistory, judge } from '../../../server/src/wire/judge';
import { toBase64 } from '../../../server/src/wire/payload';
import { receiver, receiverIds } from '../../../server/src/wire/receivers';
import type { Intake, OwnOrigin, RawDatagram } from './contract';
import { cutNote } from './cut';
import { isMail } from './facets';
import { isLoopback } from './place';

export interface IntakeOptions {
  /** A fresh UUID each time. */
  readonly uuid: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** `auto` or a receiver's id; default `auto`. An unknown one is taken as `auto`. */
  readonly receiver?: string;
  /** `auto` (default: told by the bytes) or a name of .NET's. An unknown one is taken as `auto`. */
  readonly encoding?: string;
  /** Further codecs per port: the conversion pattern of the configuration that sends there. */
  readonly codecsFor?: CodecsFor;
  /** Events are numbered on from here; default 0. */
  readonly lastSeq?: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const unjudged: Judgement = { verdict: 'unknown', reason: 'A mail: people read it, no receiver judges it.' };

/** The encoding is told by the bytes. */
export const autoEncoding = 'auto';

/** How long an endpoint counts as our own sender: the system gives its port to others afterwards. */
const ownWindowMs = 60_000;

export function createIntake(options: IntakeOptions): Intake {
  let chosen = options.receiver !== undefined && receiverIds.includes(options.receiver) ? options.receiver : 'auto';
  let encoding = encoderFor(options.encoding ?? autoEncoding);
  const histories = new Map<string, History>();
  const senders = new Map<string, { readonly origin: OwnOrigin; readonly until: number }>();
  let seq = options.lastSeq ?? 0;

  /** Each receiver remembers for itself, so that a change of receiver starts with what it has seen. */
  function historyOf(id: string): History {
    let history = histories.get(id);
    if (history === undefined) {
      history = createHistory();
      histories.set(id, history);
    }
    return history;
  }

  /** What we sent ourselves, as it was announced. */
  function ownOrigin(from: Endpoint, at: number): OwnOrigin | undefined {
    if (senders.size === 0) return undefined;
    const sender = senders.get(endpointKey(from)) ?? (isLoopback(from.address) ? senders.get(`*:${from.port}`) : undefined);
    return sender !== undefined && at <= sender.until ? sender.origin : undefined;
  }

  return {
    take(datagram) {
      const { payload, port, from, receivedAt, origin, via, length } = datagram;
      const id = datagram.id ?? options.uuid();
      const read = decode(payload, port, options.codecsFor, encoding);
      const { text } = read;
      const decoded = datagram.decoded ?? read.decoded;
      const bytes = length ?? payload.length;
      const arrival = { text, bytes, port, at: receivedAt, id, decoded, received: read.received, delimited: read.delimited };
      const judgement = isMail(decoded) ? unjudged : judge(chosen, arrival, historyOf(chosen));
      // Every event in one shape, part by part: an event costs a hundredth of a millisecond, of which copying objects would be a good deal.
      const event: Writable<CapturedEvent> = {
        id,
        seq: ++seq,
        receivedAt: isoOf(receivedAt),
        origin: origin ?? ownOrigin(from, receivedAt) ?? 'network',
        port,
        from,
        bytes,
        text,
        format: decoded.format,
        fields: decoded.fields,
        verdict: judgement.verdict,
      };
      if (!read.isExact) event.base64 = toBase64(payload);
      setDecoded(event, decoded);
      setJudgement(event, judgement);
      if (via !== undefined) event.via = via;
      // The receiver's notes are the same list each time: joined only where there is something to join.
      if (read.notes.length > 0) event.notes = judgement.notes === undefined ? read.notes : [...read.notes, ...judgement.notes];
      if (length !== undefined) {
        const why = origin === 'import' ? 'the file holds no more' : "the listener's maximum";
        event.notes = [cutNote(length, payload.length, why), ...(event.notes ?? [])];
      }
      return event;
    },
    setReceiver(id) {
      if (id !== 'auto' && receiver(id) === undefined) return `There is no receiver "${id}". Known are ${receiverIds.join(', ')}.`;
      chosen = id;
      return undefined;
    },
    setEncoding(name) {
      const found = encoderFor(name);
      if (found === undefined && name !== autoEncoding)
        return `There is no encoding "${name}" that can be read here. Use ${autoEncoding}, or a name such as utf-8, windows-1252 or utf-16.`;
      encoding = found;
      return undefined;
    },
    expectFrom(endpoint, origin) {
      const now = options.now();
      for (const [key, { until }] of senders) if (until < now) senders.delete(key);
      senders.set(endpointKey(endpoint), { origin, until: now + ownWindowMs });
    },
  };
}

function setDecoded(event: Writable<CapturedEvent>, { level, logger, message, timestamp }: Decoded): void {
  if (level !== undefined) event.level = level;
  if (logger !== undefined) event.logger = logger;
  if (message !== undefined) event.message = message;
  if (timestamp !== undefined) event.timestamp = timestamp;
}

function setJudgement(event: Writable<CapturedEvent>, judgement: Judgement): void {
  const { receiver: by, type, code, reason, notes, altered, duplicateOf } = judgement;
  if (by !== undefined) event.receiver = by;
  if (type !== undefined) event.type = type;
  if (code !== undefined) event.code = code;
  if (reason !== undefined) event.reason = reason;
  if (notes !== undefined) event.notes = notes;
  if (altered !== undefined) event.altered = altered;
  if (duplicateOf !== undefined) event.duplicateOf = duplicateOf;
}

let lastInstant = NaN;
let lastIso = '';

/** Many datagrams come within one millisecond: they share the text. */
function isoOf(instant: number): string {
  if (instant !== lastInstant) {
    lastInstant = instant;
    lastIso = new Date(instant).toISOString();
  }
  return lastIso;
}

/** A socket bound to no address in particular sends from whichever leads to us: on this computer, a loopback one. */
function endpointKey({ address, port }: Endpoint): string {
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '0.0.0.0' || plain === '::' ? `*:${port}` : `${plain}:${port}`;
}

/** For sources that hand over datagrams in batches. */
export function takeAll(intake: Intake, batch: readonly RawDatagram[]): readonly CapturedEvent[] {
  return batch.map(datagram => intake.take(datagram));
}
