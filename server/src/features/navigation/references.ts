/** Find all references, and the highlights of the name under the cursor. */
import type { Span } from '../../syntax/tree';
import type { Analysed } from '../analysed';
import { thingAt } from './names';

/** Every use of the name under the cursor in document order; with its declarations where asked. */
export function references(doc: Analysed, offset: number, withDeclaration: boolean): readonly Span[] {
  const thing = thingAt(doc, offset)?.thing;
  if (!thing) return [];
  const declared = withDeclaration ? thing.declarations.map(it => it.nameSpan) : [];
  return [...declared, ...thing.uses].sort((a, b) => a.start - b.start);
}

export interface Highlight {
  readonly span: Span;
  /** `write`: the name is given here; `read`: it is used. */
  readonly kind: 'read' | 'write';
}

/** The same places, told apart. */
export function documentHighlights(doc: Analysed, offset: number): readonly Highlight[] {
  const thing = thingAt(doc, offset)?.thing;
  if (!thing) return [];
  return [
    ...thing.declarations.map<Highlight>(it => ({ span: it.nameSpan, kind: 'write' })),
    ...thing.uses.map<Highlight>(span => ({ span, kind: 'read' })),
  ].sort((a, b) => a.span.start - b.span.start);
}
