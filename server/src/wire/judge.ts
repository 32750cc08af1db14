/**
 * What the chosen receiver makes of a datagram: takes it, takes it with changes, drops it, or does not know it. The rules
 * stand in `schemas/receivers`; the order of the checks is that of the receivers (size, first field, duplicate, fields).
 */
import type { Judgement } from './event';
import { nullText, passes } from './field-kinds';
import { type History, duplicateKey, remember } from './judging/duplicates';
import { accepted, planOf, sanitised } from './judging/fields';
import { type Arrival, type Judged, type Way, withNotes } from './judging/way';
import { acceptedReason, holdingDelimiter, shortened, unknownReason } from './judging/words';
import { type EventFamily, type Format, type Input, type Receiver, format, readingOf, reads, receiver, receivers } from './receivers';

export { type History, createHistory } from './judging/duplicates';
export type { Arrival } from './judging/way';

const textual: Readonly<Record<EventFamily, string>> = { task: 'task events', user: 'user events', log: 'log events' };

/** Total. `auto` chooses among the newest released receivers, by first field, then by port; without one: `unknown`. */
export function judge(receiverId: string, arrival: Arrival, history: History): Judgement {
  const chosen = receiverId === 'auto' ? guessReceiver(arrival) : receiver(receiverId);
  if (chosen === undefined) {
    return {
      ...typeOf(arrival),
      verdict: 'unknown',
      code: 'unknown-type',
      reason: 'No receiver is known for this port and this first field.',
    };
  }
  const judged = chosen.reads === 'log4j-xml' ? judgeXml(chosen, arrival) : judgeText(chosen, arrival, history);
  return arrival.delimited === undefined
    ? { receiver: chosen.id, ...judged }
    : { receiver: chosen.id, type: arrival.delimited.format.type, ...judged };
}

function typeOf(arrival: Arrival): { readonly type?: string } {
  return arrival.delimited === undefined ? {} : { type: arrival.delimited.format.type };
}

const current = receivers.filter(it => it.current);
const currentXml = current.find(it => it.reads === 'log4j-xml');
const currentText = current.filter(it => it.reads === 'delimited');

/** By first field where a current receiver reads it, else by port, else by the port the format is made for. */
function guessReceiver({ decoded, delimited, port }: Arrival): Receiver | undefined {
  if (decoded.format === 'log4j-xml') return currentXml;
  const meant = delimited?.format;
  if (guesses.get(meant)?.port !== port) guesses.set(meant, { port, receiver: guessAt(port, meant) });
  return guesses.get(meant)?.receiver;
}

/** The last answer for each format: datagrams of one kind come on one port. */
const guesses = new Map<Format | undefined, { readonly port: number; readonly receiver: Receiver | undefined }>();

function guessAt(port: number, meant: Format | undefined): Receiver | undefined {
  const onPort = (it: Receiver): boolean => listensOn(it, port);
  const onItsOwn = (it: Receiver): boolean => meant !== undefined && listensOn(it, meant.defaultPort);
  const readers = meant === undefined ? [] : currentText.filter(it => reads(it, meant.id));
  return readers.find(onPort) ?? readers.find(onItsOwn) ?? readers[0] ?? currentText.find(onPort) ?? currentText.find(onItsOwn);
}

function listensOn(it: Receiver, port: number | null): boolean {
  return it.inputs.some(input => input.open && input.port === port);
}

function judgeXml(it: Receiver, arrival: Arrival): Judged {
  if (arrival.decoded.format === 'log4j-xml') {
    const missing = (it.required ?? []).filter(part => arrival.decoded[part] === undefined);
    if (missing.length === 0) return { verdict: 'accepted', code: 'ok', reason: acceptedReason(it) };
    return { verdict: 'rejected', code: 'missing-field', reason: `${it.title} would drop this: it has no ${missing.join(' and no ')}.` };
  }
  if (arrival.text.trimStart().startsWith(it.start ?? '<')) {
    return { verdict: 'rejected', code: 'not-well-formed', reason: `${it.title} would drop this: the XML is torn or not well-formed.` };
  }
  return { verdict: 'unknown', code: 'unknown-type', reason: `${it.title} reads only XML that begins with ${it.start ?? '<'}.` };
}

function judgeText(it: Receiver, arrival: Arrival, history: History): Judged {
  const input = inputFor(it, arrival);
  if (input === undefined) return { verdict: 'unknown', code: 'no-listener', reason: `${it.title} has no port for this kind of event.` };
  if (!input.open) {
    const reason = `${it.title} has no port for ${textual[input.events]}: ${input.why ?? 'it was never opened'}.`;
    return { verdict: 'unknown', code: 'no-listener', reason, ...withNotes(input.notes) };
  }
  const most = input.limits?.maxDatagramBytes;
  if (most !== undefined && arrival.bytes > most) {
    return {
      verdict: 'rejected',
      code: 'too-large',
      reason: `${it.title} would drop this: ${arrival.bytes} bytes, at most ${most} are taken.`,
    };
  }
  const meant = arrival.delimited?.format;
  const named = meant === undefined ? undefined : readingOf(input, meant.id);
  const reading = named ?? input.otherwise;
  const read = reading === undefined ? undefined : reading.as === undefined ? meant : format(reading.as);
  if (reading === undefined || read === undefined) {
    return { verdict: 'unknown', code: 'unknown-type', reason: unknownReason(it, arrival.text), ...withNotes(input.unknownNotes) };
  }
  return judgeFields({ receiver: it, input, reading, read, meant }, arrival, history);
}

/** The input by port; a closed one for this kind of event wins, since then no port would help. */
function inputFor(it: Receiver, arrival: Arrival): Input | undefined {
  const events = arrival.delimited?.format.events;
  const madeFor = arrival.delimited?.format.defaultPort;
  return (
    it.inputs.find(input => !input.open && (input.port === arrival.port || (events === input.events && madeFor === input.port))) ??
    it.inputs.find(input => input.port === arrival.port) ??
    it.inputs.find(input => input.port === madeFor) ??
    it.inputs.find(input => input.open && input.events === events) ??
    it.inputs[0]
  );
}

function judgeFields(way: Way, arrival: Arrival, history: History): Judged {
  const parts =
    arrival.received === undefined && arrival.delimited !== undefined
      ? arrival.delimited.parts
      : (arrival.received ?? arrival.text).split(way.read.delimiter);
  const key = duplicateKey(way, parts);
  if (key !== undefined) {
    const earlier = history.seen?.get(key.value);
    if (earlier !== undefined && arrival.at - earlier.at <= key.windowMs) {
      const seconds = Math.max(0, Math.round((arrival.at - earlier.at) / 1000));
      const reason = `${way.receiver.title} would drop this as a duplicate: the same ${key.field} came in ${seconds} s before.`;
      return { verdict: 'duplicate', code: 'execution-id', reason, duplicateOf: earlier.id };
    }
  }
  const refused = wrongCount(way, arrival, parts) ?? badField(way, parts);
  if (refused !== undefined) return refused;
  if (key !== undefined) remember(history, key, arrival);
  return accepted(way, arrival, parts);
}

function wrongCount(way: Way, arrival: Arrival, parts: readonly string[]): Judged | undefined {
  const { exactFields, minFields } = way.reading;
  const fine = (exactFields === undefined || parts.length === exactFields) && (minFields === undefined || parts.length >= minFields);
  if (fine) return undefined;
  const fields = parts.length === 1 ? '1 field' : `${parts.length} fields`;
  const expected = exactFields === undefined ? `at least ${minFields ?? 0} expected` : `${exactFields} expected`;
  const holders = holdingDelimiter(arrival);
  const cause = holders.length === 0 ? '' : `; ${holders.join(' and ')} ${holders.length === 1 ? 'holds' : 'hold'} a semicolon`;
  return {
    verdict: 'rejected',
    code: 'field-count',
    reason: `${way.receiver.title} would drop this: ${fields}, ${expected}${cause}.`,
    ...withNotes(way.reading.notes?.['field-count']),
  };
}

function badField(way: Way, parts: readonly string[]): Judged | undefined {
  for (const { name, index, rule } of planOf(way)) {
    if (rule?.check?.otherwise !== 'reject') continue;
    const value = sanitised(parts[index] ?? '', rule);
    if (value === '' || passes(rule.check.test, value)) continue;
    const why =
      value === nullText ? `is ${nullText}, log4net's text for a property that is not set` : `is "${shortened(value)}", which is no GUID`;
    return {
      verdict: 'rejected',
      code: 'bad-guid',
      reason: `${way.receiver.title} would drop this: ${name} ${why}.`,
      ...withNotes(way.reading.notes?.['bad-guid']),
    };
  }
  return undefined;
}
