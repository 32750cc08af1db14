/** Captured events once more, as the same bytes, at the pace they came or quicker. */
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { payloadOf } from './payload-of';

export interface ReplayPorts {
  /** Resolves when the datagram is on its way; rejects with the world's reason. */
  readonly send: (payload: Uint8Array, port: number) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
  /** Milliseconds, from any beginning. */
  readonly now: () => number;
  readonly isCancelled: () => boolean;
  readonly onProgress?: (sent: number, of: number) => void;
}

/** Without pauses a socket's buffer overflows, and what was to be shown is lost. */
const breath = { every: 200, ms: 5 };

/**
 * @param speed 1 as it came, 10 ten times as quick; Infinity without pauses
 * @returns how many were sent; fewer than there are where it was cancelled
 */
export async function replay(events: readonly CapturedEvent[], speed: number, ports: ReplayPorts): Promise<number> {
  const inOrder = [...events].sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt));
  const begun = ports.now();
  const first = Date.parse(inOrder[0]?.receivedAt ?? '');
  let sent = 0;
  for (const event of inOrder) {
    const due = speed === Infinity ? 0 : (Date.parse(event.receivedAt) - first) / speed;
    // In slices, so that it ends soon after somebody says so.
    for (let left = due - (ports.now() - begun); left > 0 && !ports.isCancelled(); left = due - (ports.now() - begun))
      await ports.wait(Math.min(left, 250));
    if (ports.isCancelled()) break;
    await ports.send(payloadOf(event), event.port);
    sent++;
    ports.onProgress?.(sent, inOrder.length);
    if (sent % breath.every === 0) await ports.wait(breath.ms);
  }
  return sent;
}
