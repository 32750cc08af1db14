import assert from 'node:assert/strict';
import test from 'node:test';
import { ruleFacts } from '../../../server/src/rules';
import { findingsIn } from '../../support/findings';
import { ruleExamples } from '../../support/rule-examples';

const examples = ruleExamples();

/** A text of more than a megabyte is no example to read; test/server/rules/deployment.test.ts makes one. */
const withoutExample = ['deployment/size'];

test('every rule has an example', () => {
  assert.deepEqual(
    ruleFacts.map(it => it.id).filter(id => !examples.some(it => it.rule === id)),
    withoutExample,
  );
});

for (const { rule, failing, mended } of examples) {
  test(`${rule} finds its example and is content with the mended one`, () => {
    const severity = ruleFacts.find(it => it.id === rule)?.severity;
    const found = findingsIn(failing.text, failing);
    assert.ok(
      found.some(it => it.rule === rule),
      `found: ${found.map(it => it.rule).join(', ')}\n${failing.text}`,
    );
    assert.ok(severity !== undefined, 'there is no such rule');
    const left = findingsIn(mended.text, mended).filter(it => it.rule === rule || it.severity === 'error' || it.severity === 'warning');
    assert.deepEqual(
      left.map(it => `${it.rule}: ${it.message}`),
      [],
    );
  });
}
