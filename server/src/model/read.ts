/** Tree + catalogue → configuration. Total: every tree, however broken, gives a configuration. */
import type { Catalogue, TypeFact } from '../catalogue/types';
import { parse } from '../syntax/parse';
import type { Span, XmlDocument, XmlElement } from '../syntax/tree';
import { attributeOf, attributeText, childElements, descendants, valueSpanOf } from './element';
import { ObjectAt, SettingsAt } from './settings';
import type { Appender, Configuration, Dialect, Logger, Reference } from './types';

/** The tree alone, for those who read it their own way. */
export function readDocument(text: string): XmlDocument {
  return parse(text);
}

/** Parses and reads in one step, for those who have a text and need no tree of their own. */
export function readText(text: string, catalogue: Catalogue): Configuration {
  return readConfiguration(parse(text), catalogue);
}

/**
 * What log4net would find in the document, each thing with its place in the text. Immutable; the cost is linear in the size
 * of the document. The look-up rules are those of log4net's `XmlHierarchyConfigurator`.
 */
export function readConfiguration(document: XmlDocument, catalogue: Catalogue): Configuration {
  const { body, dialect } = findBody(document);
  const appenders: AppenderAt[] = [];
  const references: Draft<Reference>[] = [];
  const byName = new Map<string, Appender>();
  const referencesOf = new Map<XmlElement, Reference[]>();

  for (const element of body ? appendersAndReferencesIn(document, body) : []) {
    // Appenders are looked up by the name as written, everything else by its local name.
    if (element.name === 'appender') {
      const appender = new AppenderAt(element, catalogue, byName);
      appenders.push(appender);
      if (!byName.has(appender.name)) byName.set(appender.name, appender);
    }
    if (element.localName === 'appender-ref') {
      const reference = readReference(element, body);
      references.push(reference);
      if (element.parent) push(referencesOf, element.parent, reference);
    }
  }

  const referencedBy = new Map<Appender, Reference[]>();
  for (const reference of references) {
    // An empty name finds nothing, even where an appender has one.
    reference.target = reference.name === '' ? undefined : byName.get(reference.name);
    if (reference.target && reference.owner) push(referencedBy, reference.target, reference);
  }
  for (const appender of appenders) {
    appender.references = referencesOf.get(appender.element) ?? [];
    appender.referencedBy = referencedBy.get(appender) ?? [];
  }

  const children = body ? childElements(body) : [];
  return {
    document,
    dialect,
    body,
    sections: children,
    appenders,
    loggers: children.filter(isLogger).map(it => new LoggerAt(it, referencesOf.get(it) ?? [], catalogue)),
    references,
    repository: body && new SettingsAt(body, typeOf('repository', catalogue), catalogue, isNoStructure),
    appenderNamed: name => (name === '' ? undefined : byName.get(name)),
  };
}

/** The elements right below the body, and everything in those in which an appender or a reference may stand; in document order. */
function* appendersAndReferencesIn({ text }: XmlDocument, body: XmlElement): Generator<XmlElement> {
  // Without a prefix and with one.
  const marks = ['<appender', ':appender'].map(what => ({ what, next: -1 }));
  for (const section of childElements(body)) {
    yield section;
    const inside = section.startTag.end;
    for (const mark of marks) {
      if (mark.next < inside) mark.next = text.indexOf(mark.what, inside);
      if (mark.next < 0) mark.next = text.length;
    }
    // What a section holds is not even read where nobody asks for it.
    if (marks.some(it => it.next < section.span.end)) yield* descendants(section);
  }
}

/** `<log4net>` wherever it is; else the root of a file that has appenders or loggers right below it, as Qlik's has. */
function findBody(document: XmlDocument): { readonly body: XmlElement | undefined; readonly dialect: Dialect } {
  for (const root of document.roots) {
    if (root.localName === 'log4net') return { body: root, dialect: 'log4net' };
  }
  // Most files have none, and need not be searched for it.
  const { text } = document;
  const mayHaveSection = (/log4net[\s/>]/.test(text) && /<(?:[^\s<>"'/:]*:)?log4net[\s/>]/.test(text)) || text.endsWith('log4net');
  for (const root of document.roots) {
    const section = childElements(root).find(it => it.localName === 'log4net') ?? (mayHaveSection ? firstSection(root) : undefined);
    if (section) return { body: section, dialect: 'log4net' };
  }
  const qlik = document.roots.find(root => root.localName === 'configuration') ?? document.roots.find(hasStructure);
  // In other letters it configures nothing, and is meant for log4net all the same.
  return { body: qlik, dialect: qlik?.localName.toLowerCase() === 'log4net' ? 'log4net' : 'qlik' };
}

function firstSection(root: XmlElement): XmlElement | undefined {
  for (const element of descendants(root)) {
    if (element.localName === 'log4net') return element;
  }
  return undefined;
}

function hasStructure(element: XmlElement): boolean {
  return childElements(element).some(it => it.localName === 'appender' || isLogger(it));
}

function isLogger(element: XmlElement): boolean {
  return element.localName === 'logger' || element.localName === 'category' || element.localName === 'root';
}

class AppenderAt extends ObjectAt implements Appender {
  readonly name: string;
  readonly nameSpan: Span | undefined;
  readonly shadowedBy: Appender | undefined;
  referencedBy: readonly Reference[] = [];
  references: readonly Reference[] = [];

  constructor(element: XmlElement, catalogue: Catalogue, byName: ReadonlyMap<string, Appender>) {
    super(element, undefined, catalogue, isNoReference);
    const name = attributeOf(element, 'name');
    this.name = name?.value ?? '';
    this.nameSpan = name && valueSpanOf(name);
    this.shadowedBy = this.name === '' ? undefined : byName.get(this.name);
  }
}

const isNoReference = (child: XmlElement): boolean => child.localName !== 'appender-ref';

function readReference(element: XmlElement, body: XmlElement | undefined): Draft<Reference> {
  const ref = attributeOf(element, 'ref');
  return {
    element,
    name: ref?.value ?? '',
    ...(ref && { nameSpan: valueSpanOf(ref) }),
    target: undefined,
    owner: ownerOf(element, body),
  };
}

function ownerOf(reference: XmlElement, body: XmlElement | undefined): Reference['owner'] {
  const parent = reference.parent;
  if (parent?.name === 'appender') return { kind: 'appender', element: parent };
  if (parent && parent.parent === body && isLogger(parent)) return { kind: 'logger', element: parent };
  return undefined;
}

class LoggerAt extends SettingsAt implements Logger {
  readonly isRoot: boolean;
  readonly name: string;
  readonly nameSpan?: Span;
  readonly additivity: boolean;
  readonly level?: NonNullable<Logger['level']>;
  readonly references: readonly Reference[];

  constructor(element: XmlElement, references: readonly Reference[], catalogue: Catalogue) {
    super(element, typeOf('logger', catalogue), catalogue, isNoLoggerPart);
    this.isRoot = element.localName === 'root';
    const name = this.isRoot ? undefined : attributeOf(element, 'name');
    this.name = name?.value ?? '';
    if (name) this.nameSpan = valueSpanOf(name);
    this.additivity = additivityOf(element, this.isRoot);
    const level = levelOf(element);
    if (level) this.level = level;
    this.references = references;
  }
}

const LOGGER_PARTS: ReadonlySet<string> = new Set(['appender-ref', 'level', 'priority']);
const isNoLoggerPart = (child: XmlElement): boolean => !LOGGER_PARTS.has(child.localName);

/** The last one counts; only its `value` attribute is read. */
function levelOf(element: XmlElement): Logger['level'] | undefined {
  const level = childElements(element).findLast(it => it.localName === 'level' || it.localName === 'priority');
  if (!level) return undefined;
  const value = attributeOf(level, 'value');
  return { text: value?.value ?? '', span: value ? valueSpanOf(value) : level.startTag };
}

/** The attribute, or a child element of that name, which comes later and wins. Anything but a boolean means true. */
function additivityOf(element: XmlElement, isRoot: boolean): boolean {
  const attribute = isRoot ? undefined : attributeText(element, 'additivity');
  const child = childElements(element).findLast(it => settingName(it) === 'additivity');
  const text = (child && attributeText(child, 'value')) ?? attribute;
  return text?.trim().toLowerCase() !== 'false';
}

function settingName(element: XmlElement): string {
  const name = element.localName === 'param' ? attributeText(element, 'name') : undefined;
  return (name ?? element.localName).toLowerCase();
}

const STRUCTURE: ReadonlySet<string> = new Set(['appender', 'logger', 'category', 'root', 'renderer']);
const isNoStructure = (child: XmlElement): boolean => !STRUCTURE.has(child.localName);

function typeOf(kind: 'logger' | 'repository', catalogue: Catalogue): TypeFact | undefined {
  return catalogue.typesOfKind(kind)[0];
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
