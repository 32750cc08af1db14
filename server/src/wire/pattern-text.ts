/** Reads a datagram back through the conversion pattern that wrote it: which text came from which word. */
import type { ConversionPart, LiteralPart, PatternPart, PatternSpan } from '../pattern/parse';
import { noMaximum } from '../pattern/parse';
import { ignoresWidth } from '../pattern/converters';
import { dateShape } from '../pattern/date-shape';
import type { Codec } from './codec';
import type { Decoded } from './event';
import { type FieldItem, type Item, type Shape, split } from './pattern-split';

/** A conversion that leaves text in the datagram. */
export interface PatternField {
  /** The property's key, or the word as written; numbered from the second of the same name on: `message 2`. */
  readonly name: string;
  readonly span: PatternSpan;
  readonly behaviour: string;
}

/** Two conversions without anything between them that would tell where one ends. */
export interface Obstacle {
  readonly first: PatternField;
  readonly second: PatternField;
  /** A sentence. */
  readonly message: string;
}

export interface PatternMatch {
  readonly fields: ReadonlyMap<string, string>;
  /** Another split would fit as well: a value holds the separator. Earlier fields were taken as short as possible. */
  readonly ambiguous: boolean;
  /** Fields that fill their maximum width: what stood before is lost. */
  readonly cut: readonly string[];
  /** What the appender added, where the layout does not print exceptions. */
  readonly exception?: string;
}

export interface PatternReader {
  readonly fields: readonly PatternField[];
  /** Why the pattern cannot be read back; empty where it can. */
  readonly obstacles: readonly Obstacle[];
  /** `undefined` for a text that the pattern cannot have written, and for any text where there are obstacles. */
  readonly match: (text: string) => PatternMatch | undefined;
  readonly codec: Codec;
}

const longest = 131_072;
const mostItems = 1000;
/** Lines that begin like an exception, each tried as the end of the layout's text. */
const mostExceptions = 10;

/** What reads a pattern's output. `ignoresException`: the appender adds the exception after the layout's text. */
export function patternReader(parts: readonly PatternPart[], ignoresException = true): PatternReader {
  const items = itemsOf(parts);
  const fields = items.flatMap(item => (item.kind === 'field' ? [item.field] : []));
  const obstacles = items.flatMap((item, index) => {
    const next = items[index + 1];
    return item.kind === 'field' && next?.kind === 'field' && !endsByItself(item) && !next.shape ? [obstacle(item.field, next.field)] : [];
  });
  const match = (text: string): PatternMatch | undefined => {
    if (obstacles.length > 0 || text.length > longest || items.length > mostItems) return undefined;
    return (ignoresException ? matchWithException(items, text) : undefined) ?? matchAll(items, text);
  };
  return {
    fields,
    obstacles,
    match,
    codec: {
      name: 'pattern',
      decode(text) {
        const found = match(text);
        return found && decoded(fields, found);
      },
    },
  };
}

function itemsOf(parts: readonly PatternPart[]): readonly Item[] {
  const items: Item[] = [];
  const names = new Map<string, number>();
  for (const part of parts) {
    if (part.kind === 'dropped') continue;
    const text = fixedText(part);
    if (text !== undefined) {
      const previous = items.at(-1);
      if (previous?.kind === 'text') items[items.length - 1] = { kind: 'text', text: previous.text + text };
      else if (text !== '') items.push({ kind: 'text', text });
    } else items.push(fieldItem(part, names));
  }
  return items;
}

/** The text of parts that always print the same. */
function fixedText(part: PatternPart): string | undefined {
  if (part.kind === 'literal') return part.converter ? undefined : part.text;
  if (part.kind === 'dropped') return '';
  switch (part.converter.behaviour) {
    case 'newline':
      return part.option?.toUpperCase() === 'UNIX' ? '\n' : '\r\n';
    case 'literal':
      return part.option ?? '';
    case undefined:
      return '';
    default:
      return undefined;
  }
}

function fieldItem(part: ConversionPart | LiteralPart, names: Map<string, number>): Item {
  // Fixed text goes through a converter where the layout declares one called literal: it prints what it likes.
  if (part.kind === 'literal')
    return {
      kind: 'field',
      field: numbered('literal', part.converter?.behaviour, part.span, names),
      shape: undefined,
      min: 0,
      max: noMaximum,
      leftAlign: false,
    };
  const base = part.converter.behaviour === 'property' && part.option !== undefined ? part.option : part.word;
  const behaviour = part.converter.behaviour ?? '';
  const { min, max, leftAlign } = part.width;
  const isFormatted = !ignoresWidth(behaviour) && (min > 0 || max !== noMaximum);
  return {
    kind: 'field',
    field: numbered(base, behaviour, part.span, names),
    shape: isFormatted ? undefined : shapeOf(behaviour, part.option),
    min: Math.max(0, min),
    max: max < 0 ? 0 : max,
    leftAlign,
  };
}

function numbered(base: string, behaviour: string | undefined, span: PatternSpan, names: Map<string, number>): PatternField {
  const count = (names.get(base) ?? 0) + 1;
  names.set(base, count);
  return { name: count === 1 ? base : `${base} ${count}`, span, behaviour: behaviour ?? '' };
}

/** For words whose output can be told from its form. */
function shapeOf(behaviour: string, option: string | undefined): Shape | undefined {
  const source = shapeSource(behaviour, option);
  return source === undefined ? undefined : { at: new RegExp(source, 'y'), from: new RegExp(source, 'g') };
}

function shapeSource(behaviour: string, option: string | undefined): string | undefined {
  switch (behaviour) {
    case 'date':
    case 'utc-date':
      return dateShape(option);
    case 'qlik-iso-date':
      return String.raw`\d{8}T\d{6}\.\d{3}[+-]\d{4}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d`;
    case 'qlik-counter':
    case 'process-id':
      return String.raw`\d+`;
    case 'relative-time':
      return String.raw`-?\d+`;
    case 'qlik-guid':
      return '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
    case 'aspnet':
      return 'NOT AVAILABLE';
    default:
      return undefined;
  }
}

function endsByItself(item: FieldItem): boolean {
  return item.shape !== undefined || item.min >= item.max;
}

function obstacle(first: PatternField, second: PatternField): Obstacle {
  return {
    first,
    second,
    message: `Nothing stands between ${first.name} and ${second.name}, so nobody can tell where one ends. Put a separator between them.`,
  };
}

/** A layout that ends with fixed text, and after it what looks like an exception of .NET. */
function matchWithException(items: readonly Item[], text: string): PatternMatch | undefined {
  const last = items.at(-1);
  if (last?.kind !== 'text' || !text.endsWith('\r\n')) return undefined;
  let tries = 0;
  for (let at = text.indexOf(last.text); at >= 0 && tries < mostExceptions; at = text.indexOf(last.text, at + 1)) {
    const end = at + last.text.length;
    if (!looksLikeException(text, end)) continue;
    tries++;
    const found = matchAll(items, text.slice(0, end));
    if (found) return { ...found, exception: text.slice(end, -2) };
  }
  return undefined;
}

function looksLikeException(text: string, start: number): boolean {
  return /^[A-Za-z_][\w.+`]{0,200}(?:Exception|Error)(?::|\r?\n|$)/.test(text.slice(start, start + 300));
}

/** All items over the whole text, earlier fields as short as possible. */
function matchAll(items: readonly Item[], payload: string): PatternMatch | undefined {
  const found = split(items, payload);
  if (!found) return undefined;
  const fields = new Map<string, string>();
  const cut: string[] = [];
  let place = 0;
  for (const item of items) {
    if (item.kind === 'text') continue;
    const value = found.values[place++] ?? '';
    const text = unpadded(item, value);
    if (text.length === item.max) cut.push(item.field.name);
    fields.set(item.field.name, text);
  }
  return { fields, ambiguous: found.ambiguous, cut };
}

/** Blanks that fill up to the minimum, where the text is no longer than that. */
function unpadded(item: FieldItem, value: string): string {
  if (item.min === 0 || value.length !== item.min) return value;
  return item.leftAlign ? value.replace(/ +$/, '') : value.replace(/^ +/, '');
}

function decoded(fields: readonly PatternField[], found: PatternMatch): Decoded {
  const of = (...behaviours: readonly string[]): string | undefined => {
    const field = fields.find(each => behaviours.includes(each.behaviour));
    return field && found.fields.get(field.name);
  };
  const parts = {
    level: of('level'),
    logger: of('logger'),
    message: of('message', 'qlik-encoded-message'),
    timestamp: of('date', 'utc-date', 'qlik-iso-date'),
  };
  const known = Object.entries(parts).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const exception = found.exception === undefined ? [] : [['exception', found.exception] as const];
  return { format: 'pattern', fields: Object.fromEntries([...found.fields, ...exception]), ...Object.fromEntries(known) };
}
