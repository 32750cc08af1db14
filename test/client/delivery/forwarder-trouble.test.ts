/** What goes wrong around a sink: a disk that is full, a clock that is set, a program that ends, a sink that breaks. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Outbox, Outcome, Pending } from '../../../client/src/delivery/contract';
import { captured } from '../../support/events';
import { balance, keptOutbox, ledger, retry, scene, settle } from './scene';

const rate = { per: 'task', seconds: 300 } as const;

/** A journal that is full as long as `isFull` holds. */
function fullOutbox(): Outbox & { isFull: boolean } {
  const inner = keptOutbox();
  const outbox = {
    ...inner,
    isFull: true,
    append: (entries: readonly Pending[]) => (outbox.isFull ? Promise.reject(new Error('ENOSPC')) : inner.append(entries)),
  };
  return outbox;
}

test('an event that the full disk did not take is counted, and the next one of its kind goes out at once', async () => {
  const outbox = fullOutbox();
  const it = scene([], { rate, outbox });
  await assert.rejects(it.forwarder.accept([captured({ seq: 1 })]), /ENOSPC/);
  assert.deepEqual([ledger(it).received, ledger(it).dropped], [1, 1]);
  balance(it);
  outbox.isFull = false;
  await it.forwarder.accept([captured({ seq: 2 })]);
  await it.clock.pass(0);
  assert.deepEqual(
    it.sent.map(each => each.event.seq),
    [2],
  );
  balance(it);
});

test('a roll-up that the full disk did not take is told later, with its number', async () => {
  const outbox = fullOutbox();
  outbox.isFull = false;
  const it = scene([], { rate, outbox });
  await it.forwarder.accept([1, 2, 3].map(seq => captured({ seq: seq })));
  outbox.isFull = true;
  await it.clock.pass(301_000);
  outbox.isFull = false;
  await it.clock.pass(301_000);
  assert.deepEqual(
    it.sent.map(each => each.heldBack),
    [undefined, 2],
  );
});

test('a clock that is set back holds nothing up', async () => {
  const it = scene([], { rate });
  await it.forwarder.accept([captured({ seq: 1 }), captured({ seq: 2 })]);
  it.clock.setBack = -40 * 24 * 3_600_000;
  await it.forwarder.accept([captured({ seq: 3 })]);
  await it.clock.pass(301_000);
  assert.deepEqual(
    it.sent.map(each => each.heldBack),
    [undefined, 2],
  );
  assert.ok(it.clock.slept.every(ms => ms < 2 ** 31));
});

test('what waits at a sink that is set up anew goes first, then what came meanwhile', async () => {
  let answer: (() => void) | undefined;
  const hang = new Promise<void>(resolve => (answer = resolve));
  const it = scene([[retry]], { hang, batch: 1 });
  await it.forwarder.accept([captured({ seq: 1 }), captured({ seq: 2 })]);
  const replaced = it.forwarder.replace(it.plans[0]!);
  await settle();
  await it.forwarder.accept([captured({ seq: 3 })]);
  answer?.();
  await replaced;
  assert.deepEqual(
    it.forwarder.traces(captured().id).map(each => [each.state, each.reason]),
    [['queued', undefined]],
  );
  await it.clock.pass(60_000);
  assert.deepEqual(
    it.sent.map(each => each.event.seq),
    [1, 2, 3],
  );
  balance(it);
});

test('an attempt that never ends does not keep the program from ending, and its event waits for the next time', async () => {
  const outbox = keptOutbox();
  const it = scene([], { outbox, hang: new Promise<never>(() => undefined) });
  await it.forwarder.accept([captured({ seq: 1 })]);
  const closed = it.forwarder.close();
  await it.clock.pass(10_000);
  await closed;
  assert.equal(ledger(it).queued, 1);
  assert.equal((await outbox.load()).length, 1);
});

test('an event at which the sink breaks again and again is refused with the reason, and those behind it go out', async () => {
  const it = scene(['throw', 'throw', 'throw', 'throw'], { batch: 10 });
  await it.forwarder.accept([1, 2, 3].map(seq => captured({ seq: seq })));
  await it.clock.pass(300_000);
  assert.deepEqual(
    it.sent.map(each => each.event.seq),
    [2, 3],
  );
  const [letter] = await it.forwarder.deadLetters();
  assert.match(letter?.reason ?? '', /^The sink breaks at this event \(boom/);
  assert.ok(!letter?.reason.includes('hunter2secret'));
  balance(it);
});

test('a service that asked for a pause is not asked again as the program ends', async () => {
  let attempts = 0;
  const it = scene([[{ ...retry, afterMs: 3_600_000 }]], { onAttempt: () => attempts++ });
  await it.forwarder.accept([captured({ seq: 1 })]);
  await it.clock.pass(1_000);
  assert.equal(await it.forwarder.flush(5_000), false);
  assert.equal(attempts, 1);
});

test('a dry run leaves what waits and what was refused as it is', async () => {
  const outbox = keptOutbox();
  await outbox.append([{ deliveryId: 'old', sink: 'one', event: captured({ seq: 1 }) }]);
  await outbox.bury([{ deliveryId: 'dead', sink: 'one', event: captured({ seq: 2 }), reason: 'x', at: '' }]);
  const it = scene([], { outbox, entry: { dryRun: true } });
  assert.deepEqual(await it.forwarder.start(), { resumed: 0, orphaned: 0, rehearsed: 1 });
  await it.forwarder.accept([captured({ seq: 3 })]);
  assert.equal(await it.forwarder.retryDead(['dead']), 0);
  await it.clock.pass(1_000);
  assert.deepEqual(it.shown, ['Fake would send seq 3']);
  await it.forwarder.close();
  assert.deepEqual(
    (await outbox.load()).map(each => each.deliveryId),
    ['old'],
  );
  assert.equal((await outbox.dead()).length, 1);
});

test('user events that waited do not go out once the sink is not to have them any more', async () => {
  const outbox = keptOutbox();
  await outbox.append([
    { deliveryId: 'user', sink: 'one', event: { ...captured({ seq: 1 }), type: 'proxy-session' } },
    { deliveryId: 'task', sink: 'one', event: captured({ seq: 2 }) },
  ]);
  const it = scene([], { outbox });
  assert.equal((await it.forwarder.start()).resumed, 1);
  await it.clock.pass(1_000);
  assert.deepEqual(
    it.sent.map(each => each.deliveryId),
    ['task'],
  );
  assert.match(it.log.join(), /1 user events that waited/);
  assert.deepEqual(await outbox.load(), []);
  assert.equal(ledger(it).dropped, 1);
  balance(it);
});

test('a refused user event is not tried again where the sink is not to have it', async () => {
  const outbox = keptOutbox();
  await outbox.bury([{ deliveryId: 'd', sink: 'one', event: { ...captured(), type: 'proxy-session' }, reason: 'x', at: '' }]);
  const it = scene([], { outbox });
  await it.forwarder.start();
  assert.equal(await it.forwarder.retryDead(['d']), 0);
  await it.clock.pass(1_000);
  assert.deepEqual([it.sent.length, (await it.forwarder.deadLetters()).length], [0, 1]);
});

test('what waits at a sink that is only rehearsed for a while goes out once it is real again', async () => {
  const it = scene([[retry]], { outbox: keptOutbox() });
  await it.forwarder.accept([captured({ seq: 1 })]);
  await it.clock.pass(0);
  await it.forwarder.replace(scene([], { entry: { dryRun: true } }).plans[0]!);
  assert.equal(it.forwarder.waitingFor('one'), 1);
  await it.forwarder.replace(it.plans[0]!);
  await it.clock.pass(60_000);
  assert.equal(it.sent.length, 1);
});

test('what a rehearsal had still to show is not sent for real afterwards', async () => {
  const it = scene([], { entry: { dryRun: true }, outbox: keptOutbox() });
  it.forwarder.pause();
  await it.forwarder.accept([captured()]);
  await it.forwarder.remove('one');
  assert.equal(it.forwarder.waitingFor('one'), 0);
});

test('a sink that breaks at every event has one of them refused, not all', async () => {
  const it = scene(Array.from({ length: 400 }, () => 'throw' as const));
  await it.forwarder.accept(Array.from({ length: 50 }, (_, seq) => captured({ seq })));
  await it.clock.pass(600_000);
  assert.deepEqual([ledger(it).rejected, ledger(it).queued], [1, 49]);
  balance(it);
});

test('a wrong password that follows an outage is said, and its pauses begin with the first', async () => {
  const wrong: Outcome = { kind: 'rejected', about: 'sink', reason: 'no such password' };
  let attempts = 0;
  const it = scene([[retry], [retry], [retry], [wrong], [wrong]], { onAttempt: () => attempts++ });
  await it.forwarder.accept([captured()]);
  await it.clock.pass(50_000);
  assert.equal(attempts, 4);
  assert.match(it.log.join('|'), /no such password/);
  await it.clock.pass(61_000);
  assert.equal(attempts, 5);
});

test('a journal that cannot be read is let go of', async () => {
  let isClosed = false;
  const outbox: Outbox = {
    ...keptOutbox(),
    load: () => Promise.reject(new Error('EISDIR')),
    close: () => {
      isClosed = true;
      return Promise.resolve();
    },
  };
  await assert.rejects(scene([], { outbox }).forwarder.start(), /EISDIR/);
  assert.ok(isClosed);
});

test('a sink that is set up wrongly is asked now and then, loses nothing, and goes on once it is mended', async () => {
  const wrong: Outcome = { kind: 'rejected', about: 'sink', reason: 'no such password. Set it up again.' };
  let attempts = 0;
  const it = scene(
    Array.from({ length: 4 }, () => [wrong, wrong, wrong]),
    { batch: 10, onAttempt: () => attempts++ },
  );
  await it.forwarder.accept([1, 2, 3].map(seq => captured({ seq })));
  await it.clock.pass(0);
  assert.deepEqual([attempts, ledger(it).queued, ledger(it).rejected], [1, 3, 0]);
  assert.match(it.forwarder.states()[0]?.lastError ?? '', /Set it up again/);
  // A person who ends the program has it not asked once more.
  assert.equal(await it.forwarder.flush(1_000), false);
  await it.clock.pass(60_000 + 300_000 + 900_000);
  assert.equal(attempts, 4);
  it.forwarder.retryNow();
  await it.clock.pass(0);
  assert.equal(it.sent.length, 3);
  balance(it);
});

test('what a sink refuses is said, the same reason once a minute', async () => {
  const it = scene([Array.from({ length: 10 }, () => ({ kind: 'rejected', reason: 'too long' }) as const)], { batch: 10 });
  await it.forwarder.accept(Array.from({ length: 10 }, (_, seq) => captured({ seq })));
  await it.clock.pass(0);
  assert.deepEqual(it.log, ['Fake: refused for good: too long']);
});

test('a person who has one sink try again has no other one knock with its wrong password', async () => {
  const wrong: Outcome = { kind: 'rejected', about: 'sink', reason: 'wrong password' };
  let attempts = 0;
  const it = scene(Array<readonly Outcome[]>(9).fill([wrong]), { onAttempt: () => attempts++ });
  const [plan] = it.plans;
  assert.ok(plan);
  await it.forwarder.add({ ...plan, id: 'two' }, 'send');
  await it.forwarder.accept([captured()]);
  await it.clock.pass(1);
  assert.equal(attempts, 2);
  it.forwarder.retryNow('two');
  await it.clock.pass(1);
  assert.equal(attempts, 3);
});
