/** The skeleton: elements that log4net knows by exact name, and what it makes of all others. */
import type { Catalogue } from '../catalogue/types';
import { childElements, textOf as textIn } from '../model/element';
import { mergedLoggers } from '../model/loggers';
import type { Configuration, ConfiguredObject, Logger } from '../model/types';
import type { Span, XmlElement } from '../syntax/tree';
import { elementsOf } from '../syntax/walk';
import { added, removal } from './edits';
import { nearest } from './nearest';
import { elementsByName } from './objects';
import type { Finding, Fix, Rule } from './rule';
import { exactNames, everyExactName, isLoggerElement, misspeltReferences } from './skeleton';

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
      ...(slip !== undefined && { severity: 'error', fixes: [rename(slip, 'log4net')] }),
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
    const references = new Set(misspeltReferences(config).map(it => it.element));
    for (const { element: logger, settings } of config.loggers) {
      for (const { fact, element, name, nameSpan } of settings) {
        if (fact !== undefined || isKnownCase(element, [...exactNames.logger, 'appender']) || isForeign(element) || isMiscast(element))
          continue;
        const isReference = references.has(element);
        yield {
          span: nameSpan,
          message: isReference
            ? `<${name}> is no reference to log4net: it ignores this, and nothing reaches the appender from here. Write <appender-ref>.`
            : misplaced(name, `<${logger.localName}>`, element, config, catalogue),
          ...fixOf(element, isReference ? 'appender-ref' : nearest(name, exactNames.logger)),
        };
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
        const lost = logger.references.map(it => it.name).filter(it => it !== '' && !kept.has(it));
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

export const structureRules: readonly Rule[] = [
  noConfiguration,
  severalConfigurations,
  elementCase,
  unknownElement,
  repeatedLogger,
  repeatedLevel,
];

function exactNamesBelow(parent: XmlElement | undefined, body: XmlElement): readonly string[] {
  if (parent === body) return exactNames.body;
  if (parent !== undefined && isLoggerElement(parent, body)) return exactNames.logger;
  return parent?.name === 'appender' ? exactNames.appender : [];
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

/** What its attributes do is seen once it has the right name. */
function fixOf(element: XmlElement, guess: string | undefined): Pick<Finding, 'fixes' | 'instead'> {
  if (guess === undefined || element.localName === 'param') return {};
  return { fixes: [rename(element, guess)], instead: element.attributes.map(it => it.span) };
}

/** Both tags, so that the element stays closed. */
function rename(element: XmlElement, name: string): Fix {
  const prefix = element.name.slice(0, element.name.length - element.localName.length);
  const spans: readonly Span[] = element.endNameSpan === undefined ? [element.nameSpan] : [element.nameSpan, element.endNameSpan];
  return { title: `Write <${name}>`, edits: spans.map(span => ({ span, text: prefix + name })), preferred: true };
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
