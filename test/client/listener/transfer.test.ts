import fc from 'fast-check';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { keyedHash, newKey } from '../../../client/src/listener/disk/keyed-hash';
import { createIntake } from '../../../client/src/listener/intake';
import { Listener } from '../../../client/src/listener/listener';
import { createPrivacy } from '../../../client/src/listener/privacy';
import { createUdpSource } from '../../../client/src/listener/sources/udp';
import { createStore } from '../../../client/src/listener/store';
import { payloadOf } from '../../../client/src/listener/transfer/payload-of';
import { readPcap, toPcap } from '../../../client/src/listener/transfer/pcap';
import { replay, type ReplayPorts } from '../../../client/src/listener/transfer/replay';
import {
  exported,
  imported as importedAs,
  type ExportForm,
  type Imported,
  type ReadAs,
} from '../../../client/src/listener/transfer/transfer';
import { toCsv } from '../../../client/src/listener/transfer/csv';
import { unheld } from '../../../client/src/listener/transfer/unheld';
import { patternCodecs } from '../../../client/src/terminal/pattern-codecs';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { captured } from '../../support/events';
import { hostileStrings } from '../../support/hostile';
import { listenerWorker } from '../../support/listener-worker';
import { sampleEvents } from '../../support/sample-events';

const seed = 20_261_128;
const intake = (): ReturnType<typeof createIntake> => createIntake({ uuid: randomUUID, now: Date.now });
const readAs: ReadAs = { uuid: randomUUID, now: Date.now, receiver: 'auto', encoding: 'auto', codecsFor: () => [] };
const imported = (bytes: Uint8Array, how: Partial<ReadAs> = {}): Imported => importedAs(bytes, { ...readAs, ...how });
const file = (events: readonly CapturedEvent[], form: ExportForm): Uint8Array =>
  Buffer.concat([...exported(events, form, { redact: it => it, treat: it => it })]);

/** The samples, and bytes that are no text. */
function capturedSamples(): readonly CapturedEvent[] {
  const take = intake();
  const payloads = [
    ...sampleEvents().map(it => Buffer.from(it.datagram)),
    Buffer.from([0xff, 0, 0xc3, 0x28]),
    Buffer.alloc(0),
    Buffer.from('Jürgen', 'latin1'),
  ];
  return payloads.map((payload, index) =>
    take.take({
      port: 9998 - (index % 3),
      from: { address: index % 2 === 0 ? '127.0.0.1' : '::1', port: 50_000 + index },
      receivedAt: Date.UTC(2026, 2, 12) + index * 7,
      payload,
    }),
  );
}

test('of a file that holds events twice, or such as are here already, each comes in once', () => {
  const [a, b, c] = capturedSamples();
  assert.ok(a && b && c);
  assert.deepEqual(unheld([a, b, b, c, a], [a]), [b, c]);
  assert.deepEqual(unheld([], [a]), []);
});

test('JSON Lines come back as the same events, marked as imported', () => {
  const events = capturedSamples();
  const read = imported(file(events, 'jsonl'));
  assert.ok(read.ok);
  assert.deepEqual(
    read.events,
    events.map(it => ({ ...it, origin: 'import' })),
  );
  assert.equal(read.complaint, undefined);
});

test('datagrams come back byte for byte, with their times, senders and ports', () => {
  const events = capturedSamples();
  const read = imported(file(events, 'pcap'));
  assert.ok(read.ok);
  const told = ({ receivedAt, port, from, bytes, text, base64, format, type }: CapturedEvent): unknown => ({
    receivedAt,
    port,
    from,
    bytes,
    text,
    base64,
    format,
    type,
  });
  assert.deepEqual(read.events.map(told), events.map(told));
  assert.ok(read.events.every(it => it.origin === 'import'));
});

test('any bytes, from any sender, go through a capture file and back', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          receivedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
          from: fc.record({
            address: fc.oneof(fc.ipV4(), fc.constantFrom('::1', 'fe80::1', '2001:db8::2:0:0:1', '1:2:3:4:5:6:7:8', '::')),
            port: fc.integer({ min: 0, max: 65_535 }),
          }),
          port: fc.integer({ min: 0, max: 65_535 }),
          payload: fc.uint8Array({ maxLength: 400 }),
        }),
        { maxLength: 5 },
      ),
      generated => {
        const datagrams = generated.map(it => ({ ...it, from: { ...it.from } }));
        const read = readPcap(Buffer.concat([...toPcap(datagrams)]));
        assert.ok(read.ok);
        assert.deepEqual(read.datagrams, datagrams);
        assert.equal(read.passedOver, 0);
      },
    ),
    { seed, numRuns: 300 },
  );
});

test('a datagram in a named encoding, with a pattern of its own, comes back from a capture as it was read when it came', () => {
  const config = `<log4net><appender name="u" type="log4net.Appender.UdpAppender"><remoteAddress value="127.0.0.1"/><remotePort value="7700"/>
<layout type="log4net.Layout.PatternLayout"><conversionPattern value="%level ~ %message"/></layout></appender><root><appender-ref ref="u"/></root></log4net>`;
  const how = { encoding: 'windows-1250', codecsFor: patternCodecs(config) };
  const event = createIntake({ ...readAs, ...how }).take({
    port: 7700,
    from: { address: '127.0.0.1', port: 50_000 },
    receivedAt: 0,
    payload: Buffer.from([...Buffer.from('WARN ~ '), 0xb9, 0xe8]),
  });
  assert.deepEqual([event.format, event.level, event.message], ['pattern', 'WARN', 'ąč']);
  const read = imported(file([event], 'pcap'), how);
  assert.ok(read.ok);
  assert.deepEqual({ ...read.events[0], id: event.id, origin: event.origin }, event);
});

for (const form of ['jsonl', 'csv', 'pcap'] as const) {
  test(`names that came while they were shown are not exported once they are to be replaced, and pseudonyms stay: ${form}`, () => {
    const privacy = createPrivacy(keyedHash(newKey()));
    const treat = (event: CapturedEvent): CapturedEvent => privacy.treat(event, 'pseudonym');
    const take = (payload: string): CapturedEvent =>
      intake().take({ port: 9997, from: { address: '127.0.0.1', port: 1 }, receivedAt: 0, payload: Buffer.from(payload) });
    const session = (user: string): CapturedEvent =>
      take(`/qseow-proxy-session/;QS-NODE-1;Start session;LAB;${user};10.0.0.1;/hub;Start session for user: 'LAB\\${user}'`);
    const held = [session('Wilhelmina.K'), treat(session('Wilhelmina.K'))];
    const out = Buffer.concat([...exported(held, form, { redact: it => it, treat })]).toString();
    assert.doesNotMatch(out, /Wilhelmina|\bLAB\b/);
    const pseudonym = held[1]?.fields['UserId'] ?? '';
    assert.match(pseudonym, /^user-/);
    assert.deepEqual([...new Set(out.match(/user-\w{10}/g))], [pseudonym]);
  });
}

test('a mail, and what is too long for a datagram, are left out of a capture, and counted', () => {
  const mail = captured({ format: 'mail', text: 'x'.repeat(200_000), bytes: 200_000 });
  const short = captured({ format: 'mail', text: 'Subject: hello', bytes: 14 });
  const long = captured({ text: 'x'.repeat(65_508), bytes: 65_508 });
  const datagram = captured({ text: 'hello', bytes: 5 });
  const leftOut: CapturedEvent[] = [];
  const pieces = [
    ...exported([mail, datagram, short, long], 'pcap', { redact: it => it, treat: it => it, leftOut: it => leftOut.push(it) }),
  ];
  assert.deepEqual(leftOut, [mail, short, long]);
  const read = imported(Buffer.concat(pieces));
  assert.deepEqual(read.ok && read.events.map(it => it.text), ['hello']);
  leftOut.length = 0;
  for (const form of ['jsonl', 'csv'] as const) {
    const all = [...exported([mail, datagram], form, { redact: it => it, treat: it => it, leftOut: it => leftOut.push(it) })];
    assert.match(Buffer.concat(all).toString(), /x{200000}/);
  }
  assert.deepEqual(leftOut, []);
});

for (const address of ['127.0.0.1', '::1']) {
  test(`a datagram of which only the beginning was kept comes back from a capture with its length and the note: ${address}`, () => {
    const event = intake().take({ port: 9998, from: { address, port: 1 }, receivedAt: 0, payload: Buffer.alloc(512, 0x41), length: 3_000 });
    const bytes = file([event], 'pcap');
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const headers = address === '::1' ? 48 : 28;
    assert.deepEqual([view.getUint32(24 + 8, true), view.getUint32(24 + 12, true)], [headers + 512, headers + 3_000]);
    const read = imported(bytes);
    assert.ok(read.ok);
    const [back] = read.events;
    assert.deepEqual([back?.bytes, back?.text], [3_000, event.text]);
    assert.match(back?.notes?.[0] ?? '', /^3000 bytes came; only the first 512 are kept/);
    assert.equal(read.complaint, undefined);
    assert.deepEqual(file(read.events, 'pcap'), bytes, 'and once more');
  });
}

test('the longest datagram there is goes through a capture file', () => {
  const datagram = { receivedAt: 0, from: { address: '10.0.0.1', port: 1 }, port: 2, payload: new Uint8Array(65_507).fill(0x41) };
  const read = readPcap(Buffer.concat([...toPcap([datagram])]));
  assert.deepEqual(read.ok && read.datagrams, [datagram]);
});

test('a capture of tcpdump on an Ethernet card is read: a big-endian file, a datagram, a TCP packet and a torn end', () => {
  const packet = (protocol: number): Buffer =>
    Buffer.concat([
      Buffer.alloc(12),
      Buffer.from([8, 0, 0x45, 0, 0, 30, 0, 0, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 7, 10, 0, 0, 8]),
      Buffer.from([0x30, 0x39, 0x27, 0x0e, 0, 10, 0, 0]),
      Buffer.from('hi'),
    ]);
  const words = (...values: readonly number[]): Buffer =>
    Buffer.concat(values.map(value => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255])));
  const record = (content: Buffer): Buffer => Buffer.concat([words(1_700_000_000, 250_000, content.length, content.length), content]);
  const bytes = Buffer.concat([
    words(0xa1b2c3d4, 0x00020004, 0, 0, 65_535, 1),
    record(packet(17)),
    record(packet(6)),
    words(1, 2, 500, 500),
  ]);
  assert.deepEqual(readPcap(bytes), {
    ok: true,
    datagrams: [
      {
        receivedAt: 1_700_000_000_250,
        from: { address: '10.0.0.7', port: 12_345 },
        port: 9_998,
        payload: new Uint8Array(Buffer.from('hi')),
      },
    ],
    passedOver: 2,
  });
});

test('whatever is handed over as a file gives events or a sentence', () => {
  const good = Buffer.from(file(capturedSamples().slice(0, 3), 'pcap'));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: good.length }), (junk, cut) => {
      for (const bytes of [junk, Buffer.concat([good.subarray(0, cut), junk])]) {
        const read = imported(bytes);
        assert.ok(read.ok ? read.events.length > 0 : read.message.endsWith('.') || read.message.includes('.'));
      }
    }),
    { seed, numRuns: 300 },
  );
});

test('damaged lines are passed over and named, the others come in', () => {
  const lines = Buffer.from(file(capturedSamples().slice(0, 3), 'jsonl'))
    .toString()
    .split('\n');
  const read = imported(Buffer.from(['', lines[0], '{"id":', lines[1], '[]'].join('\r\n')));
  assert.ok(read.ok);
  assert.equal(read.events.length, 2);
  assert.match(read.complaint ?? '', /2 lines hold no captured event and were passed over: 3, 5\./);
});

/** RFC 4180, as a spreadsheet reads it. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  for (let at = 0; at < text.length;) {
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (text[at] === '"' && text[at + 1] === '"') cell += text.charAt(at++);
        else if (text[at] === '"') break;
        else cell += text[at] ?? assert.fail('an open quote');
      }
      at++;
    } else if (text[at] === ',' || text.startsWith('\r\n', at)) {
      row.push(cell);
      cell = '';
      if (text[at] === ',') at++;
      else {
        rows.push(row);
        row = [];
        at += 2;
      }
    } else cell += text.charAt(at++);
  }
  assert.deepEqual([cell, row], ['', []], 'the last line ends as well');
  return rows;
}

test('CSV has one row for each event, whatever its text, and no cell is a formula', () => {
  const formulas = ['=HYPERLINK("http://evil.example")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1'];
  const events = [...hostileStrings, ...formulas].map((text, seq) =>
    captured({ seq, text, message: text, fields: { [`a${seq % 3}`]: text, HostName: text } }),
  );
  const rows = parseCsv([...toCsv(events)].join(''));
  assert.equal(rows.length, events.length + 1);
  for (const [index, row] of rows.entries()) {
    assert.equal(row.length, rows[0]?.length);
    for (const cell of row.filter(it => !/^-?\d+$/.test(it)))
      assert.doesNotMatch(cell, /^[=+\-@\t\r\n]/, JSON.stringify(cell.slice(0, 40)));
    const text = events[index - 1]?.text;
    if (text !== undefined) assert.ok([text, `'${text}`].includes(row.at(-1) ?? ''), JSON.stringify(text.slice(0, 60)));
  }
});

test('CSV tells what a receiver reads otherwise than it was meant, and what was noted', () => {
  const altered = [
    { field: 'TaskName', from: 'A;B', to: 'A' },
    { field: 'x', from: null, to: 'B' },
  ];
  const [names = [], row = []] = parseCsv([...toCsv([captured({ altered, notes: ['Read as windows-1250.', 'Torn.'] })])].join(''));
  const cell = (name: string): string | undefined => row[names.indexOf(name)];
  assert.equal(cell('altered'), 'TaskName: A;B → A; x: (no such field) → B');
  assert.equal(cell('notes'), 'Read as windows-1250. Torn.');
});

test('a number stays a number in CSV', () => {
  assert.match([...toCsv([captured({ fields: { a: '-12.5' } })])][1] ?? '', /,-12\.5,/);
});

const ports = (over: Partial<ReplayPorts> = {}): ReplayPorts => ({
  send: () => Promise.resolve(),
  wait: () => Promise.resolve(),
  now: () => 0,
  isCancelled: () => false,
  ...over,
});

test('a replay keeps the pace of the events, or divides it', async () => {
  for (const [speed, expected] of [
    [1, [0, 400, 1_000]],
    [10, [0, 40, 100]],
    [Infinity, [0, 0, 0]],
  ] as const) {
    let now = 0;
    const at: number[] = [];
    const list = [0, 400, 1_000].map(ms => captured({ receivedAt: new Date(ms).toISOString() }));
    await replay(
      list,
      speed,
      ports({
        now: () => now,
        wait: ms => {
          now += ms;
          return Promise.resolve();
        },
        send: () => {
          at.push(Math.round(now));
          return Promise.resolve();
        },
      }),
    );
    assert.deepEqual(at, expected, String(speed));
  }
});

test('a replay that is cancelled says how far it came', async () => {
  let sent = 0;
  const result = await replay(
    [captured(), captured(), captured()],
    Infinity,
    ports({
      send: () => {
        sent++;
        return Promise.resolve();
      },
      isCancelled: () => sent === 2,
    }),
  );
  assert.deepEqual([result, sent], [2, 2]);
});

for (const form of ['jsonl', 'pcap'] as const) {
  test(`export, import and replay into a second listener give the same datagrams in the same order, marked as replayed: ${form}`, async () => {
    const read = imported(file(capturedSamples(), form));
    assert.ok(read.ok);
    const listener = new Listener(createUdpSource({ workerPath: listenerWorker() }), intake(), createStore());
    const outcome = await listener.start({ port: 0 });
    assert.ok(outcome.kind === 'bound');
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    listener.intake.expectFrom(socket.address(), 'replay');
    try {
      const sent = await replay(
        read.events,
        Infinity,
        ports({
          wait: ms => new Promise(resolve => setTimeout(resolve, ms)),
          send: payload => new Promise(resolve => socket.send(payload, outcome.port, '127.0.0.1', () => resolve())),
        }),
      );
      assert.equal(sent, read.events.length);
      const end = Date.now() + 5_000;
      while (listener.store.end < sent && Date.now() < end) await new Promise(resolve => setTimeout(resolve, 5));
      const arrived = [...listener.store.events()];
      assert.deepEqual(
        arrived.map(it => Buffer.from(payloadOf(it)).toString('hex')),
        read.events.map(it => Buffer.from(payloadOf(it)).toString('hex')),
      );
      assert.ok(arrived.every(it => it.origin === 'replay'));
    } finally {
      socket.close();
      await listener.stop();
    }
  });
}
