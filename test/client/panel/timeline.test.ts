import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimelineCounter } from '../../../client/src/panel/timeline';
import { stacked } from '../../../client/src/panel/ui/timeline-data';

const noon = Date.UTC(2026, 2, 12, 12);
const sum = (counts: readonly number[] | undefined): number => (counts ?? []).reduce((all, n) => all + n, 0);

test('nothing counted is nothing to show', () => assert.equal(new TimelineCounter().view(0), undefined));

test('bars begin a second apart and stand where the events came', () => {
  const counter = new TimelineCounter();
  counter.count('task-failed', noon + 100);
  counter.count('task-failed', noon + 900);
  counter.count('task-failed', noon + 2_100);
  assert.deepEqual(counter.view(0), { start: noon, step: 1_000, types: [{ type: 'task-failed', counts: [2, 0, 1] }] });
});

test('however long it goes on, there are few bars and no event is lost, in whatever order they come', () => {
  for (const days of [0.01, 1, 400]) {
    const counter = new TimelineCounter();
    const many = 5_000;
    for (let n = 0; n < many; n++) counter.count(n % 2 === 0 ? 'a' : 'b', noon + (((n * 7919) % many) / many) * days * 86_400_000);
    const view = counter.view(0) ?? assert.fail();
    const bars = view.types[0]?.counts.length ?? 0;
    assert.ok(bars > 20 && bars <= 181, `${days} days: ${bars} bars`);
    assert.equal(
      view.types.reduce((all, it) => all + sum(it.counts), 0),
      many,
    );
    assert.ok(view.start <= noon && view.start + view.step > noon);
  }
});

test('the busiest types have a name, the rest is together', () => {
  const counter = new TimelineCounter();
  'abcdefg'.split('').forEach((type, at) => {
    for (let n = 0; n <= at; n++) counter.count(type, noon);
  });
  counter.count('', noon);
  assert.deepEqual(
    counter.view(0)?.types.map(it => [it.type, sum(it.counts)]),
    [
      ['g', 7],
      ['f', 6],
      ['e', 5],
      ['d', 4],
      ['c', 3],
      ['', 4],
    ],
  );
});

test('what is no longer held is not shown', () => {
  const counter = new TimelineCounter();
  counter.count('a', noon);
  counter.count('a', noon + 10_000);
  assert.deepEqual(counter.view(noon + 9_500), { start: noon + 9_000, step: 1_000, types: [{ type: 'a', counts: [0, 1] }] });
  assert.equal(counter.view(noon + 60_000), undefined);
});

test('types are drawn on top of each other', () => {
  const data = stacked({
    start: noon,
    step: 1_000,
    types: [
      { type: 'a', counts: [1, 2] },
      { type: 'b', counts: [10, 20] },
    ],
  });
  assert.deepEqual(data, [
    [noon / 1_000, noon / 1_000 + 1],
    [11, 22],
    [10, 20],
  ]);
});
