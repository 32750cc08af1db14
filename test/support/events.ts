import type { CapturedEvent } from '../../server/src/wire/event';

/** A captured event with everything filled in; say only what matters to the test. */
export function captured(over: Partial<CapturedEvent> = {}): CapturedEvent {
  return {
    id: '3e5b0b2e-0d5b-4f0e-8a53-9f35b5b6a001',
    seq: 1,
    receivedAt: '2026-03-12T06:02:01.586Z',
    origin: 'network',
    port: 9998,
    from: { address: '127.0.0.1', port: 50_000 },
    bytes: 4,
    text: 'text',
    format: 'delimited',
    receiver: 'butler-16',
    type: 'task-failed',
    verdict: 'accepted',
    code: 'ok',
    level: 'INFO',
    fields: { TaskName: 'Finance close', TaskId: '51ea40b0-7088-4482-8231-74d06cde3e3a' },
    ...over,
  };
}
