/** What the receiver at the other end will make of the datagrams: their first field, their fields, their port. */
import type { Catalogue } from '../catalogue/types';
import type { Appender } from '../model/types';
import type { XmlElement } from '../syntax/tree';
import { parsePattern, type PatternPart } from '../pattern/parse';
import { vocabulary } from '../pattern/vocabulary';
import { added, escapeValue, replacement } from './edits';
import { nearest } from './nearest';
import { actsAs, effective, hasVariable, objectsIn, textOf } from './objects';
import { patternsIn, type PatternPlace } from './pattern-places';
import { prefixesOf, readingOf, type FormatFact, type ReceiverFact, type ReceiverFacts } from './receiver-facts';
import type { Fix, Rule, RuleContext, TextEdit } from './rule';

/** One datagram appender with its pattern and whom it is meant for. */
interface Sender {
  readonly appender: Appender;
  readonly place: PatternPlace;
  readonly fields: readonly Field[];
  readonly port: number | undefined;
  readonly receiver: ReceiverFact;
  /** What it sends, as far as the first field, or the fields themselves, tell. */
  readonly format: FormatFact | undefined;
  readonly facts: ReceiverFacts;
}

/** What stands between two delimiters of a pattern. */
interface Field {
  readonly start: number;
  readonly end: number;
  /** Literal texts and conversions; a conversion as its behaviour and option. */
  readonly items: readonly Item[];
}

type Item = { readonly kind: 'text'; readonly text: string } | Conversion;

interface Conversion {
  readonly kind: 'conversion';
  readonly behaviour: string;
  readonly option: string | undefined;
  /** Its place in the pattern. */
  readonly start: number;
}

const unknownPrefix: Rule = {
  id: 'receiver/unknown-prefix',
  severity: 'warning',
  why: 'Receivers tell datagrams by their first field. One that they do not know is logged by them and dropped.',
  *check(context) {
    for (const { place, fields, receiver, format, facts } of senders(context)) {
      const [first] = fields;
      if (first === undefined || (format !== undefined && !isDefect(format)) || readsAnything(receiver)) continue;
      const written = place.text.slice(first.start, first.end);
      const known = prefixesOf(receiver, facts);
      const guess = nearest(written, known);
      const span = place.inDocument(first);
      yield {
        span,
        message: written.startsWith('/')
          ? `${receiver.title} does not know '${written}' and drops these datagrams.${guess === undefined ? '' : ` Did you mean '${guess}'?`}`
          : `The datagrams do not begin with a type that ${receiver.title} knows, such as '${known[0] ?? ''}': it drops them.`,
        ...(guess !== undefined && { fixes: [replacement(`Write ${guess}`, span, guess, true)] }),
      };
    }
  },
};

const otherGeneration: Rule = {
  id: 'receiver/other-generation',
  severity: 'warning',
  why: 'Message formats changed between releases of the receivers. A file written for an old one is dropped by a new one, without a trace at the sender.',
  *check(context) {
    for (const sender of senders(context)) {
      const { place, receiver, format, facts } = sender;
      if (format === undefined || isDefect(format) || readingOf(receiver, format) !== undefined || readsAnything(receiver)) continue;
      const madeFor = facts.receivers.find(
        it => readingOf(it, format) !== undefined || (it.product === receiver.product && readsAnything(it)),
      );
      const successor = successorOf(format, receiver, facts);
      yield {
        span: sender.appender.nameSpan ?? place.setting.nameSpan,
        message: `This appender is written for ${madeFor?.title ?? `an older ${format.product}`}; ${receiver.title} drops its datagrams.`,
        ...(successor !== undefined && { fixes: [upgrade(context, sender, successor)] }),
      };
    }
  },
};

const fieldCount: Rule = {
  id: 'receiver/field-count',
  severity: 'warning',
  why: 'Receivers take a datagram apart at each semicolon. With a field too few or too many it is dropped, or every value behind it lands in the wrong place.',
  *check(context) {
    for (const { place, fields, receiver, format } of senders(context)) {
      const reading = format === undefined ? undefined : readingOf(receiver, format);
      if (format === undefined || reading === undefined) continue;
      const expected = reading.exactFields ?? reading.minFields ?? format.fields.length;
      const tooMany = reading.exactFields !== undefined && fields.length > expected;
      if (fields.length >= expected && !tooMany) continue;
      const glued = fields.find(it => conversionsOf(it).length > 1);
      const at = glued === undefined ? undefined : conversionsOf(glued)[1];
      const exact = reading.exactFields !== undefined || reading.minFields !== undefined;
      const effect = exact ? `${receiver.title} would drop this` : `${receiver.title} takes the missing ones for undefined`;
      yield {
        span: glued === undefined ? place.inDocument({ start: 0, end: place.text.length }) : place.inDocument(glued),
        message: `${effect}: ${fields.length} fields, ${expected} expected.${at === undefined ? '' : ` A '${format.delimiter}' seems to be missing here.`}`,
        ...(at !== undefined &&
          !tooMany && {
            fixes: [
              {
                title: `Insert '${format.delimiter}'`,
                edits: [{ span: place.inDocument({ start: at.start, end: at.start }), text: format.delimiter }],
                preferred: true as const,
              },
            ],
          }),
      };
    }
  },
};

const fieldOrder: Rule = {
  id: 'receiver/field-order',
  severity: 'warning',
  why: 'A receiver knows the fields of a datagram by their place alone. In another order it takes one for the other, or drops the datagram because an id is no id.',
  *check(context) {
    for (const { place, fields, receiver, format } of senders(context)) {
      const reading = format === undefined ? undefined : readingOf(receiver, format);
      if (
        format === undefined ||
        reading === undefined ||
        fields.length < (reading.exactFields ?? reading.minFields ?? format.fields.length)
      )
        continue;
      const expected = expectedItems(format, context.catalogue);
      for (const [index, field] of fields.entries()) {
        const wanted = expected[index];
        const [item] = conversionsOf(field);
        const known = format.fields[index];
        if (wanted === undefined || item === undefined || known === undefined || conversionsOf(field).length > 1) continue;
        if (wanted.behaviour !== 'property' || (item.behaviour === 'property' && item.option === wanted.option)) continue;
        yield {
          span: place.inDocument(field),
          message: `${receiver.title} takes field ${index + 1} for ${known.name}, which is ${known.source}; here stands ${place.text.slice(field.start, field.end)}.`,
          fixes: [replacement(`Write ${known.source}`, place.inDocument(field), escapeValue(known.source))],
        };
        break;
      }
    }
  },
};

const wrongEncoding: Rule = {
  id: 'receiver/encoding',
  severity: 'warning',
  why: 'The receivers read UTF-8. In any other encoding letters outside ASCII arrive as something else.',
  *check(context) {
    for (const { appender, receiver } of senders(context)) {
      const value = effective(appender, 'encoding')?.value;
      if (value === undefined || hasVariable(value.text) || /^utf-8$/i.test(value.text.trim())) continue;
      yield {
        span: value.span,
        message: `${receiver.title} reads UTF-8: letters outside ASCII arrive garbled.`,
        fixes: [replacement('Write utf-8', value.span, 'utf-8', true)],
      };
    }
  },
};

const wrongPort: Rule = {
  id: 'receiver/port',
  severity: 'warning',
  why: 'A receiver listens for each kind of event on a port of its own, and drops at one what belongs to another. The ports can be changed in its own configuration.',
  *check(context) {
    for (const { appender, receiver, format, port } of senders(context)) {
      if (format === undefined || port === undefined || readingOf(receiver, format) === undefined) continue;
      const right = receiver.inputs.find(
        it => it.open && it.reads?.some(reading => reading.formats?.includes(format.id) === true) === true,
      );
      const other = context.receivers?.receivers.flatMap(it => (it.current ? it.inputs : [])).find(it => it.port === port && it !== right);
      const span = effective(appender, 'remoteport')?.value?.span;
      if (right === undefined || right.port === port || other === undefined || span === undefined) continue;
      yield {
        span,
        message: `Port ${port} is usually for ${other.events} events; ${receiver.title} takes these on ${right.port}.`,
        severity: 'information',
        fixes: [replacement(`Write ${right.port}`, span, String(right.port))],
      };
    }
  },
};

const notXml: Rule = {
  id: 'receiver/layout',
  severity: 'warning',
  why: 'A viewer for log4j XML reads events as that layout writes them, and nothing else; a receiver of delimited messages reads no XML.',
  *check({ config, catalogue, receiver: id, receivers }) {
    const receiver = receivers?.receivers.find(it => it.id === id);
    if (receiver === undefined) return;
    for (const appender of datagramAppenders(config.appenders, catalogue)) {
      const layout = objectsIn(appender, 'layout').at(-1);
      if (layout?.type === undefined) continue;
      const isXml = actsAs(catalogue, layout.type, 'log4j-xml-layout') || actsAs(catalogue, layout.type, 'xml-layout');
      if (isXml === (receiver.reads === 'log4j-xml') || layout.typeSpan === undefined) continue;
      yield {
        span: layout.typeSpan,
        message: isXml
          ? `${receiver.title} reads fields between semicolons, not XML: it drops these datagrams.`
          : `${receiver.title} reads log4j XML only: it cannot read what this layout writes.`,
      };
    }
  },
};

export const receiverRules: readonly Rule[] = [unknownPrefix, otherGeneration, fieldCount, fieldOrder, wrongEncoding, wrongPort, notXml];

const known = new WeakMap<RuleContext, readonly Sender[]>();

/** Datagram appenders with a pattern of which we know whom they are meant for. */
function senders(context: RuleContext): readonly Sender[] {
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

function datagramAppenders(appenders: readonly Appender[], catalogue: Catalogue): readonly Appender[] {
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
  const receiver = receiverFor(context, facts, format, fields[0], place.text, port);
  return receiver?.reads !== 'delimited' ? undefined : { appender, place, fields, port, receiver, format, facts };
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
  const isPrefix = /^\/[\w-]+\/+$/.test(written);
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
  if (fields.length < 4) return undefined;
  return facts.formats.find(
    it =>
      it.prefix === null &&
      it.fields.length === fields.length &&
      expectedItems(it, catalogue).every((wanted, index) => sameItem(wanted, fields[index])),
  );
}

function sameItem(wanted: Conversion | undefined, field: Field | undefined): boolean {
  const [item, ...more] = field === undefined ? [] : conversionsOf(field);
  return (
    wanted !== undefined && item !== undefined && more.length === 0 && item.behaviour === wanted.behaviour && item.option === wanted.option
  );
}

const expectations = new WeakMap<Catalogue, Map<FormatFact, readonly (Conversion | undefined)[]>>();

/** What the format's own pattern has in each field, converters declared as usual. */
function expectedItems(format: FormatFact, catalogue: Catalogue): readonly (Conversion | undefined)[] {
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

function conversionsOf(field: Field): readonly Conversion[] {
  return field.items.filter(it => it.kind === 'conversion');
}

function readsAnything(receiver: ReceiverFact): boolean {
  return receiver.inputs.some(it => it.open && it.otherwise !== undefined);
}

/** A first field that was published by mistake and that nobody ever read. */
function isDefect({ status }: FormatFact): boolean {
  return status === 'shipped-defect';
}

/** The format the receiver reads that says the same: of the same name but for its generation. */
function successorOf(format: FormatFact, receiver: ReceiverFact, { formats }: ReceiverFacts): FormatFact | undefined {
  const own = format.type.replace(/^user-/, '');
  return formats
    .filter(it => it.status === 'current' && it.events === format.events && readingOf(receiver, it) !== undefined)
    .find(it => own.startsWith(it.type) || it.type.endsWith(own) || (own.startsWith('user-') && it.type.endsWith('session')));
}

/** Pattern, converters, filter texts, encoding and port of the new format; everything else, comments included, stays. */
function upgrade({ config, catalogue }: RuleContext, { appender, place, receiver, port }: Sender, successor: FormatFact): Fix {
  const { text } = config.document;
  const qlik = config.dialect === 'qlik';
  const edits: TextEdit[] = [{ span: place.inDocument({ start: 0, end: place.text.length }), text: escapeValue(successor.pattern) }];
  const missing = catalogue.usualConverters.filter(
    ({ name }) => new RegExp(`%${name}(?![A-Za-z])`).test(successor.pattern) && !place.words.words.has(name),
  );
  if (missing.length > 0) {
    const declarations = missing
      .map(({ name, type }) => `<converter><param name="name" value="${name}" /><param name="type" value="${type}" /></converter>`)
      .join('');
    const { start } = place.setting.element.span;
    edits.push({ span: { start, end: start }, text: declarations });
  }
  edits.push(...filterTexts(appender, catalogue, successor));
  const encoding = effective(appender, 'encoding');
  if (encoding === undefined)
    edits.push(
      added(
        text,
        appender.element,
        qlik || place.setting.form === 'param' ? '<param name="encoding" value="utf-8" />' : '<encoding value="utf-8" />',
      ),
    );
  const input = receiver.inputs.find(it => it.open && it.reads?.some(reading => reading.formats?.includes(successor.id) === true) === true);
  const portSpan = effective(appender, 'remoteport')?.value?.span;
  const isOtherInput = receiver.inputs.some(it => it.port === port);
  if (input !== undefined && portSpan !== undefined && port !== input.port && isOtherInput)
    edits.push({ span: portSpan, text: String(input.port) });
  return { title: `Upgrade the appender to ${receiver.title}`, edits: edits.sort((a, b) => a.span.start - b.span.start), preferred: true };
}

/** Texts that the old filters looked for, replaced in order by those the new format is made from. */
function filterTexts(appender: Appender, catalogue: Catalogue, successor: FormatFact): readonly TextEdit[] {
  const wanted = (successor.filters ?? []).flatMap(it =>
    it.stringToMatch === null || (it.until ?? null) !== null ? [] : [it.stringToMatch],
  );
  const values = objectsIn(appender, 'filter')
    .filter(it => it.type !== undefined && actsAs(catalogue, it.type, 'string-match'))
    .flatMap(it => effective(it, 'stringtomatch')?.value ?? []);
  const unused = wanted.filter(it => !values.some(value => value.text === it));
  return values
    .filter(it => !wanted.includes(it.text))
    .flatMap((value, index) => {
      const better = unused[index];
      return better === undefined ? [] : [{ span: value.span, text: escapeValue(better) }];
    });
}
