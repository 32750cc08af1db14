/** A request to a web service that always ends: by an answer, by our patience, or because the sink is closed. */
import type { Outcome } from '../delivery/contract';
import { judgeAnswer, unreachable } from '../delivery/http';

export interface Posting {
  /** As a person calls it. */
  readonly service: string;
  /** May be a secret: it is never repeated. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For who tells doubles apart: the same at every attempt. */
  readonly deliveryId: string;
  readonly message: Readonly<Record<string, unknown>>;
  /** Aborted when the sink is closed. */
  readonly cancel: AbortSignal;
  /** How long the whole answer may take, in milliseconds. */
  readonly patience?: number | undefined;
}

export interface Posted {
  readonly outcome: Outcome;
  /** Empty where there was no answer. */
  readonly body: string;
}

/** Posts a message as JSON and judges the answer. Never rejects. */
export async function post({ service, url, headers, deliveryId, message, cancel, patience = 15_000 }: Posting): Promise<Posted> {
  const ending = new AbortController();
  const end = () => ending.abort(cancel.reason);
  // A timer of our own, and not AbortSignal.timeout: nothing holds that signal, so Node 20 may collect it before it fires.
  const timer = setTimeout(() => ending.abort(Object.assign(new Error('No answer in time.'), { name: 'TimeoutError' })), patience);
  cancel.addEventListener('abort', end);
  if (cancel.aborted) end();
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-log4net-delivery-id': deliveryId.replace(/[^A-Za-z0-9-]/g, ''),
        ...headers,
      },
      body: JSON.stringify(message),
      redirect: 'error',
      signal: ending.signal,
    });
    const { status } = response;
    const body = await textOf(response, ending.signal);
    return { outcome: judgeAnswer(service, { status, retryAfter: response.headers.get('retry-after'), body }, Date.now()), body };
  } catch (error) {
    return { outcome: unreachable(service, error), body: '' };
  } finally {
    clearTimeout(timer);
    cancel.removeEventListener('abort', end);
  }
}

/** Of an answer nobody reads more than its beginning. */
const mostCharacters = 100_000;

/** The signal of a request does not reach a body that is being read once the collector has run: it is ended by hand. */
async function textOf({ body }: Response, signal: AbortSignal): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  const end = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', end);
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = (await reader.read()) as { readonly done: boolean; readonly value?: Uint8Array };
      signal.throwIfAborted();
      if (done) return text + decoder.decode();
      text += decoder.decode(value, { stream: true });
      if (text.length >= mostCharacters) return text;
    }
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
