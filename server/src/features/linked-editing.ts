/** Linked editing: the name in a start tag and the one in its end tag change together. */
import type { Span, XmlElement, XmlNode } from '../syntax/tree';
import { holds, type Analysed } from './analysed';

/** Both names of the element whose tag name holds the offset; undefined where there is only one, or they differ already. */
export function linkedEditing({ document }: Analysed, offset: number): readonly [Span, Span] | undefined {
  const element = innermost(document.nodes, offset);
  if (!element?.endNameSpan) return undefined;
  const { nameSpan, endNameSpan } = element;
  if (!holds(nameSpan, offset) && !holds(endNameSpan, offset)) return undefined;
  if (document.text.slice(endNameSpan.start, endNameSpan.end) !== element.name) return undefined;
  return [nameSpan, endNameSpan];
}

function innermost(nodes: readonly XmlNode[], offset: number): XmlElement | undefined {
  for (const node of nodes) {
    if (node.kind !== 'element' || !holds(node.span, offset)) continue;
    const inner = innermost(node.children, offset);
    if (inner) return inner;
    if (holds(node.nameSpan, offset) || holds(node.endNameSpan, offset)) return node;
  }
  return undefined;
}
