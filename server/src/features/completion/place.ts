/** Where the cursor is, in the terms of completion. */
import type { Span, XmlAttribute, XmlElement, XmlNode } from '../../syntax/tree';
import { holds, type Analysed } from '../analysed';
import { elementsAround } from '../lookup';

export type Place =
  /** Between tags; `span` is the word or the `<` in front of the cursor. */
  | { readonly kind: 'content'; readonly parent: XmlElement | undefined; readonly span: Span; readonly bracket: boolean }
  /** In the name of a start tag; `span` begins with its `<`. */
  | { readonly kind: 'element-name'; readonly element: XmlElement; readonly span: Span; readonly nameOnly: boolean }
  /** Behind `</`; `span` is what is written of the end tag. */
  | { readonly kind: 'end-tag'; readonly open: XmlElement | undefined; readonly span: Span }
  | { readonly kind: 'attribute-name'; readonly element: XmlElement; readonly attribute: XmlAttribute | undefined; readonly span: Span }
  | { readonly kind: 'attribute-value'; readonly element: XmlElement; readonly attribute: XmlAttribute }
  /** In a comment, a CDATA section, a declaration: nothing is offered. */
  | { readonly kind: 'nothing' };

export function placeAt(doc: Analysed, offset: number): Place {
  const { document, text } = doc;
  const path = elementsAround(document.roots, offset);
  const element = path.at(-1);
  const endTag = endTagAt(doc, offset);
  if (endTag) return endTag;
  if (element && offset <= element.startTag.end && !(offset === element.startTag.end && text.charAt(offset - 1) === '>'))
    return inStartTag(text, element, offset);
  const siblings = element ? element.children : document.nodes;
  const node = siblings.find(it => it.span.start < offset && offset < it.span.end);
  if (node && silent(node)) return { kind: 'nothing' };
  return content(text, element, offset);
}

/** `</‸`, `</na‸me`, and a blank behind it. */
function endTagAt({ document, text }: Analysed, offset: number): Place | undefined {
  const line = text.slice(Math.max(0, offset - 200), offset);
  const begun = /<\/[^<>"'\s]*$/.exec(line);
  if (!begun) return undefined;
  const start = offset - begun[0].length;
  const path = elementsAround(document.roots, start);
  const inside = path.findLast(it => it.startTag.end <= start);
  if (inside?.children.some(it => silent(it) && it.span.start < start && start < it.span.end)) return { kind: 'nothing' };
  if (
    path.some(it =>
      it.attributes.some(attribute => attribute.valueSpan && attribute.valueSpan.start <= start && start < attribute.valueSpan.end),
    )
  )
    return undefined;
  const rest = /^[^<>"'\s]*>?/.exec(text.slice(offset))?.[0].length ?? 0;
  return { kind: 'end-tag', open: inside, span: { start, end: offset + rest } };
}

function inStartTag(text: string, element: XmlElement, offset: number): Place {
  if (holds(element.nameSpan, offset)) {
    const span = { start: element.span.start, end: element.nameSpan.end };
    // What follows on the line is the rest of this tag, or nothing that belongs to it.
    const whole = element.attributes.length > 0 || /^\s*\/?>/.test(text.slice(element.nameSpan.end, element.startTag.end));
    return { kind: 'element-name', element, span, nameOnly: whole };
  }
  for (const attribute of element.attributes) {
    if (holds(attribute.valueSpan, offset)) return { kind: 'attribute-value', element, attribute };
    if (holds(attribute.nameSpan, offset)) return { kind: 'attribute-name', element, attribute, span: attribute.nameSpan };
  }
  // A name needs a blank in front; right behind a quote there is nothing to say.
  const free = /\s/.test(text.charAt(offset - 1)) && !element.attributes.some(it => it.span.start < offset && offset < it.span.end);
  return free ? { kind: 'attribute-name', element, attribute: undefined, span: { start: offset, end: offset } } : { kind: 'nothing' };
}

function content(text: string, parent: XmlElement | undefined, offset: number): Place {
  const before = /<?[A-Za-z][\w.-]*$|<$/.exec(text.slice(Math.max(0, offset - 100), offset))?.[0] ?? '';
  return { kind: 'content', parent, span: { start: offset - before.length, end: offset }, bracket: before.startsWith('<') };
}

function silent({ kind }: XmlNode): boolean {
  return kind === 'comment' || kind === 'cdata' || kind === 'instruction' || kind === 'doctype';
}
