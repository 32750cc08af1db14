/**
 * What receivers accept, from `schemas/receivers`: a format is what a sender's pattern produces, a receiver is what one
 * release line of a program makes of it. All rules stand in the data; this file types it and looks things up.
 */
import formatsFile from '../../../schemas/receivers/formats.json';
import butler4 from '../../../schemas/receivers/butler-4.json';
import butler14 from '../../../schemas/receivers/butler-14.json';
import butler16 from '../../../schemas/receivers/butler-16.json';
import butler17 from '../../../schemas/receivers/butler-17.json';
import butlerSos6 from '../../../schemas/receivers/butler-sos-6.json';
import butlerSos15 from '../../../schemas/receivers/butler-sos-15.json';
import log4jXml from '../../../schemas/receivers/log4j-xml.json';
import qsLogScanner from '../../../schemas/receivers/qs-log-scanner.json';

export type EventFamily = 'task' | 'user' | 'log';

export type FieldKind =
  | 'type'
  | 'literal'
  | 'host'
  | 'logger'
  | 'level'
  | 'account'
  | 'user'
  | 'text'
  | 'command'
  | 'context-path'
  | 'guid'
  | 'guid-or-empty'
  | 'guid-or-hash'
  | 'date-local'
  | 'date-iso'
  | 'integer'
  | 'number'
  | 'message'
  | 'exception';

export interface FormatField {
  readonly name: string;
  /** What stands in the sender's pattern: `%property{TaskName}`. */
  readonly source: string;
  readonly kind: FieldKind;
  readonly values?: readonly string[];
  readonly mayBeEmpty?: boolean;
}

/** One datagram format: who sends it, in which order its fields stand. */
export interface Format {
  readonly id: string;
  /** The id without the product: `task-failed`. */
  readonly type: string;
  readonly product: string;
  readonly events: EventFamily;
  /** The first field, or null where the format begins with data. */
  readonly prefix: string | null;
  /** In place of `prefix`, where a family of first fields is meant. */
  readonly prefixPattern?: string;
  readonly status: string;
  readonly service: string;
  readonly directory: string;
  readonly defaultPort: number | null;
  readonly delimiter: string;
  readonly pattern: string;
  readonly loggers: readonly string[];
  readonly threshold: string | null;
  /** What the sender's file lets through, release by release; `until` null: to this day. */
  readonly filters: readonly {
    readonly logger: string;
    readonly stringToMatch: string | null;
    readonly until?: string | null;
    readonly note?: string;
  }[];
  readonly fields: readonly FormatField[];
}

export type CheckTest =
  | 'guid-any-case'
  | 'guid-lower-case'
  | 'iso-hyphen'
  | 'iso-hyphen-or-compact'
  | 'iso-hyphen-or-local'
  | 'integer'
  | 'integer-not-negative'
  | 'integer-above-zero'
  | 'number';

/** What a receiver does to one field. */
export interface FieldRule {
  readonly maxLength?: number;
  /** Control characters are taken out; absent: they stay. */
  readonly control?: 'stripped';
  /** `reject`, `blank`, or the text put in the place of what fails the test. */
  readonly check?: { readonly test: CheckTest; readonly otherwise: string };
  /** The receiver never looks at it. */
  readonly ignored?: boolean;
  /** The joined rest of the datagram lands here and nothing of it is lost. */
  readonly kept?: 'whole';
}

export interface Reading {
  /** The formats read this way; for `otherwise`, absent: whatever comes. */
  readonly formats?: readonly string[];
  /** The format whose fields are read, where it is not the datagram's own. */
  readonly as?: string;
  readonly exactFields?: number;
  readonly minFields?: number;
  /** So many fields are split off before the rest is left alone. */
  readonly splitLimit?: number;
  /** The rest becomes the last field; otherwise it is dropped. */
  readonly rejoinTail?: boolean;
  /** By field name; `*` is for every field. */
  readonly fields?: Readonly<Record<string, FieldRule>>;
  /** The receiver makes the whole user out of directory and id, or the other way round. */
  readonly wholeUser?: { readonly whole: string; readonly directory: string; readonly id: string };
  /** What is to be said, by occasion: `accepted`, `sanitised`, `filled`, or the code of a refusal. */
  readonly notes?: Readonly<Record<string, readonly string[]>>;
}

export interface Input {
  readonly port: number;
  readonly events: EventFamily;
  readonly open: boolean;
  /** Of a closed input: why, as the end of a sentence. */
  readonly why?: string;
  readonly notes?: readonly string[];
  readonly firstField?: 'ignore-case' | 'any';
  readonly limits?: { readonly maxDatagramBytes: number };
  readonly duplicate?: {
    readonly field: string;
    readonly index: number;
    readonly windowMinutes: number;
    readonly formats: readonly string[];
  };
  readonly reads?: readonly Reading[];
  readonly otherwise?: Reading;
  readonly unknownNotes?: readonly string[];
}

export interface Receiver {
  readonly id: string;
  /** As on screen: `Butler 16`. */
  readonly title: string;
  readonly product: string;
  /** The releases it stands for: `15.0 - 16.x`. */
  readonly line: string;
  readonly released: boolean;
  /** The newest released line of its product: what `auto` chooses among. */
  readonly current: boolean;
  readonly reads: 'delimited' | 'log4j-xml';
  /** Of an XML receiver: how its datagrams begin and which parts it cannot do without. */
  readonly start?: string;
  readonly required?: readonly ('logger' | 'level' | 'timestamp' | 'message')[];
  readonly inputs: readonly Input[];
}

export const formats = formatsFile.formats as readonly Format[];

export const receivers: readonly Receiver[] = [
  butler4,
  butler14,
  butler16,
  butler17,
  butlerSos6,
  butlerSos15,
  log4jXml,
  qsLogScanner,
] as readonly unknown[] as readonly Receiver[];

/** `auto` first, then every receiver's id. */
export const receiverIds: readonly string[] = ['auto', ...receivers.map(it => it.id)];

const receiversById = new Map(receivers.map(it => [it.id, it]));
const formatsById = new Map(formats.map(it => [it.id, it]));

export function receiver(id: string): Receiver | undefined {
  return receiversById.get(id);
}

export function format(id: string): Format | undefined {
  return formatsById.get(id);
}

const formatsByPrefix = new Map<string, readonly Format[]>();
for (const it of formats) {
  if (it.prefix === null) continue;
  const key = it.prefix.toLowerCase();
  formatsByPrefix.set(key, [...(formatsByPrefix.get(key) ?? []), it]);
}
const patterned = formats.flatMap(it =>
  it.prefixPattern === undefined ? [] : [{ format: it, pattern: new RegExp(it.prefixPattern, 'i') }],
);

/** Formats without a first field of their own: only their shape tells them. */
export const prefixless: readonly Format[] = formats.filter(it => it.prefix === null && it.prefixPattern === undefined);

/** Formats that begin with this first field, whatever its case; the released one first. */
export function formatsWithPrefix(first: string): readonly Format[] {
  const known = formatsByPrefix.get(first.toLowerCase());
  if (known !== undefined) return known;
  const fitting = patterned.find(it => it.pattern.test(first));
  return fitting === undefined ? [] : [fitting.format];
}

/** The reading of this input that names the format. */
export function readingOf(input: Input, formatId: string): Reading | undefined {
  return input.reads?.find(it => it.formats?.includes(formatId) === true);
}

/** Whether the receiver names the format among those it reads on purpose. */
export function reads(it: Receiver, formatId: string): boolean {
  return it.inputs.some(input => input.open && readingOf(input, formatId) !== undefined);
}

const prefixesOf = new Map(
  receivers.map(it => {
    const ids = it.inputs.flatMap(input => (input.open ? (input.reads ?? []) : [])).flatMap(reading => reading.formats ?? []);
    return [it, ids.flatMap(id => format(id)?.prefix ?? [])] as const;
  }),
);

/** First fields that the receiver recognises, as the sender has to write them. */
export function knownPrefixes(it: Receiver): readonly string[] {
  return prefixesOf.get(it) ?? [];
}
