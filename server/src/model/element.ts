/** Reading an element the way log4net does: attributes by exact name, text by what counts as text. */
import { parse } from '../syntax/parse';
import type { Span, XmlAttribute, XmlCData, XmlDocument, XmlElement, XmlText } from '../syntax/tree';

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
export function textOf(
  element: XmlElement,
  read: (node: XmlText | XmlCData) => string = it => it.value,
): { readonly text: string; readonly span: Span } | undefined {
  let text = '';
  let span: Span | undefined;
  for (const node of element.children) {
    if (node.kind !== 'cdata' && !(node.kind === 'text' && /[^ \t\r\n]/.test(node.value))) continue;
    text += read(node);
    span = { start: span?.start ?? node.span.start, end: node.span.end };
  }
  return span && { text, span };
}

/** The attribute's value with raw tabs and line breaks kept, as readers of the first .NET versions hand it on. */
export function unnormalisedText(document: XmlDocument, attribute: XmlAttribute): string {
  const { valueSpan } = attribute;
  const raw = valueSpan ? document.text.slice(valueSpan.start, valueSpan.end) : '';
  if (!/[\t\r\n]/.test(raw)) return attribute.value ?? '';
  return keepingBlanks(raw, piece => parse(`<a v="${piece.replaceAll('"', '&quot;')}"/>`).roots[0]?.attributes[0]?.value);
}

/** Text or CDATA with its line breaks as they are written, as the same readers hand it on. */
export function unnormalisedContent(document: XmlDocument, node: XmlText | XmlCData): string {
  const raw = document.text.slice(node.span.start, node.span.end);
  if (!raw.includes('\r')) return node.value;
  if (node.kind === 'cdata') return raw.replace(/^<!\[CDATA\[/, '').replace(/\]\]>$/, '');
  return keepingBlanks(raw, piece => {
    const [content] = parse(`<a>${piece}</a>`).roots[0]?.children ?? [];
    return content?.kind === 'text' ? content.value : undefined;
  });
}

/** Decodes what stands between raw tabs and line breaks, and leaves those alone. */
function keepingBlanks(raw: string, decode: (piece: string) => string | undefined): string {
  const pieces = raw.split(/([\t\r\n]+)/);
  return pieces.map((piece, index) => (index % 2 === 1 ? piece : (decode(piece) ?? piece))).join('');
}

/** Where the value of an attribute stands; where it has none, the attribute itself. */
export function valueSpanOf(attribute: XmlAttribute): Span {
  return attribute.valueSpan ?? attribute.span;
}

/**
 * Every element below `top` in document order, without `top` itself. Iterative: a text of a million `<` is a tree, too,
 * and reading never fails.
 */
export function descendants(top: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = [];

  const stack: { readonly nodes: XmlElement['children']; at: number }[] = [{ nodes: top.children, at: 0 }];
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const node = frame.nodes[frame.at++];
    if (!node) {
      stack.pop();
      continue;
    }
    if (node.kind !== 'element') continue;
    found.push(node);
    if (node.children.length > 0) stack.push({ nodes: node.children, at: 0 });
  }
  return found;
}
