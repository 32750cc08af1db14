import assert from 'node:assert/strict';
import test from 'node:test';
import type { Outbox, Outcome, Pending } from '../../../client/src/delivery/contract';
import { defineSink } from '../../../client/src/delivery/contract';
import { Forwarder } from '../../../client/src/delivery/forwarder';
import { memoryOutbox } from '../../../client/src/delivery/memory-outbox';
import { Traces } from '../../../client/src/delivery/traces';
import { captured } from '../../support/events';

import { balance, ledger, nothingToSet, ok, refused, retry, scene, settle, Clock } from './scene';

const table: readonly (readonly [
  name: string,
  answers: readonly (readonly Outcome[])[],
  sent: number,
  rejected: number,
  slept: readonly number[],
])[] = [
  ['at once', [], 1, 0, []],
  ['at the second try', [[retry]], 1, 0, [125]],
  ['after what the service asked for', [[{ ...retry, afterMs: 7000 }]], 1, 0, [7000]],
  ['never, when it is refused', [[refused]], 0, 1, []],
  [
    'after waiting longer each time, up to half a minute',
    Array.from({ length: 9 }, () => [retry]),
    1,
    0,
    [125, 250, 500, 1000, 2000, 4000, 8000, 15000, 15000],
  ],
];
for (const [name, answers, sent, rejected, slept] of table) {
  test(`an event is delivered ${name}`, async () => {
    const it = scene(answers);
    await it.forwarder.accept([captured()]);
    await it.clock.pass(600_000);
    assert.equal(it.sent.length, sent);
    assert.equal(ledger(it).rejected, rejected);
    assert.deepEqual(it.clock.slept, slept);
    balance(it);
  });
}

test('a sink that is away is knocked at once in a while, however much comes and waits', async () => {
  const attempts: number[] = [];
  const it = scene(
    Array.from({ length: 1_000 }, () => [retry]),
    { batch: 1, onAttempt: () => attempts.push(it.clock.now) },
  );
  for (let minute = 0; minute < 60; minute++) {
    await it.forwarder.accept(Array.from({ length: 100 }, () => captured()));
    await it.clock.pass(60_000);
  }
  // Half of 30 s each time, with these dice, once the waiting has grown.
  assert.ok(attempts.length < 260, `${attempts.length} attempts in an hour`);
  assert.ok(attempts.slice(8).every((at, n) => n === 0 || at - (attempts[n + 7] ?? 0) >= 15_000));
  assert.equal(ledger(it).queued, 6_000);
  balance(it);
});

test('a failure in the middle of a batch keeps the order, and a second attempt carries the same delivery id', async () => {
  const it = scene([[ok, retry, ok]]);
  await it.forwarder.accept([1, 2, 3].map(seq => captured({ seq })));
  await it.clock.pass(1000);
  assert.deepEqual(
    it.sent.map(({ event, deliveryId }) => `${event.seq} ${deliveryId}`),
    ['1 d1', '3 d3', '2 d2', '3 d3'],
  );
  assert.equal(it.sent.at(-1)?.attempt, 2);
  balance(it);
});

test('a sink that throws loses nothing, and its words reach the log without the secret', async () => {
  const it = scene(['throw']);
  await it.forwarder.accept([captured()]);
  await it.clock.pass(1000);
  assert.equal(it.sent.length, 1);
  assert.match(it.log.join('\n'), /boom •••/);
});

test('ten thousand equal failures give one message and a roll-up with the right number', async () => {
  const it = scene([], { rate: { per: 'task', seconds: 300 } });
  for (let at = 0; at < 100; at++) await it.forwarder.accept(Array.from({ length: 100 }, () => captured()));
  await it.clock.pass(299_000);
  assert.equal(it.sent.length, 1);
  await it.clock.pass(2000);
  assert.deepEqual(
    it.sent.map(delivery => delivery.heldBack),
    [undefined, 9999],
  );
  assert.equal(ledger(it).held, 9999);
  balance(it);
});

test('another task is not held back by the first one', async () => {
  const it = scene([], { rate: { per: 'task', seconds: 300 } });
  await it.forwarder.accept([captured(), captured({ fields: { TaskId: 'other' } }), captured({ type: 'task-aborted' })]);
  await it.clock.pass(1);
  assert.equal(it.sent.length, 3);
});

test('tests, replays, imports and user events stay here unless asked for', async () => {
  const events = [
    captured({ origin: 'test' }),
    captured({ origin: 'replay' }),
    captured({ origin: 'import' }),
    captured({ type: 'proxy-session' }),
  ];
  const careful = scene([]);
  await careful.forwarder.accept(events);
  await careful.clock.pass(1);
  assert.deepEqual([ledger(careful).filtered, ledger(careful).received], [4, 0]);
  balance(careful);
  const open = scene([], { entry: { includeTests: true, userEvents: true } });
  await open.forwarder.accept(events);
  await open.clock.pass(1);
  assert.equal(open.sent.length, 4);
});

test('`when` and `duplicates` decide what is for a sink', async () => {
  const it = scene([], { entry: { when: 'type:task-failed', duplicates: 'drop' } });
  await it.forwarder.accept([captured(), captured({ type: 'task-success' }), captured({ verdict: 'duplicate' })]);
  await it.clock.pass(1);
  assert.equal(it.sent.length, 1);
  assert.equal(ledger(it).filtered, 2);
});

test('a full queue gives up the oldest, counts them and says so', async () => {
  const it = scene([], { capacity: { events: 3 } });
  it.forwarder.pause();
  await it.forwarder.accept([1, 2, 3, 4, 5].map(seq => captured({ seq })));
  assert.equal(ledger(it).dropped, 2);
  assert.match(it.log.join('\n'), /2 of the oldest events were given up/);
  it.forwarder.resume();
  await it.clock.pass(1);
  assert.deepEqual(
    it.sent.map(({ event }) => event.seq),
    [3, 4, 5],
  );
  balance(it);
});

test('a queue is bounded by the size of its events, too: the oldest go until the rest fits', async () => {
  const it = scene([], { capacity: { characters: 1_000 } });
  it.forwarder.pause();
  await it.forwarder.accept([600, 300, 300, 300].map((size, seq) => captured({ seq, text: 'x'.repeat(size) })));
  assert.deepEqual([ledger(it).queued, ledger(it).dropped], [3, 1]);
  await it.forwarder.accept([captured({ seq: 4, text: 'x'.repeat(5_000) })]);
  assert.deepEqual([ledger(it).queued, ledger(it).dropped], [0, 5], 'one that is larger than the queue is given up as well');
  assert.match(it.log.join('\n'), /the queue is full \(100,000 events or 1,000 characters\)/);
  await it.forwarder.accept([captured({ seq: 5, text: 'x'.repeat(900) })]);
  it.forwarder.resume();
  await it.clock.pass(1);
  assert.deepEqual(
    it.sent.map(({ event }) => event.seq),
    [5],
  );
  balance(it);
});

test('what an earlier run left is sent first, what belongs to a sink that is gone is named', async () => {
  const left: Pending[] = [
    { deliveryId: 'old', sink: 'one', event: captured({ seq: 7 }) },
    { deliveryId: 'lost', sink: 'gone', event: captured() },
  ];
  const it = scene([], { outbox: { ...memoryOutbox(), load: () => Promise.resolve(left) } });
  assert.deepEqual(await it.forwarder.start(), { resumed: 1, orphaned: 1, rehearsed: 0 });
  await it.clock.pass(1);
  assert.deepEqual(
    it.sent.map(({ deliveryId }) => deliveryId),
    ['old'],
  );
});

test('events are not queued when the journal cannot be written, and the next ones are', async () => {
  let full = true;
  const it = scene([], {
    outbox: { ...memoryOutbox(), append: () => (full ? Promise.reject(new Error('disk full')) : Promise.resolve()) },
  });
  await assert.rejects(it.forwarder.accept([captured()]), /disk full/);
  full = false;
  await it.forwarder.accept([captured({ seq: 2 })]);
  await it.clock.pass(1);
  assert.deepEqual(
    it.sent.map(({ event }) => event.seq),
    [2],
  );
});

test('flush tries once more, says whether everything is out, and does not wait for a sink that takes nothing', async () => {
  const it = scene([[retry], [retry]]);
  await it.forwarder.accept([captured()]);
  await it.clock.pass(1);
  assert.equal(await it.forwarder.flush(50), false);
  assert.equal(await it.forwarder.flush(50), true);
  assert.equal(it.clock.now, 1);
});

test('what the rate limit holds back at the end is told in a roll-up, not lost', async () => {
  const it = scene([], { rate: { per: 'task', seconds: 300 } });
  await it.forwarder.accept([1, 2, 3].map(seq => captured({ seq })));
  assert.equal(await it.forwarder.flush(50), true);
  assert.deepEqual(
    it.sent.map(({ heldBack }) => heldBack),
    [undefined, 2],
  );
  await it.forwarder.close();
  assert.equal(it.sent.length, 2);
  balance(it);
});

test('what is with the sink when the forwarder closes is counted, not sent again next time', async () => {
  const settled: string[] = [];
  const it = scene([], {
    outbox: {
      ...memoryOutbox(),
      settle: ids => {
        settled.push(...ids);
        return Promise.resolve();
      },
    },
  });
  await it.forwarder.accept([captured()]);
  await it.forwarder.close();
  assert.deepEqual(settled, ['d1']);
  assert.equal(ledger(it).delivered, 1);
});

test('what a sink refuses waits on the dead-letter list with its reason, and a person can have it tried again', async () => {
  const it = scene([[{ kind: 'rejected', reason: 'bad token hunter2secret' }]]);
  await it.forwarder.accept([captured()]);
  await it.clock.pass(1);
  const letters = await it.forwarder.deadLetters();
  assert.deepEqual(
    letters.map(({ deliveryId, reason }) => [deliveryId, reason]),
    [['d1', 'bad token •••']],
  );
  assert.equal(ledger(it).rejected, 1);
  assert.equal(await it.forwarder.retryDead(['d1', 'unknown']), 1);
  await it.clock.pass(1);
  assert.deepEqual(
    it.sent.map(({ deliveryId }) => deliveryId),
    ['d1'],
  );
  assert.deepEqual(await it.forwarder.deadLetters(), []);
  assert.deepEqual([ledger(it).received, ledger(it).rejected, ledger(it).delivered], [1, 0, 1]);
  balance(it);
});

test('a queue that is full while an attempt hangs gives up the oldest that wait, never those under way', async () => {
  let answer: (outcomes: readonly Outcome[]) => void = () => undefined;
  const it = scene([], { capacity: { events: 3 }, batch: 2, hang: new Promise(resolve => (answer = resolve)) });
  await it.forwarder.accept([1, 2].map(seq => captured({ seq })));
  for (let seq = 3; seq <= 10; seq++) await it.forwarder.accept([captured({ seq })]);
  assert.deepEqual([ledger(it).queued, ledger(it).dropped], [5, 5]);
  answer([ok, ok]);
  await it.clock.pass(1);
  assert.deepEqual(
    it.sent.map(({ event }) => event.seq),
    [1, 2, 8, 9, 10],
  );
  balance(it);
});

test('an event that came from a broker does not go back to the same place, nor on for ever', async () => {
  const via = { broker: 'localhost:1883', topic: 'qliksense/task-failed', hops: 1 };
  const from = { address: '127.0.0.1', port: 1883 };
  const it = scene([], { address: { broker: '127.0.0.1:1883', topic: 'qliksense/task-failed' } });
  await it.forwarder.accept([
    captured({ seq: 1, origin: 'mqtt', via }),
    captured({ seq: 2, origin: 'mqtt', via: { ...via, topic: 'elsewhere' } }),
    captured({ seq: 3, origin: 'mqtt', via: { ...via, broker: 'other:1883' } }),
    captured({ seq: 4, origin: 'mqtt', via: { ...via, broker: 'other:1883', hops: 3 } }),
    captured({ seq: 5, origin: 'mqtt', from }),
    captured({ seq: 6, origin: 'network', from }),
  ]);
  await it.clock.pass(1);
  assert.deepEqual(
    it.sent.map(({ event }) => event.seq),
    [2, 3, 6],
  );
  balance(it);
});

test('a dry run does everything but open the sink, and shows what would have left', async () => {
  const it = scene(['throw'], { entry: { dryRun: true } });
  await it.forwarder.accept([captured()]);
  await it.clock.pass(1);
  assert.deepEqual(it.sent, []);
  assert.deepEqual(it.shown, ['Fake would send seq 1']);
  assert.match(it.forwarder.states()[0]?.label ?? '', /dry run/);
  balance(it);
});

test('a sink that asks for more gets what has come since, up to its limit, and its outcomes count for all of it', async () => {
  let answer: (outcomes: readonly Outcome[]) => void = () => undefined;
  const hang = new Promise<readonly Outcome[]>(resolve => (answer = resolve));
  const it = scene([[ok, ok, retry, ok]], { batch: 4, greedy: true, hang });
  await it.forwarder.accept([captured({ seq: 1 })]);
  await it.forwarder.accept([2, 3, 4, 5].map(seq => captured({ seq })));
  answer([]);
  await it.clock.pass(1_000);
  assert.deepEqual(
    it.sent.map(({ event, attempt }) => `${event.seq} ${attempt}`),
    ['1 1', '2 1', '4 1', '3 2', '4 2', '5 1'],
  );
  assert.equal(ledger(it).delivered, 5);
  balance(it);
});

test('what became of each event can be asked for, sink by sink, with the reason', async () => {
  const it = scene([[ok], [refused], [retry]], { batch: 1, rate: { per: 'type', seconds: 300 }, entry: { when: 'a b c' } });
  await it.forwarder.accept([
    captured({ id: 'delivered', type: 'a' }),
    captured({ id: 'refused', type: 'b' }),
    captured({ id: 'waiting', type: 'c' }),
    captured({ id: 'held', type: 'a' }),
    captured({ id: 'not meant', type: 'other' }),
    captured({ id: 'a test', type: 'a', origin: 'test' }),
  ]);
  await it.clock.pass(1);
  const trace = (id: string) =>
    it.forwarder.traces(id).map(({ sink, label, state, reason = '' }) => `${sink} (${label}): ${state} ${reason}`)[0];
  assert.equal(trace('delivered'), 'one (Fake): delivered ');
  assert.equal(trace('refused'), 'one (Fake): rejected bad token');
  assert.equal(trace('waiting'), 'one (Fake): queued busy');
  assert.match(trace('held') ?? '', /: held The rate limit lets one message per type through in 300 s/);
  assert.match(trace('not meant') ?? '', /: filtered It does not match "when"/);
  assert.match(trace('a test') ?? '', /: filtered Test, replayed and imported events/);
  assert.equal(trace('never seen'), undefined);
  await it.clock.pass(1_000);
  assert.equal(trace('waiting'), 'one (Fake): delivered ');
  await it.forwarder.retryDead(['d2']);
  await it.clock.pass(1);
  assert.equal(trace('refused'), 'one (Fake): delivered ');
  it.forwarder.pause();
  await it.forwarder.accept([captured({ id: 'kept', type: 'a b' })]);
  await it.forwarder.close();
  assert.equal(trace('kept'), 'one (Fake): queued Forwarding is off. It waits in the journal until it is switched on again.');
});

test('traces are bounded, and outlive the forwarder that made them', () => {
  const traces = new Traces(2);
  traces.begin('one', 'Old name');
  for (const id of ['a', 'b', 'c', 'd', 'e']) traces.note('one', id, 'delivered');
  traces.begin('one', 'New name');
  assert.deepEqual(
    ['a', 'b', 'c', 'd', 'e'].map(id => traces.of(id)[0]?.label),
    [undefined, undefined, 'New name', 'New name', 'New name'],
  );
});

test('what a sink reports early is done with, and a failure later tries only the rest again', async () => {
  const settled: string[] = [];
  const seen: string[] = [];
  let round = 0;
  const kind = defineSink<null>({
    kind: 'early',
    limits: { batch: 4, duplicates: 'send' },
    ...nothingToSet,
    parse: () => ({ ok: true, settings: null }),
    label: () => 'Early',
    preview: () => ({ body: '' }),
    open: () => ({
      send: (batch, stream) => {
        if (round++ > 0) {
          seen.push(...batch.map(it => `${it.event.seq} attempt ${it.attempt}`));
          return Promise.resolve(batch.map(() => ok));
        }
        assert.deepEqual([batch.length, stream?.more().length], [4, 0], 'the batch is full');
        stream?.report([ok, ok]);
        const more = stream?.more() ?? [];
        assert.deepEqual(
          more.map(it => it.event.seq),
          [5, 6],
          'what is reported makes room',
        );
        stream?.report([ok]);
        return Promise.resolve([retry, ok, ok]);
      },
      close: () => Promise.resolve(),
    }),
  });
  const clock = new Clock();
  const parsed = kind.configure({});
  assert.ok(parsed.ok);
  const route = { duplicates: 'send', includeTests: true, includeUserEvents: true, isUserEvent: () => false } as const;
  let id = 0;
  const forwarder = new Forwarder({
    plans: [{ id: 'one', sink: parsed.settings, route, rate: undefined }],
    outbox: { ...memoryOutbox(), settle: ids => Promise.resolve(void settled.push(...ids)) },
    ports: {
      now: () => clock.now,
      random: () => 0.5,
      after: (ms, callback) => clock.after(ms, callback),
      redact: text => text,
      uuid: () => `d${++id}`,
      log: () => undefined,
      instance: 'test',
      listener: 'WS-42',
    },
  });
  await forwarder.accept([1, 2, 3, 4, 5, 6, 7].map(seq => captured({ seq })));
  await settle();
  assert.deepEqual(settled, ['d1', 'd2', 'd3']);
  assert.deepEqual([forwarder.states()[0]?.ledger.delivered, forwarder.states()[0]?.ledger.queued], [3, 4]);
  await clock.pass(1_000);
  assert.deepEqual(seen, ['4 attempt 2', '5 attempt 2', '6 attempt 2', '7 attempt 1']);
  assert.deepEqual(forwarder.states()[0]?.ledger.delivered, 7);
});

test('a sink that is taken away gets nothing more, keeps what waits, and is sent that first when it is back; the others go on', async () => {
  const it = scene([[retry]]);
  const [plan] = it.plans;
  assert.ok(plan);
  const second = { ...plan, id: 'two' };
  await it.forwarder.start();
  await it.forwarder.add(second, 'send');
  await it.forwarder.accept([captured({ seq: 1 })]);
  await it.clock.pass(0);
  // The first sink has failed once and waits; the second one has it.
  assert.deepEqual(
    it.forwarder.states().map(({ id, ledger: { queued, delivered } }) => `${id} ${queued} ${delivered}`),
    ['one 1 0', 'two 0 1'],
  );
  const last = await it.forwarder.remove('one');
  assert.equal(last?.ledger.queued, 1);
  await it.forwarder.accept([captured({ seq: 2 })]);
  await it.clock.pass(60_000);
  assert.deepEqual(
    it.sent.map(({ event }) => event.seq),
    [1, 2],
  );
  assert.equal(it.forwarder.waitingFor('one'), 1);
  await it.forwarder.add(plan, 'send');
  assert.equal(it.forwarder.waitingFor('one'), 0);
  await it.forwarder.accept([captured({ seq: 3 })]);
  await it.clock.pass(1);
  assert.deepEqual(it.sent.map(({ event }) => event.seq).sort(), [1, 1, 2, 3, 3]);
  assert.equal(await it.forwarder.remove('nobody'), undefined);
});

test('what waits for a sink that is switched on can be forgotten instead, and only that', async () => {
  const settled: string[] = [];
  const left = ['one', 'two', 'two'].map((sink, at): Pending => ({ deliveryId: `d${at}`, sink, event: captured() }));
  const outbox: Outbox = {
    ...memoryOutbox(),
    load: () => Promise.resolve(left),
    settle: ids => (settled.push(...ids), Promise.resolve()),
  };
  const it = scene([], { outbox });
  const [plan] = it.plans;
  assert.ok(plan);
  await it.forwarder.remove('one');
  await it.forwarder.start();
  assert.deepEqual([it.forwarder.waitingFor('one'), it.forwarder.waitingFor('two')], [1, 2]);
  await it.forwarder.add({ ...plan, id: 'two' }, 'delete');
  await it.clock.pass(1);
  assert.deepEqual(settled, ['d1', 'd2']);
  assert.equal(it.sent.length, 0);
  assert.equal(it.forwarder.waitingFor('one'), 1);
});
