/** Document symbols: appenders with what they are made of, loggers with where they send. */
import type { ConfiguredObject, Logger, Setting } from '../model/types';
import type { Span, XmlElement } from '../syntax/tree';
import type { Analysed } from './analysed';
import { isSecret } from './secrets';

export interface OutlineSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'configuration' | 'appender' | 'logger' | 'level' | 'object' | 'property' | 'reference';
  readonly span: Span;
  /** Lies within `span`. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineSymbol[];
}

/** The outline; empty where there is no configuration. */
export function symbols({ config }: Analysed): readonly OutlineSymbol[] {
  const { body } = config;
  if (!body) return [];
  const nested = new Set(config.appenders.map(it => it.element).filter(it => it.parent !== body));
  const children = [
    ...config.appenders.filter(it => !nested.has(it.element)).map(it => appenderSymbol(it, it.name, it.nameSpan)),
    ...config.loggers.map(loggerSymbol),
  ].sort((a, b) => a.span.start - b.span.start);
  return [{ name: body.name, detail: '', kind: 'configuration', span: body.span, nameSpan: body.nameSpan, children }];
}

/** Appenders and loggers whose name holds all letters of the query in order; for "Go to Symbol in Workspace". */
export function findSymbols(doc: Analysed, query: string): readonly OutlineSymbol[] {
  const wanted = query.toLowerCase().split('');
  const fits = ({ name }: OutlineSymbol): boolean => {
    let at = -1;
    const text = name.toLowerCase();
    return wanted.every(unit => (at = text.indexOf(unit, at + 1)) >= 0);
  };
  return symbols(doc)
    .flatMap(it => it.children)
    .filter(it => (it.kind === 'appender' || it.kind === 'logger') && fits(it));
}

function appenderSymbol(object: ConfiguredObject, name: string, nameSpan: Span | undefined): OutlineSymbol {
  return {
    name: name || '(appender without a name)',
    detail: shortType(object.typeText),
    kind: 'appender',
    span: object.element.span,
    nameSpan: nameSpan ?? object.element.nameSpan,
    children: object.settings.map(settingSymbol),
  };
}

function loggerSymbol(logger: Logger): OutlineSymbol {
  const references = logger.references.map<OutlineSymbol>(({ element, name, nameSpan }) => ({
    name: `→ ${name}`,
    detail: '',
    kind: 'reference',
    span: element.span,
    nameSpan: nameSpan ?? element.nameSpan,
    children: [],
  }));
  return {
    name: logger.isRoot ? 'root' : logger.name || '(logger without a name)',
    detail: [logger.level?.text, logger.references.map(it => `→ ${it.name}`).join(' ')].filter(Boolean).join(' '),
    kind: 'logger',
    span: logger.element.span,
    nameSpan: logger.nameSpan ?? logger.element.nameSpan,
    children: references,
  };
}

function settingSymbol({ element, name, nameSpan, value, object }: Setting): OutlineSymbol {
  return {
    name: name || element.name || '(no name)',
    detail: object ? shortType(object.typeText) : outlined(name, value?.text ?? ''),
    kind: object ? 'object' : 'property',
    span: element.span,
    nameSpan: within(nameSpan, element),
    children: object?.settings.map(settingSymbol) ?? [],
  };
}

function within(span: Span, { span: whole, nameSpan }: XmlElement): Span {
  return span.start >= whole.start && span.end <= whole.end ? span : nameSpan;
}

/** `Name` of `A.B.Name, Assembly`; nested types keep their owner. */
function shortType(typeText: string | undefined): string {
  return typeText?.split(',')[0]?.trim().split('.').at(-1) ?? '';
}

/** One line, and never a secret: an outline is shared on screens. */
function outlined(name: string, value: string): string {
  if (isSecret(name)) return value === '' ? '' : '••••';
  const line = value.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
