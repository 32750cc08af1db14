import { connectAsync } from 'mqtt';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { RawDatagram } from '../../../client/src/listener/contract';
import { createIntake } from '../../../client/src/listener/intake';
import { isTopicFilter, openMqttSource, readForwarded } from '../../../client/src/listener/sources/mqtt';
import { mosquitto, startBroker } from '../../support/broker';
import { capture, countingUuid } from '../../support/captured';
import { eventually } from '../../support/eventually';
import { sampleEvents } from '../../support/sample-events';

const forwarded = (text: string, hops: number): string => {
  const event = capture(text);
  return JSON.stringify({ ...event, from: { address: '10.1.2.3', port: 51_000 }, deliveryId: 'd', hops });
};
const sample = sampleEvents()[0]?.datagram ?? assert.fail();

test('what another listener forwarded is the same event here: id, time, sender, bytes; it says through which broker it came', () => {
  const payload = forwarded(sample, 2);
  const datagram = readForwarded(Buffer.from(payload), { broker: 'broker.test:1883', topic: 'qliksense/x', now: 5 });
  const there = JSON.parse(payload) as { readonly id: string; readonly receivedAt: string };
  const here = createIntake({ uuid: countingUuid, now: () => 0 }).take(datagram);
  assert.deepEqual(
    { id: here.id, receivedAt: here.receivedAt, from: here.from, text: here.text, origin: here.origin, via: here.via, port: here.port },
    {
      id: there.id,
      receivedAt: there.receivedAt,
      from: { address: '10.1.2.3', port: 51_000 },
      text: sample,
      origin: 'mqtt',
      via: { broker: 'broker.test:1883', topic: 'qliksense/x', hops: 2 },
      port: 9998,
    },
  );
});

test('bytes that are no UTF-8 come through a broker whole', () => {
  const event = { ...capture('x'), text: 'Ã¼', base64: Buffer.from([0xfc, 0x00]).toString('base64') };
  const datagram = readForwarded(Buffer.from(JSON.stringify(event)), { broker: 'b:1', topic: 't', now: 0 });
  assert.deepEqual([...datagram.payload], [0xfc, 0x00]);
});

for (const payload of [
  '',
  'hello',
  '{',
  '{"id":1}',
  '{"id":"x","text":5}',
  '[]',
  '{"id":"../..","text":"t","port":1e9,"from":{}}',
  '\0\xff',
]) {
  test(`a message that is no event of ours is shown as it came: ${JSON.stringify(payload)}`, () => {
    const datagram = readForwarded(Buffer.from(payload), { broker: 'host:1883', topic: 't', now: 7 });
    assert.deepEqual(
      { id: datagram.id, text: Buffer.from(datagram.payload).toString(), from: datagram.from, at: datagram.receivedAt },
      { id: undefined, text: Buffer.from(payload).toString(), from: { address: 'host', port: 1883 }, at: 7 },
    );
  });
}

test('topic filters are told from what is none', () => {
  for (const text of ['#', '+', 'a', 'a/#', 'a/+/b', '/a', 'qliksense/task-failed']) assert.equal(isTopicFilter(text), true, text);
  for (const text of ['', 'a#', 'a/#/b', 'a+', 'a/b+/c', 'a\0']) assert.equal(isTopicFilter(text), false, text);
});

test(
  'a real broker: events of two nodes arrive in order, what comes twice is counted once more',
  { skip: mosquitto === undefined, timeout: 30_000 },
  async () => {
    const broker = await startBroker();
    const got: RawDatagram[] = [];
    const states: string[] = [];
    const source = await openMqttSource(
      { url: broker.url, topics: ['qliksense/#'] },
      { now: () => 0, take: batch => got.push(...batch), onState: state => states.push(state) },
    );
    try {
      if (typeof source === 'string') assert.fail(source);
      const client = await connectAsync(broker.url);
      const twice = forwarded(sample, 1);
      for (const payload of [forwarded('a;b', 1), twice, twice, 'plain']) await client.publishAsync('qliksense/node', payload, { qos: 1 });
      await client.publishAsync('other/topic', 'not for us', { qos: 1 });
      await client.endAsync();
      await eventually(() => {
        assert.deepEqual(
          got.map(it => Buffer.from(it.payload).toString()),
          ['a;b', sample, 'plain'],
        );
      });
      assert.equal(source.repeated, 1);
      await broker.stop();
      await eventually(() => {
        assert.deepEqual(states, ['connected', 'lost']);
      });
    } finally {
      if (typeof source !== 'string') await source.close();
      await broker.close();
    }
  },
);

test(
  'a broker that refuses the account is a sentence without the password',
  { skip: mosquitto === undefined, timeout: 30_000 },
  async () => {
    const broker = await startBroker(['allow_anonymous false', 'password_file $FOLDER/nobody'], { nobody: '' });
    try {
      const source = await openMqttSource(
        { url: broker.url, topics: ['#'], username: 'u', password: 'sesame-4711' },
        { now: () => 0, take: () => undefined, onState: () => undefined },
      );
      assert.ok(typeof source === 'string');
      assert.match(source, /refuses the connection/);
      assert.doesNotMatch(source, /sesame/);
    } finally {
      await broker.close();
    }
  },
);

test('a broker that comes back and refuses the topics does not pass for one that sends nothing', { timeout: 30_000 }, async () => {
  let connections = 0;
  const server = createServer(socket => {
    const first = ++connections === 1;
    socket.on('error', () => undefined);
    socket.on('data', bytes => {
      // Packets of this test have a length of one byte.
      for (let at = 0; at < bytes.length; at += 2 + (bytes[at + 1] ?? 0)) {
        if (bytes[at] === 0x10) socket.write(Buffer.from([0x20, 2, 0, 0]));
        if (bytes[at] !== 0x82) continue;
        socket.write(Buffer.from([0x90, 3, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0, first ? 1 : 0x80]));
        if (first) setTimeout(() => socket.destroy(), 50);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const states: string[] = [];
  const source = await openMqttSource(
    { url: `mqtt://127.0.0.1:${port}`, topics: ['qliksense/#'] },
    { now: () => 0, take: () => undefined, onState: (state, sentence) => states.push(`${state}: ${sentence}`) },
  );
  try {
    if (typeof source === 'string') assert.fail(source);
    await eventually(() => {
      assert.equal(states[2], `lost: The broker 127.0.0.1:${port} does not let us subscribe to qliksense/#.`);
    });
  } finally {
    if (typeof source !== 'string') await source.close();
    server.close();
  }
});

test('what is no address and no topic is said before anything is connected', async () => {
  const ports = { now: () => 0, take: () => undefined, onState: () => undefined };
  const said = async (url: string, topic: string): Promise<string> => {
    const source = await openMqttSource({ url, topics: [topic] }, ports);
    return typeof source === 'string' ? source : assert.fail('it was opened');
  };
  assert.match(await said('http://x', 'a'), /no address of a broker/);
  assert.match(await said('mqtt://127.0.0.1:1', 'a#'), /no topic/);
});
