/** What the cursor is in: one union, asked once, switched on everywhere. */
import { EQUALS, GREATER_THAN, isBlank, isNameChar } from './characters';
import type { Span, XmlAttribute, XmlCData, XmlComment, XmlDoctype, XmlDocument, XmlElement, XmlInstruction, XmlText } from './tree';
import { isBrokenOff, nodeAt } from './walk';

/** `word`: the run of name characters around the offset; empty where there is none. */
export type Site =
  /** Between tags, where a tag could be typed; `parent` is undefined at the top level. */
  | { readonly kind: 'content'; readonly parent: XmlElement | undefined; readonly word: Span }
  /** In text that is not blank, or in a CDATA section. */
  | { readonly kind: 'text'; readonly parent: XmlElement | undefined; readonly node: XmlText | XmlCData; readonly word: Span }
  /** In the name of a start tag, or right behind a `<`. */
  | { readonly kind: 'elementName'; readonly element: XmlElement; readonly word: Span }
  /** Where an attribute's name stands or could be typed; `attribute` is undefined where there is none yet. */
  | { readonly kind: 'attributeName'; readonly element: XmlElement; readonly attribute: XmlAttribute | undefined; readonly word: Span }
  /** Between the quotes, or behind a `=` that has none; `span` is the whole value. */
  | {
      readonly kind: 'attributeValue';
      readonly element: XmlElement;
      readonly attribute: XmlAttribute;
      readonly span: Span;
      readonly word: Span;
    }
  /** Inside a start tag where nothing can be typed without a blank before it: behind a closing quote, around `/`. */
  | { readonly kind: 'tag'; readonly element: XmlElement; readonly word: Span }
  /** In an end tag; `element` is the one it closes, or, for a stray one, the one it could close. */
  | { readonly kind: 'endTagName'; readonly element: XmlElement | undefined; readonly word: Span }
  | { readonly kind: 'comment'; readonly parent: XmlElement | undefined; readonly node: XmlComment; readonly word: Span }
  /** In a processing instruction, the XML declaration or a DOCTYPE. */
  | { readonly kind: 'outside'; readonly node: XmlInstruction | XmlDoctype; readonly word: Span };

/** The site of an offset. Total: any offset of any document has one; offsets beyond the text count as its end. */
export function siteAt(document: XmlDocument, offset: number): Site {
  const { text } = document;
  const at = Math.min(Math.max(0, offset), text.length);
  const word = wordAt(text, at);
  const node = nodeAt(document, at);
  switch (node?.kind) {
    case undefined:
      return between(document, undefined, at, word);
    case 'comment':
      return { kind: 'comment', parent: node.parent, node, word };
    case 'instruction':
    case 'doctype':
      return { kind: 'outside', node, word };
    case 'cdata':
      return { kind: 'text', parent: node.parent, node, word };
    case 'text':
      if (isBlankText(text, node.span)) return between(document, node.parent, at, word);
      return { kind: 'text', parent: node.parent, node, word };
    case 'element':
      return inElement(document, node, at, word);
  }
}

function inElement(document: XmlDocument, element: XmlElement, at: number, word: Span): Site {
  const { text } = document;
  const { startTag, endTag } = element;
  if (at < startTag.end || (at === startTag.end && isBrokenOff(text, element))) return inStartTag(text, element, at, word);
  if (endTag !== undefined && at > endTag.start) return { kind: 'endTagName', element, word };
  return between(document, element, at, word);
}

function inStartTag(text: string, element: XmlElement, at: number, word: Span): Site {
  if (at <= element.nameSpan.end) return { kind: 'elementName', element, word: element.nameSpan };
  for (const attribute of element.attributes) {
    const { nameSpan, valueSpan, span } = attribute;
    if (at < span.start) break;
    if (at > span.end && !(valueSpan !== undefined && attribute.quote === undefined && isJustBehind(text, span.end, at))) continue;
    if (at <= nameSpan.end) return { kind: 'attributeName', element, attribute, word: nameSpan };
    if (valueSpan === undefined) continue;
    if (at >= valueSpan.start && at <= valueSpan.end) return { kind: 'attributeValue', element, attribute, span: valueSpan, word };
    if (at > valueSpan.end && attribute.quote !== undefined) return { kind: 'tag', element, word: { start: at, end: at } };
    if (at > valueSpan.end || hasEquals(text, nameSpan.end, at))
      return {
        kind: 'attributeValue',
        element,
        attribute,
        span: valueSpan,
        word: at < valueSpan.start || at > valueSpan.end ? { start: at, end: at } : valueSpan,
      };
    return { kind: 'tag', element, word: { start: at, end: at } };
  }
  const free = isBlank(text.charCodeAt(at - 1)) && text.charCodeAt(at) !== EQUALS;
  return free
    ? { kind: 'attributeName', element, attribute: undefined, word: { start: at, end: at } }
    : { kind: 'tag', element, word: { start: at, end: at } };
}

/** Not inside any tag of the tree: content, or a stray end tag, which is no node. */
function between(document: XmlDocument, parent: XmlElement | undefined, at: number, word: Span): Site {
  const { text } = document;
  // A stray end tag stands in a gap between nodes: look back to its `</`, if that comes before any other tag.
  for (let back = at - 1; back >= 0 && at - back < 200; back--) {
    const code = text.charCodeAt(back);
    if (code === GREATER_THAN) break;
    if (code !== 0x3c) continue;
    if (text.charCodeAt(back + 1) === 0x2f && back + 1 < at) return { kind: 'endTagName', element: parent, word };
    break;
  }
  return { kind: 'content', parent, word };
}

function wordAt(text: string, at: number): Span {
  let start = at;
  while (start > 0 && isNameChar(text.charCodeAt(start - 1))) start--;
  let end = at;
  while (end < text.length && isNameChar(text.charCodeAt(end))) end++;
  return { start, end };
}

function isBlankText(text: string, span: Span): boolean {
  for (let at = span.start; at < span.end; at++) if (!isBlank(text.charCodeAt(at))) return false;
  return true;
}

function hasEquals(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === EQUALS) return true;
  return false;
}

/** Blanks between a `=` without a value and the cursor: `value= ‸/>`. */
function isJustBehind(text: string, from: number, to: number): boolean {
  if (text.charCodeAt(from - 1) !== EQUALS) return false;
  for (let at = from; at < to; at++) if (!isBlank(text.charCodeAt(at))) return false;
  return true;
}
