import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFilter } from '../../../client/src/listener/query';
import { complete } from '../../../client/src/panel/complete';
import { event } from './support';

const seen = [
  event(1, { type: 'task-failed', level: 'ERROR', fields: { TaskName: 'Finance close', User: 'LAB\\alice', ReloadId: '7' } }),
  event(2, { type: 'task-failed', level: 'ERROR', fields: { TaskName: 'Finance close', User: 'LAB\\bob' } }),
  event(3, { type: 'task-aborted', level: 'INFO', fields: { TaskName: 'a"b\\c', User: 'LAB\\bob' } }),
];

/** The text with the cursor at `‸`. */
const at = (text: string) => complete(text.replace('‸', ''), text.indexOf('‸'), seen);
const labels = (text: string) => at(text).items.map(it => it.label);
/** The text after the item with this label is taken. */
function taken(text: string, label: string): string {
  const { from, to, items } = at(text);
  const item = items.find(it => it.label === label) ?? assert.fail(`${label} is not among ${items.map(it => it.label).join(' ')}`);
  const plain = text.replace('‸', '');
  return plain.slice(0, from) + item.insert + plain.slice(to);
}

test('an empty filter offers the keys, and what events call their fields', () => {
  const offered = labels('‸');
  for (const key of ['type:', 'level>=', 'verdict:', 'is:', 'time>=', 'user:']) assert.ok(offered.includes(key), key);
  assert.ok(labels('Reload‸').includes('ReloadId:'));
});

test('what is typed narrows it down, also behind a minus and inside brackets', () => {
  assert.deepEqual(labels('verd‸'), ['verdict:']);
  assert.equal(taken('a (b or -verd‸) c', 'verdict:'), 'a (b or -verdict:) c');
});

const values: readonly [text: string, label: string, then: string][] = [
  ['type:‸', 'task-failed', 'type:task-failed'],
  ['type:task-a‸ x', 'task-aborted', 'type:task-aborted x'],
  ['type:task-failed,‸', 'task-aborted', 'type:task-failed,task-aborted'],
  ['level>=‸', 'error', 'level>=error'],
  ['verdict:rej‸', 'rejected', 'verdict:rejected'],
  ['is:‸', 'dropped', 'is:dropped'],
  ['task:‸', 'Finance close', 'task:"Finance close"'],
  ['task:"Fin‸', 'Finance close', 'task:"Finance close"'],
  ['task:‸', 'a"b\\c', 'task:"a\\"b\\\\c"'],
  ['user:ali‸', 'LAB\\alice', 'user:LAB\\alice'],
  ['ReloadId:‸', '7', 'ReloadId:7'],
];
for (const [text, label, then] of values) {
  test(`${text} offers ${label}`, () => {
    const whole = taken(text, label);
    assert.equal(whole, then);
    assert.equal(compileFilter(whole).ok, true);
  });
}

test('the commonest value comes first, with how often it was seen', () => {
  assert.deepEqual(
    at('user:‸').items.map(it => [it.label, it.detail]),
    [
      ['LAB\\bob', '× 2'],
      ['LAB\\alice', '× 1'],
    ],
  );
});

test('what is written out already is not offered again', () => {
  assert.deepEqual(labels('level>=error‸'), []);
  assert.deepEqual(labels('verdict:rejected‸'), []);
});

test('inside a text or an expression nothing is offered', () => {
  assert.deepEqual(labels('"ver‸'), []);
  assert.deepEqual(labels('/ver‸'), []);
});
