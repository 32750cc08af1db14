import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { createIntake } from '../../../client/src/listener/intake';
import { Listener } from '../../../client/src/listener/listener';
import { parseFilter } from '../../../client/src/listener/query';
import { createStore } from '../../../client/src/listener/store';
import { createUdpSource } from '../../../client/src/listener/sources/udp';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { listenerWorker, workerThatFails } from '../../support/listener-worker';
import { sampleEvents } from '../../support/sample-events';

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > end) assert.fail('Waited 5 s.');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

for (const receiver of ['butler-4', 'butler-14', 'butler-16', 'butler-17', 'butler-sos-6', 'butler-sos-15', 'qs-log-scanner']) {
  test(`the samples of a foreign sender, over a real socket, get the verdicts of ${receiver}`, async () => {
    const listener = new Listener(
      createUdpSource({ workerPath: listenerWorker() }),
      createIntake({ uuid: randomUUID, now: Date.now, receiver }),
      createStore(),
    );
    const events: CapturedEvent[] = [];
    listener.onEvents(batch => events.push(...batch));
    const outcome = await listener.start({ port: 0 });
    assert.ok(outcome.kind === 'bound');
    // e67 repeats an execution eleven minutes later, which a test does not wait for.
    const samples = sampleEvents().filter(sample => sample.id !== 'e67' && sample.verdicts.some(it => it.receiver === receiver));
    const socket = createSocket('udp4');
    for (const sample of samples) await new Promise(resolve => socket.send(sample.datagram, outcome.port, '127.0.0.1', resolve));
    await until(() => events.length === samples.length);
    socket.close();
    const idOf = new Map(samples.map((sample, index) => [sample.id, events[index]?.id]));
    for (const [index, sample] of samples.entries()) {
      const expected = sample.verdicts.find(it => it.receiver === receiver);
      const { verdict, code, altered, duplicateOf } = events[index] ?? assert.fail();
      const earlier = expected?.duplicateOf === undefined ? undefined : idOf.get(expected.duplicateOf);
      assert.deepEqual(
        { verdict, code, altered, duplicateOf },
        { verdict: expected?.verdict, code: expected?.code, altered: expected?.altered, duplicateOf: earlier },
        sample.id,
      );
    }
    assert.deepEqual([...listener.store.events()], events);
    assert.equal(listener.counts().received, samples.length);
    await listener.stop();
    assert.deepEqual(listener.bound, []);
  });
}

test('a test event of ours is marked, the next stranger is not', async () => {
  const listener = new Listener(
    createUdpSource({ workerPath: listenerWorker() }),
    createIntake({ uuid: randomUUID, now: Date.now }),
    createStore(),
  );
  const outcome = await listener.start({ port: 0 });
  assert.ok(outcome.kind === 'bound');
  const ours = createSocket('udp4');
  await new Promise<void>(resolve => ours.bind(0, '127.0.0.1', resolve));
  const stranger = createSocket('udp4');
  listener.intake.expectFrom(ours.address(), 'test');
  await new Promise(resolve => ours.send('test', outcome.port, '127.0.0.1', resolve));
  await new Promise(resolve => stranger.send('real', outcome.port, '127.0.0.1', resolve));
  await until(() => listener.store.end === 2);
  assert.deepEqual([...listener.store.events()].map(it => [it.text, it.origin]).sort(), [
    ['real', 'network'],
    ['test', 'test'],
  ]);
  ours.close();
  stranger.close();
  await listener.stop();
});

test('a port can be stopped alone, and the session names what is open', async () => {
  const listener = new Listener(
    createUdpSource({ workerPath: listenerWorker() }),
    createIntake({ uuid: randomUUID, now: Date.now }),
    createStore(),
  );
  const [first, second] = [await listener.start({ port: 0 }), await listener.start({ port: 0 })];
  assert.ok(first.kind === 'bound' && second.kind === 'bound');
  await listener.stop(first.port);
  assert.deepEqual(
    listener.bound.map(it => it.port),
    [second.port],
  );
  await listener.stop();
});

test('what comes by another way than the sockets is counted as received, and a mail is not counted as dropped', () => {
  const listener = new Listener(
    createUdpSource({ workerPath: listenerWorker() }),
    createIntake({ uuid: randomUUID, now: Date.now }),
    createStore(),
  );
  const decoded = { format: 'mail', fields: { Subject: 'Task failed' }, message: 'Task failed' };
  const payload = new TextEncoder().encode('Subject: Task failed');
  const datagram = { port: 2525, from: { address: '127.0.0.1', port: 1 }, receivedAt: 0, payload };
  listener.receive([{ ...datagram, decoded }, datagram]);
  assert.deepEqual([listener.counts().received, listener.counts().bytes], [2, 40]);
  const [mail, other] = [...listener.store.events()];
  assert.equal(listener.store.marks().dropped, 1, 'the second one, which is no mail');
  assert.equal(mail?.code, undefined);
  assert.match(mail?.reason ?? '', /mail.*no receiver/);
  assert.equal(other?.code, 'unknown-type');
  assert.deepEqual([parseFilter('is:dropped').matches(mail ?? assert.fail()), parseFilter('is:dropped').matches(other)], [false, true]);
});

test('of sockets that closed by themselves none is said to be open', { timeout: 20_000 }, async () => {
  const listener = new Listener(
    createUdpSource({ workerPath: workerThatFails() }),
    createIntake({ uuid: randomUUID, now: Date.now }),
    createStore(),
  );
  const ends: string[] = [];
  listener.onEnded((closed, reason) => ends.push(`${closed.map(it => it.port).join(' ')}: ${reason}`));
  const outcomes = [await listener.start({ port: 0 }), await listener.start({ port: 0 })];
  const ports = outcomes.map(it => (it.kind === 'bound' ? it.port : assert.fail(it.message)));
  const socket = createSocket('udp4');
  socket.send('fail', ports[0], '127.0.0.1');
  await until(() => ends.length === 1);
  socket.close();
  assert.deepEqual(ends, [`${ports.join(' ')}: The listener's thread failed (no more memory).`]);
  assert.deepEqual(listener.bound, []);
  await listener.stop();
});
