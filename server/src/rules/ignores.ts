/** Comments by which a user tells us that something is meant: `<!-- log4net-ignore family/name: reason -->`. */
import type { Span, XmlComment, XmlDocument, XmlNode } from '../syntax/tree';
import { nodesOf } from '../syntax/walk';
import { nearest } from './nearest';
import type { Finding, RuleFacts } from './rule';

/** Comments that silence nothing: not a check of the configuration, but of what was ignored in it. */
export const unusedIgnore: RuleFacts = {
  id: 'syntax/unused-ignore',
  severity: 'information',
  why: 'A log4net-ignore comment that silences nothing was left behind when its cause was mended, or names a rule that does not exist. What stands before the colon are ids of rules, such as values/port; without any, every rule is meant. log4net itself reads no comments.',
};

export interface Ignore {
  /** Where the comment stands. */
  readonly comment: Span;
  readonly order: Order;
  /** Where it silences. */
  readonly range: Span;
  used: boolean;
  /** Where there is no other half of a block. */
  readonly alone?: 'start' | 'end';
}

/** What a comment says. */
interface Order {
  readonly kind: 'next' | 'start' | 'end' | 'file' | 'unknown';
  /** The word it begins with. */
  readonly keyword: string;
  /** The ids of rules. */
  readonly rules: readonly string[];
  /** Other words before the colon, which are ids of no rule. */
  readonly words: readonly string[];
}

/** Every ignore comment of the document, in document order. */
export function readIgnores(document: XmlDocument): readonly Ignore[] {
  if (!document.text.includes('log4net-ignore')) return [];
  const ignores: Ignore[] = [];
  const open: { readonly comment: XmlComment; readonly order: Order }[] = [];
  const nodes = [...nodesOf(document)];
  const following = followingElements(nodes);
  for (const [index, node] of nodes.entries()) {
    if (node.kind !== 'comment') continue;
    const order = readOrder(node.value);
    if (order === undefined) continue;
    const nowhere = { start: node.span.end, end: node.span.end };
    switch (order.kind) {
      case 'unknown':
        ignores.push(ignoring(node.span, order, nowhere));
        break;
      case 'file':
        ignores.push(ignoring(node.span, order, { start: 0, end: document.text.length }));
        break;
      case 'start':
        open.push({ comment: node, order });
        break;
      case 'end': {
        const start = open.pop();
        if (start === undefined) ignores.push({ ...ignoring(node.span, order, nowhere), alone: 'end' });
        else ignores.push(ignoring(start.comment.span, start.order, { start: start.comment.span.end, end: node.span.start }));
        break;
      }
      case 'next': {
        const next = following[index];
        ignores.push(ignoring(node.span, order, next?.span ?? nowhere));
      }
    }
  }
  // A block that is never ended goes on to the end of the file.
  for (const { comment, order } of open)
    ignores.push({ ...ignoring(comment.span, order, { start: comment.span.end, end: document.text.length }), alone: 'start' });
  return ignores.sort((a, b) => a.comment.start - b.comment.start);
}

const FORMS: ReadonlyMap<string, Order['kind']> = new Map([
  ['log4net-ignore', 'next'],
  ['log4net-ignore-start', 'start'],
  ['log4net-ignore-end', 'end'],
  ['log4net-ignore-file', 'file'],
]);

function readOrder(comment: string): Order | undefined {
  const [, keyword, names = ''] = /^\s*(log4net-ignore(?:-[\w-]*)?)(?!\w)([^:]*)/.exec(comment) ?? [];
  if (keyword === undefined) return undefined;
  const words = names.split(/[\s,]+/).filter(it => it !== '');
  const isRule = (word: string): boolean => /^[\w-]+\/[\w-]+$/.test(word);
  return {
    kind: FORMS.get(keyword) ?? 'unknown',
    keyword,
    rules: words.filter(isRule),
    words: words.filter(it => !isRule(it)),
  };
}

/** Comments that do not do what they say, or nothing any more; `ids`: the rules that there are. */
export function* unusedIgnores(ignores: readonly Ignore[], ids: ReadonlySet<string>): Generator<Finding> {
  for (const ignore of ignores) {
    const { comment: span, order, alone } = ignore;
    const deletion = {
      tags: ['unnecessary'],
      fixes: [{ title: 'Delete the comment', edits: [{ span, text: '' }] }],
    } satisfies Partial<Finding>;
    const unknown = order.rules.filter(it => !ids.has(it));
    if (order.kind === 'unknown') {
      yield { span, message: `There is no '${order.keyword}': this comment silences nothing. There are ${[...FORMS.keys()].join(', ')}.` };
    } else if (alone === 'end') {
      yield { span, message: 'No log4net-ignore-start stands before this: nothing ends here. Delete this comment.', ...deletion };
    } else if (order.words.length > 0) {
      yield { span, message: strayWords(order, ids) };
    } else if (unknown.length > 0) {
      yield {
        span,
        message: `There is no rule '${unknown.join("', '")}': this comment silences nothing by that name.${didYouMean(unknown, ids)}`,
      };
    } else if (!ignore.used) {
      yield { span, message: 'There is nothing to ignore here any more. Delete this comment.', ...deletion };
    } else if (alone === 'start') {
      yield {
        span,
        message:
          'No log4net-ignore-end follows: everything is silenced down to the end of the file. End it, or write log4net-ignore-file if that is meant.',
      };
    }
  }
}

function strayWords({ keyword, rules, words }: Order, ids: ReadonlySet<string>): string {
  const what =
    rules.length === 0
      ? `'${words.join(' ')}' ${words.length === 1 ? 'is no id' : 'are no ids'} of a rule: this comment silences nothing.`
      : `'${words.join("', '")}' ${words.length === 1 ? 'is no id' : 'are no ids'} of a rule: ${words.length === 1 ? 'it silences' : 'they silence'} nothing.`;
  return `${what}${didYouMean(words, ids)} Write '${keyword} family/name: reason', or '${keyword}: reason' for every rule.`;
}

const MOST_NAMED = 8;

/** The rules of a family or of a name, or the rule that is nearest to one of the words. */
function didYouMean(words: readonly string[], ids: ReadonlySet<string>): string {
  const all = [...ids];
  const families = [...new Set(all.map(it => it.slice(0, it.indexOf('/'))))];
  for (const written of words) {
    const word = written.replace(/\/\*?$/, '');
    const family = word.includes('/') ? undefined : nearest(word, families);
    if (family !== undefined) {
      const own = all.filter(it => it.startsWith(`${family}/`));
      return ` The rules of ${family} are ${own.slice(0, MOST_NAMED).join(', ')}${own.length > MOST_NAMED ? ' …' : '.'}`;
    }
    const guess = all.find(it => it.endsWith(`/${word}`)) ?? (word.includes('/') ? nearest(word, all) : undefined);
    if (guess !== undefined) return ` Did you mean ${guess}?`;
  }
  return '';
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

function ignoring(comment: Span, order: Order, { start, end }: Span): Ignore {
  return { comment, order, range: { start, end: Math.max(end, start + 1) }, used: false };
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
      if (ignore !== undefined && ignore.range.end > start && isMeant(ignore.order, rule)) found.push(ignore);
    }
    return found;
  };
}

/** Without any id every rule is meant; with words that are none, nothing but the ids beside them. */
function isMeant({ kind, rules, words }: Order, rule: string): boolean {
  if (kind === 'unknown' || kind === 'end') return false;
  return rules.length === 0 ? words.length === 0 : rules.includes(rule);
}
