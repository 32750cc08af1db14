/** What the receiver at the other end will make of the datagrams: their first field, their fields, their port. */
import { escapeValue, replacement } from './edits';
import { nearest } from './nearest';
import { actsAs, effective, hasVariable, objectsIn } from './objects';
import { isDefect, prefixesOf, readingOf, readsAnything, type FormatFact } from './receiver-facts';
import { inserted, reordered, separated } from './receiver-fixes';
import { madeValid, successorOf, upgrade } from './receiver-upgrade';
import type { Finding, Fix, Rule, RuleContext } from './rule';
import { conversionsOf, datagramAppenders, expectedItems, senders, strangeDelimiter, type Sender } from './senders';

const unknownPrefix: Rule = {
  id: 'receiver/unknown-prefix',
  severity: 'warning',
  why: 'Receivers tell datagrams by their first field. One that they do not know is logged by them and dropped.',
  *check(context) {
    for (const sender of senders(context)) {
      const { place, fields, receiver, isGuess, port, format, facts } = sender;
      const [first] = fields;
      if (first === undefined || (format !== undefined && !isDefect(format)) || readsAnything(receiver)) continue;
      const written = place.text.slice(first.start, first.end);
      const known = prefixesOf(receiver, facts);
      const guess = nearest(written, known) ?? nearest(`/${written.replace(/^[/\\]+|[/\\]+$/g, '')}/`, known);
      const span = place.inDocument(first);
      const hint = guess === undefined ? '' : ` Did you mean '${guess}'?`;
      const whose = isGuess ? ` Port ${port} is usually its; another receiver can be named in the settings.` : '';
      yield {
        span,
        message: written.startsWith('/')
          ? `${receiver.title} does not know '${written}' and drops these datagrams.${hint}${whose}`
          : `The datagrams do not begin with a type that ${receiver.title} knows, such as '${guess ?? known[0] ?? ''}': it drops them.${hint}${whose}`,
        ...(guess !== undefined && {
          fixes: withWhole(
            context,
            sender,
            facts.formats.find(it => it.prefix === guess),
            [replacement(`Write ${guess}`, span, guess, true)],
          ),
        }),
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
      const madeFor =
        facts.receivers.find(it => readingOf(it, format) !== undefined) ??
        facts.receivers.find(it => it.product === receiver.product && readsAnything(it));
      const successor = successorOf(format, receiver, facts);
      yield {
        span: sender.appender.nameSpan ?? place.setting.nameSpan,
        message: `This appender is written for ${madeFor?.title ?? `an older ${format.product}`}; ${receiver.title} drops its datagrams.`,
        ...(successor !== undefined && upgraded(upgrade(context, sender, successor))),
      };
    }
  },
};

const fieldCount: Rule = {
  id: 'receiver/field-count',
  severity: 'warning',
  why: 'Receivers take a datagram apart at each semicolon. With a field too few or too many it is dropped, or every value behind it lands in the wrong place.',
  *check(context) {
    for (const sender of senders(context)) {
      const { place, fields, receiver, format } = sender;
      const reading = format === undefined ? undefined : readingOf(receiver, format);
      if (format === undefined || reading === undefined) continue;
      const expected = reading.exactFields ?? reading.minFields ?? format.fields.length;
      const tooMany = reading.exactFields !== undefined && fields.length > expected;
      if (fields.length >= expected && !tooMany) continue;
      const strange = strangeDelimiter(format, place.text);
      if (strange !== undefined && strange !== '%') {
        yield {
          span: place.inDocument({ start: 0, end: place.text.length }),
          message: `${receiver.title} would drop this: fields are separated by '${format.delimiter}', not by '${strange}'.`,
          fixes: withWhole(context, sender, format, separated(place, strange, format.delimiter, expected)),
        };
        continue;
      }
      const glued = strange === '%' ? fields[0] : fields.find(it => conversionsOf(it).length > 1);
      const at = glued === undefined ? undefined : conversionsOf(glued)[strange === '%' ? 0 : 1];
      const exact = reading.exactFields !== undefined || reading.minFields !== undefined;
      const effect = exact ? `${receiver.title} would drop this` : `${receiver.title} takes the missing ones for undefined`;
      yield {
        span: glued === undefined ? place.inDocument({ start: 0, end: place.text.length }) : place.inDocument(glued),
        message: `${effect}: ${fields.length} fields, ${expected} expected.${at === undefined ? '' : ` A '${format.delimiter}' seems to be missing here.`}`,
        fixes: withWhole(context, sender, format, at === undefined || tooMany ? [] : [inserted(place, at.start, format.delimiter)]),
      };
    }
  },
};

const fieldOrder: Rule = {
  id: 'receiver/field-order',
  severity: 'warning',
  why: 'A receiver knows the fields of a datagram by their place alone. In another order it takes one for the other, or drops the datagram because an id is no id.',
  *check(context) {
    for (const sender of senders(context)) {
      const { place, fields, receiver, format } = sender;
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
          fixes: withWhole(context, sender, format, reordered(sender, index, known.source, expected)),
        };
        break;
      }
    }
  },
};

const guidField: Rule = {
  id: 'receiver/guid',
  severity: 'warning',
  why: 'Receivers check that the ids of tasks and apps are GUIDs, character by character. A blank or any other text beside the id makes it no id, and the datagram is dropped.',
  *check(context) {
    for (const { place, fields, receiver, format } of senders(context)) {
      const reading = format === undefined ? undefined : readingOf(receiver, format);
      if (format === undefined || reading === undefined) continue;
      const expected = expectedItems(format, context.catalogue);
      for (const [index, known] of format.fields.entries()) {
        const check = reading.fields?.[known.name]?.check;
        const field = fields[index];
        if (field === undefined || check?.otherwise !== 'reject' || !check.test.startsWith('guid')) continue;
        const [item, ...more] = field.items;
        if (more.length === 0 && item?.kind === 'conversion') continue;
        // What stands in place of the id is receiver/field-order's.
        if (conversionsOf(field).some(it => it.option !== expected[index]?.option)) continue;
        const written = place.text.slice(field.start, field.end);
        yield {
          span: place.inDocument(field),
          message: `${receiver.title} wants a GUID and nothing else in field ${index + 1}, ${known.name}; '${written}' gives none, and the datagram is dropped.`,
          fixes: [replacement(`Write ${known.source}`, place.inDocument(field), escapeValue(known.source), true)],
        };
      }
    }
  },
};

const freeText: Rule = {
  id: 'receiver/free-text',
  severity: 'warning',
  why: 'Receivers take a datagram apart at each semicolon. Messages and exceptions hold semicolons, so they stand in the last field, or go through a converter that replaces them.',
  *check(context) {
    for (const sender of senders(context)) {
      const { place, fields, receiver, format } = sender;
      if (format === undefined || readingOf(receiver, format) === undefined) continue;
      const expected = expectedItems(format, context.catalogue);
      for (const [index, field] of fields.slice(0, -1).entries()) {
        const wanted = expected[index];
        // What stands in place of a property is receiver/field-order's.
        if (wanted?.behaviour === 'property') continue;
        const text = conversionsOf(field).find(it => FREE_TEXT.has(it.behaviour));
        if (text === undefined || text.behaviour === wanted?.behaviour) continue;
        const source = format.fields[index]?.source;
        const encoded = source !== undefined && /^%encoded/.test(source) && place.words.words.has(source.slice(1));
        yield {
          span: place.inDocument(field),
          message: `A ';' in this text makes a field too many, and ${receiver.title} drops the datagram. Put it into the last field${source !== undefined && /^%encoded/.test(source) ? `, or write ${source}` : ''}.`,
          fixes: withWhole(context, sender, format, encoded ? [replacement(`Write ${source}`, place.inDocument(field), source, true)] : []),
        };
      }
    }
  },
};

const FREE_TEXT: ReadonlySet<string> = new Set(['message', 'exception']);

const wrongEncoding: Rule = {
  id: 'receiver/encoding',
  severity: 'warning',
  why: 'The receivers read UTF-8. In any other encoding letters outside ASCII arrive as something else.',
  *check(context) {
    for (const { appender, receiver, isGuess } of senders(context)) {
      const value = effective(appender, 'encoding')?.value;
      if (isGuess || value === undefined || hasVariable(value.text) || /^utf-8$/i.test(value.text.trim())) continue;
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

export const receiverRules: readonly Rule[] = [
  unknownPrefix,
  otherGeneration,
  fieldCount,
  fieldOrder,
  guidField,
  freeText,
  wrongEncoding,
  wrongPort,
  notXml,
];

/** The fixes of one finding, and the one that mends the whole appender. */
function withWhole(context: RuleContext, sender: Sender, format: FormatFact | undefined, fixes: readonly Fix[]): readonly Fix[] {
  const whole = madeValid(context, sender, format);
  return whole === undefined ? fixes : [...fixes, whole];
}

/** The fix with what it makes up for: nothing more needs to be said of what it replaces. */
function upgraded(fix: Fix): Pick<Finding, 'fixes' | 'instead'> {
  return { fixes: [fix], instead: fix.edits.map(it => it.span).filter(it => it.end > it.start) };
}
