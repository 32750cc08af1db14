/** Comments by which a user tells us that something is meant: `<!-- log4net-ignore family/name: reason -->`. */
import type { Span, XmlComment, XmlDocument, XmlNode } from '../syntax/tree';
import { nodesOf } from '../syntax/walk';
import type { RuleFacts } from './rule';

/** Comments that silence nothing: not a check of the configuration, but of what was ignored in it. */
export const unusedIgnore: RuleFacts = {
  id: 'syntax/unused-ignore',
  severity: 'information',
  why: 'A log4net-ignore comment that silences nothing was left behind when its cause was mended, or names a rule that does not exist. log4net itself reads no comments.',
};

export interface Ignore {
  /** Where the comment stands. */
  readonly comment: Span;
  /** Empty: every rule. */
  readonly rules: readonly string[];
  /** Where it silences. */
  readonly range: Span;
  used: boolean;
}

/** Every ignore comment of the document, in document order. */
export function readIgnores(document: XmlDocument): readonly Ignore[] {
  if (!document.text.includes('log4net-ignore')) return [];
  const ignores: Ignore[] = [];
  const open: { readonly comment: XmlComment; readonly rules: readonly string[] }[] = [];
  const nodes = [...nodesOf(document)];
  const following = followingElements(nodes);
  for (const [index, node] of nodes.entries()) {
    if (node.kind !== 'comment') continue;
    const order = readOrder(node.value);
    switch (order?.kind) {
      case undefined:
        break;
      case 'file':
        ignores.push(ignoring(node.span, order.rules, { start: 0, end: document.text.length }));
        break;
      case 'start':
        open.push({ comment: node, rules: order.rules });
        break;
      case 'end': {
        const start = open.pop();
        if (start !== undefined)
          ignores.push(ignoring(start.comment.span, start.rules, { start: start.comment.span.end, end: node.span.start }));
        break;
      }
      case 'next': {
        const next = following[index];
        ignores.push(ignoring(node.span, order.rules, next?.span ?? { start: node.span.end, end: node.span.end }));
      }
    }
  }
  // A block that is never ended goes on to the end of the file.
  for (const { comment, rules } of open)
    ignores.push(ignoring(comment.span, rules, { start: comment.span.end, end: document.text.length }));
  return ignores.sort((a, b) => a.comment.start - b.comment.start);
}

type Order = { readonly kind: 'next' | 'start' | 'end' | 'file'; readonly rules: readonly string[] };

function readOrder(comment: string): Order | undefined {
  const match = /^\s*log4net-ignore(-start|-end|-file)?(?![\w-])([^:]*)/.exec(comment);
  if (match === null) return undefined;
  const [, form, names = ''] = match;
  const kind = form === '-start' ? 'start' : form === '-end' ? 'end' : form === '-file' ? 'file' : 'next';
  return { kind, rules: names.split(/[\s,]+/).filter(it => it.includes('/')) };
}

/** For each node the element that comes next, where it is its sibling. */
function followingElements(nodes: readonly XmlNode[]): readonly (XmlNode | undefined)[] {
  const following: (XmlNode | undefined)[] = [];
  let next: XmlNode | undefined;
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    following[index] = next !== undefined && next.parent === node?.parent ? next : undefined;
    if (node?.kind === 'element') next = node;
  }
  return following;
}

function ignoring(comment: Span, rules: readonly string[], { start, end }: Span): Ignore {
  return { comment, rules, range: { start, end: Math.max(end, start + 1) }, used: false };
}

/** Tells which comments silence a rule where a span begins; quick however many there are. */
export function silencers(ignores: readonly Ignore[]): (rule: string, span: Span) => readonly Ignore[] {
  const sorted = ignores.toSorted((a, b) => a.range.start - b.range.start);
  // How far the ranges up to here reach at most: a look backwards ends where none reaches the span any more.
  let reach = 0;
  const reaches = sorted.map(it => (reach = Math.max(reach, it.range.end)));
  return (rule, { start }) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.range.start ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    const found: Ignore[] = [];
    for (let at = low - 1; at >= 0 && (reaches[at] ?? 0) > start; at--) {
      const ignore = sorted[at];
      if (ignore !== undefined && ignore.range.end > start && (ignore.rules.length === 0 || ignore.rules.includes(rule)))
        found.push(ignore);
    }
    return found;
  };
}
