/** What VS Code does with the requests of a sink: here the sink runs where it runs for users, in the extension host. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { AnySinkKind, OpenSink, Outcome } from '../../../client/src/delivery/contract';
import { mqtt } from '../../../client/src/sinks/mqtt';
import { slack } from '../../../client/src/sinks/slack';
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
});

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
