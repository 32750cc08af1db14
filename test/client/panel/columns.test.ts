import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowOf } from '../../../client/src/panel/columns';
import { readPageMessage } from '../../../client/src/panel/read-message';
import { hexDump, payloadOf } from '../../../client/src/panel/ui/hex';
import { english, say } from '../../../client/src/panel/words';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { event } from './support';

const cases: readonly [name: string, parts: Partial<CapturedEvent>, column: 'node' | 'event' | 'subject' | 'verdictWords', text: string][] =
  [
    ['a task event names its task', { fields: { TaskName: 'Finance close', User: 'INTERNAL\\sa' } }, 'subject', 'Finance close'],
    ['a user event names directory and user', { fields: { UserDirectory: 'LAB', UserId: 'alice' } }, 'subject', 'LAB\\alice'],
    ['an empty field does not stand in for a better one', { fields: { TaskName: '', User: 'LAB\\bob' } }, 'subject', 'LAB\\bob'],
    ['plain text is its own subject', { fields: {}, text: 'hello' }, 'subject', 'hello'],
    ['a line break cannot start a second line', { fields: { TaskName: 'a\r\nb\u2028c' } }, 'subject', 'a b c'],
    ['a change of writing direction is taken out', { fields: { TaskName: 'a\u202eb' } }, 'subject', 'a b'],
    ['half a character is no character', { fields: { TaskName: 'a\ud83d' } }, 'subject', 'a\ufffd'],
    ['what says no host is known by its address', { fields: {} }, 'node', '127.0.0.1'],
    ['a known type in words', { type: 'task-failed' }, 'event', 'task failed'],
    ['a datagram no contract knows, by what it begins with', unknown('/scheduler-task-sucess/;a;b'), 'event', 'scheduler task sucess'],
    ['a text without a prefix, by its format', { ...unknown('hello'), format: 'plain' }, 'event', 'plain'],
    ['accepted', {}, 'verdictWords', 'accept'],
    [
      'accepted with changes',
      { code: 'altered', altered: [{ field: 'A', from: 'x', to: '' }] },
      'verdictWords',
      'accept, but change 1 field',
    ],
    [
      'rejected, with the reason of the judge',
      { verdict: 'rejected', code: 'field-count', reason: 'Butler 16 would drop this: 12 fields, 11 expected.' },
      'verdictWords',
      'drop: 12 fields, 11 expected',
    ],
    ['rejected without a sentence', { verdict: 'rejected', code: 'too-large' }, 'verdictWords', 'drop: too-large'],
    ['a duplicate', { verdict: 'duplicate' }, 'verdictWords', 'ignore: seen before'],
    ['unknown', { verdict: 'unknown' }, 'verdictWords', 'not know it'],
    ['a mail is no datagram for a receiver', { verdict: 'unknown', format: 'mail' }, 'verdictWords', 'not judged: a mail'],
  ];

function unknown(text: string): Partial<CapturedEvent> {
  return { ...untyped(event(1)), text, verdict: 'unknown' };
}

/** What no contract recognises has no type, which is not the same as an undefined one. */
function untyped(known: CapturedEvent): CapturedEvent {
  return Object.fromEntries(Object.entries(known).filter(([key]) => key !== 'type')) as unknown as CapturedEvent;
}

for (const [name, parts, column, text] of cases) {
  test(`${column}: ${name}`, () => {
    const whole = parts.verdict === 'unknown' ? { ...untyped(event(1)), ...parts } : event(1, parts);
    assert.equal(rowOf(whole, 0)[column], text);
  });
}

test('a cell is cut, so that no datagram makes a row of 64 KB', () => {
  const row = rowOf(event(1, { fields: { TaskName: '🙂'.repeat(30_000) } }), 0);
  assert.ok(row.subject.length <= 202, String(row.subject.length));
  assert.doesNotMatch(row.subject, /[\ud800-\udbff](?![\udc00-\udfff])/);
});

test('the page reads bytes, sixteen a line', () => {
  const dump = hexDump(payloadOf({ text: 'Märchen;1234567\n<b>' }));
  assert.equal(
    dump,
    '000000  4d c3 a4 72 63 68 65 6e  3b 31 32 33 34 35 36 37  M··rchen;1234567\n' +
      `000010  0a 3c 62 3e${' '.repeat(12)}  ${' '.repeat(23)}  ·<b>`,
  );
  assert.deepEqual([...payloadOf({ text: '\ufffd', base64: Buffer.from([0xe4]).toString('base64') })], [0xe4]);
  assert.equal(hexDump(new Uint8Array()), '');
});

test('a message that is none of ours is not taken for one', () => {
  for (const raw of [
    undefined,
    null,
    'ready',
    {},
    { type: 'eval' },
    { type: 'filter', text: 'a' },
    { type: 'filter', filter: { text: 1, chips: {} } },
    { type: 'choice', choice: { columns: [1], highlights: [] } },
    { type: 'choice', choice: { columns: Array(51).fill('a'), highlights: [] } },
    { type: 'complete', request: 1, text: 'x'.repeat(10_001), at: 0 },
    { type: 'want', generation: 1, first: -1, end: 2 },
    { type: 'want', generation: 1, first: 0.5, end: 2 },
    { type: 'command', command: 'workbench.action.quit' },
    { type: 'act', generation: 1, row: 1, action: 'constructor' },
  ])
    assert.equal(readPageMessage(raw), undefined, JSON.stringify(raw));
  assert.deepEqual(readPageMessage({ type: 'command', command: 'sendTestEvent', more: 1 }), { type: 'command', command: 'sendTestEvent' });
});

test('every text is a text, and blanks are filled', () => {
  for (const [key, text] of Object.entries(english)) assert.match(text, /\S/, key);
  assert.equal(say('{0} of {1}, {0}', 1, 'two'), '1 of two, 1');
  assert.equal(say('{0} {1}', '{1}'), '{1} {1}');
});

test('a mail has a mark of its own, and is not known or unknown', () => {
  assert.equal(rowOf(event(1, { verdict: 'unknown', format: 'mail' }), 0).verdict, 'mail');
  assert.equal(rowOf(event(1, { verdict: 'unknown' }), 0).verdict, 'unknown');
});
