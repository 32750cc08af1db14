/** Every rule with a fix: fix, then lint, is clean for that finding. */
import assert from 'node:assert/strict';
import test, { describe, it } from 'node:test';
import { ruleFacts } from '../../../server/src/rules';
import type { Diagnosed, Fix } from '../../../server/src/rules/rule';
import { readCases } from '../../conformance/cases';
import { configs } from '../../support/configs';
import { applied, findingsIn, type Circumstances } from '../../support/findings';
import { ruleExamples } from '../../support/rule-examples';

interface Fixable {
  readonly text: string;
  readonly where: Circumstances;
  readonly finding: Diagnosed;
  readonly fix: Fix;
}

const examples = ruleExamples();
/** Every text there is that has something wrong with it. */
const texts: readonly { readonly text: string; readonly where: Circumstances }[] = [
  ...examples.flatMap(({ failing, mended }) => [failing, mended].map(({ text, ...where }) => ({ text, where }))),
  ...readCases().map(({ config }) => ({ text: config, where: {} })),
  ...configs.map(({ text }) => ({ text, where: {} })),
];
const fixable: readonly Fixable[] = texts.flatMap(({ text, where }) =>
  findingsIn(text, where).flatMap(finding =>
    (finding.fixes ?? []).flatMap(fix => (fix.ask === undefined ? [{ text, where, finding, fix }] : [])),
  ),
);
const isExample = ({ text, finding }: Fixable): boolean => examples.some(it => it.rule === finding.rule && it.failing.text === text);

/** Nothing could be written there that is surely what was meant. */
const withoutFix: ReadonlySet<string> = new Set([
  // Where the text is to end, begin or go, only its author knows.
  ...['syntax/invalid-name', 'syntax/several-roots', 'syntax/no-root', 'syntax/namespace-prefix', 'structure/several-configurations'],
  // A name, a class or a value is missing that nobody can guess.
  ...['structure/qlik-name', 'types/missing', 'types/renderer', 'types/wrong-kind', 'types/pattern-string-here'],
  ...['types/other-version', 'types/obsolete', 'properties/deprecated', 'values/regex', 'values/file-name', 'patterns/converter-class'],
  ...['filters/empty-match', 'filters/lost-filter', 'lifecycle/same-file', 'lifecycle/closed-target', 'deployment/sample-account'],
  // The host asks for what to fill in.
  ...['syntax/placeholder', 'deployment/placeholder'],
  // Two things contradict each other, and either may be meant.
  ...[
    'references/none',
    'references/off',
    'filters/nothing-passes',
    'filters/range-not-inverted',
    'filters/no-level-left',
    'receiver/layout',
  ],
  // Worth knowing, and no fault of the text.
  ...['patterns/slow-word', 'deployment/service-folder', 'deployment/broad-logger', 'deployment/size', 'deployment/secret'],
  ...['deployment/encoding', 'deployment/file-name', 'deployment/summary'],
]);

test('each rule shows its fix in its example, or is known to have none', () => {
  const shown = new Set(fixable.filter(isExample).map(it => it.finding.rule));
  assert.deepEqual(
    ruleFacts.map(it => it.id).filter(id => !shown.has(id) && !withoutFix.has(id)),
    [],
  );
  assert.deepEqual(
    [...withoutFix].filter(id => shown.has(id) || !ruleFacts.some(it => it.id === id)),
    [],
  );
  // Where a fix turns up all the same, the example is to show it.
  assert.deepEqual(
    [...new Set(fixable.map(it => it.finding.rule))].filter(id => withoutFix.has(id)),
    [],
  );
});

/** Where a place of the old text lies in the new one; undefined when an edit replaced it. */
function moved(offset: number, { edits }: Fix): number {
  return edits.filter(({ span }) => span.end <= offset).reduce((at, { span, text }) => at + text.length - (span.end - span.start), offset);
}

describe('what a fix leaves has that finding no more', () => {
  for (const { id } of ruleFacts) {
    const own = fixable.filter(it => it.finding.rule === id);
    if (own.length === 0) continue;
    it(`${id} (${own.length})`, () => {
      for (const { text, where, finding, fix } of own) {
        const after = applied(text, fix.edits);
        const left = findingsIn(after, where).filter(other => other.rule === id);
        const before = findingsIn(text, where).filter(other => other.rule === id);
        const there = left.filter(other => other.message === finding.message && other.span.start === moved(finding.span.start, fix));
        assert.ok(left.length < before.length || there.length === 0, `“${fix.title}” in\n${text}\ngives\n${after}`);
      }
    });
  }
});
