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
  used: boolean;
  covers(rule: string, span: Span): boolean;
}

/** Every ignore comment of the document, in document order. */
export function readIgnores(document: XmlDocument): readonly Ignore[] {
  if (!document.text.includes('log4net-ignore')) return [];
  const ignores: Ignore[] = [];
  const open: { readonly comment: XmlComment; readonly rules: readonly string[] }[] = [];
  const nodes = [...nodesOf(document)];
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
        const next = nextElement(nodes, index);
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

function nextElement(nodes: readonly XmlNode[], index: number): XmlNode | undefined {
  for (let at = index + 1; at < nodes.length; at++) {
    const node = nodes[at];
    if (node?.kind === 'element') return node.parent === nodes[index]?.parent ? node : undefined;
  }
  return undefined;
}

function ignoring(comment: Span, rules: readonly string[], range: Span): Ignore {
  return {
    comment,
    rules,
    used: false,
    covers: (rule, span) =>
      (rules.length === 0 || rules.includes(rule)) && range.start <= span.start && span.start < Math.max(range.end, range.start + 1),
  };
}
