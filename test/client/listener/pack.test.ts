import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Frames } from '../../../client/src/listener/frames';
import { blockBytes, Pack } from '../../../client/src/listener/pack';
import { createStore } from '../../../client/src/listener/store';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { capture } from '../../support/captured';
import { sampleEvents } from '../../support/sample-events';

/** The events in as many packs as they need, one after the other. */
function packed(events: readonly CapturedEvent[], frames = new Frames()): readonly { readonly pack: Pack; readonly index: number }[] {
  let pack = new Pack(frames, new ArrayBuffer(blockBytes));
  return events.map(event => {
    if (!pack.add(event)) {
      pack.seal();
      pack = new Pack(frames, new ArrayBuffer(blockBytes));
      if (!pack.add(event)) pack = Pack.alone(event, frames);
    }
    return { pack, index: pack.count - 1 };
  });
}

const samples = sampleEvents().map(it => capture(it.datagram, { at: Date.parse(it.timestamp) }));

test('an event comes out of a pack as it went in, whatever it holds', () => {
  assert.deepEqual(
    packed(samples).map(({ pack, index }) => pack.at(index)),
    samples,
  );
});

const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', '', 'TaskName', '|1:a'), fc.string(), fc.string({ unit: 'binary' }));
const words = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'Finance close', '日本語', '\ud83d', '\ude00', '\ufeff'));
const some = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(values, { nil: undefined });

const anyEvent: fc.Arbitrary<CapturedEvent> = fc
  .record({
    id: words,
    seq: fc.nat(),
    receivedAt: fc.constantFrom('2026-03-12T06:02:01.586Z', '2026-03-12T06:02:01Z', 'some time'),
    origin: fc.constantFrom('network', 'test', 'replay', 'import', 'mqtt'),
    port: fc.nat(65_535),
    from: fc.record({ address: words, port: fc.nat(65_535) }, { noNullPrototype: true }),
    via: some(fc.record({ broker: words, topic: words, hops: fc.nat(9) }, { noNullPrototype: true })),
    bytes: fc.nat(),
    text: words,
    base64: some(words),
    format: words,
    level: some(words),
    logger: some(words),
    message: some(words),
    timestamp: some(words),
    receiver: some(words),
    type: some(words),
    verdict: fc.constantFrom('accepted', 'rejected', 'unknown', 'duplicate'),
    code: some(words),
    reason: some(words),
    notes: some(fc.array(words, { maxLength: 3 })),
    altered: some(fc.array(fc.record({ field: name, from: fc.option(words), to: words }, { noNullPrototype: true }), { maxLength: 3 })),
    duplicateOf: some(words),
    fields: fc.array(fc.tuple(name, words), { maxLength: 6 }).map(it => Object.fromEntries(it)),
  })
  .map(it => Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined)) as unknown as CapturedEvent);

test('no name and no text off the wire can look like another in a pack', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 12 }), events => {
      const all = packed(events, new Frames(3));
      events.forEach((event, which) => {
        const { pack, index } = all[which] ?? assert.fail();
        assert.deepEqual(pack.at(index), event);
        assert.deepEqual(Object.entries(pack.look(index).fields), Object.entries(event.fields));
        assert.equal(pack.look(index).logger, event.logger);
        assert.equal(pack.look(index).reason, event.reason);
      });
    }),
    { seed: 20_260_312, numRuns: 400 },
  );
});

test('a look tells what the event itself tells', () => {
  const all = packed(samples);
  samples.forEach((event, which) => {
    const { pack, index } = all[which] ?? assert.fail();
    const seen = pack.look(index);
    for (const key of Object.keys(event) as (keyof CapturedEvent)[]) assert.deepEqual(seen[key], event[key], key);
  });
});

test('an event of any size is kept whole: with others where it fits, alone where it does not', () => {
  const sizes = [10, 16_383, 16_384, 65_507, 10, blockBytes, 400_000, 10, 10];
  const events = sizes.map((size, n) => ({ ...capture('x'.repeat(size)), fields: { n: `${n}`, all: 'x'.repeat(size) } }));
  const store = createStore();
  store.add(events);
  assert.deepEqual([...store.events()], events);
  assert.deepEqual(
    events.map((_, position) => store.look(position)?.fields['n']),
    sizes.map((_, n) => `${n}`),
  );
});

test('a pack that is closed early gives its room back and says the same', () => {
  const pack = new Pack(new Frames(), new ArrayBuffer(blockBytes));
  assert.ok(pack.add(samples[0] ?? assert.fail()) && pack.add(samples[1] ?? assert.fail()));
  const before = pack.bytes;
  assert.equal(pack.seal()?.byteLength, blockBytes);
  assert.ok(pack.bytes < before / 10, `${pack.bytes} of ${before} bytes are still held`);
  assert.deepEqual([pack.at(0), pack.at(1)], samples.slice(0, 2));
  assert.equal(pack.add(samples[2] ?? assert.fail()), false);
});

test('what is held is right while blocks are used again and again', () => {
  const store = createStore({ events: 1_000 });
  let added: CapturedEvent[] = [];
  for (let n = 0; n < 60; n++) {
    const batch = samples.map((it, at) => ({ ...it, seq: n * 1_000 + at, text: `${it.text} ${n}` }));
    store.add(batch);
    added = [...added, ...batch].slice(-1_000);
  }
  assert.deepEqual([...store.events()], added);
});

test('a held event costs little more than its text', () => {
  const store = createStore({ events: 100_000, bytes: 8_000_000 });
  for (let n = 0; n < 600; n++) store.add(samples.filter(it => it.text.length < 1_000));
  const texts = [...store.events()].reduce((sum, it) => sum + it.text.length, 0);
  assert.ok(texts > 2_400_000, `only ${texts} letters are held in eight million bytes`);
});
