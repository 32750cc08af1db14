import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../../server/src/wire';
import { decodeDelimited, readDelimited } from '../../../server/src/wire/delimited';
import type { Judgement } from '../../../server/src/wire/event';
import { createHistory, judge } from '../../../server/src/wire/judge';
import { format, receivers } from '../../../server/src/wire/receivers';
import { sampleEvents } from '../../support/sample-events';

const samples = sampleEvents();

/** Judges all samples as one receiver would, one after the other. */
function verdictsOf(receiver: string, portOf: (defaultPort: number) => number): ReadonlyMap<string, Judgement> {
  const history = createHistory();
  return new Map(
    samples.map(sample => {
      const delimited = readDelimited(sample.datagram);
      const judgement = judge(
        receiver,
        {
          text: sample.datagram,
          bytes: Buffer.byteLength(sample.datagram),
          port: portOf((sample.contract === null ? undefined : format(sample.contract)?.defaultPort) ?? 0),
          at: Date.parse(sample.timestamp),
          id: sample.id,
          decoded: delimited === undefined ? { format: 'plain', fields: {} } : decodeDelimited(delimited),
          ...(delimited === undefined ? {} : { delimited }),
        },
        history,
      );
      return [sample.id, judgement];
    }),
  );
}

for (const [where, portOf] of [
  ['on its default port', (port: number) => port],
  ['on a port nobody knows', () => 40_123],
] as const) {
  for (const receiver of receivers.map(it => it.id)) {
    const expected = samples.flatMap(sample =>
      sample.verdicts.filter(it => it.receiver === receiver).map(verdict => ({ sample, verdict })),
    );
    if (expected.length === 0) continue;
    const verdicts = verdictsOf(receiver, portOf);
    for (const { sample, verdict } of expected) {
      test(`${receiver} judges ${sample.id} ${where}`, () => {
        const judgement = verdicts.get(sample.id);
        assert.ok(judgement);
        assert.equal(judgement.verdict, verdict.verdict);
        assert.equal(judgement.code, verdict.code);
        assert.deepEqual(judgement.altered ?? [], verdict.altered ?? []);
        assert.equal(judgement.duplicateOf, verdict.duplicateOf);
        assert.deepEqual(judgement.notes ?? [], verdict.notes);
        for (const said of Object.values(verdict.detail ?? {})) {
          if (said !== 'exact' && said !== 'minimum')
            assert.ok(judgement.reason?.includes(String(said)), `${judgement.reason ?? ''} does not say ${said}`);
        }
      });
    }
  }
}

const task = samples.find(it => it.id === 'e01')?.datagram ?? '';
const auto: readonly [string, string, number, string | undefined, string, string][] = [
  ['a known prefix on its port', task, 9998, 'butler-16', 'accepted', 'ok'],
  ['a known prefix on any port', task, 40_000, 'butler-16', 'accepted', 'ok'],
  ['a user event on the task port', '/qseow-proxy-session/;h;Start session;LAB;a;x;/hub/;m', 9998, 'butler-sos-15', 'accepted', 'ok'],
  ['a log event on the user port, where its receiver has another', '/qseow-proxy/;1', 9997, 'butler-sos-15', 'unknown', 'unknown-type'],
  ['a misspelt prefix, by port', '/scheduler-task-failed;a;b', 9998, 'butler-16', 'unknown', 'unknown-type'],
  [
    'a misspelt prefix that was shipped, on any port',
    task.replace('-failed/', '-success//'),
    40_000,
    'butler-16',
    'unknown',
    'unknown-type',
  ],
  ['free text on the log port', 'hello', 9996, 'butler-sos-15', 'unknown', 'unknown-type'],
  ['free text on the scanner port', 'hello', 9999, 'qs-log-scanner', 'rejected', 'field-count'],
  ['free text on any port', 'hello', 40_000, undefined, 'unknown', 'unknown-type'],
  [
    'the oldest format, by shape',
    'QS;t;a;LAB\\u;51ea40b0-7088-4482-8231-74d06cde3e3a;;2026-03-12 06:02:01,586;INFO;51ea40b0-7088-4482-8231-74d06cde3e3a;m',
    1,
    'butler-16',
    'unknown',
    'unknown-type',
  ],
];
for (const [what, text, port, receiver, verdict, code] of auto) {
  test(`auto: ${what}`, () => {
    const judged = judgeText('auto', text, port);
    assert.deepEqual([judged.receiver, judged.verdict, judged.code], [receiver, verdict, code]);
  });
}

function judgeText(receiver: string, text: string, port: number, history = createHistory(), at = 0, id = 'x'): Judgement {
  const delimited = readDelimited(text);
  const decoded = delimited === undefined ? { format: 'plain', fields: {} } : decodeDelimited(delimited);
  return judge(
    receiver,
    { text, bytes: Buffer.byteLength(text), port, at, id, decoded, ...(delimited === undefined ? {} : { delimited }) },
    history,
  );
}

const sentences: readonly [string, string, string][] = [
  ['butler-16', task.replace('nightly', 'nightly; EMEA'), 'Butler 16 would drop this: 12 fields, 11 expected; TaskName holds a semicolon.'],
  ['butler-16', task.split(';').slice(0, 10).join(';'), 'Butler 16 would drop this: 10 fields, 11 expected.'],
  [
    'butler-16',
    task.replace('failed/', 'failed//'),
    'Butler 16 would drop this: it does not know the first field "/scheduler-task-failed//". Did you mean /scheduler-task-failed/?',
  ],
  [
    'butler-16',
    task.replace('task-failed', 'tsk-failed'),
    'Butler 16 would drop this: it does not know the first field "/scheduler-tsk-failed/". Did you mean /scheduler-task-failed/?',
  ],
  [
    'butler-16',
    '/qseow-qix-perf/;1',
    'Butler 16 would drop this: it does not know the first field "/qseow-qix-perf/". Butler SOS 15 reads it.',
  ],
  [
    'butler-16',
    task.replace(/ff4122a9[^;]*/, '(null)'),
    "Butler 16 would drop this: AppId is (null), log4net's text for a property that is not set.",
  ],
  ['butler-16', task.replace('Max retries reached', 'x'.repeat(501)), 'Butler 16 would accept this, but not as meant: LogMessage cut.'],
  ['butler-16', task, 'Butler 16 would accept this.'],
  [
    'butler-14',
    '/qseow-proxy-session/;h;Start session;LAB;a;x;/hub/;m',
    'Butler 14 has no port for user events: the user event port went away in 7.0.0.',
  ],
  ['qs-log-scanner', 'a;b', 'qs-log-scanner would drop this: 2 fields, at least 7 expected.'],
  ['butler-16', 'hello', 'Butler 16 would drop this: its first field is no message type.'],
];
for (const [receiver, text, reason] of sentences) {
  test(`says: ${reason}`, () => {
    assert.equal(judgeText(receiver, text, 9998).reason, reason);
  });
}

test('what is larger than the receiver takes is refused, with both numbers', () => {
  const judged = judge(
    'butler-16',
    { text: task, bytes: 65_508, port: 9998, at: 0, id: 'x', decoded: { format: 'plain', fields: {} } },
    createHistory(),
  );
  assert.deepEqual([judged.verdict, judged.code], ['rejected', 'too-large']);
  assert.match(judged.reason ?? '', /65508 bytes, at most 65507/);
});

test('a duplicate is told within ten minutes of the first, which a repetition does not move', () => {
  const history = createHistory();
  const minutes = (count: number): number => count * 60_000;
  const verdicts = [0, 9, 10, 10.001, 11].map(at => judgeText('butler-17', task, 9998, history, minutes(at), `at ${at}`));
  assert.deepEqual(
    verdicts.map(it => [it.verdict, it.duplicateOf]),
    [
      ['accepted', undefined],
      ['duplicate', 'at 0'],
      ['duplicate', 'at 0'],
      ['accepted', undefined],
      ['duplicate', 'at 10.001'],
    ],
  );
  assert.equal(verdicts[1]?.reason, 'Butler 17 would drop this as a duplicate: the same ExecutionId came in 540 s before.');
});

test('what is refused does not make the next one a duplicate', () => {
  const history = createHistory();
  assert.equal(judgeText('butler-17', task.replace(/51ea40b0[^;]*/, 'no-guid'), 9998, history).code, 'bad-guid');
  assert.equal(judgeText('butler-17', task, 9998, history).verdict, 'accepted');
});

test('the memory of a duplicate check is bounded', () => {
  const history = createHistory();
  for (let n = 0; n < 25_000; n++) judgeText('butler-17', task.replace(/d4e9d6ac[^;]*/, `id-${n}`), 9998, history, n, String(n));
  assert.equal(history.seen?.size, 10_000);
});

test('a datagram in another encoding is judged by what the receiver reads', () => {
  const text = task.replace('Sales Overview nightly', 'Lagerbestånd');
  const delimited = readDelimited(text);
  assert.ok(delimited);
  const received = text.replace('å', '\ufffd');
  const judged = judge(
    'butler-16',
    { text, received, bytes: 200, port: 9998, at: 0, id: 'x', decoded: decodeDelimited(delimited), delimited },
    createHistory(),
  );
  assert.deepEqual(judged.altered, [{ field: 'TaskName', from: 'Reload Lagerbestånd', to: 'Reload Lagerbest\ufffdnd' }]);
});

const xml = '<log4j:event logger="A.B" timestamp="1773291721586" level="WARN" thread="1"><log4j:message>hi</log4j:message></log4j:event>';
const xmlVerdicts: readonly [string, string, string, string][] = [
  ['a whole event', xml, 'accepted', 'ok'],
  ['one without a level', xml.replace('level="WARN" ', ''), 'rejected', 'missing-field'],
  ['a torn one', xml.slice(0, 100), 'rejected', 'not-well-formed'],
  ['a delimited one', task, 'unknown', 'unknown-type'],
  ["log4net's own layout", '<event logger="a" level="INFO" timestamp="x"><message>m</message></event>', 'unknown', 'unknown-type'],
];
for (const [what, text, verdict, code] of xmlVerdicts) {
  test(`a log4j XML viewer judges ${what}`, () => {
    const read = decode(Buffer.from(text), 7071);
    const judged = judge('log4j-xml', { ...read, bytes: text.length, port: 7071, at: 0, id: 'x' }, createHistory());
    assert.deepEqual([judged.verdict, judged.code], [verdict, code]);
  });
}

test('auto takes an XML event for its viewer on any port', () => {
  const read = decode(Buffer.from(xml), 9998);
  assert.equal(judge('auto', { ...read, bytes: 1, port: 9998, at: 0, id: 'x' }, createHistory()).receiver, 'log4j-xml');
});
