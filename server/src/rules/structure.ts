/** The skeleton: elements and attributes that log4net knows by exact name, and what it makes of all others. */
import type { Catalogue } from '../catalogue/types';
import { attributeOf, attributeText, childElements, textOf as textIn } from '../model/element';
import { mergedLoggers } from '../model/loggers';
import type { Configuration, ConfiguredObject, Logger } from '../model/types';
import type { Span, XmlElement } from '../syntax/tree';
import { elementsOf } from '../syntax/walk';
import { added, propertyElement, removal, replacement } from './edits';
import { nearest } from './nearest';
import { elementsByName, everyElement, everyObject, settingsAsText } from './objects';
import type { Finding, Fix, Rule, TextEdit } from './rule';

const noConfiguration: Rule = {
  id: 'structure/no-configuration',
  wholeFile: true,
  severity: 'warning',
  why: 'log4net looks for an element called log4net, in exactly these letters. Without one it does nothing and says nothing.',
  *check({ config }) {
    const root = config.document.roots[0];
    if (root === undefined || root.name === '' || config.body?.localName === 'log4net' || config.body?.localName === 'configuration')
      return;
    const slip = [...elementsOf(config.document)].find(it => it.localName.toLowerCase() === 'log4net');
    const at = slip ?? root;
    yield {
      span: at.nameSpan,
      message:
        slip === undefined
          ? `There is no <log4net> element here, so log4net configures nothing and says nothing. Put appenders and loggers into one.`
          : `'${slip.localName}' is not 'log4net' to log4net: upper and lower case count, and nothing is configured. Write log4net in small letters.`,
      ...(slip !== undefined && { fixes: [rename(slip, 'log4net')] }),
    };
  },
};

const severalConfigurations: Rule = {
  id: 'structure/several-configurations',
  wholeFile: true,
  severity: 'error',
  why: 'A file may hold one log4net element. Of two, a program that loads the file applies none; as a section of an application file only the first would count.',
  *check({ config }) {
    if (config.body?.localName !== 'log4net') return;
    const all = [...elementsOf(config.document)].filter(it => it.localName === 'log4net' && !isInside(it, config.body));
    for (const element of all.filter(it => it !== config.body)) {
      yield {
        span: element.nameSpan,
        message: 'There is a <log4net> element already: a program that loads this file applies neither of them. Put everything into one.',
        related: [{ span: config.body.nameSpan, message: 'The first one is here.' }],
      };
    }
  },
};

/** Names that count only as they are written here, by where they stand. */
const exactNames: Readonly<Record<'body' | 'logger' | 'appender', readonly string[]>> = {
  body: ['appender', 'logger', 'category', 'root', 'renderer'],
  logger: ['appender-ref', 'level', 'priority'],
  appender: ['appender-ref'],
};

const everyExactName: ReadonlySet<string> = new Set([...Object.values(exactNames).flat(), 'param']);

function exactNamesBelow(parent: XmlElement | undefined, body: XmlElement): readonly string[] {
  if (parent === body) return exactNames.body;
  if (parent !== undefined && isLoggerElement(parent, body)) return exactNames.logger;
  return parent?.name === 'appender' ? exactNames.appender : [];
}

const elementCase: Rule = {
  id: 'structure/element-case',
  severity: 'error',
  why: 'Structural names count with upper and lower case. <Appender> or <Appender-Ref> is an unknown property to log4net, and what it holds is lost.',
  *check({ config }) {
    const { body } = config;
    if (body === undefined) return;
    for (const elements of elementsByName(config).values()) {
      const local = elements[0]?.localName ?? '';
      const right = local.toLowerCase();
      if (right === local || !everyExactName.has(right)) continue;
      for (const element of elements) {
        // <Level> inside a logger is found as a property and works.
        if (right !== 'param' && (right === 'level' || !exactNamesBelow(element.parent, body).includes(right))) continue;
        yield {
          span: element.nameSpan,
          message: `<${element.name}> means nothing to log4net, <${right}> does: upper and lower case count, and all of it is ignored.`,
          fixes: [rename(element, right)],
        };
      }
    }
  },
};

const unknownElement: Rule = {
  id: 'structure/unknown-element',
  severity: 'warning',
  why: 'What log4net does not know below its root, a logger or root it takes for a property, finds none of that name, reports it in its internal log and goes on without.',
  *check({ config, catalogue }) {
    if (config.body === undefined) return;
    const isKnownCase = (element: XmlElement, names: readonly string[]): boolean => names.includes(element.localName.toLowerCase());
    const repository = config.repository;
    if (repository?.type !== undefined) {
      for (const { fact, element, name, nameSpan } of repository.settings) {
        if (fact !== undefined || isKnownCase(element, exactNames.body) || isForeign(element) || isMiscast(element)) continue;
        if (config.dialect === 'qlik' && isApplicationSection(element)) continue;
        yield {
          span: nameSpan,
          message: misplaced(name, `<${config.body.localName}>`, element, config, catalogue),
          ...fixOf(element, nearest(name, [...exactNames.body, ...namesOf(repository, catalogue)])),
        };
      }
    }
    for (const { element: logger, settings } of config.loggers) {
      for (const { fact, element, name, nameSpan } of settings) {
        if (fact !== undefined || isKnownCase(element, [...exactNames.logger, 'appender']) || isForeign(element) || isMiscast(element))
          continue;
        yield {
          span: nameSpan,
          message: misplaced(name, `<${logger.localName}>`, element, config, catalogue),
          ...fixOf(element, nearest(name, exactNames.logger)),
        };
      }
    }
  },
};

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

/** What log4net reads of an element, by exact name. */
function knownAttributes({ name, localName, parent }: XmlElement, body: XmlElement): readonly string[] {
  if (localName === 'param') return attributesOfParam;
  if (name === 'appender') return attributesOfAppender;
  if (localName === 'appender-ref') return attributesOfReference;
  return (parent === body ? attributesByName[localName] : undefined) ?? attributesOfProperty;
}

/** Attributes that any element may carry without meaning anything to log4net. */
function isForeignAttribute(name: string): boolean {
  return name.includes(':') || name === 'xmlns' || name === '';
}

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
        if (known.includes(name) || isForeignAttribute(name)) continue;
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
        const object = everyObject(config).find(it => it.object.element === element)?.object;
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
            fixes: value === undefined ? [] : [moveInside(config, element, attribute.span, property, value, isLogger)],
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
      if (name === undefined || has('name')) continue;
      const lines = [name, ...(type === undefined || has('type') ? [] : [type])].map(it =>
        propertyElement(object, true, it.name, it.value ?? ''),
      );
      const { start } = element.nameSpan;
      const edits: TextEdit[] = [
        {
          span: element.closed && !element.selfClosing ? element.startTag : element.span,
          text: element.selfClosing ? `<converter>${lines.join('')}</converter>` : `<converter>${lines.join('')}`,
        },
      ];
      yield {
        span: { start, end: element.startTag.end },
        message: "A converter's name and type are read from <param> elements inside it, not from attributes: this one declares nothing.",
        fixes: [{ title: 'Write them as params', edits, preferred: true }],
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
        yield finding('ref', 'it refers to no appender and is ignored. Name the appender.');
      } else if (element.localName === 'param' && lacks('name')) {
        yield finding('name', 'log4net does not know which property is meant and ignores it.', 'warning');
      } else if ((element.localName === 'level' || element.localName === 'priority') && isLoggerElement(parent, body)) {
        if (attributeOf(element, 'value') === undefined)
          yield finding(
            'value',
            'only the attribute is read, so no level is set and more or less is logged than you want. Write value="INFO" or another level.',
            'warning',
          );
      } else if ((element.localName === 'logger' || element.localName === 'category') && parent === body && lacks('name')) {
        yield finding('name', 'it stands for no logger, and nothing is logged through it. Name the logger.', 'warning');
      } else if (element.localName === 'renderer' && parent === body) {
        for (const name of ['renderingClass', 'renderedClass']) if (lacks(name)) yield finding(name, 'log4net ignores it.', 'warning');
      }
    }
  },
};

const repeatedLogger: Rule = {
  id: 'structure/repeated-logger',
  wholeFile: true,
  severity: 'warning',
  why: 'Each <logger> or <root> element first takes away all appenders that an earlier one of the same name attached. log4net says nothing about it.',
  *check({ config }) {
    const { root, named } = mergedLoggers(config);
    for (const { elements, isRoot, name } of [...named.values(), ...(root === undefined ? [] : [root])]) {
      for (const [index, logger] of elements.entries()) {
        const next = elements[index + 1];
        if (next === undefined || logger.references.length === 0) continue;
        const kept = new Set(next.references.map(it => it.name));
        const lost = logger.references.map(it => it.name).filter(it => !kept.has(it));
        if (lost.length === 0) continue;
        yield {
          span: labelOf(next),
          message: `${isRoot ? '<root>' : `The logger '${name}'`} stood here before: this one takes its ${lost.length === 1 ? `appender '${lost.join()}'` : `appenders ${lost.map(it => `'${it}'`).join(', ')}`} away again. Put all references into one element.`,
          related: [{ span: labelOf(logger), message: 'The earlier one is here.' }],
          fixes: mergeFix(config, logger, next),
        };
      }
    }
  },
};

const repeatedLevel: Rule = {
  id: 'structure/repeated-level',
  severity: 'warning',
  why: 'Of several levels in one logger the last one counts; log4net says nothing about the others.',
  *check({ config }) {
    for (const { element } of config.loggers) {
      const levels = childElements(element).filter(it => it.localName === 'level' || it.localName === 'priority');
      const last = levels.at(-1);
      for (const level of levels.slice(0, -1)) {
        if (last === undefined) return;
        yield {
          span: level.span,
          message: 'Another level follows in the same element, and only the last one counts. Keep the one you mean.',
          tags: ['unnecessary'],
          related: [{ span: last.span, message: 'This one counts.' }],
          fixes: [{ title: 'Delete this level', edits: [removal(config.document.text, level)] }],
        };
      }
    }
  },
};

const strayText: Rule = {
  id: 'structure/stray-text',
  severity: 'warning',
  why: 'Text inside a property is its value. log4net then does not look at the elements in it at all.',
  *check({ config }) {
    for (const { setting } of settingsAsText(config)) {
      const { element, value } = setting;
      if (value === undefined || childElements(element).length === 0) continue;
      yield {
        span: value.span,
        message: `There is text inside <${element.localName}>, so log4net takes that for its value and ignores the elements beside it. Delete the text.`,
        fixes: commented(config.document.text, value.span),
      };
    }
  },
};

const ignoredText: Rule = {
  id: 'structure/ignored-text',
  severity: 'information',
  why: 'Text between structural elements is ignored. Often it is a comment that lost its marks, or half an element.',
  *check({ config }) {
    const { body } = config;
    if (body === undefined) return;
    const skeleton = [body, ...config.loggers.map(it => it.element), ...config.appenders.map(it => it.element)];
    for (const element of skeleton) {
      for (const node of element.children) {
        if (node.kind !== 'text' || node.value.trim() === '') continue;
        const lead = node.value.length - node.value.trimStart().length;
        const tail = node.value.length - node.value.trimEnd().length;
        const span = { start: node.span.start + lead, end: Math.max(node.span.start + lead + 1, node.span.end - tail) };
        yield {
          span,
          message: `log4net ignores text directly inside <${element.localName}>. Make it a comment, or delete it.`,
          fixes: commented(config.document.text, span),
        };
      }
    }
  },
};

export const structureRules: readonly Rule[] = [
  noConfiguration,
  severalConfigurations,
  elementCase,
  unknownElement,
  missingAttribute,
  ignoredAttribute,
  converterAttributes,
  repeatedLogger,
  repeatedLevel,
  strayText,
  ignoredText,
];

/** The text as a comment, in which no two dashes may stand. */
function commented(text: string, span: Span): readonly Fix[] {
  const written = text.slice(span.start, span.end).trim();
  if (written === '' || /--|-$|]]>|</.test(written)) return [{ title: 'Delete the text', edits: [{ span, text: '' }] }];
  return [replacement('Make it a comment', span, `<!-- ${written} -->`, true), { title: 'Delete the text', edits: [{ span, text: '' }] }];
}

function isLoggerElement(element: XmlElement, body: XmlElement): boolean {
  return element.parent === body && ['logger', 'category', 'root'].includes(element.localName);
}

function isInside(element: XmlElement, outer: XmlElement | undefined): boolean {
  for (let at = element.parent; at !== undefined; at = at.parent) if (at === outer) return true;
  return false;
}

/** `<Param>` and the like, which structure/element-case reports. */
function isMiscast(element: XmlElement): boolean {
  return element.localName !== 'param' && element.localName.toLowerCase() === 'param';
}

/** Elements of another namespace, as editors and transformations add them. */
function isForeign(element: XmlElement): boolean {
  return element.name.includes(':') || element.name === '';
}

/** Sections of an application's own configuration file, which is what a <configuration> without log4net may be. */
function isApplicationSection(element: XmlElement): boolean {
  return !['filter', 'layout', 'level', 'param', 'appender-ref', 'converter'].includes(element.localName) && element.localName !== 'logger';
}

function misplaced(name: string, where: string, element: XmlElement, config: Configuration, catalogue: Catalogue): string {
  const base = `${where} has no property '${name}': log4net reports that to itself and ignores it.`;
  if (element.localName === 'logger' || element.localName === 'root')
    return `${base} Loggers stand side by side below <${config.body?.localName ?? 'log4net'}>.`;
  const elsewhere = catalogue.typesOfKind('appender').some(type => catalogue.property(type, name) !== undefined);
  return elsewhere ? `${base} It belongs into an appender.` : base;
}

function namesOf(object: ConfiguredObject, catalogue: Catalogue): readonly string[] {
  return object.type === undefined ? [] : catalogue.properties(object.type).map(it => it.name);
}

function fixOf(element: XmlElement, guess: string | undefined): Pick<Finding, 'fixes'> {
  return guess === undefined || element.localName === 'param' ? {} : { fixes: [rename(element, guess)] };
}

/** Both tags, so that the element stays closed. */
function rename(element: XmlElement, name: string): Fix {
  const prefix = element.name.slice(0, element.name.length - element.localName.length);
  const spans: readonly Span[] = element.endNameSpan === undefined ? [element.nameSpan] : [element.nameSpan, element.endNameSpan];
  return { title: `Write <${name}>`, edits: spans.map(span => ({ span, text: prefix + name })), preferred: true };
}

function moveInside(config: Configuration, element: XmlElement, attribute: Span, property: string, value: string, isLogger: boolean): Fix {
  const { text } = config.document;
  let start = attribute.start;
  while (text[start - 1] === ' ') start--;
  const byParam = !isLogger && config.dialect === 'qlik';
  const child = byParam ? `<param name="${property}" value="${escaped(value)}" />` : `<${property} value="${escaped(value)}" />`;
  return {
    title: `Make it <${property}> inside`,
    edits: [{ span: { start, end: attribute.end }, text: '' }, added(text, element, child)],
  };
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function labelOf(logger: Logger): Span {
  return logger.nameSpan ?? logger.element.nameSpan;
}

/** Moves the references of the earlier element into the later one, where that can be done by moving text. */
function mergeFix(config: Configuration, earlier: Logger, later: Logger): readonly Fix[] {
  const { text } = config.document;
  const kept = new Set(later.references.map(it => it.name));
  const moved = earlier.references.filter(it => !kept.has(it.name));
  const first = moved[0];
  if (first === undefined || !later.element.closed || textIn(later.element) !== undefined) return [];
  const block = moved.map(it => text.slice(it.element.span.start, it.element.span.end)).join('');
  return [
    {
      title: 'Move the references into this one',
      edits: [...moved.map(it => removal(text, it.element)), added(text, later.element, block)],
    },
  ];
}
