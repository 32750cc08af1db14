import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Seen } from '../../../server/src/wire/judging/seen';

test('a key is known with its newest sighting, whatever it looks like', () => {
  const key = fc.oneof(fc.constantFrom('a', 'b', '', 'x'.repeat(40), 'x'.repeat(41), 'ü\ud800'), fc.string({ maxLength: 3 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.nat(), fc.oneof(fc.uuid(), fc.string({ maxLength: 60 }))), { maxLength: 60 }), all => {
      const seen = new Seen();
      const wanted = new Map<string, { readonly at: number; readonly id: string }>();
      for (const [name, at, id] of all) {
        seen.set(name, { at, id });
        wanted.set(name, { at, id });
      }
      assert.equal(seen.size, wanted.size);
      for (const [name, sighting] of wanted) assert.deepEqual(seen.get(name), sighting);
      assert.equal(seen.get('never'), undefined);
    }),
    { seed: 20_260_312, numRuns: 300 },
  );
});

test('the newest ten thousand stay, also when keys come again', () => {
  const seen = new Seen();
  for (let n = 0; n < 35_000; n++) seen.set(`key-${n % 12_000}`, { at: n, id: `id-${n}` });
  assert.equal(seen.size, 10_000);
  for (let n = 35_000 - 10_000; n < 35_000; n++) assert.deepEqual(seen.get(`key-${n % 12_000}`), { at: n, id: `id-${n}` });
  assert.equal(seen.get(`key-${24_999 % 12_000}`), undefined);
});

test('long keys are few, and none of them takes a short one along', () => {
  const seen = new Seen();
  seen.set('short', { at: 1, id: 'x' });
  for (let n = 0; n < 1_000; n++) seen.set(`${'k'.repeat(65_000)}${n}`, { at: n, id: 'x' });
  assert.equal(seen.size, 101);
  assert.equal(seen.get(`${'k'.repeat(65_000)}999`)?.at, 999);
  assert.equal(seen.get('short')?.at, 1);
});
