/** The wall between page and host: messages out, messages in, and the little that survives hiding. */
import type { HostMessage, PageMessage } from '../protocol';

/** What the page keeps while it is hidden. Events are not among it: they stay with the host. */
export interface Kept {
  readonly filter: string;
}

interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: Kept): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  post(message: PageMessage): void;
  listen(handler: (message: HostMessage) => void): void;
  keep(kept: Kept): void;
  readonly kept: Kept;
}

export function connect(): Host {
  const api = acquireVsCodeApi();
  return {
    post: message => api.postMessage(message),
    // Only the extension host posts into a webview; its messages are typed by the protocol both sides are built from.
    listen: handler => window.addEventListener('message', (event: MessageEvent<HostMessage>) => handler(event.data)),
    keep: kept => api.setState(kept),
    kept: readKept(api.getState()),
  };
}

function readKept(raw: unknown): Kept {
  const filter = typeof raw === 'object' && raw !== null && 'filter' in raw ? raw.filter : undefined;
  return { filter: typeof filter === 'string' ? filter : '' };
}
