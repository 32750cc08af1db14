/** Attributes: the few that log4net reads, by exact name, and those it needs. */
import { attributeOf, attributeText } from '../model/element';
import type { Configuration, Setting } from '../model/types';
import type { Span, XmlAttribute, XmlElement } from '../syntax/tree';
import { indentStep } from '../syntax/indentation';
import { added, indentOf, lineBreak, propertyElement, replacement, startsLine } from './edits';
import { elementsByName, everyElement, everyObject, isConverterByAttributes, objectAt } from './objects';
import type { Finding, Fix, Rule, TextEdit } from './rule';
import { everyExactName, isLoggerElement } from './skeleton';

const attributesByName: Readonly<Record<string, readonly string[]>> = {
  logger: ['name', 'additivity'],
  category: ['name', 'additivity'],
  root: [],
  renderer: ['renderingClass', 'renderedClass'],
};
const attributesOfAppender = ['name', 'type'];
const attributesOfReference = ['ref'];
const attributesOfParam = ['name', 'value', 'type'];
const attributesOfProperty = ['value', 'type'];

const ignoredAttribute: Rule = {
  id: 'structure/ignored-attribute',
  severity: 'information',
  why: 'log4net reads few attributes, by exact name; properties are child elements. An attribute it does not know is ignored without a trace.',
  *check({ config, catalogue }) {
    const { body } = config;
    if (body === undefined) return;
    for (const element of everyElement(config)) {
      // What <Appender-Ref> holds is lost with it: structure/element-case says so.
      if (element.localName !== element.localName.toLowerCase() && everyExactName.has(element.localName.toLowerCase())) continue;
      const known = knownAttributes(element, body);
      if (element.attributes.every(it => known.includes(it.name))) continue;
      const isLogger = isLoggerElement(element, body);
      const isAppender = element.name === 'appender';
      for (const attribute of element.attributes) {
        const { name, nameSpan, value } = attribute;
        // That is structure/missing-attribute's.
        if (known.includes(name) || isForeignAttribute(name) || attribute === misnamedReference(element)) continue;
        const rightCase = known.find(it => it.toLowerCase() === name.toLowerCase());
        if (rightCase !== undefined && attributeOf(element, rightCase) === undefined) {
          yield {
            span: nameSpan,
            severity: 'warning',
            message: `log4net does not read '${name}', only '${rightCase}': upper and lower case count.`,
            fixes: [replacement(`Write '${rightCase}'`, nameSpan, rightCase, true)],
          };
          continue;
        }
        const object = objectAt(config, element)?.object;
        const property =
          isLogger && name.toLowerCase() === 'level'
            ? 'level'
            : object?.type === undefined
              ? undefined
              : catalogue.property(object.type, name)?.name;
        if (property !== undefined && element.localName !== 'converter') {
          yield {
            span: nameSpan,
            severity: isAppender || isLogger ? 'warning' : 'information',
            message: `The attribute '${name}' does nothing on <${element.localName}>: log4net reads ${property} from an element inside it.`,
            fixes: value === undefined ? [] : [moveInside(config, element, attribute.span, property, value, isLogger, object?.settings)],
          };
        } else if (!(element.localName === 'converter' && (name === 'name' || name === 'type'))) {
          yield { span: nameSpan, message: `log4net does not read the attribute '${name}' of <${element.localName}>: it does nothing.` };
        }
      }
    }
  },
};

const converterAttributes: Rule = {
  id: 'structure/converter-attributes',
  severity: 'warning',
  why: 'A converter takes its name and its class from two elements inside it. As attributes the name is not read, and the class is taken for the class of the declaration itself; the word stays unknown.',
  *check({ config }) {
    if (!elementsByName(config).has('converter')) return;
    for (const { object, setting } of everyObject(config)) {
      const { element } = object;
      if (setting === undefined || element.localName !== 'converter') continue;
      const name = attributeOf(element, 'name');
      const type = attributeOf(element, 'type');
      const has = (wanted: string): boolean => object.settings.some(it => it.name.toLowerCase() === wanted);
      if (name === undefined || !isConverterByAttributes(object)) continue;
      const lines = [name, ...(type === undefined || has('type') ? [] : [type])].map(it =>
        propertyElement(object, true, it.name, it.value ?? ''),
      );
      const { start } = element.nameSpan;
      const { text } = config.document;
      const own = startsLine(text, element.span.start);
      const [gap, inner] = own ? [lineBreak(text) + indentOf(text, element.span.start), indentStep(text, element)] : ['', ''];
      const params = lines.map(it => `${gap}${inner}${it}`).join('');
      const edits: TextEdit[] = [
        {
          span: element.closed && !element.selfClosing ? element.startTag : element.span,
          text: element.selfClosing ? `<converter>${params}${gap}</converter>` : `<converter>${params}`,
        },
      ];
      yield {
        span: { start, end: element.startTag.end },
        message: "A converter's name and type are read from <param> elements inside it, not from attributes: this one declares nothing.",
        fixes: [{ title: 'Write them as params', edits, preferred: true }],
        // What else there is to say of them is said of the params.
        instead: [name, type].flatMap(it => it?.span ?? []),
      };
    }
  },
};

const missingAttribute: Rule = {
  id: 'structure/missing-attribute',
  severity: 'error',
  why: 'An appender is built from its type and found by its name, a reference names its appender, a param its property. Without that the element does nothing, or cannot be built.',
  *check({ config }) {
    const { body } = config;
    if (body === undefined) return;
    for (const element of everyElement(config)) {
      const { parent } = element;
      if (parent === undefined || element.name === '') continue;
      const lacks = (name: string): boolean => (attributeText(element, name) ?? '').trim() === '';
      const finding = (name: string, consequence: string, severity: Finding['severity'] = 'error'): Finding => ({
        span: attributeOf(element, name)?.span ?? element.nameSpan,
        severity,
        message: `<${element.localName}> has no ${name}: ${consequence}`,
      });
      if (element.name === 'appender') {
        if (lacks('type')) yield finding('type', 'log4net cannot build the appender, and every reference to it fails. Name its class.');
        if (lacks('name') && parent === body)
          yield finding('name', 'no logger can refer to it, so it is never built. Give it a name.', 'warning');
      } else if (element.localName === 'appender-ref' && lacks('ref')) {
        const misnamed = misnamedReference(element);
        if (misnamed !== undefined)
          yield {
            span: misnamed.nameSpan,
            message: `log4net reads the name of the appender from 'ref', not from '${misnamed.name}': this refers to no appender and is ignored.`,
            fixes: [replacement("Write 'ref'", misnamed.nameSpan, 'ref', true)],
          };
        else yield finding('ref', 'it refers to no appender and is ignored. Name the appender.');
      } else if (element.localName === 'param' && lacks('name')) {
        yield finding('name', 'log4net does not know which property is meant and ignores it.', 'warning');
      } else if ((element.localName === 'level' || element.localName === 'priority') && isLoggerElement(parent, body)) {
        if (attributeOf(element, 'value') === undefined)
          yield {
            ...finding(
              'value',
              'only the attribute is read, so no level is set and more or less is logged than you want. Write value="INFO" or another level.',
              'warning',
            ),
            ...asAttribute(element),
          };
      } else if ((element.localName === 'logger' || element.localName === 'category') && parent === body && lacks('name')) {
        yield finding('name', 'it stands for no logger, and nothing is logged through it. Name the logger.', 'warning');
      } else if (element.localName === 'renderer' && parent === body) {
        for (const name of ['renderingClass', 'renderedClass']) if (lacks(name)) yield finding(name, 'log4net ignores it.', 'warning');
      }
    }
  },
};

export const attributeRules: readonly Rule[] = [ignoredAttribute, converterAttributes, missingAttribute];

/** What log4net reads of an element, by exact name. */
function knownAttributes({ name, localName, parent }: XmlElement, body: XmlElement): readonly string[] {
  if (localName === 'param') return attributesOfParam;
  if (name === 'appender') return attributesOfAppender;
  if (localName === 'appender-ref') return attributesOfReference;
  return (parent === body ? attributesByName[localName] : undefined) ?? attributesOfProperty;
}

/** The attribute of a reference without `ref` that names the appender instead. */
function misnamedReference(element: XmlElement): XmlAttribute | undefined {
  if (element.localName !== 'appender-ref' || attributeOf(element, 'ref') !== undefined) return undefined;
  const [only, ...others] = element.attributes.filter(it => !isForeignAttribute(it.name) && (it.value ?? '').trim() !== '');
  return others.length === 0 && only !== undefined && NAMES_OF_REF.has(only.name.toLowerCase()) ? only : undefined;
}

const NAMES_OF_REF: ReadonlySet<string> = new Set([
  'ref',
  'name',
  'value',
  'appender',
  'appender-ref',
  'reference',
  'refid',
  'idref',
  'to',
]);

/** `<level>INFO</level>`: what was meant can be told. */
function asAttribute({ localName, children, span }: XmlElement): { readonly fixes?: readonly Fix[] } {
  const text = children
    .map(it => (it.kind === 'text' ? it.value : '<'))
    .join('')
    .trim();
  return /^[\w ]+$/.test(text) ? { fixes: [replacement(`Write value="${text}"`, span, `<${localName} value="${text}" />`, true)] } : {};
}

/** Attributes that any element may carry without meaning anything to log4net. */
function isForeignAttribute(name: string): boolean {
  return name.includes(':') || name === 'xmlns' || name === '';
}

function moveInside(
  config: Configuration,
  element: XmlElement,
  attribute: Span,
  property: string,
  value: string,
  isLogger: boolean,
  settings: readonly Setting[] = [],
): Fix {
  const { text } = config.document;
  let start = attribute.start;
  while (text[start - 1] === ' ') start--;
  const without = { span: { start, end: attribute.end }, text: '' };
  const isThere =
    settings.some(it => it.name.toLowerCase() === property.toLowerCase()) ||
    element.children.some(it => it.kind === 'element' && it.localName.toLowerCase() === property.toLowerCase());
  // A second one would win over the one that counts now.
  if (isThere) return { title: `Delete '${property}' here: there is one inside`, edits: [without] };
  const byParam = !isLogger && config.dialect === 'qlik';
  const child = byParam ? `<param name="${property}" value="${escaped(value)}" />` : `<${property} value="${escaped(value)}" />`;
  return {
    title: `Make it <${property}> inside`,
    edits: [without, added(text, element, child)],
  };
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
