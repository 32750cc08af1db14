/** Reading an element the way log4net does: attributes by exact name, text by what counts as text. */
import { parse } from '../syntax/parse';
import type { Span, XmlAttribute, XmlDocument, XmlElement } from '../syntax/tree';

/** The attribute of exactly that name; of several the first. */
export function attributeOf(element: XmlElement, name: string): XmlAttribute | undefined {
  return element.attributes.find(it => it.name === name);
}

/** The attribute's value; `undefined` when there is no such attribute, `''` when it has no value. */
export function attributeText(element: XmlElement, name: string): string | undefined {
  const attribute = attributeOf(element, name);
  return attribute && (attribute.value ?? '');
}

export function childElements(element: XmlElement): readonly XmlElement[] {
  return element.children.filter(it => it.kind === 'element');
}

/**
 * Text and CDATA of an element, joined, as the .NET document model keeps it: text of nothing but blanks does not count,
 * a CDATA section always does. `undefined` when there is none; its span runs from the first piece to the last.
 */
export function textOf(element: XmlElement): { readonly text: string; readonly span: Span } | undefined {
  let text = '';
  let span: Span | undefined;
  for (const node of element.children) {
    if (node.kind !== 'cdata' && !(node.kind === 'text' && /[^ \t\r\n]/.test(node.value))) continue;
    text += node.value;
    span = { start: span?.start ?? node.span.start, end: node.span.end };
  }
  return span && { text, span };
}

/** The attribute's value with raw tabs and line breaks kept, as readers of the first .NET versions hand it on. */
export function unnormalisedText(document: XmlDocument, attribute: XmlAttribute): string {
  const { valueSpan } = attribute;
  const raw = valueSpan ? document.text.slice(valueSpan.start, valueSpan.end) : '';
  if (!/[\t\r\n]/.test(raw)) return attribute.value ?? '';
  return raw
    .split(/([\t\r\n]+)/)
    .map((piece, index) =>
      index % 2 === 1 ? piece : (parse(`<a v="${piece.replaceAll('"', '&quot;')}"/>`).roots[0]?.attributes[0]?.value ?? piece),
    )
    .join('');
}

/** Where the value of an attribute stands; where it has none, the attribute itself. */
export function valueSpanOf(attribute: XmlAttribute): Span {
  return attribute.valueSpan ?? attribute.span;
}

/**
 * Every element below `top` in document order, without `top` itself. Iterative: a text of a million `<` is a tree, too,
 * and reading never fails.
 */
export function* descendants(top: XmlElement): Generator<XmlElement> {
  const stack: { readonly nodes: XmlElement['children']; at: number }[] = [{ nodes: top.children, at: 0 }];
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const node = frame.nodes[frame.at++];
    if (!node) {
      stack.pop();
      continue;
    }
    if (node.kind !== 'element') continue;
    yield node;
    if (node.children.length > 0) stack.push({ nodes: node.children, at: 0 });
  }
}
