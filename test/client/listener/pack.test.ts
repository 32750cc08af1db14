import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Frames } from '../../../client/src/listener/frames';
import { pack } from '../../../client/src/listener/pack';
import { createStore } from '../../../client/src/listener/store';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { capture } from '../../support/captured';
import { sampleEvents } from '../../support/sample-events';

const samples = sampleEvents().map(it => capture(it.datagram, { at: Date.parse(it.timestamp) }));

test('an event comes out of a pack as it went in, whatever it holds', () => {
  const packed = pack(samples, new Frames());
  assert.deepEqual(
    samples.map((_, index) => packed.at(index)),
    samples,
  );
});

const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', '', 'TaskName', '|1:a'), fc.string(), fc.string({ unit: 'binary' }));
const words = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'Finance close', '日本語'));
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
      const packed = pack(events, new Frames(3));
      events.forEach((event, index) => {
        assert.deepEqual(packed.at(index), event);
        assert.deepEqual(Object.entries(packed.look(index).fields), Object.entries(event.fields));
        assert.equal(packed.look(index).logger, event.logger);
        assert.equal(packed.look(index).reason, event.reason);
      });
    }),
    { seed: 20_260_312, numRuns: 400 },
  );
});

test('a look tells what the event itself tells', () => {
  const packed = pack(samples, new Frames());
  samples.forEach((event, index) => {
    const seen = packed.look(index);
    for (const key of Object.keys(event) as (keyof CapturedEvent)[]) assert.deepEqual(seen[key], event[key], key);
  });
});

test('a held event costs little more than its text', () => {
  const store = createStore({ events: 100_000, bytes: 8_000_000 });
  for (let n = 0; n < 600; n++) store.add(samples.filter(it => it.text.length < 1_000));
  const texts = [...store.events()].reduce((sum, it) => sum + it.text.length, 0);
  assert.ok(texts > 2_400_000, `only ${texts} letters are held in eight million bytes`);
});
