/** What VS Code does with the requests of a sink: here the sink runs where it runs for users, in the extension host. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { AnySinkKind, OpenSink, Outcome } from '../../../client/src/delivery/contract';
import { mqtt } from '../../../client/src/sinks/mqtt';
import { slack } from '../../../client/src/sinks/slack';
import { Forwarding, type SwitchedOn, type SwitchOn } from '../../../client/src/vscode/forwarding/forwarding';
import type { Log } from '../../../client/src/vscode/log';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { captured } from '../../support/events';
import { until } from './support';

describe('forwarding', () => {
  it('reaches a chat by the proxy that VS Code is set to, and says what is wrong where that leads nowhere', () =>
    withProxy(async asked => {
      // A name that nobody but a proxy could know.
      const sink = opened(slack, { webhookUrl: 'https://hooks.forwarding.test/services/T0/B0/secret-hook' });
      // The setting takes a moment to reach the extension host.
      const outcome = await sendUntil(sink, () => asked.length > 0, 'a request at the proxy');
      assert.equal(asked[0], 'hooks.forwarding.test:443');
      assert.equal(outcome?.kind, 'retry');
      assert.match(outcome.reason, /^Slack cannot be reached \(.+\)\. Check the network and the proxy\.$/);
      await sink.close();
    }));

  it('reaches a broker by web sockets through the same proxy, and any other broker directly', () =>
    withProxy(async asked => {
      const sink = opened(mqtt, { url: 'wss://broker.forwarding.test/mqtt' });
      const outcome = await sendUntil(sink, () => asked.includes('broker.forwarding.test:443'), 'a web socket at the proxy');
      assert.equal(outcome?.kind, 'retry');
      const direct = opened(mqtt, { url: 'mqtts://127.0.0.1:9' });
      await direct.send([delivery]);
      assert.deepEqual([...new Set(asked)], ['broker.forwarding.test:443']);
      await Promise.all([sink.close(), direct.close()]);
    }));

  it('shares one journal among sinks that are switched on at the same moment, and waits for one that is being let go', () =>
    withSilentBroker(async (url, forwarding) => {
      assert.deepEqual((await Promise.all([forwarding.on(order('a')), forwarding.on(order('b'))])).map(reasonOf), ['on', 'on']);
      assert.deepEqual(sinksOn(forwarding), ['a', 'b']);
      forwarding.receive([captured()]);
      // The broker never answers: closing takes its time.
      const off = forwarding.off();
      assert.deepEqual(sinksOn(forwarding), []);
      assert.equal(reasonOf(await forwarding.on(order('a'))), 'on', url);
      await off;
      assert.deepEqual(sinksOn(forwarding), ['a']);
    }));

  it('stays off where everything was switched off while it was being switched on', () =>
    withSilentBroker(async (_url, forwarding) => {
      const switched = forwarding.on(order('a'));
      await forwarding.off();
      assert.equal(reasonOf(await switched), 'off');
      assert.deepEqual(sinksOn(forwarding), []);
      assert.equal(reasonOf(await forwarding.on(order('a'))), 'on', 'the journal was let go');
    }));
});

const order = (sink: string): SwitchOn => ({ sink, minutes: 5, includeTests: true, sendWaiting: () => Promise.resolve('send') });
const sinksOn = ({ state }: Forwarding): readonly string[] => state?.on.map(it => it.id) ?? [];
const reasonOf = (it: SwitchedOn): string => (it.ok ? 'on' : (it.reason ?? 'off'));

/** Forwarding as in a window, with two sinks at a broker that takes connections and says nothing. */
async function withSilentBroker(
  work: (url: string, forwarding: Forwarding & { receive(events: readonly CapturedEvent[]): void }) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'forwarding-'));
  const sockets = new Set<Socket>();
  const broker = createTcpServer(socket => sockets.add(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
  await once(broker, 'listening');
  const url = `mqtt://127.0.0.1:${(broker.address() as AddressInfo).port}`;
  const received = new vscode.EventEmitter<readonly CapturedEvent[]>();
  const quiet = (): void => undefined;
  const log = { info: quiet, warn: quiet, error: quiet, debug: quiet, redact: (text: string) => text, keepSecret: quiet };
  const forwarding = new Forwarding({
    log: log as unknown as Log,
    folder,
    secrets: { get: () => Promise.resolve(undefined) } as unknown as vscode.SecretStorage,
    sinks: () => ['a', 'b'].map(id => ({ id, kind: 'mqtt', url })),
    onDidReceive: received.event,
  });
  try {
    await work(url, Object.assign(forwarding, { receive: (events: readonly CapturedEvent[]) => received.fire(events) }));
  } finally {
    await forwarding.off();
    forwarding.dispose();
    received.dispose();
    for (const socket of sockets) socket.destroy();
    broker.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

const delivery = { deliveryId: 'd', event: captured(), attempt: 1, listener: 'WS-42' };

function opened(kind: AnySinkKind, raw: Readonly<Record<string, unknown>>): OpenSink {
  const parsed = kind.configure(raw);
  assert.ok(parsed.ok);
  return parsed.settings.open({ log: () => undefined, instance: 'test' });
}

async function sendUntil(sink: OpenSink, holds: () => boolean, what: string): Promise<Outcome | undefined> {
  let outcome: Outcome | undefined;
  await until(
    async () => {
      [outcome] = await sink.send([delivery]);
      return holds();
    },
    it => it,
    what,
  );
  return outcome;
}

/** A proxy that leads nowhere, and what it was asked for. */
async function withProxy(work: (asked: readonly string[]) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.on('error', () => undefined).end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  const http = vscode.workspace.getConfiguration('http');
  await http.update('proxy', `http://127.0.0.1:${port}`, vscode.ConfigurationTarget.Global);
  try {
    await work(asked);
  } finally {
    await http.update('proxy', undefined, vscode.ConfigurationTarget.Global);
    proxy.closeAllConnections();
    proxy.close();
  }
}
