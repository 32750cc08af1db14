/** What is under way with the thread that has the sockets. */
import type { Worker } from 'node:worker_threads';
import type { FromWorker } from './udp-messages';

/** A running thread, and the questions it has not answered yet. */
export interface Thread {
  readonly worker: Worker;
  readonly pending: Map<number, (answer: Answer) => void>;
  /** It was asked to end. */
  isClosing: boolean;
}

export type Answer =
  Extract<FromWorker, { readonly kind: 'bound' | 'refused' | 'done' | 'regrouped' }> | { readonly kind: 'gone'; readonly message: string };

/** Nobody who asked a thread that is gone waits for ever. */
export function answerAll(thread: Thread, message: string): void {
  for (const resolve of thread.pending.values()) resolve({ kind: 'gone', message });
  thread.pending.clear();
}
