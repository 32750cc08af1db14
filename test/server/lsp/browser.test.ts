import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import vm from 'node:vm';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
} from 'vscode-jsonrpc/node';
import type { TestEventResult } from '../../../server/src/protocol';
import { bundle, LspClient } from '../../support/lsp-client';

class PortReader extends AbstractMessageReader {
  readonly #port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.#port = port;
  }
  listen(callback: DataCallback): Disposable {
    const listener = (message: Message): void => callback(message);
    this.#port.on('message', listener);
    return { dispose: () => void this.#port.off('message', listener) };
  }
}

class PortWriter extends AbstractMessageWriter {
  readonly #port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.#port = port;
  }
  write(message: Message): Promise<void> {
    // The connection's own message objects may hold what cannot be cloned; the wire holds JSON.
    this.#port.postMessage(JSON.parse(JSON.stringify(message)));
    return Promise.resolve();
  }
  end(): void {
    this.#port.close();
  }
}

/** The bundle as a worker has it: no `require`, no `process`, no `Buffer`; only what the web gives. */
async function startWorker(): Promise<{ client: LspClient; close: () => void }> {
  const { port1, port2 } = new MessageChannel();
  const scope: Record<string, unknown> = {
    console,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    queueMicrotask,
    performance,
    TextEncoder,
    TextDecoder,
    URL,
    postMessage: (message: unknown) => port2.postMessage(JSON.parse(JSON.stringify(message))),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  scope['self'] = scope;
  vm.runInContext(await readFile(await bundle('server.browser.js'), 'utf8'), vm.createContext(scope));
  port2.on('message', (data: unknown) => {
    const { onmessage } = scope;
    assert.ok(typeof onmessage === 'function', 'the worker listens');
    (onmessage as (event: { readonly data: unknown }) => void)({ data });
  });
  const connection = createMessageConnection(new PortReader(port1), new PortWriter(port1));
  return {
    client: new LspClient(connection),
    close() {
      connection.dispose();
      port1.close();
    },
  };
}

test('in the browser the same questions have the same answers', async () => {
  const { client, close } = await startWorker();
  try {
    const { capabilities } = await client.initialize();
    assert.ok(capabilities.completionProvider);
    const uri = 'vscode-vfs://github/a/b/Scheduler/LocalLogConfig.xml';
    const text = await readFile('templates/task-failed.xml', 'utf8');
    await client.open(uri, text);
    assert.deepEqual(await client.diagnostics(uri), []);
    const offset = text.indexOf('remotePort"') + 4;
    assert.ok((await client.completion(uri, offset)).some(it => it.label === 'localPort'));
    assert.match(JSON.stringify(await client.at('textDocument/hover', uri, offset)), /remotePort/);
    const result = await client.request<TestEventResult>('log4net/testEvent', {
      uri,
      appender: 'TaskFailed',
      now: '2026-11-23T05:00:00.000Z',
      executionId: '11111111-2222-4333-8444-555555555555',
      hostName: 'WS-42',
      timeZone: 'UTC',
    });
    assert.ok(result.ok && result.simulation.datagrams.length === 1, JSON.stringify(result));
    assert.deepEqual(client.log, []);
    await client.request('shutdown', undefined);
  } finally {
    close();
  }
});
