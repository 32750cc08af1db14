/** What becomes of each field in the receiver that takes a datagram: kept, cut, blanked, replaced, shifted, missing. */
import type { Alteration } from '../event';
import { numberRead, passes } from '../field-kinds';
import type { FieldRule, Reading } from '../receivers';
import { type Arrival, type Judged, type Way, withNotes } from './way';
import { type Change, acceptedReason, alteredReason, control } from './words';

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

// eslint-disable-next-line no-control-regex -- control characters are what the receivers take out
const holdsControl = /[\u0000-\u001f\u007f]/;

const plans = new WeakMap<Reading, Map<string, readonly PlannedField[]>>();

/** The fields of a reading, as they apply to datagrams of one format. */
export function planOf(way: Way): readonly PlannedField[] {
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

export function sanitised(text: string, rule: FieldRule | undefined): string {
  if (rule === undefined) return text;
  const stripped = rule.control === 'stripped' ? text.replace(control, '') : text;
  return rule.maxLength !== undefined && stripped.length > rule.maxLength ? stripped.slice(0, rule.maxLength) : stripped;
}

export function accepted(way: Way, arrival: Arrival, parts: readonly string[]): Judged {
  const { reading } = way;
  const read = takenParts(reading, parts);
  const altered: Alteration[] = [];
  const changes: Change[] = [];
  let isSanitised = false;
  const isPlain = !holdsControl.test(arrival.received ?? arrival.text);
  for (const { name, index, meantIndex, rule, isCompared } of planOf(way)) {
    if (!isCompared) continue;
    const part = read[index];
    const from = meantIndex === undefined ? null : (arrival.delimited?.meant[meantIndex] ?? null);
    if (part === from && isPlain && staysAsItIs(part, rule)) continue;
    const { to, how } = readField(part, rule);
    if (to === from) continue;
    if (how === 'cut' || how === 'stripped') isSanitised = true;
    if (from !== null && how === 'number' && Number(from) === Number(to)) continue;
    altered.push({ field: name, from, to });
    changes.push({ field: name, how: part !== undefined && part !== from && how === 'same' ? 'shifted' : how });
  }
  const filled = wholeUser(reading, arrival, altered, changes);
  const taken = reading.notes?.['accepted'] ?? [];
  const further = [...(isSanitised ? (reading.notes?.['sanitised'] ?? []) : []), ...(filled ? (reading.notes?.['filled'] ?? []) : [])];
  // Mostly the same list and the same sentence: kept once, not once for each event.
  const notes = further.length === 0 ? taken : [...taken, ...further];
  if (altered.length === 0) return { verdict: 'accepted', code: 'ok', reason: acceptedReason(way.receiver), ...withNotes(notes) };
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

/** Of a text without control characters, told without making anything: so it is with nearly every field of nearly every event. */
function staysAsItIs(part: string, rule: FieldRule | undefined): boolean {
  if (rule === undefined) return true;
  if (rule.maxLength !== undefined && part.length > rule.maxLength) return false;
  return rule.check === undefined || rule.check.otherwise === 'reject';
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
