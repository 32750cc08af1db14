/** Document links: web addresses in comments and values. */
import type { Span } from '../syntax/tree';
import { nodesOf } from '../syntax/walk';
import type { Analysed } from './analysed';

export interface Link {
  readonly span: Span;
  readonly target: string;
  readonly tooltip: string;
}

/** `http:` and `https:` addresses in document order. Names of XML namespaces are no pages, and are left out. */
export function documentLinks({ document, text, scope }: Analysed): readonly Link[] {
  const links: Link[] = [];
  const scan = (span: Span): void => {
    for (const match of text.slice(span.start, span.end).matchAll(/\bhttps?:\/\/[^\s"'<>&{}]+[^\s"'<>&{}.,;:!?)\]]/g)) {
      const start = span.start + match.index;
      const [target] = match;
      if (start >= scope.start && start + target.length <= scope.end)
        links.push({ span: { start, end: start + target.length }, target, tooltip: 'Open in the browser' });
    }
  };
  for (const node of nodesOf(document)) {
    if (node.kind === 'comment') scan(node.span);
    if (node.kind !== 'element') continue;
    for (const { name, valueSpan } of node.attributes) if (valueSpan && !/^xmlns\b|^xsi:/.test(name)) scan(valueSpan);
  }
  return links.sort((a, b) => a.span.start - b.span.start);
}
