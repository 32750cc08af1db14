/** Selection ranges: what "Expand Selection" takes next, from the word under the cursor to the whole document. */
import type { Span, XmlElement, XmlNode } from '../syntax/tree';
import { holds, type Analysed } from './analysed';

/** Ever larger spans around the offset, innermost first; each holds the one before it and is larger. */
export function selectionRanges({ document, text }: Analysed, offset: number): readonly Span[] {
  const spans: Span[] = [{ start: 0, end: text.length }];
  const add = (span: Span | undefined): void => {
    const outer = spans.at(-1);
    if (!span || !outer || span.start < outer.start || span.end > outer.end) return;
    if (span.end - span.start === outer.end - outer.start || !holds(span, offset)) return;
    spans.push(span);
  };
  let nodes: readonly XmlNode[] = document.nodes;
  for (;;) {
    const node: XmlNode | undefined =
      nodes.find(it => it.span.start <= offset && offset < it.span.end) ?? nodes.find(it => holds(it.span, offset));
    if (!node) break;
    if (node.kind !== 'element') {
      if (node.kind !== 'text' || node.value.trim() !== '') add(trimmed(text, node.span));
      break;
    }
    add(node.span);
    const content = contentOf(node);
    const inside = content !== undefined && holds(content, offset) && offset >= node.startTag.end;
    if (!inside) {
      tagParts(node).forEach(add);
      break;
    }
    add(content);
    add(trimmed(text, content));
    nodes = node.children;
  }
  add(wordAt(text, offset));
  return spans.reverse();
}

function contentOf({ startTag, endTag, selfClosing, span }: XmlElement): Span | undefined {
  return selfClosing ? undefined : { start: startTag.end, end: endTag?.start ?? span.end };
}

function tagParts(element: XmlElement): readonly (Span | undefined)[] {
  const { startTag, endTag, nameSpan, endNameSpan, attributes } = element;
  const parts = attributes.flatMap(({ span, nameSpan: name, valueSpan }) => [
    span,
    valueSpan && { start: valueSpan.start - 1, end: valueSpan.end + 1 },
    valueSpan,
    name,
  ]);
  return [startTag, endTag, nameSpan, endNameSpan, ...parts];
}

function trimmed(text: string, { start, end }: Span): Span {
  const inner = text.slice(start, end);
  return { start: start + (inner.length - inner.trimStart().length), end: Math.max(start, end - (inner.length - inner.trimEnd().length)) };
}

function wordAt(text: string, offset: number): Span | undefined {
  let start = offset;
  let end = offset;
  while (start > 0 && /[\p{L}\p{N}_]/u.test(text.charAt(start - 1))) start--;
  while (end < text.length && /[\p{L}\p{N}_]/u.test(text.charAt(end))) end++;
  return start === end ? undefined : { start, end };
}
