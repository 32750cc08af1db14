import Ajv from 'ajv';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createIntake } from '../../../client/src/listener/intake';
import { parsePattern } from '../../../server/src/pattern/parse';
import { vocabulary } from '../../../server/src/pattern/vocabulary';
import { createService } from '../../../server/src/service';
import type { Codec } from '../../../server/src/wire';
import { patternReader } from '../../../server/src/wire/pattern-text';
import { receiverIds } from '../../../server/src/wire/receivers';
import { countingUuid } from '../../support/captured';
import { sampleEvents } from '../../support/sample-events';

const seed = 20_260_312;
const schema = JSON.parse(readFileSync(path.join(process.cwd(), 'schemas/event.schema.json'), 'utf8')) as object;
const isEvent = new Ajv({ allErrors: true, strict: false }).compile(schema);
const from = { address: '127.0.0.1', port: 50_000 };
const intakeFor = (receiver: string, now = () => 0): ReturnType<typeof createIntake> => createIntake({ uuid: countingUuid, now, receiver });

function assertEvent(event: unknown): void {
  assert.equal(isEvent(JSON.parse(JSON.stringify(event))), true, JSON.stringify(isEvent.errors));
}

for (const receiver of receiverIds) {
  test(`every sample gives one event of the schema, judged for ${receiver}`, () => {
    const intake = intakeFor(receiver);
    for (const [index, sample] of sampleEvents().entries()) {
      const event = intake.take({ port: 9998, from, receivedAt: Date.parse(sample.timestamp), payload: Buffer.from(sample.datagram) });
      assertEvent(event);
      assert.equal(event.seq, index + 1);
      assert.equal(event.text, sample.datagram);
      assert.equal(event.base64, undefined);
      assert.equal(event.bytes, Buffer.byteLength(sample.datagram));
    }
  });
}

test('the schema refuses what is no event', () => {
  const event = intakeFor('auto').take({ port: 9998, from, receivedAt: 0, payload: Buffer.from('x') });
  for (const broken of [
    { ...event, verdict: 'fine' },
    { ...event, id: 'x' },
    { ...event, extra: 1 },
    { ...event, code: 'altered' },
    { ...event, fields: { a: 1 } },
  ]) {
    assert.equal(isEvent(broken), false);
  }
});

test('a duplicate points to the event that came first', () => {
  const intake = intakeFor('butler-17');
  const [, , sample] = sampleEvents();
  assert.ok(sample);
  const take = (at: number): ReturnType<typeof intake.take> =>
    intake.take({ port: 9998, from, receivedAt: at, payload: Buffer.from(sample.datagram) });
  const [first, second] = [take(0), take(1)];
  assert.deepEqual([second.verdict, second.duplicateOf], ['duplicate', first.id]);
  assertEvent(second);
});

const hostile: readonly [string, Uint8Array][] = [
  ['nothing at all', Buffer.alloc(0)],
  ['65,507 bytes of one letter', Buffer.alloc(65_507, 0x41)],
  ['65,507 semicolons', Buffer.alloc(65_507, 0x3b)],
  ['65,507 opening brackets', Buffer.alloc(65_507, 0x7b)],
  ['65,507 angle brackets', Buffer.alloc(65_507, 0x3c)],
  ['a deep JSON text', Buffer.from('{"a":'.repeat(10_000))],
  ['wide JSON', Buffer.from(JSON.stringify(Object.fromEntries(Array.from({ length: 6_000 }, (_, n) => [`k${n}`, n]))))],
  ['bytes that are no UTF-8', Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0x80])],
  ['control characters', Buffer.from(Array.from({ length: 32 }, (_, n) => n))],
  ['an escape sequence of a terminal', Buffer.from('\u001b[2J\u001b]0;owned\u0007')],
  [
    'an XML bomb',
    Buffer.from(
      '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><log4j:event logger="&b;&b;&b;&b;" level="INFO">&b;</log4j:event>',
    ),
  ],
  ['a file behind an entity', Buffer.from('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><log4j:event>&x;</log4j:event>')],
  ['markup', Buffer.from('/scheduler-task-failed/;<script>alert(1)</script>;;;;;;;;;')],
  ['half a surrogate pair', Buffer.from([0xed, 0xa0, 0x80])],
];
for (const [what, payload] of hostile) {
  test(`${what} gives exactly one event, quickly, with its bytes`, () => {
    const started = performance.now();
    for (const receiver of receiverIds) {
      const event = intakeFor(receiver).take({ port: 9998, from, receivedAt: 0, payload });
      assertEvent(event);
      assert.equal(event.bytes, payload.length);
      assert.deepEqual(
        Buffer.from(event.base64 ?? '', 'base64').length > 0 ? Buffer.from(event.base64 ?? '', 'base64') : Buffer.from(event.text),
        Buffer.from(payload),
      );
    }
    assert.ok(performance.now() - started < 5_000, 'hangs');
  });
}

test('any bytes on any port for any receiver give an event of the schema that holds the bytes', () => {
  const starts = ['', '/scheduler-task-failed/;', '/qseow-proxy-session/;', '<log4j:event ', '{"', '<13>1 ', 'QS;'].map(it =>
    Buffer.from(it),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...receiverIds),
      fc.integer({ min: 1, max: 65_535 }),
      fc.constantFrom(...starts),
      fc.uint8Array({ maxLength: 300 }),
      (receiver, port, start, rest) => {
        const payload = Buffer.concat([start, rest]);
        const event = intakeFor(receiver).take({ port, from, receivedAt: 0, payload });
        assertEvent(event);
        assert.deepEqual(event.base64 === undefined ? Buffer.from(event.text) : Buffer.from(event.base64, 'base64'), payload);
      },
    ),
    { seed, numRuns: 500 },
  );
});

test('what we announce as ours is a test event, for a minute, and nothing else is', () => {
  let now = 0;
  const intake = intakeFor('auto', () => now);
  const take = (sender: typeof from, at = now): string =>
    intake.take({ port: 9998, from: sender, receivedAt: at, payload: Buffer.from('x') }).origin;
  assert.equal(take(from), 'network');
  intake.expectFrom(from, 'test');
  assert.equal(take(from), 'test');
  assert.equal(take({ ...from, port: from.port + 1 }), 'network');
  assert.equal(take({ ...from, address: '10.0.0.1' }), 'network');
  now = 60_001;
  assert.equal(take(from), 'network');
});

test('a sender bound to no address in particular is ours only from this computer', () => {
  const intake = intakeFor('auto');
  intake.expectFrom({ address: '0.0.0.0', port: 7 }, 'test');
  const origin = (address: string): string =>
    intake.take({ port: 1, from: { address, port: 7 }, receivedAt: 0, payload: Buffer.from('x') }).origin;
  assert.deepEqual(['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1'].map(origin), ['test', 'test', 'test', 'network']);
});

test('the receiver can be changed, and an unknown one is refused in words', () => {
  const intake = createIntake({ uuid: randomUUID, now: Date.now });
  const [sample] = sampleEvents();
  assert.ok(sample);
  const receiver = (): string | undefined =>
    intake.take({ port: 9998, from, receivedAt: 0, payload: Buffer.from(sample.datagram) }).receiver;
  assert.equal(receiver(), 'butler-16');
  assert.equal(intake.setReceiver('butler-17'), undefined);
  assert.equal(receiver(), 'butler-17');
  assert.match(intake.setReceiver('butler-99') ?? '', /There is no receiver "butler-99"\. Known are auto, butler-4/);
  assert.equal(receiver(), 'butler-17');
});

test('the encoding can be named and changed while it goes on, and an unknown one is refused in words', () => {
  const intake = createIntake({ uuid: randomUUID, now: Date.now, encoding: 'windows-1250' });
  const read = (): string => intake.take({ port: 9998, from, receivedAt: 0, payload: Buffer.from([0x8e, 0x6c, 0x75, 0x9d]) }).text;
  assert.equal(read(), 'Žluť');
  assert.equal(intake.setEncoding('windows-1252'), undefined);
  assert.equal(read(), 'Žlu\u009d');
  assert.match(intake.setEncoding('utf8') ?? '', /There is no encoding "utf8" .* such as utf-8/);
  assert.equal(read(), 'Žlu\u009d');
  assert.equal(intake.setEncoding('auto'), undefined);
  assert.equal(intake.take({ port: 9998, from, receivedAt: 0, payload: Buffer.from('Žluť') }).text, 'Žluť');
});

test("a pattern of the sender's own changes how an event is read, never what the receiver makes of it", () => {
  const reader = patternReader(
    parsePattern('%message', vocabulary(createService().analyse('<configuration/>').catalogue.words('layout'), [])),
  );
  const judged = (codecs: readonly Codec[]): readonly unknown[] => {
    const intake = createIntake({ uuid: countingUuid, now: () => 0, codecsFor: () => codecs });
    return sampleEvents().map(({ datagram }, at) => {
      const { verdict, code, type } = intake.take({ port: 9998, from, receivedAt: at * 1_000, payload: Buffer.from(datagram) });
      return { verdict, code, type };
    });
  };
  assert.deepEqual(judged([reader.codec]), judged([]));
});
