/** The server as a web worker, without a browser: the shipped bundle in a world that holds only what the web gives. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
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
import { bundle, LspClient } from './lsp-client';

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
export async function startWorker(): Promise<{ client: LspClient; close: () => void }> {
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
