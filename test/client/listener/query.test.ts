import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFilter, parseFilter } from '../../../client/src/listener/query';
import { capture } from '../../support/captured';
import { sampleEvents } from '../../support/sample-events';

const datagram = (id: string): string => sampleEvents().find(it => it.id === id)?.datagram ?? assert.fail(id);
const failed = capture(datagram('e02'));
const semicolon = capture(datagram('e07'));
const session = capture(datagram('e28'));
const warning = capture(datagram('e39'), { port: 9996 });
const plain = capture('TestMsg');

const events = { failed, semicolon, session, warning, plain };
type Name = keyof typeof events;

/** The filter and the events that pass it. */
const cases: readonly [string, readonly Name[]][] = [
  ['', ['failed', 'semicolon', 'session', 'warning', 'plain']],
  ['type:task-failed', ['failed', 'semicolon']],
  ['type:task-*', ['failed', 'semicolon']],
  ['type:task-failed,log-proxy', ['failed', 'semicolon', 'warning']],
  ['level>=warn', ['warning']],
  ['level<warn', ['failed', 'semicolon']],
  ['level:info', ['failed', 'semicolon']],
  ['LEVEL>=Information', ['failed', 'semicolon', 'warning']],
  ['verdict:rejected', ['semicolon']],
  ['code:field-count', ['semicolon']],
  ['verdict:accepted origin:network', ['failed', 'session', 'warning']],
  ['-verdict:accepted', ['semicolon', 'plain']],
  ['not verdict:accepted', ['semicolon', 'plain']],
  ['user:LAB\\alice', ['failed', 'session']],
  ['user:LAB\\\\alice', ['failed', 'session']],
  ['user:lab\\', ['failed', 'session', 'warning']],
  ['user="LAB\\alice"', ['failed', 'session']],
  ['user="LAB\\\\ALICE"', ['failed', 'session']],
  ['user:*\\mallory', ['warning']],
  ['task:emea', ['semicolon']],
  ['task:"Supply chain; EMEA"', ['semicolon']],
  ['node:qs-central', ['failed', 'semicolon', 'warning']],
  ['node:127.0.0.1', ['plain']],
  ['app:finance', ['failed']],
  ['receiver:butler-16', ['failed', 'semicolon', 'plain']],
  ['port:9996', ['warning']],
  ['port>9996', ['failed', 'semicolon', 'session', 'plain']],
  ['bytes<10', ['plain']],
  ['TaskName:supply', ['semicolon']],
  ['taskname:supply', ['semicolon']],
  ['Result:401', ['warning']],
  ['Result!=401', ['failed', 'semicolon', 'session', 'plain']],
  ['Result>=400', ['warning']],
  ['"max retries"', ['failed', 'semicolon']],
  ['mallory', ['warning']],
  ['/scheduler-task-failed/;QS', ['failed', 'semicolon']],
  ['/Mozilla|TestMsg/', ['session', 'plain']],
  ['/testmsg/', []],
  ['/testmsg/i', ['plain']],
  ['text:/^Test/', ['plain']],
  ['message:/(?i)MAX +retries/', ['failed', 'semicolon']],
  ['type:task-failed or mallory', ['failed', 'semicolon', 'warning']],
  ['(type:task-failed or mallory) verdict:accepted', ['failed', 'warning']],
  ['type:task-failed and -(verdict:rejected)', ['failed']],
  ['- mallory', ['warning']],
];
for (const [filter, names] of cases) {
  test(`${filter === '' ? 'the empty filter' : filter} shows ${names.length === 0 ? 'nothing' : names.join(', ')}`, () => {
    const { matches, complaints } = parseFilter(filter);
    assert.deepEqual(complaints, []);
    assert.deepEqual(
      (Object.keys(events) as Name[]).filter(name => matches(events[name])),
      names,
    );
  });
}

/** What is wrong is marked; the rest still counts. */
const wrong: readonly [string, RegExp, readonly Name[]][] = [
  ['⟦level>=loud⟧ mallory', /"loud" is no level: use one of .*warn/, ['warning']],
  ['⟦verdict:fine⟧ TestMsg', /verdict is never "fine": it is one of accepted, duplicate, rejected, unknown/, ['plain']],
  ['TestMsg ⟦type:⟧', /A value is missing behind type:/, ['plain']],
  ['TestMsg ⟦bytes>many⟧', /"many" is no number/, ['plain']],
  ['TestMsg ⟦(⟧', /The bracket is never closed/, ['plain']],
  ['TestMsg ⟦)⟧', /no opening bracket/, ['plain']],
  ['TestMsg ⟦or⟧', /Nothing stands on one side of "or"/, ['plain']],
  ['TestMsg ⟦not⟧', /nothing to turn round/, ['plain']],
  ['⟦"TestMsg⟧', /never closed/, ['plain']],
  ['TestMsg ⟦/a(/⟧', /regular expression cannot be used/, ['plain']],
  ['TestMsg ⟦/a/q⟧', /"q" behind the regular expression is not known/, ['plain']],
  ['TestMsg ⟦/(?=a)/⟧', /regular expression cannot be used/, ['plain']],
];
for (const [marked, message, names] of wrong) {
  test(`complains about ${marked}`, () => {
    const start = marked.indexOf('⟦');
    const end = marked.indexOf('⟧') - 1;
    const { matches, complaints } = parseFilter(marked.replace(/[⟦⟧]/g, ''));
    assert.equal(complaints.length, 1, JSON.stringify(complaints));
    assert.match(complaints[0]?.message ?? '', message);
    assert.deepEqual([complaints[0]?.start, complaints[0]?.end], [start, end]);
    assert.deepEqual(
      (Object.keys(events) as Name[]).filter(name => matches(events[name])),
      names,
    );
  });
}

test('a filter is taken whole or not at all where that is wanted', () => {
  assert.equal(compileFilter('level>=loud').ok, false);
  const compiled = compileFilter('TestMsg');
  assert.ok(compiled.ok && compiled.matches(plain));
});

test('no pattern hangs', () => {
  const started = performance.now();
  const { matches, complaints } = parseFilter('/^(a+)+$/ *a*a*a*a*a*a*a*b*');
  assert.deepEqual(complaints, []);
  assert.equal(matches(capture(`${'a'.repeat(5_000)}!`)), false);
  assert.ok(performance.now() - started < 5_000);
});

test('any text is a filter, with or without complaints', () => {
  const word = fc.constantFrom(
    'level>=',
    'type:',
    '(',
    ')',
    '-',
    'or',
    'not',
    '"',
    '/',
    '\\',
    'a',
    '*',
    ':',
    ' ',
    'user:LAB\\x',
    '>=',
    ',',
    '/a/i',
    '\n',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(word, { maxLength: 30 }).map(it => it.join('')),
        fc.string({ unit: 'binary', maxLength: 60 }),
      ),
      text => {
        const { matches, complaints } = parseFilter(text);
        for (const event of Object.values(events)) assert.equal(typeof matches(event), 'boolean');
        for (const { start, end } of complaints) assert.ok(start >= 0 && start <= end && end <= text.length);
      },
    ),
    { seed: 20_260_312, numRuns: 2_000 },
  );
});

test('ten thousand brackets are a complaint, not a crash', () => {
  assert.ok(parseFilter('('.repeat(10_000)).complaints.length > 0);
  assert.ok(parseFilter(`${'-'.repeat(10_000)}a`).complaints.length >= 0);
});
