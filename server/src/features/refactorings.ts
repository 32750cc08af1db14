/** Larger rewritings of an appender: a filter put in front, one written in place given a place of its own. */
import type { Appender, ConfiguredObject, Setting } from '../model/types';
import { behindItsComments, indentOf, indentStep } from '../syntax/indentation';
import { nodesOf } from '../syntax/walk';
import type { Span, XmlElement, XmlNode } from '../syntax/tree';
import { applyEdits, escapeValue, holds, type Analysed, type Edit } from './analysed';
import { shortName } from './describe';

export interface Refactoring {
  readonly title: string;
  readonly kind: 'refactor.rewrite' | 'refactor.extract';
  readonly edits: readonly Edit[];
}

/** From here upwards events pass the new filter, EMERGENCY included: without a highest level there is no upper end. */
const leastLevel = 'WARN';

/** An appender without a filter gets one that means something on its own: a range of levels drops what lies outside. */
export function wrapInFilter({ catalogue, config, text }: Analysed, appender: Appender, offset: number): readonly Refactoring[] {
  const { element, settings, type } = appender;
  const filter = catalogue.typesOfKind('filter').find(it => it.behaviour === 'level-range');
  if (!filter || !type || element.endTag === undefined || !holds(element.startTag, offset)) return [];
  const property = catalogue.properties(type).find(it => it.accepts?.includes('filter') === true);
  if (property === undefined || settings.some(it => it.name.toLowerCase() === property.name.toLowerCase())) return [];
  const write = (name: string, value: string): string =>
    config.dialect === 'qlik' ? `<param name="${name}" value="${value}" />` : `<${name} value="${value}" />`;
  const { eol, step } = styleOf(text, element);
  const indent = indentOf(text, element) + step;
  // In front of everything else: Qlik's schema wants filters first.
  const lines = [`<filter type="${filter.type}">`, `${step}${write('levelMin', leastLevel)}`, '</filter>'];
  const at = behindItsComments(text, element.startTag);
  return [
    {
      title: `Put a filter in front of ${appender.name === '' ? 'this appender' : `'${appender.name}'`}: ${leastLevel} and above`,
      kind: 'refactor.rewrite',
      edits: [{ span: { start: at, end: at }, text: lines.map(it => `${eol}${indent}${it}`).join('') }],
    },
  ];
}

/** An appender that is written inside a logger or another appender moves up, and a reference stays in its place. */
export function extractAppender(doc: Analysed, offset: number): readonly Refactoring[] {
  const { config, text } = doc;
  const { body } = config;
  const inner = innerAppenderAt(doc, offset);
  if (!body || !inner) return [];
  const named = inner.element.attributes.find(it => it.name === 'name');
  // Nothing can refer to an empty name.
  const name = named?.value || freeName(doc, shortName(inner.typeText ?? '').replace(/Appender$/, '') || 'Extracted');
  // A name that another appender has would lead the reference there.
  if (config.appenders.some(it => it.name === name && it.element !== inner.element)) return [];
  const { element } = inner;
  const tops = body.children.filter(it => it.kind === 'element');
  const holder = tops.find(it => it.span.start <= element.span.start && element.span.end <= it.span.end);
  const firstLogger = config.loggers.map(it => it.element).find(it => it.parent === body);
  const before = [holder, firstLogger].filter(it => it !== undefined).sort((a, b) => a.span.start - b.span.start)[0];
  if (!before || element.parent === body) return [];
  const { eol } = styleOf(text, before);
  const indent = indentOf(text, before);
  const { end: behind } = element.nameSpan;
  const naming: readonly Edit[] = named?.value
    ? []
    : [
        named
          ? { span: named.span, text: `name="${escapeValue(name)}"` }
          : { span: { start: behind, end: behind }, text: ` name="${escapeValue(name)}"` },
      ];
  const moved = cut(text, element.span, [...naming, ...reindented(doc, element, indentOf(text, element), indent)]);
  const at = before.span.start;
  return [
    {
      title: `Extract appender '${name}'`,
      kind: 'refactor.extract',
      edits: [
        { span: { start: at, end: at }, text: `${moved}${eol}${indent}` },
        { span: element.span, text: `<appender-ref ref="${escapeValue(name)}" />` },
      ],
    },
  ];
}

/** The innermost appender written in place whose start tag holds the offset. */
function innerAppenderAt({ config }: Analysed, offset: number): ConfiguredObject | undefined {
  // An appender inside another is a place to begin itself.
  const inside = (settings: readonly Setting[]): readonly ConfiguredObject[] =>
    settings.flatMap(({ object }) => (object ? [object, ...(object.element.name === 'appender' ? [] : inside(object.settings))] : []));
  const all = [...config.appenders, ...config.loggers].filter(it => holds(it.element.span, offset)).flatMap(it => inside(it.settings));
  return all.findLast(
    ({ element, type }) => element.localName === 'appender' && type?.kind === 'appender' && holds(element.startTag, offset),
  );
}

function freeName({ config }: Analysed, wanted: string): string {
  const taken = new Set(config.appenders.map(it => it.name));
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}${count}`;
  return name;
}

/** The text of a span after the edits, all of which lie in it. */
function cut(text: string, { start, end }: Span, edits: readonly Edit[]): string {
  const inside = edits.map(it => ({ span: { start: it.span.start - start, end: it.span.end - start }, text: it.text }));
  return applyEdits(text.slice(start, end), inside);
}

/** Gives the lines of an element another indent, but for those that begin inside a value: there the blanks are part of it. */
function reindented({ text, document }: Analysed, { span }: XmlElement, from: string, to: string): readonly Edit[] {
  const values = [...nodesOf(document)]
    .filter(it => it.span.start >= span.start && it.span.end <= span.end)
    .flatMap(it =>
      it.kind === 'element' ? it.attributes.flatMap(({ valueSpan }) => valueSpan ?? []) : isValue(it, text) ? [it.span] : [],
    );
  const lines = [...text.slice(span.start, span.end).matchAll(/\n/g)].map(it => span.start + it.index + 1);
  return lines
    .filter(line => text.startsWith(from, line) && !values.some(it => it.start < line && line <= it.end))
    .map(line => ({ span: { start: line, end: line + from.length }, text: to }));
}

function isValue({ kind, span }: XmlNode, text: string): boolean {
  return kind === 'cdata' || (kind === 'text' && text.slice(span.start, span.end).trim() !== '');
}

/** How the file breaks and indents its lines. */
export function styleOf(text: string, element: XmlElement): { readonly eol: string; readonly step: string } {
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    step: indentStep(text, element),
  };
}
