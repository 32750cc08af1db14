import Ajv from 'ajv';
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createIntake } from '../../../client/src/listener/intake';
import { Listener } from '../../../client/src/listener/listener';
import { createUdpSource } from '../../../client/src/listener/sources/udp';
import { uuids } from '../../../client/src/listener/sources/uuids';
import { createStore } from '../../../client/src/listener/store';
import { fromBase64 } from '../../../server/src/wire/payload';
import { hostileDatagrams } from '../../support/hostile-datagrams';
import { listenerWorker } from '../../support/listener-worker';

const count = 20_000;
/** Sent at once, before what came is looked at: the system's buffer must not be what fails here. */
const window = 20;

test(
  `${count.toLocaleString('en')} hostile datagrams over a real socket: each gives one event with its bytes`,
  { timeout: 240_000 },
  async () => {
    const schema = JSON.parse(readFileSync(path.join(process.cwd(), 'schemas/event.schema.json'), 'utf8')) as object;
    const isEvent = new Ajv({ allErrors: true, strict: false }).compile(schema);
    const mostBytes = 32 * 1024 * 1024;
    const listener = new Listener(
      createUdpSource({ workerPath: listenerWorker() }),
      createIntake({ uuid: uuids(), now: Date.now }),
      createStore({ bytes: mostBytes }),
    );
    const waiting: Uint8Array[] = [];
    let seen = 0;
    const formats = new Set<string>();
    listener.onEvents(events => {
      for (const event of events) {
        const sent = waiting.shift() ?? assert.fail('more came than was sent');
        const bytes = event.base64 === undefined ? Buffer.from(event.text, 'utf8') : Buffer.from(fromBase64(event.base64));
        assert.ok(bytes.equals(sent), `datagram ${seen} lost its bytes`);
        assert.equal(event.bytes, sent.length);
        assert.equal(event.seq, ++seen);
        assert.ok(event.reason !== undefined && event.reason.length < 500, `no reason, or a long one: ${event.reason ?? ''}`);
        assert.ok(Object.keys(event.fields).length <= 5_000, 'a datagram made fields without end');
        // The schema is slow on large texts: every tenth event, and all of the short ones.
        if (seen % 10 === 0 || event.bytes < 200)
          assert.ok(isEvent(JSON.parse(JSON.stringify(event))), `${JSON.stringify(isEvent.errors)} ${event.text.slice(0, 200)}`);
        formats.add(event.format);
      }
    });
    const outcome = await listener.start({ port: 0 });
    assert.ok(outcome.kind === 'bound');
    const socket = createSocket({ type: 'udp4', sendBufferSize: 4 * 1024 * 1024 });
    let sent = 0;
    for (const datagram of hostileDatagrams(20_261_128, count)) {
      waiting.push(datagram);
      await new Promise<void>((resolve, reject) =>
        socket.send(datagram, outcome.port, '127.0.0.1', error => {
          if (error === null) resolve();
          else reject(error);
        }),
      );
      sent++;
      if (sent % window === 0) while (waiting.length > 0) await new Promise(resolve => setImmediate(resolve));
    }
    while (waiting.length > 0) await new Promise(resolve => setTimeout(resolve, 5));
    socket.close();
    assert.equal(seen, count);
    assert.equal(listener.counts().lost ?? 0, 0);
    for (const format of ['plain', 'delimited', 'log4j-xml', 'json', 'syslog'])
      assert.ok(formats.has(format), `none was read as ${format}: too tame`);
    assert.ok(listener.store.end - listener.store.first < count, 'the history is not bounded by bytes');
    assert.ok(listener.store.nodes().length <= 1_001, 'names off the wire are not bounded');
    await listener.stop();
  },
);
