/** The pages of the rules: what they show is what the rules say of it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { describe, it } from 'node:test';
import { ruleFacts } from '../../server/src/rules';
import { findingsIn } from '../support/findings';
import { ruleExamples } from '../support/rule-examples';

const pageOf = (rule: string): string => readFileSync(path.join('docs', 'rules', `${rule}.md`), 'utf8').replaceAll('\r\n', '\n');
/** The XML that stands below a heading. */
const xmlBelow = (page: string, heading: string): string => {
  const [, below = ''] = page.split(`\n## ${heading}\n`);
  return /^```xml\n([^]*?)\n```$/m.exec(below)?.[1] ?? assert.fail(`no XML below ${heading}`);
};

test('each rule has its page, which the index leads to', () => {
  const index = pageOf('README');
  for (const { id, severity } of ruleFacts) {
    assert.ok(existsSync(path.join('docs', 'rules', `${id}.md`)), id);
    assert.ok(index.includes(`| [${id}](${id}.md) | ${severity} |`), id);
    assert.match(pageOf(id), new RegExp(`^# ${id}$`, 'm'));
  }
});

describe('the page of a rule shows an example that the rule finds, and a mended one that nothing is wrong with', () => {
  for (const { rule, failing, mended } of ruleExamples()) {
    it(rule, () => {
      const page = pageOf(rule);
      const found = findingsIn(xmlBelow(page, 'For example'), failing);
      assert.ok(
        found.some(finding => finding.rule === rule),
        found.map(finding => finding.rule).join(),
      );
      const left = findingsIn(xmlBelow(page, 'Mended'), mended).filter(
        finding => finding.rule === rule || finding.severity === 'error' || finding.severity === 'warning',
      );
      assert.deepEqual(
        left.map(finding => `${finding.rule}: ${finding.message}`),
        [],
      );
    });
  }
});
