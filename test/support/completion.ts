/** Completion in one sentence: a text with a cursor, what is offered, and the text that comes out. */
import assert from 'node:assert/strict';
import { complete, type Completion } from '../../server/src/features/completion/index';
import { applyEdits } from '../../server/src/features/analysed';
import { withoutTabStops } from '../../server/src/lsp/convert';
import { analysed } from './analysed';
import { marked } from './marked';

export interface Expected {
  readonly includes?: readonly string[];
  readonly excludes?: readonly string[];
  /** All that is offered, best first. */
  readonly exactly?: readonly string[];
  /** The best ones, in order. */
  readonly first?: readonly string[];
  /** Label → the whole text after accepting it; `‸` where the first tab stop is. */
  readonly result?: Readonly<Record<string, string>>;
  readonly path?: readonly string[];
  readonly version?: string;
  /** The character that made the editor ask. */
  readonly typed?: string;
}

export function checkCompletion(
  source: string,
  { includes = [], excludes = [], exactly, first, result = {}, path, version, typed }: Expected,
): void {
  const { text, cursor } = marked(source);
  assert.ok(cursor >= 0, 'the text has no cursor');
  const items = complete(analysed(text, path, version), cursor, typed).toSorted((a, b) => (a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : 0));
  const labels = items.map(it => it.label);
  assert.deepEqual(labels, [...new Set(labels)], 'no label is offered twice');
  for (const item of items) checkItem(item, text, cursor);
  for (const label of includes) assert.ok(labels.includes(label), `${label} is not among ${labels.join(', ')}`);
  for (const label of excludes) assert.ok(!labels.includes(label), `${label} should not be offered`);
  if (exactly) assert.deepEqual(labels, exactly);
  if (first) assert.deepEqual(labels.slice(0, first.length), first);
  for (const [label, expected] of Object.entries(result)) {
    const item = items.find(it => it.label === label);
    assert.ok(item, `${label} is not among ${labels.join(', ')}`);
    assert.equal(accepted(text, item), expected);
  }
}

/** What holds for every item of every completion. */
function checkItem(item: Completion, text: string, cursor: number): void {
  assert.ok(item.span.start <= cursor && cursor <= item.span.end, `${item.label} replaces something else than what is around the cursor`);
  const typed = text.slice(item.span.start, cursor).toLowerCase();
  const compared = (item.filter ?? item.label).toLowerCase();
  // Editors show an item only where the letters typed occur in it in order; where they do not, it is hidden, and that is fine.
  // But without anything typed, or with a bracket only, nothing may be hidden.
  if (typed === '<') assert.ok(compared.startsWith('<'), `${item.label} would be hidden behind '<'`);
}

function accepted(text: string, item: Completion): string {
  const inserted = item.snippet ? withoutTabStops(item.text.replace(/\$\{1\}|\$1(?!\d)|\$\{1:([^}]*)\}/, '‸$1')) : item.text;
  return applyEdits(text, [{ span: item.span, text: inserted }, ...(item.more ?? [])]);
}
