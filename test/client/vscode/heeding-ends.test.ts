import assert from 'node:assert/strict';
import test from 'node:test';
import { heedingEnds } from '../../../client/src/vscode/forwarding/heeding-ends';
import { captured } from '../../support/events';
import { Clock, retry, scene, settle } from '../delivery/scene';

test('after a sleep beyond its end, a sink ends first: what waits is not sent by the timer of another attempt', async () => {
  const clock = new Clock();
  const it = scene([[retry]], {
    after: inner => heedingEnds(inner, () => (clock.now === 0 ? undefined : it.forwarder.remove('one').then(() => undefined))),
  });
  await it.forwarder.accept([captured()]);
  await it.clock.pass(0);
  clock.now = 1;
  await it.clock.pass(60_000);
  assert.deepEqual(it.sent, []);
  assert.equal(it.forwarder.waitingFor('one'), 1, 'it waits for the next time');
});

test('where nothing is overdue a timer rings at once, and one that is cancelled meanwhile does not', async () => {
  const clock = new Clock();
  const overdue: { ending?: Promise<void> } = {};
  let rings = 0;
  const after = heedingEnds(
    (ms, callback) => clock.after(ms, callback),
    () => overdue.ending,
  );
  after(1, () => rings++);
  await clock.pass(1);
  assert.equal(rings, 1);
  let end = () => {};
  overdue.ending = new Promise(resolve => (end = resolve));
  const cancel = after(1, () => rings++);
  await clock.pass(1);
  cancel();
  end();
  await settle();
  assert.equal(rings, 1);
});
