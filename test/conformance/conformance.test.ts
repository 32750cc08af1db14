import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageKinds } from '../../server/src/simulate/messages';
import { readCases } from './cases';
import { messageMisses, run, scoreCase } from './score';

const cases = readCases();
const scores = cases.map(scoreCase);
const groups = [...new Set(cases.map(it => it.group))];

test('the corpus is complete: 733 cases in nine groups', () => {
  assert.equal(cases.length, 733);
  assert.equal(groups.length, 9);
  assert.equal(new Set(cases.map(it => it.id)).size, cases.length);
});

for (const group of groups) {
  test(`every counted case of ${group} sends exactly what log4net sent`, () => {
    const differing = scores.filter(it => it.group === group && it.counted && !it.agrees).map(it => it.id);
    assert.deepEqual(differing, []);
  });
}

test('at least 97 % of log4net’s own messages agree in number, order, severity, code and event', () => {
  const expected = scores.reduce((sum, it) => sum + it.messages.expected.length, 0);
  const missed = scores.filter(it => messageMisses(it) > 0);
  const misses = missed.reduce((sum, it) => sum + messageMisses(it), 0);
  assert.ok(expected > 250);
  assert.ok(misses <= expected * 0.03, `${misses} of ${expected} differ: ${missed.map(it => it.id).join(', ')}`);
});

test('the score notices a datagram too many, one too few, another byte, another order and another mail', () => {
  const sent = cases.find(it => it.expected.datagrams.length > 1 && it.group === 'hierarchy');
  assert.ok(sent && scoreCase(sent).agrees);
  const [first, ...rest] = sent.expected.datagrams;
  assert.ok(first);
  const other = { ...first, base64: 'AAAA' };
  for (const datagrams of [rest, [first, ...sent.expected.datagrams], [other, ...rest]]) {
    assert.ok(!scoreCase({ ...sent, expected: { ...sent.expected, datagrams } }).agrees);
  }
  const onePort = cases.find(it => it.id === 'forwarding-003');
  assert.ok(onePort);
  assert.ok(!scoreCase({ ...onePort, expected: { ...onePort.expected, datagrams: [...onePort.expected.datagrams].reverse() } }).agrees);
  const mailed = cases.find(it => (it.expected.mails?.length ?? 0) > 0);
  assert.ok(mailed?.expected.mails);
  assert.ok(
    !scoreCase({ ...mailed, expected: { ...mailed.expected, mails: mailed.expected.mails.map(it => ({ ...it, subject: 'x' })) } }).agrees,
  );
});

test('every message of a result is of a kind in the table, and points into the text', () => {
  for (const one of cases) {
    for (const { code, severity, message, span } of run(one).messages) {
      assert.equal(messageKinds.find(it => it.code === code)?.severity, severity, `${one.id}: ${code}`);
      assert.match(message, /^.+[.]$/s);
      assert.ok(span && span.start >= 0 && span.start <= span.end && span.end <= one.config.length, `${one.id}: ${code}`);
    }
  }
});

test('every datagram and mail has a step that says it was sent, and every step is a sentence', () => {
  for (const one of cases) {
    const { datagrams, mails, steps } = run(one);
    const sent = steps.filter(it => it.kind === 'send' && it.outcome === 'sent');
    assert.equal(sent.length, datagrams.length + mails.length, one.id);
    for (const { reason } of steps) assert.match(reason, /^.+[.]$/s, one.id);
  }
});
