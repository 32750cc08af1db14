/** The sentences of a verdict, in the receiver's terms. */
import { type Receiver, formatsWithPrefix, knownPrefixes, reads, receivers } from '../receivers';
import type { Arrival, Way } from './way';

// eslint-disable-next-line no-control-regex -- control characters are what the receivers take out
export const control = /[\u0000-\u001f\u007f]/g;

const acceptedReasons = new Map<Receiver, string>();

export function acceptedReason(it: Receiver): string {
  let reason = acceptedReasons.get(it);
  if (reason === undefined) {
    reason = `${it.title} would accept this.`;
    acceptedReasons.set(it, reason);
  }
  return reason;
}

/** How one field came to differ, for the sentence. */
export type Change = { readonly field: string; readonly how: string };

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

export function alteredReason(way: Way, changes: readonly Change[]): string {
  const groups = new Map<string, string[]>();
  for (const change of changes) {
    const said = howSaid[change.how] ?? change.how;
    groups.set(said, [...(groups.get(said) ?? []), change.field]);
  }
  const said = [...groups].map(([how, fields]) => `${fields.join(', ')} ${how}`);
  return `${way.receiver.title} would accept this, but not as meant: ${said.join('; ')}.`;
}

/** Fields whose text holds the delimiter: the usual cause of too many of them. */
export function holdingDelimiter(arrival: Arrival): readonly string[] {
  const reading = arrival.delimited;
  if (reading === undefined || reading.parts.length <= reading.format.fields.length) return [];
  return reading.format.fields.flatMap((field, index) =>
    reading.meant[index]?.includes(reading.format.delimiter) === true ? [field.name] : [],
  );
}

/** "Butler 16 would drop this: it does not know the first field …", with the nearest one it knows. */
export function unknownReason(it: Receiver, text: string): string {
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

/** For a sentence: short, and on one line. */
export function shortened(text: string): string {
  const shown = text.replace(control, ' ');
  return shown.length <= 60 ? shown : `${shown.slice(0, 59)}…`;
}
