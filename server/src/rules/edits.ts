/** Edits that keep a file tidy. */
import type { ConfiguredObject } from '../model/types';
import { indentStep } from '../syntax/indentation';
import type { Span, XmlElement } from '../syntax/tree';
import type { Fix, TextEdit } from './rule';

/** Text made fit to stand between quotes. */
export function escapeValue(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}

/** A fix that replaces one stretch of text. */
export function replacement(title: string, span: Span, text: string, preferred = false): Fix {
  return { title, edits: [{ span, text }], ...(preferred && { preferred }) };
}

/** One that replaces an attribute's value: the text is made fit for the quotes it stands between. */
export function replacedValue(title: string, document: string, span: Span, text: string, preferred = false): Fix {
  const escaped = escapeValue(text);
  return replacement(title, span, document[span.start - 1] === "'" ? escaped.replaceAll("'", '&apos;') : escaped, preferred);
}

/** Takes an element out together with its line, where it has one for itself. */
export function removal(text: string, element: XmlElement): TextEdit {
  return { span: wholeLines(text, element.span), text: '' };
}

/** The order in which parts are written, which Qlik's schema insists on; a property in short form counts as a param. */
const ORDER = ['filter', 'evaluator', 'lossyevaluator', 'converter', 'level', 'param', 'layout', 'appender-ref'];

/** A new child where its kind belongs, on a line of its own, indented like its siblings. Works for `<a/>`, too. */
export function added(text: string, element: XmlElement, child: string): TextEdit {
  const elements = element.children.filter(it => it.kind === 'element');
  const last = elements.at(-1);
  if (last === undefined) return asOnlyChild(text, element, child);
  const rank = rankOf(/^<([^\s/>]+)/.exec(child)?.[1] ?? '');
  const next = elements.find(it => rankOf(it.localName) > rank);
  if (next !== undefined) return insertedBefore(text, next, child);
  return insertedAfter(text, last, child);
}

function rankOf(name: string): number {
  const at = ORDER.indexOf(name.toLowerCase());
  return at < 0 ? ORDER.indexOf('param') : at;
}

/** A new element directly behind another, on a line of its own where that one has one. */
export function insertedAfter(text: string, sibling: XmlElement, added: string): TextEdit {
  const { end, start } = sibling.span;
  return { span: { start: end, end }, text: startsLine(text, start) ? lineBreak(text) + indentOf(text, start) + added : added };
}

/** A new element directly before another. */
export function insertedBefore(text: string, sibling: XmlElement, added: string): TextEdit {
  const { start } = sibling.span;
  return { span: { start, end: start }, text: startsLine(text, start) ? added + lineBreak(text) + indentOf(text, start) : added };
}

/** A property written as the neighbours are: by `param` where they are, as Qlik wants it. */
export function propertyElement(owner: ConfiguredObject, byParam: boolean, name: string, value: string): string {
  const param = byParam || owner.settings.some(it => it.form === 'param');
  return param ? `<param name="${name}" value="${escapeValue(value)}" />` : `<${name} value="${escapeValue(value)}" />`;
}

export function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The blanks the line of an offset begins with. */
export function indentOf(text: string, offset: number): string {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  let end = start;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return text.slice(start, Math.min(end, offset));
}

function asOnlyChild(text: string, element: XmlElement, child: string): TextEdit {
  const outer = indentOf(text, element.span.start);
  const inner = outer + indentStep(text, element);
  const body = `${lineBreak(text)}${inner}${child}${lineBreak(text)}${outer}`;
  if (!element.selfClosing) {
    const end = element.endTag?.start ?? element.span.end;
    return { span: { start: element.startTag.end, end }, text: body };
  }
  let from = element.startTag.end - 2;
  while (text[from - 1] === ' ') from--;
  return { span: { start: from, end: element.startTag.end }, text: `>${body}</${element.name}>` };
}

function wholeLines(text: string, { start, end }: Span): Span {
  let from = start;
  while (text[from - 1] === ' ' || text[from - 1] === '\t') from--;
  let to = end;
  while (text[to] === ' ' || text[to] === '\t') to++;
  const atLineStart = from === 0 || text[from - 1] === '\n' || text[from - 1] === '\r';
  const atLineEnd = to === text.length || text[to] === '\n' || text[to] === '\r';
  if (!atLineStart || !atLineEnd) return { start, end };
  if (text[to] === '\r' && text[to + 1] === '\n') to += 2;
  else if (to < text.length) to++;
  return { start: from, end: to };
}

export function startsLine(text: string, offset: number): boolean {
  let at = offset;
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at--;
  return at === 0 || text[at - 1] === '\n' || text[at - 1] === '\r';
}
