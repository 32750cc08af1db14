/** From the message format of one generation to that of another: one fix for the whole appender. */
import type { Catalogue } from '../catalogue/types';
import { attributeText } from '../model/element';
import type { Appender } from '../model/types';
import { added, escapeValue, removal } from './edits';
import { actsAs, effective, isConverterByAttributes, objectsIn } from './objects';
import { readingOf, type FormatFact, type ReceiverFact, type ReceiverFacts } from './receiver-facts';
import type { Fix, RuleContext, TextEdit } from './rule';
import type { Sender } from './senders';

/** The format the receiver reads that says the same: of the same name but for its generation. */
export function successorOf(format: FormatFact, receiver: ReceiverFact, { formats }: ReceiverFacts): FormatFact | undefined {
  const own = format.type.replace(/^user-/, '');
  return formats
    .filter(it => it.status === 'current' && it.events === format.events && readingOf(receiver, it) !== undefined)
    .find(it => own.startsWith(it.type) || it.type.endsWith(own) || (own.startsWith('user-') && it.type.endsWith('session')));
}

/** Pattern, converters, filter texts, encoding and port of the new format; everything else, comments included, stays. */
export function upgrade({ config, catalogue }: RuleContext, { appender, place, receiver, port }: Sender, successor: FormatFact): Fix {
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
    // One that is declared by attributes declares nothing: the new one takes its place.
    const broken = place.owner.object.settings.flatMap(({ object }) =>
      object !== undefined && isConverterByAttributes(object) && missing.some(it => it.name === attributeText(object.element, 'name'))
        ? [object.element]
        : [],
    );
    const { start } = place.setting.element.span;
    const [first, ...others] = broken;
    edits.push({ span: first?.span ?? { start, end: start }, text: declarations });
    edits.push(...others.map(it => removal(text, it)));
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

/**
 * The appender as the receiver wants it, whatever is wrong with it: the pattern of its format anew, with what that needs.
 * Undefined where it is not known what the appender is to send. Never without asking: what a person added goes.
 */
export function madeValid(context: RuleContext, sender: Sender, format: FormatFact | undefined): Fix | undefined {
  const { appender, receiver } = sender;
  if (format === undefined || readingOf(receiver, format) === undefined) return undefined;
  const encoding = effective(appender, 'encoding')?.value;
  const recoded = encoding === undefined || /^utf-8$/i.test(encoding.text.trim()) ? [] : [{ span: encoding.span, text: 'utf-8' }];
  const edits = [...upgrade(context, sender, format).edits, ...recoded].sort((a, b) => a.span.start - b.span.start);
  return { title: `Make '${appender.name}' valid for ${receiver.title}: the pattern of ${format.prefix ?? format.id} anew`, edits };
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
