/** Captured events for tests: a datagram's text in, what the listener makes of it out. */
import { createIntake } from '../../client/src/listener/intake';
import type { CapturedEvent } from '../../server/src/wire/event';

let last = 0;
/** UUIDs that count. */
export const countingUuid = (): string => `00000000-0000-4000-8000-${(++last).toString(16).padStart(12, '0')}`;

export function capture(
  text: string,
  options: { readonly receiver?: string; readonly port?: number; readonly at?: number } = {},
): CapturedEvent {
  const intake = createIntake({
    uuid: countingUuid,
    now: () => options.at ?? 0,
    ...(options.receiver === undefined ? {} : { receiver: options.receiver }),
  });
  return intake.take({
    port: options.port ?? 9998,
    from: { address: '127.0.0.1', port: 50_000 },
    receivedAt: options.at ?? Date.UTC(2026, 2, 12, 6),
    payload: Buffer.from(text, 'utf8'),
  });
}
