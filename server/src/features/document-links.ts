/** Document links: web addresses in comments and values. */
import type { Span } from '../syntax/tree';
import { nodesOf } from '../syntax/walk';
import type { Analysed } from './analysed';

export interface Link {
  readonly span: Span;
  readonly target: string;
  readonly tooltip: string;
}

/** Where an ampersand is one, and where it is written as a reference. */
const asItStands = /\bhttps?:\/\/[^\s"'<>{}]+[^\s"'<>{}&.,;:!?)\]]/g;
const inMarkup = /\bhttps?:\/\/(?:[^\s"'<>&{}]|&amp;(?=[^\s"'<>{}]))+(?<![.,;:!?)\]])/g;

/** `http:` and `https:` addresses in document order. Names of XML namespaces are no pages, and are left out. */
export function documentLinks({ document, text, scope }: Analysed): readonly Link[] {
  const links: Link[] = [];
  const scan = (span: Span, address: RegExp): void => {
    for (const match of text.slice(span.start, span.end).matchAll(address)) {
      const start = span.start + match.index;
      const [written] = match;
      const target = address === inMarkup ? written.replaceAll('&amp;', '&') : written;
      if (start >= scope.start && start + written.length <= scope.end)
        links.push({ span: { start, end: start + written.length }, target, tooltip: 'Open in the browser' });
    }
  };
  for (const node of nodesOf(document)) {
    if (node.kind === 'comment' || node.kind === 'cdata') scan(node.span, asItStands);
    if (node.kind === 'text') scan(node.span, inMarkup);
    if (node.kind !== 'element') continue;
    for (const { name, valueSpan } of node.attributes) if (valueSpan && !/^xmlns\b|^xsi:/.test(name)) scan(valueSpan, inMarkup);
  }
  return links.sort((a, b) => a.span.start - b.span.start);
}
