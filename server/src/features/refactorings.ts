/** Larger rewritings of an appender: a filter put in front, one written in place given a place of its own. */
import type { Appender, ConfiguredObject, Setting } from '../model/types';
import type { XmlElement } from '../syntax/tree';
import { escapeValue, holds, type Analysed, type Edit } from './analysed';
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
  const at = element.startTag.end;
  return [
    {
      title: `Put a filter in front of '${appender.name}': ${leastLevel} and above`,
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
  const name = named?.value ?? freeName(doc, shortName(inner.typeText ?? '').replace(/Appender$/, '') || 'Extracted');
  // A name that another appender has would lead the reference there.
  if (config.appenders.some(it => it.name === name && it.element !== inner.element)) return [];
  const own = named ? '' : ` name="${escapeValue(name)}"`;
  const { element } = inner;
  const tops = body.children.filter(it => it.kind === 'element');
  const holder = tops.find(it => it.span.start <= element.span.start && element.span.end <= it.span.end);
  const firstLogger = config.loggers.map(it => it.element).find(it => it.parent === body);
  const before = [holder, firstLogger].filter(it => it !== undefined).sort((a, b) => a.span.start - b.span.start)[0];
  if (!before || element.parent === body) return [];
  const { eol } = styleOf(text, before);
  const indent = indentOf(text, before);
  const written = text.slice(element.span.start, element.nameSpan.end) + own + text.slice(element.nameSpan.end, element.span.end);
  const moved = reindented(written, indentOf(text, element), indent);
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

const reindented = (text: string, from: string, to: string): string =>
  text
    .split('\n')
    .map((line, at) => (at > 0 && line.startsWith(from) ? to + line.slice(from.length) : line))
    .join('\n');

/** How the file breaks and indents its lines. */
export function styleOf(text: string, element: XmlElement): { readonly eol: string; readonly step: string } {
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    step: indentOf(text, element).includes('\t') || text.includes('\n\t') ? '\t' : '  ',
  };
}

/** The white space in front of an element on its line. */
export function indentOf(text: string, { span }: XmlElement): string {
  const line = text.lastIndexOf('\n', span.start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, span.start))?.[0] ?? '';
}
