/** What VS Code does with the requests of a sink: here the sink runs where it runs for users, in the extension host. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { Outcome } from '../../../client/src/delivery/contract';
import { slack } from '../../../client/src/sinks/slack';
import { captured } from '../../support/events';
import { until } from './support';

describe('forwarding', () => {
  it('reaches a chat by the proxy that VS Code is set to, and says what is wrong where that leads nowhere', async () => {
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
      // A name that nobody but a proxy could know.
      const parsed = slack.configure({ webhookUrl: 'https://hooks.forwarding.test/services/T0/B0/secret-hook' });
      assert.ok(parsed.ok);
      const sink = parsed.settings.open({ log: () => undefined, instance: 'test' });
      let outcome: Outcome | undefined;
      // The setting takes a moment to reach the extension host.
      await until(
        async () => {
          [outcome] = await sink.send([{ deliveryId: 'd', event: captured(), attempt: 1, listener: 'WS-42' }]);
          return asked.length;
        },
        count => count > 0,
        'a request at the proxy',
      );
      assert.equal(asked[0], 'hooks.forwarding.test:443');
      assert.equal(outcome?.kind, 'retry');
      assert.match(outcome.reason, /^Slack cannot be reached \(.+\)\. Check the network and the proxy\.$/);
      await sink.close();
    } finally {
      await http.update('proxy', undefined, vscode.ConfigurationTarget.Global);
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});
