/**
 * Datagrams whose fields stand between delimiters, as pattern layouts for Butler and its kin write them. Nothing is
 * escaped in these formats, so a delimiter inside a value moves everything behind it: reading finds the division that
 * was *meant*, by what the fields look like; what a receiver makes of the text is `judge`'s business.
 */
import type { Decoded } from './event';
import { isTelling, misfit } from './field-kinds';
import { type Format, type FormatField, formatsWithPrefix, prefixless } from './receivers';

export interface Delimited {
  readonly format: Format;
  /** The text between the delimiters, in order. */
  readonly parts: readonly string[];
  /** One text per field of the format, as the sender meant it; shorter where fields are missing. */
  readonly meant: readonly string[];
}

const delimiter = ';';
/** With more surplus delimiters than this, nobody can say what was meant: the rest goes to the message. */
const surplusWorthPlacing = 64;

/** What format the text has and what its fields were meant to hold; undefined where it fits none. */
export function readDelimited(text: string): Delimited | undefined {
  const end = text.indexOf(delimiter);
  const first = end < 0 ? text : text.slice(0, end);
  const named = formatsWithPrefix(first);
  if (named.length > 0) {
    const parts = text.split(delimiter);
    const chosen = named.find(it => it.fields.length === parts.length) ?? named[0];
    return chosen === undefined ? undefined : { format: chosen, parts, meant: align(chosen, parts) };
  }
  if (end < 0 || first.startsWith('/')) return undefined;
  return byShape(text);
}

/** The text a sender's pattern would produce for these values. What is missing prints nothing. */
export function encodeDelimited(format: Format, values: Readonly<Record<string, string>>): string {
  return format.fields
    .map(field => values[field.name] ?? (field.kind === 'type' ? (format.prefix ?? field.source) : ''))
    .join(format.delimiter);
}

/** Where in a format the parts stand that every event has. */
interface Parts {
  readonly level: number;
  readonly logger: number;
  readonly message: number;
  /** The date with an offset where there is one, else the local one. */
  readonly timestamp: number;
  readonly names: readonly string[];
  /** Every field, empty: copied, it gives all fields at once the shape that they have in every event. */
  readonly empty: Readonly<Record<string, string>>;
}

const partsByFormat = new Map<Format, Parts>();

function partsOf(format: Format): Parts {
  let parts = partsByFormat.get(format);
  if (parts === undefined) {
    const first = (fits: (field: FormatField) => boolean): number => format.fields.findIndex(fits);
    const iso = first(field => field.source === '%longIso8601date');
    const names = format.fields.map(it => it.name);
    parts = {
      level: first(field => field.kind === 'level'),
      logger: first(field => field.kind === 'logger'),
      message: first(field => field.kind === 'message'),
      timestamp: iso < 0 ? first(field => field.kind === 'date-local') : iso,
      names,
      empty: Object.fromEntries(names.map(it => [it, ''])),
    };
    partsByFormat.set(format, parts);
  }
  return parts;
}

/** Fields by name, and the parts every event has: level, logger, message, time. */
export function decodeDelimited(reading: Delimited): Decoded {
  const { format, meant } = reading;
  const parts = partsOf(format);
  const { names } = parts;
  const fields: Record<string, string> = meant.length < names.length ? {} : { ...parts.empty };
  for (let index = 0; index < meant.length && index < names.length; index++) fields[names[index] as string] = meant[index] as string;
  const decoded: { format: string; fields: Record<string, string>; level?: string; logger?: string; message?: string; timestamp?: string } =
    {
      format: 'delimited',
      fields,
    };
  const level = meant[parts.level];
  if (level !== undefined) decoded.level = level;
  const logger = meant[parts.logger];
  if (logger !== undefined) decoded.logger = logger;
  const message = meant[parts.message];
  if (message !== undefined) decoded.message = message;
  const timestamp = meant[parts.timestamp];
  if (timestamp !== undefined) decoded.timestamp = timestampOf(timestamp) ?? timestamp;
  return decoded;
}

/** Formats that begin with data are told by their number of fields and by what those look like. */
function byShape(text: string): Delimited | undefined {
  const parts = text.split(delimiter);
  let best: Format | undefined;
  let most = -1;
  for (const candidate of prefixless) {
    if (candidate.fields.length !== parts.length) continue;
    let telling = 0;
    const fits = candidate.fields.every((field, index) => {
      const part = parts[index] ?? '';
      if (misfit(field, part) > 0 || (index === 0 && part === '')) return false;
      if (isTelling(field) && part !== '') telling++;
      return true;
    });
    if (fits && telling > most) {
      best = candidate;
      most = telling;
    }
  }
  return best === undefined ? undefined : { format: best, parts, meant: parts };
}

/** Gives each field its text: as they stand where the number is right, else by the cheapest joining of neighbours. */
function align(format: Format, parts: readonly string[]): readonly string[] {
  const fields = format.fields;
  const surplus = parts.length - fields.length;
  if (surplus <= 0) return parts;
  const last = fields.length - 1;
  if (fields[last]?.kind === 'message' && fields.every((field, index) => index === last || misfit(field, parts[index] ?? '') === 0)) {
    return [...parts.slice(0, last), parts.slice(last).join(delimiter)];
  }
  if (surplus > surplusWorthPlacing) return joinAt(parts, freest(fields), surplus);
  return cheapest(fields, parts);
}

/** The field that can best hold a delimiter: a message where there is one, else the last. */
function freest(fields: readonly FormatField[]): number {
  const message = fields.findIndex(field => field.kind === 'message');
  return message < 0 ? fields.length - 1 : message;
}

function joinAt(parts: readonly string[], index: number, surplus: number): readonly string[] {
  return [...parts.slice(0, index), parts.slice(index, index + surplus + 1).join(delimiter), ...parts.slice(index + surplus + 1)];
}

/** Costs of a delimiter inside a value: messages hold them readily, names now and then, ids never. */
function costOfJoining(field: FormatField, next: string): number {
  // "; " is how people write; a field seldom begins with a blank.
  const written = next.startsWith(' ') ? 0 : 1;
  switch (field.kind) {
    case 'message':
      return 0.5 + written;
    case 'exception':
      return 0.75 + written;
    case 'text':
      return 1 + written * 2;
    case 'context-path':
    case 'command':
    case 'user':
      return 6 + written * 2;
    case 'type':
    case 'literal':
    case 'host':
    case 'logger':
    case 'level':
    case 'account':
    case 'guid':
    case 'guid-or-empty':
    case 'guid-or-hash':
    case 'date-local':
    case 'date-iso':
    case 'integer':
    case 'number':
      return 40;
  }
}

/** Dynamic programming over (field, part): each part opens the next field or is joined to the one before. */
function cheapest(fields: readonly FormatField[], parts: readonly string[]): readonly string[] {
  const surplus = parts.length - fields.length;
  // cost[f][k]: fields 0…f placed, k surplus parts used up; the part at hand is f + k.
  const width = surplus + 1;
  const cost = new Float64Array(fields.length * width).fill(Infinity);
  const joined = new Uint8Array(fields.length * width);
  for (let f = 0; f < fields.length; f++) {
    const field = fields[f];
    if (field === undefined) break;
    for (let k = 0; k <= surplus; k++) {
      const part = parts[f + k] ?? '';
      const opened = f === 0 ? (k === 0 ? 0 : Infinity) : (cost[(f - 1) * width + k] ?? Infinity);
      let least = opened + misfit(field, part);
      if (k > 0) {
        const continued = (cost[f * width + k - 1] ?? Infinity) + costOfJoining(field, part);
        if (continued < least) {
          least = continued;
          joined[f * width + k] = 1;
        }
      }
      cost[f * width + k] = least;
    }
  }
  const meant: string[] = [];
  let k = surplus;
  for (let f = fields.length - 1; f >= 0; f--) {
    const end = f + k + 1;
    while (k > 0 && joined[f * width + k] === 1) k--;
    meant.push(parts.slice(f + k, end).join(delimiter));
  }
  return meant.reverse();
}

/** As log4net prints a date unless it is told otherwise. */
const usualDate = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]\d{3}$/;
const dateText = /^(\d{4})-?(\d{2})-?(\d{2})[T ](\d{2}):?(\d{2}):?(\d{2})(?:[.,](\d{1,7}))?(?:([+-]\d{2}):?(\d{2})|(Z))?$/;

/** ISO 8601 for the two ways Qlik and log4net print a date; without an offset where the text has none. */
export function timestampOf(text: string): string | undefined {
  // Nearly every one: told without a match, which is made of a dozen pieces.
  if (usualDate.test(text)) return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20)}`;
  const found = dateText.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offsetHours, offsetMinutes, utc] = found;
  const offset = utc ?? (offsetHours === undefined ? '' : `${offsetHours}:${offsetMinutes ?? '00'}`);
  return `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}${fraction === undefined ? '' : `.${fraction}`}${offset}`;
}
