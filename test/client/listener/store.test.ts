import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStore, otherNodes } from '../../../client/src/listener/store';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { capture } from '../../support/captured';
import { sampleEvents } from '../../support/sample-events';

const event = capture('x');
const numbered = (seq: number): CapturedEvent => ({ ...event, id: `id-${seq}`, seq });

test('events stand under absolute positions, the oldest go first', () => {
  const store = createStore({ events: 3 });
  store.add([1, 2, 3, 4, 5].map(numbered));
  assert.deepEqual([store.first, store.end], [2, 5]);
  assert.deepEqual(
    [...store.events()].map(it => it.seq),
    [3, 4, 5],
  );
  assert.deepEqual(
    [0, 1, 2, 4, 5, -1].map(position => store.at(position)?.seq),
    [undefined, undefined, 3, 5, undefined, undefined],
  );
  assert.equal(store.byId('id-4')?.seq, 4);
  assert.equal(store.byId('id-1'), undefined);
});

test('a changed limit holds at once, in both directions, and positions stay', () => {
  const store = createStore({ events: 5 });
  const held = (): readonly number[] => [...store.events()].map(it => it.seq);
  store.add([1, 2, 3, 4, 5].map(numbered));
  store.keepAtMost(2);
  assert.deepEqual([held(), store.first, store.end], [[4, 5], 3, 5]);
  store.add([numbered(6)]);
  assert.deepEqual(held(), [5, 6]);
  store.keepAtMost(4);
  store.add([7, 8, 9].map(numbered));
  assert.deepEqual(held(), [6, 7, 8, 9]);
});

test('the store is a queue of its limit, whatever is added in whatever portions', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat(30), { maxLength: 10 }), (limit, portions) => {
      const store = createStore({ events: limit });
      const all: CapturedEvent[] = [];
      for (const size of portions) {
        const batch = Array.from({ length: size }, (_, index) => numbered(all.length + index));
        all.push(...batch);
        store.add(batch);
        assert.deepEqual([...store.events()], all.slice(-limit));
        assert.equal(store.end, all.length);
      }
    }),
    { seed: 20_260_312, numRuns: 200 },
  );
});

test('memory is bounded by size too, and the newest event always stays', () => {
  const store = createStore({ events: 1_000, bytes: 1_000_000 });
  const large = { ...event, text: 'x'.repeat(65_000) };
  for (let n = 0; n < 100; n++) store.add([large]);
  assert.ok(store.end - store.first <= 16, `${store.end - store.first} are held`);
  store.add([{ ...event, text: 'x'.repeat(2_000_000) }]);
  assert.equal(store.end - store.first, 1);
});

test('counts stay when events go, per type, verdict and node', () => {
  const store = createStore({ events: 2 });
  store.add(sampleEvents().map(sample => capture(sample.datagram, { at: Date.parse(sample.timestamp) })));
  assert.equal(
    [...store.countsByType().values()].reduce((sum, it) => sum + it, 0),
    87,
  );
  assert.equal(store.countsByType().get('task-failed'), sampleEvents().filter(it => it.contract === 'butler-task-failed').length);
  assert.equal(
    [...store.countsByVerdict().values()].reduce((sum, it) => sum + it, 0),
    87,
  );
  const node = store.nodes().find(it => it.node === 'qs-node-1') ?? assert.fail();
  const ofNode = sampleEvents().filter(it => it.datagram.includes(';qs-node-1;'));
  assert.equal(node.count, ofNode.length);
  assert.equal(node.lastSeen, new Date(ofNode[ofNode.length - 1]?.timestamp ?? '').toISOString());
  assert.equal(node.byType.get('task-failed')?.count, ofNode.filter(it => it.contract === 'butler-task-failed').length);
});

test('names off the wire cannot fill the memory', () => {
  const store = createStore({ events: 10, nodes: 5 });
  for (let n = 0; n < 100; n++) store.add([{ ...event, fields: { HostName: `host-${n}` } }]);
  assert.equal(store.nodes().length, 6);
  assert.equal(store.nodes().find(it => it.node === otherNodes)?.count, 95);
});

test('clearing forgets events and counts, and positions go on', () => {
  const store = createStore();
  store.add([numbered(1), numbered(2)]);
  store.clear();
  assert.deepEqual([store.first, store.end, store.countsByType().size, store.nodes().length], [2, 2, 0, 0]);
  store.add([numbered(3)]);
  assert.equal(store.at(2)?.seq, 3);
});
