/**
 * Formatting: one element per line, indented by depth. Only white space between tags and between attributes is changed:
 * values, text and comments stay as written, so that the meaning cannot change. A tag that is broken stays as it is, and a
 * text whose tags do not pair up is not formatted at all: its depth is anybody's guess.
 */
import type { Span, SyntaxCode, XmlElement, XmlNode } from '../syntax/tree';
import { ancestors } from '../syntax/walk';
import type { Analysed, Edit } from './analysed';

export interface FormatOptions {
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

/** Edits that format the text, or only what touches `range`; `[]` when all is well or nothing can be done. */
export function format(doc: Analysed, options: FormatOptions, range: Span = doc.scope): readonly Edit[] {
  const { document, text, config, scope } = doc;
  if (document.issues.some(it => pairing.has(it.code))) return [];
  const style: Style = {
    text,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    unit: options.insertSpaces ? ' '.repeat(Math.max(1, options.tabSize)) : '\t',
    broken: document.issues.filter(it => it.code !== 'placeholder').map(it => it.span),
  };
  const edits =
    scope.start === 0 && scope.end === text.length
      ? topLevel(document.nodes, style)
      : config.body
        ? [...elementEdits(config.body, depthOf(config.body), style)]
        : [];
  return edits.filter(
    ({ span, text: to }) => span.end >= range.start && span.start <= range.end && text.slice(span.start, span.end) !== to,
  );
}

/** Issues after which nobody knows what is inside what. */
const pairing: ReadonlySet<SyntaxCode> = new Set([
  'unclosed-tag',
  'unclosed-element',
  'unexpected-end-tag',
  'unclosed-comment',
  'unclosed-section',
  'missing-quote',
  'raw-less-than',
  'invalid-name',
]);

interface Style {
  readonly text: string;
  readonly eol: string;
  readonly unit: string;
  readonly broken: readonly Span[];
}

function topLevel(nodes: readonly XmlNode[], style: Style): readonly Edit[] {
  const { text, eol } = style;
  const parts = nodes.filter(it => !isBlank(it, text));
  if (parts.some(it => it.kind === 'text' || it.kind === 'cdata'))
    return parts.flatMap(it => (it.kind === 'element' ? [...elementEdits(it, 0, style)] : []));
  const edits = [...gaps(parts, { start: text.startsWith('\uFEFF') ? 1 : 0, end: text.length }, 0, style)];
  const last = parts.at(-1);
  // The end of the file: one line break, whatever blank lines there were.
  if (last) edits[edits.length - 1] = { span: { start: last.span.end, end: text.length }, text: eol };
  const [first] = edits;
  if (first) edits[0] = { span: first.span, text: '' };
  return [...edits, ...parts.flatMap(it => (it.kind === 'element' ? [...elementEdits(it, 0, style)] : []))];
}

/** The element with all below it. Iterative: nobody says how deep a text may be. */
function* elementEdits(top: XmlElement, topDepth: number, style: Style): Generator<Edit> {
  const waiting: { readonly element: XmlElement; readonly depth: number }[] = [{ element: top, depth: topDepth }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { element, depth } = next;
    if (element.attributes.some(it => it.name === 'xml:space' && it.value === 'preserve')) continue;
    yield* tagEdits(element, depth, style);
    if (element.selfClosing || !element.endTag) continue;
    const parts = element.children.filter(it => !isBlank(it, style.text));
    // Text is a value: what stands around it belongs to it.
    // Blanks alone are no value to log4net: an end tag that begins its line goes below its start tag.
    const content = { start: element.startTag.end, end: element.endTag.start };
    if (parts.length === 0 && style.text.slice(content.start, content.end).includes('\n'))
      yield { span: content, text: style.eol + style.unit.repeat(depth) };
    if (parts.length === 0 || parts.some(it => it.kind === 'text' || it.kind === 'cdata')) continue;
    yield* gaps(parts, content, depth + 1, style);
    for (const part of parts) if (part.kind === 'element') waiting.push({ element: part, depth: depth + 1 });
  }
}

/** The white space before, between and after the parts; the last gap belongs to the closing tag, one level up. */
function* gaps(parts: readonly XmlNode[], content: Span, depth: number, style: Style): Generator<Edit> {
  const { text, eol, unit } = style;
  let at = content.start;
  for (const [index, part] of parts.entries()) {
    const gap = text.slice(at, part.span.start);
    // A comment behind something on the same line speaks about it, and stays there.
    const trailing = part.kind === 'comment' && !gap.includes('\n') && (index > 0 || content.start > 0);
    const blankLine = index > 0 && breaks(gap) > 1 ? eol : '';
    yield { span: { start: at, end: part.span.start }, text: trailing ? (gap === '' ? '' : ' ') : blankLine + eol + unit.repeat(depth) };
    at = part.span.end;
  }
  yield { span: { start: at, end: content.end }, text: eol + unit.repeat(Math.max(0, depth - 1)) };
}

/** Attributes one blank apart, or on lines of their own where they were; nothing around `=`. */
function* tagEdits(element: XmlElement, depth: number, style: Style): Generator<Edit> {
  const { startTag, nameSpan, attributes, selfClosing } = element;
  const { text, eol, unit, broken } = style;
  if (broken.some(it => it.start < startTag.end && it.end > startTag.start)) return;
  let at = nameSpan.end;
  for (const { span, nameSpan: name, valueSpan, quote } of attributes) {
    const gap = text.slice(at, span.start);
    yield { span: { start: at, end: span.start }, text: gap.includes('\n') ? eol + unit.repeat(depth + 1) : ' ' };
    if (valueSpan && quote) yield { span: { start: name.end, end: valueSpan.start - 1 }, text: '=' };
    at = span.end;
  }
  const close = startTag.end - (selfClosing ? 2 : 1);
  const gap = text.slice(at, close);
  const padded = selfClosing && gap !== '' && !gap.includes('\n');
  yield { span: { start: at, end: close }, text: padded ? ' ' : gap.includes('\n') ? eol + unit.repeat(depth) : '' };
  if (element.endNameSpan && element.endTag) yield { span: { start: element.endNameSpan.end, end: element.endTag.end - 1 }, text: '' };
}

/** XML's white space, as written: a no-break space or `&#32;` is text. */
function isBlank({ kind, span }: XmlNode, text: string): boolean {
  return kind === 'text' && /^[ \t\r\n]*$/.test(text.slice(span.start, span.end));
}

function breaks(gap: string): number {
  return gap.split('\n').length - 1;
}

function depthOf(element: XmlElement): number {
  return [...ancestors(element)].length;
}
