/** Folding: elements and comments over several lines, and `<!-- #region -->` … `<!-- #endregion -->`. */
import type { Span, XmlDocument, XmlNode } from '../syntax/tree';
import { elementsOf, nodesOf } from '../syntax/walk';
import type { Analysed } from './analysed';

export interface Fold {
  /** From where the first line is kept to the last character that disappears. */
  readonly span: Span;
  readonly kind: 'element' | 'comment' | 'region';
}

/** Every fold of more than one line, in document order of its start. */
export function folding({ document, text, scope }: Analysed): readonly Fold[] {
  const families = [document.nodes, ...Array.from(elementsOf(document), it => it.children)];
  const folds = [...nodeFolds(document), ...families.flatMap(it => [...regionFolds(it)])];
  return folds
    .filter(({ span }) => span.start >= scope.start && span.end <= scope.end && text.slice(span.start, span.end).includes('\n'))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

function* nodeFolds(document: XmlDocument): Generator<Fold> {
  for (const node of nodesOf(document)) {
    if (node.kind === 'comment') yield { span: node.span, kind: 'comment' };
    if (node.kind === 'element') yield { span: { start: node.span.start, end: node.endTag?.start ?? node.span.end }, kind: 'element' };
  }
}

/** Regions pair up among the children of one element; one that is never ended is none. */
function* regionFolds(siblings: readonly XmlNode[]): Generator<Fold> {
  const open: Span[] = [];
  for (const node of siblings) {
    if (node.kind !== 'comment') continue;
    if (/^\s*#region\b/.test(node.value)) open.push(node.span);
    if (!/^\s*#endregion\b/.test(node.value)) continue;
    const start = open.pop();
    if (start) yield { span: { start: start.start, end: node.span.end }, kind: 'region' };
  }
}
