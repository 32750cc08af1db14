/** Appenders that send datagrams to a receiver we know, with what they send taken apart at its delimiters. */
import type { Catalogue } from '../catalogue/types';
import { Beside } from '../model/beside';
import type { Appender } from '../model/types';
import { parsePattern, type PatternPart } from '../pattern/parse';
import { vocabulary } from '../pattern/vocabulary';
import type { XmlElement } from '../syntax/tree';
import { nearest } from './nearest';
import { actsAs, effective, objectsIn, textOf } from './objects';
import { patternsIn, type PatternPlace } from './pattern-places';
import { prefixesOf, readingOf, type FormatFact, type ReceiverFact, type ReceiverFacts } from './receiver-facts';
import type { RuleContext } from './rule';

/** One datagram appender with its pattern and whom it is meant for. */
export interface Sender {
  readonly appender: Appender;
  readonly place: PatternPlace;
  readonly fields: readonly Field[];
  readonly port: number | undefined;
  readonly receiver: ReceiverFact;
  /** Whether only the port says whom it is meant for. */
  readonly isGuess: boolean;
  /** What it sends, as far as the first field, or the fields themselves, tell. */
  readonly format: FormatFact | undefined;
  readonly facts: ReceiverFacts;
}

/** What stands between two delimiters of a pattern. */
export interface Field {
  readonly start: number;
  readonly end: number;
  /** Literal texts and conversions; a conversion as its behaviour and option. */
  readonly items: readonly Item[];
}

export type Item = { readonly kind: 'text'; readonly text: string } | Conversion;

export interface Conversion {
  readonly kind: 'conversion';
  readonly behaviour: string;
  readonly option: string | undefined;
  /** Its place in the pattern. */
  readonly start: number;
}

const known = new Beside<RuleContext, readonly Sender[]>();

/** Datagram appenders with a pattern of which we know whom they are meant for. */
export function senders(context: RuleContext): readonly Sender[] {
  const before = known.get(context);
  if (before !== undefined) return before;
  const { config, catalogue, receivers: facts } = context;
  const places = new Map(
    patternsIn(context).map(it => [it.setting.fact?.kind === 'object' ? it.setting.element : it.owner.object.element, it]),
  );
  const found =
    facts === undefined ? [] : datagramAppenders(config.appenders, catalogue).flatMap(it => senderOf(it, places, context, facts) ?? []);
  known.set(context, found);
  return found;
}

export function datagramAppenders(appenders: readonly Appender[], catalogue: Catalogue): readonly Appender[] {
  return appenders.filter(({ type }) => actsAs(catalogue, type, 'udp-datagram') && !actsAs(catalogue, type, 'syslog-datagram'));
}

function senderOf(
  appender: Appender,
  places: ReadonlyMap<XmlElement, PatternPlace>,
  context: RuleContext,
  facts: ReceiverFacts,
): Sender | undefined {
  const layout = objectsIn(appender, 'layout').at(-1);
  const written = effective(appender, 'layout')?.element;
  const place =
    (layout === undefined ? undefined : places.get(layout.element)) ?? (written === undefined ? undefined : places.get(written));
  if (place?.language !== 'layout') return undefined;
  const fields = fieldsOf(place.parts, place.text, ';');
  const portText = textOf(appender, 'remoteport')?.trim() ?? '';
  const port = /^\d+$/.test(portText) ? Number(portText) : undefined;
  const format = formatOf(place.text, fields, facts, context.catalogue);
  const named = receiverFor(context, facts, format, fields[0], place.text, port);
  const receiver = named ?? receiverAt(context, facts, fields, port);
  if (receiver?.reads !== 'delimited') return undefined;
  return { appender, place, fields, port, receiver, isGuess: named === undefined, format, facts };
}

/** So many fields are no accident of a text. */
const leastFields = 3;

/** Whose usual port it is, where a Qlik file sends fields between semicolons there. */
function receiverAt(
  { receiver: id, config }: RuleContext,
  { receivers }: ReceiverFacts,
  fields: readonly Field[],
  port: number | undefined,
): ReceiverFact | undefined {
  if (id !== 'auto' || config.dialect !== 'qlik' || port === undefined || fields.length < leastFields) return undefined;
  const there = receivers.filter(
    it => it.current && it.reads === 'delimited' && it.inputs.some(input => input.open && input.port === port),
  );
  return there.length === 1 ? there[0] : undefined;
}

/** The chosen receiver; else the current one that the first field, or the port, points at. */
function receiverFor(
  { receiver: id }: RuleContext,
  facts: ReceiverFacts,
  format: FormatFact | undefined,
  first: Field | undefined,
  text: string,
  port: number | undefined,
): ReceiverFact | undefined {
  if (id !== 'auto') return facts.receivers.find(it => it.id === id);
  const current = facts.receivers.filter(it => it.current && it.reads === 'delimited');
  if (format !== undefined) {
    const reader = current.find(it => it.product === format.product && readingOf(it, format) !== undefined);
    const heir = current.find(
      it => format.product.split(' / ').includes(it.product) && it.inputs.some(input => input.open && input.events === format.events),
    );
    return reader ?? heir;
  }
  const written = first === undefined ? '' : text.slice(first.start, first.end);
  const isPrefix = /^\/[\w-]+\/*$/.test(written);
  if (!isPrefix) return undefined;
  const guess = nearest(
    written,
    current.flatMap(it => prefixesOf(it, facts)),
  );
  const byPrefix = current.find(it => guess !== undefined && prefixesOf(it, facts).includes(guess));
  return byPrefix ?? current.find(it => it.inputs.some(input => input.open && input.port === port));
}

function formatOf(text: string, fields: readonly Field[], facts: ReceiverFacts, catalogue: Catalogue): FormatFact | undefined {
  const [first] = fields;
  const written = first === undefined ? '' : text.slice(first.start, first.end).toLowerCase();
  const byPrefix = facts.formats.filter(it => it.prefix?.toLowerCase() === written);
  const named = byPrefix.find(it => it.status === 'current') ?? byPrefix[0];
  if (named !== undefined) return named;
  const unseparated = facts.formats.find(
    it =>
      it.prefix !== null &&
      it.status === 'current' &&
      written.startsWith(it.prefix.toLowerCase()) &&
      strangeDelimiter(it, written) !== undefined,
  );
  if (unseparated !== undefined) return unseparated;
  if (fields.length < 4) return undefined;
  return facts.formats.find(
    it =>
      it.prefix === null &&
      it.fields.length === fields.length &&
      expectedItems(it, catalogue).every((wanted, index) => sameItem(wanted, fields[index])),
  );
}

/** What follows the first field in place of its delimiter: another sign, or `%` where there is none at all. */
export function strangeDelimiter({ prefix }: FormatFact, written: string): string | undefined {
  const next = prefix === null ? undefined : written[prefix.length];
  return next !== undefined && /[,|\t:# %]/.test(next) ? next : undefined;
}

function sameItem(wanted: Conversion | undefined, field: Field | undefined): boolean {
  const [item, ...more] = field === undefined ? [] : conversionsOf(field);
  return (
    wanted !== undefined && item !== undefined && more.length === 0 && item.behaviour === wanted.behaviour && item.option === wanted.option
  );
}

const expectations = new WeakMap<Catalogue, Map<FormatFact, readonly (Conversion | undefined)[]>>();

/** What the format's own pattern has in each field, converters declared as usual. */
export function expectedItems(format: FormatFact, catalogue: Catalogue): readonly (Conversion | undefined)[] {
  const known = expectations.get(catalogue) ?? new Map<FormatFact, readonly (Conversion | undefined)[]>();
  expectations.set(catalogue, known);
  const items = known.get(format) ?? readExpectedItems(format, catalogue);
  known.set(format, items);
  return items;
}

function readExpectedItems(format: FormatFact, catalogue: Catalogue): readonly (Conversion | undefined)[] {
  const words = vocabulary(
    catalogue.words('layout'),
    catalogue.usualConverters.map(({ name, type }) => {
      const behaviour = catalogue.findType(type)?.behaviour;
      return { name, type, language: 'layout' as const, ...(behaviour !== undefined && { behaviour }) };
    }),
  );
  return fieldsOf(parsePattern(format.pattern, words), format.pattern, format.delimiter).map(it => conversionsOf(it)[0]);
}

function fieldsOf(parts: readonly PatternPart[], text: string, delimiter: string): readonly Field[] {
  const fields: Field[] = [];
  let start = 0;
  let items: Item[] = [];
  for (const part of parts) {
    if (part.kind === 'conversion') {
      items.push({
        kind: 'conversion',
        behaviour: part.converter.behaviour ?? part.converter.type,
        option: part.option,
        start: part.span.start,
      });
      continue;
    }
    if (part.kind === 'dropped') continue;
    let from = part.span.start;
    for (let at = text.indexOf(delimiter, from); at >= 0 && at < part.span.end; at = text.indexOf(delimiter, from)) {
      if (at > from) items.push({ kind: 'text', text: text.slice(from, at) });
      fields.push({ start, end: at, items });
      items = [];
      start = from = at + delimiter.length;
    }
    if (from < part.span.end) items.push({ kind: 'text', text: text.slice(from, part.span.end) });
  }
  fields.push({ start, end: text.length, items });
  return fields;
}

export function conversionsOf(field: Field): readonly Conversion[] {
  return field.items.filter(it => it.kind === 'conversion');
}
