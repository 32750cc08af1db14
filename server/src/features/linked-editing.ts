/** Linked editing: the name in a start tag and the one in its end tag change together. */
import type { Span } from '../syntax/tree';
import { elementAt } from '../syntax/walk';
import { holds, inScope, type Analysed } from './analysed';

/** Both names of the element whose tag name holds the offset; undefined where there is only one, or they differ already. */
export function linkedEditing(doc: Analysed, offset: number): readonly [Span, Span] | undefined {
  if (!inScope(doc, offset)) return undefined;
  const { document } = doc;
  const element = elementAt(document, offset);
  if (!element?.endNameSpan) return undefined;
  const { nameSpan, endNameSpan } = element;
  if (!holds(nameSpan, offset) && !holds(endNameSpan, offset)) return undefined;
  if (document.text.slice(endNameSpan.start, endNameSpan.end) !== element.name) return undefined;
  return [nameSpan, endNameSpan];
}
