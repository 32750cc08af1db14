/**
 * What the chosen receiver makes of a datagram: takes it, takes it with changes, drops it, or does not know it. The rules
 * stand in `schemas/receivers`; the order of the checks is that of the receivers (size, first field, duplicate, fields).
 */
import type { Delimited } from './delimited';
import type { Alteration, Decoded, Judgement } from './event';
import { nullText, numberRead, passes } from './field-kinds';
import {
  type EventFamily,
  type FieldRule,
  type Format,
  type Input,
  type Reading,
  type Receiver,
  format,
  formatsWithPrefix,
  knownPrefixes,
  readingOf,
  reads,
  receiver,
  receivers,
} from './receivers';

/** One datagram as `judge` sees it. */
export interface Arrival {
  readonly text: string;
  /** What a receiver that reads UTF-8 sees, where that differs from `text`. */
  readonly received?: string;
  /** Length of the payload. */
  readonly bytes: number;
  /** The local port it came in on. */
  readonly port: number;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** The event's id: what a later duplicate points to. */
  readonly id: string;
  readonly decoded: Decoded;
  readonly delimited?: Delimited;
}

/** What receivers with a duplicate check remember; one per receiver and listener. */
export interface History {
  readonly seen: Map<string, { readonly at: number; readonly id: string }>;
}

export function createHistory(): History {
  return { seen: new Map() };
}

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
  return { receiver: chosen.id, ...typeOf(arrival), ...judged };
}

type Judged = Omit<Judgement, 'receiver' | 'type'>;

function typeOf(arrival: Arrival): { readonly type?: string } {
  return arrival.delimited === undefined ? {} : { type: arrival.delimited.format.type };
}

const current = receivers.filter(it => it.current);
const currentXml = current.find(it => it.reads === 'log4j-xml');
const currentText = current.filter(it => it.reads === 'delimited');

/** By first field where a current receiver reads it, else by port, else by the port the format is made for. */
function guessReceiver(arrival: Arrival): Receiver | undefined {
  if (arrival.decoded.format === 'log4j-xml') return currentXml;
  const meant = arrival.delimited?.format;
  if (meant !== undefined) {
    const readers = currentText.filter(it => reads(it, meant.id));
    const reader = readers.find(it => listensOn(it, arrival.port)) ?? readers.find(it => listensOn(it, meant.defaultPort)) ?? readers[0];
    if (reader !== undefined) return reader;
  }
  return (
    currentText.find(it => listensOn(it, arrival.port)) ??
    (meant === undefined ? undefined : currentText.find(it => listensOn(it, meant.defaultPort)))
  );
}

function listensOn(it: Receiver, port: number | null): boolean {
  return it.inputs.some(input => input.open && input.port === port);
}

function judgeXml(it: Receiver, arrival: Arrival): Judged {
  if (arrival.decoded.format === 'log4j-xml') {
    const missing = (it.required ?? []).filter(part => arrival.decoded[part] === undefined);
    if (missing.length === 0) return { verdict: 'accepted', code: 'ok', reason: `${it.title} would accept this.` };
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

/** A datagram on its way through one receiver's rules. */
interface Way {
  readonly receiver: Receiver;
  readonly input: Input;
  readonly reading: Reading;
  /** Whose fields are read. */
  readonly read: Format;
  /** What the sender meant, where that is known. */
  readonly meant: Format | undefined;
}

function judgeFields(way: Way, arrival: Arrival, history: History): Judged {
  const parts =
    arrival.received === undefined && arrival.delimited !== undefined
      ? arrival.delimited.parts
      : (arrival.received ?? arrival.text).split(way.read.delimiter);
  const key = duplicateKey(way, parts);
  if (key !== undefined) {
    const earlier = history.seen.get(key.value);
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

interface DuplicateKey {
  readonly value: string;
  readonly field: string;
  readonly windowMs: number;
}

/** An empty id is never a duplicate; the key is shared by all formats of the input. */
function duplicateKey(way: Way, parts: readonly string[]): DuplicateKey | undefined {
  const rule = way.input.duplicate;
  if (rule === undefined || way.meant === undefined || !rule.formats.includes(way.meant.id)) return undefined;
  const value = parts[rule.index];
  return value === undefined || value === '' ? undefined : { value, field: rule.field, windowMs: rule.windowMinutes * 60_000 };
}

const keysWorthPruning = 10_000;

function remember(history: History, key: DuplicateKey, arrival: Arrival): void {
  if (history.seen.size >= keysWorthPruning) {
    for (const [value, entry] of history.seen) if (arrival.at - entry.at > key.windowMs) history.seen.delete(value);
    // All within the window: the oldest go, so that memory stays bounded.
    for (const value of history.seen.keys()) {
      if (history.seen.size < keysWorthPruning) break;
      history.seen.delete(value);
    }
  }
  history.seen.delete(key.value);
  history.seen.set(key.value, { at: arrival.at, id: arrival.id });
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

function holdingDelimiter(arrival: Arrival): readonly string[] {
  const reading = arrival.delimited;
  if (reading === undefined || reading.parts.length <= reading.format.fields.length) return [];
  return reading.format.fields.flatMap((field, index) =>
    reading.meant[index]?.includes(reading.format.delimiter) === true ? [field.name] : [],
  );
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

/** One field of a reading, looked up once: where it stands, where its meant text stands, what is done to it. */
interface PlannedField {
  readonly name: string;
  readonly index: number;
  /** Undefined where the datagram's own format has no such field. */
  readonly meantIndex: number | undefined;
  readonly rule: FieldRule | undefined;
  /** Read at all, and worth comparing with what was meant. */
  readonly isCompared: boolean;
}

const plans = new WeakMap<Reading, Map<string, readonly PlannedField[]>>();

/** The fields of a reading, as they apply to datagrams of one format. */
function planOf(way: Way): readonly PlannedField[] {
  let byFormat = plans.get(way.reading);
  if (byFormat === undefined) {
    byFormat = new Map();
    plans.set(way.reading, byFormat);
  }
  const key = way.meant?.id ?? '';
  let plan = byFormat.get(key);
  if (plan === undefined) {
    plan = way.read.fields.map((field, index) => {
      const every = way.reading.fields?.['*'];
      const own = way.reading.fields?.[field.name];
      const rule = own === undefined ? every : { ...every, ...own };
      const meantIndex = way.meant?.fields.findIndex(it => it.name === field.name) ?? -1;
      return {
        name: field.name,
        index,
        meantIndex: meantIndex < 0 ? undefined : meantIndex,
        rule,
        isCompared: field.kind !== 'type' && rule?.ignored !== true && rule?.kept !== 'whole',
      };
    });
    byFormat.set(key, plan);
  }
  return plan;
}

// eslint-disable-next-line no-control-regex -- control characters are what the receivers take out
const control = /[\u0000-\u001f\u007f]/g;

function sanitised(text: string, rule: FieldRule | undefined): string {
  if (rule === undefined) return text;
  const stripped = rule.control === 'stripped' ? text.replace(control, '') : text;
  return rule.maxLength !== undefined && stripped.length > rule.maxLength ? stripped.slice(0, rule.maxLength) : stripped;
}

/** How one field came to differ, for the sentence. */
type Change = { readonly field: string; readonly how: string };

function accepted(way: Way, arrival: Arrival, parts: readonly string[]): Judged {
  const { reading } = way;
  const taken = takenParts(reading, parts);
  const altered: Alteration[] = [];
  const changes: Change[] = [];
  let isSanitised = false;
  for (const { name, index, meantIndex, rule, isCompared } of planOf(way)) {
    if (!isCompared) continue;
    const part = taken[index];
    const from = meantIndex === undefined ? null : (arrival.delimited?.meant[meantIndex] ?? null);
    const { to, how } = readField(part, rule);
    if (to === from) continue;
    if (how === 'cut' || how === 'stripped') isSanitised = true;
    if (from !== null && how === 'number' && Number(from) === Number(to)) continue;
    altered.push({ field: name, from, to });
    changes.push({ field: name, how: part !== undefined && part !== from && how === 'same' ? 'shifted' : how });
  }
  const filled = wholeUser(reading, arrival, altered, changes);
  const notes = [
    ...(reading.notes?.['accepted'] ?? []),
    ...(isSanitised ? (reading.notes?.['sanitised'] ?? []) : []),
    ...(filled ? (reading.notes?.['filled'] ?? []) : []),
  ];
  if (altered.length === 0)
    return { verdict: 'accepted', code: 'ok', reason: `${way.receiver.title} would accept this.`, ...withNotes(notes) };
  return { verdict: 'accepted', code: 'altered', reason: alteredReason(way, changes), ...withNotes(notes), altered };
}

/** The parts as the receiver splits them. */
function takenParts(reading: Reading, parts: readonly string[]): readonly string[] {
  const limit = reading.splitLimit;
  if (limit === undefined) return parts;
  return reading.rejoinTail === true ? [...parts.slice(0, limit), parts.slice(limit).join(';')] : parts.slice(0, limit);
}

/** What the sender meant by a field of this name; null where its format has none. */
function meantValue(arrival: Arrival, name: string): string | null {
  const reading = arrival.delimited;
  if (reading === undefined) return null;
  const index = reading.format.fields.findIndex(field => field.name === name);
  return index < 0 ? null : (reading.meant[index] ?? null);
}

/** What arrives in the receiver: checks look at the text as it came, then control characters go, then the length is cut. */
function readField(part: string | undefined, rule: FieldRule | undefined): { readonly to: string; readonly how: string } {
  const check = rule?.check;
  if (check !== undefined && check.otherwise !== 'reject') {
    if (part === undefined || !passes(check.test, part)) {
      return check.otherwise === 'blank' ? { to: '', how: 'blanked' } : { to: check.otherwise, how: 'replaced' };
    }
    const number = numberRead(check.test, part);
    if (number !== undefined) return { to: Number(part) === number ? part : String(number), how: 'number' };
  }
  if (part === undefined) return { to: 'undefined', how: 'missing' };
  const to = sanitised(part, rule);
  return { to, how: to === part ? 'same' : rule?.maxLength !== undefined && to.length === rule.maxLength ? 'cut' : 'stripped' };
}

/**
 * Some receivers keep the user twice. Directory and id, when both carry text, overwrite the whole; when both are empty the
 * whole is divided into them, which counts as filled, not altered; otherwise the whole is emptied.
 */
function wholeUser(reading: Reading, arrival: Arrival, altered: Alteration[], changes: Change[]): boolean {
  const rule = reading.wholeUser;
  if (rule === undefined) return false;
  const value = (name: string): string => altered.find(it => it.field === name)?.to ?? meantValue(arrival, name) ?? '';
  const [directory, id, whole] = [value(rule.directory), value(rule.id), value(rule.whole)];
  if (directory === '' && id === '' && whole.includes('\\')) return true;
  const to = directory !== '' && id !== '' ? `${directory}\\${id}` : '';
  const from = meantValue(arrival, rule.whole);
  if (to === whole || to === from) return false;
  const known = altered.findIndex(it => it.field === rule.whole);
  const entry = { field: rule.whole, from, to };
  if (known >= 0) altered[known] = entry;
  else {
    const fields = arrival.delimited?.format.fields.map(it => it.name) ?? [];
    const before = altered.filter(it => fields.indexOf(it.field) < fields.indexOf(rule.whole)).length;
    altered.splice(before, 0, entry);
    changes.splice(before, 0, { field: rule.whole, how: 'replaced' });
  }
  return false;
}

const howSaid: Readonly<Record<string, string>> = {
  cut: 'cut',
  stripped: 'without control characters',
  blanked: 'blanked',
  replaced: 'replaced',
  missing: 'read as "undefined"',
  shifted: "read from another field's text",
  number: 'read as a number',
  same: "read from another field's text",
};

function alteredReason(way: Way, changes: readonly Change[]): string {
  const groups = new Map<string, string[]>();
  for (const change of changes) {
    const said = howSaid[change.how] ?? change.how;
    groups.set(said, [...(groups.get(said) ?? []), change.field]);
  }
  const said = [...groups].map(([how, fields]) => `${fields.join(', ')} ${how}`);
  return `${way.receiver.title} would accept this, but not as meant: ${said.join('; ')}.`;
}

/** "Butler 16 would drop this: it does not know the first field …", with the nearest one it knows. */
function unknownReason(it: Receiver, text: string): string {
  const first = text.split(';', 1)[0] ?? '';
  const known = knownPrefixes(it);
  if (!first.startsWith('/')) return `${it.title} would drop this: its first field is no message type.`;
  const guess = nearest(first, known);
  const elsewhere =
    guess === undefined
      ? receivers.find(other => other.current && formatsWithPrefix(first).some(format => reads(other, format.id)))
      : undefined;
  const hint =
    guess !== undefined ? ` Did you mean ${guess}?` : elsewhere !== undefined && elsewhere !== it ? ` ${elsewhere.title} reads it.` : '';
  return `${it.title} would drop this: it does not know the first field "${shortened(first)}".${hint}`;
}

/** The known first field that differs by a slash, by case, or by at most two letters. */
function nearest(first: string, known: readonly string[]): string | undefined {
  const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = bare(first.slice(0, 100));
  return known.find(it => bare(it) === wanted) ?? known.find(it => differsByAtMost(bare(it), wanted, 2));
}

function differsByAtMost(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return (row[b.length] ?? most + 1) <= most;
}

function shortened(text: string): string {
  const shown = text.replace(control, ' ');
  return shown.length <= 60 ? shown : `${shown.slice(0, 59)}…`;
}

function withNotes(notes: readonly string[] | undefined): { readonly notes?: readonly string[] } {
  return notes === undefined || notes.length === 0 ? {} : { notes };
}
