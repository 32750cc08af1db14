/** Events that happened earlier, or elsewhere, must not alarm anybody: through the real listener, journal, routes and sinks. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { connectAsync } from 'mqtt';
import { Forwarder } from '../../../client/src/delivery/forwarder';
import { openFileOutbox } from '../../../client/src/delivery/outbox/file';
import { parsePlans } from '../../../client/src/delivery/plans';
import { isUserEvent } from '../../../client/src/listener/facets';
import { createIntake } from '../../../client/src/listener/intake';
import { Listener } from '../../../client/src/listener/listener';
import { compileFilter } from '../../../client/src/listener/query';
import { createUdpSource } from '../../../client/src/listener/sources/udp';
import { createStore } from '../../../client/src/listener/store';
import { replay } from '../../../client/src/listener/transfer/replay';
import { exportForms, exported, imported } from '../../../client/src/listener/transfer/transfer';
import { sinkKinds } from '../../../client/src/sinks/index';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { startBroker } from '../../support/broker';
import { eventually } from '../../support/eventually';
import { listenerWorker } from '../../support/listener-worker';
import { sampleEvents } from '../../support/sample-events';

const datagrams = ['e01', 'e02', 'e03'].map(id => sampleEvents().find(it => it.id === id)?.datagram ?? assert.fail(id));
const until = (isSo: () => boolean): Promise<void> => eventually(() => assert.ok(isSo()), 10_000);

interface Scene {
  readonly forwarder: Forwarder;
  /** What the services got. */
  readonly chat: readonly string[];
  readonly published: readonly string[];
  /** Events of a second listener, that captured those of the first once more: replayed, then imported in both forms. */
  readonly again: readonly CapturedEvent[];
  /** The same as they came for the first time. */
  readonly first: readonly CapturedEvent[];
}

async function listening(): Promise<{
  readonly listener: Listener;
  readonly intake: ReturnType<typeof createIntake>;
  readonly port: number;
}> {
  const intake = createIntake({ uuid: randomUUID, now: Date.now });
  const listener = new Listener(createUdpSource({ workerPath: listenerWorker() }), intake, createStore());
  const bound = await listener.start({ port: 0 });
  assert.equal(bound.kind, 'bound');
  return { listener, intake, port: bound.port };
}

/** Captures, exports, imports and replays; hands all of it to a forwarder with a broker and a chat. */
async function scene(more: object, look: (scene: Scene) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'again-'));
  const chat: string[] = [];
  const published: string[] = [];
  const service = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      chat.push(body);
      response.end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  const broker = await startBroker();
  const watcher = await connectAsync(broker.url);
  watcher.on('message', (_, payload) => published.push(payload.toString()));
  await watcher.subscribeAsync('#');
  const one = await listening();
  const two = await listening();
  const opened = await openFileOutbox({ folder, owner: 'test', pid: process.pid, log: line => assert.fail(line) });
  assert.ok(opened.ok);
  const { plans, complaints } = parsePlans(
    [
      { id: 'broker', kind: 'mqtt', url: broker.url, rate: false, duplicates: 'send', ...more },
      {
        id: 'chat',
        kind: 'slack',
        webhookUrl: `http://127.0.0.1:${(service.address() as AddressInfo).port}/hook`,
        rate: false,
        duplicates: 'send',
        ...more,
      },
    ],
    {
      kinds: sinkKinds,
      secret: () => undefined,
      env: () => undefined,
      filter: compileFilter,
      isUserEvent,
      includeTests: false,
      plainSecrets: 'accept',
      dryRun: () => assert.fail('nothing is rehearsed'),
    },
  );
  assert.deepEqual(complaints, []);
  const forwarder = new Forwarder({
    plans,
    outbox: opened.outbox,
    ports: {
      now: Date.now,
      random: Math.random,
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
      uuid: randomUUID,
      redact: text => text,
      log: () => undefined,
      instance: 'test',
      listener: 'WS-42',
    },
  });
  const sender = createSocket('udp4');
  try {
    await forwarder.start();
    for (const datagram of datagrams) await new Promise(resolve => sender.send(datagram, one.port, '127.0.0.1', resolve));
    await until(() => one.listener.store.end === datagrams.length);
    const first = [...one.listener.store.events()];

    // As the replay command does: the listener is told the sender's address, so that it knows its own.
    two.intake.expectFrom({ address: '127.0.0.1', port: sender.address().port }, 'replay');
    const send = (payload: Uint8Array): Promise<void> =>
      new Promise((resolve, reject) => sender.send(payload, two.port, '127.0.0.1', error => (error ? reject(error) : resolve())));
    await replay(first, Infinity, { send, wait: () => Promise.resolve(), now: () => 0, isCancelled: () => false });
    await until(() => two.listener.store.end === datagrams.length);
    const replayed = [...two.listener.store.events()];
    const comeBack = exportForms
      .filter(form => form !== 'csv')
      .flatMap(form => {
        const readAs = { uuid: randomUUID, now: Date.now, receiver: 'auto', encoding: 'auto', codecsFor: () => [] };
        const read = imported(Buffer.concat([...exported(first, form, { redact: it => it, treat: it => it })]), readAs);
        assert.ok(read.ok);
        return read.events;
      });
    await look({ forwarder, chat, published, first, again: [...replayed, ...comeBack] });
  } finally {
    sender.close();
    await forwarder.close();
    await Promise.all([one.listener.stop(), two.listener.stop(), watcher.endAsync(true)]);
    await broker.close();
    service.closeAllConnections();
    service.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

test('replayed and imported events are the same in the same order, are marked, and reach no sink', () =>
  scene({}, async ({ forwarder, chat, published, first, again }) => {
    assert.deepEqual(
      again.map(it => it.origin),
      ['replay', 'import', 'import'].flatMap(origin => datagrams.map(() => origin)),
    );
    assert.deepEqual(
      again.map(it => it.text),
      [...first, ...first, ...first].map(it => it.text),
    );
    await forwarder.accept(again);
    // What comes after them arrives, so they would have as well.
    await forwarder.accept(first.slice(0, 1));
    assert.equal(await forwarder.flush(10_000), true);
    await until(() => published.length > 0 && chat.length > 0);
    for (const { ledger } of forwarder.states()) assert.deepEqual([ledger.filtered, ledger.delivered], [again.length, 1]);
    assert.doesNotMatch([...published, ...chat].join('\n'), /REPLAY|IMPORT/);
    assert.equal(chat.length, 1);
    for (const { id } of again.slice(0, datagrams.length))
      for (const trace of forwarder.traces(id))
        assert.match(JSON.stringify(trace), /replayed and imported events are sent only where you ask/);
  }));

test('where a sink asks for them they are sent, and say what they are', () =>
  scene({ includeTests: true }, async ({ forwarder, chat, published, first, again }) => {
    await forwarder.accept([...first, ...again]);
    assert.equal(await forwarder.flush(10_000), true);
    for (const { ledger } of forwarder.states()) assert.deepEqual([ledger.filtered, ledger.delivered], [0, first.length + again.length]);
    const count = (texts: readonly string[], mark: string): number => texts.filter(it => it.includes(mark)).length;
    await until(() => published.length > 0 && chat.length === first.length + again.length);
    assert.deepEqual([count(chat, 'REPLAY '), count(chat, 'IMPORT ')], [datagrams.length, 2 * datagrams.length]);
    const origins = (of: string): number =>
      published.filter(it => new RegExp(`"origin"\\s*:\\s*"${of}"|${of.toUpperCase()} `).test(it)).length;
    await until(() => origins('replay') >= datagrams.length && origins('import') >= 2 * datagrams.length);
  }));
