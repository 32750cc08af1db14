import type { CapturedEvent } from '../../../server/src/wire/event';
import type { History } from '../../../client/src/panel/feed';

/** A task-failed event as Butler reads it; the parts under test are overridden. */
export const event = (seq: number, parts: Partial<CapturedEvent> = {}): CapturedEvent => ({
  id: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
  seq,
  receivedAt: '2026-03-12T06:02:01.586Z',
  origin: 'network',
  port: 9998,
  from: { address: '127.0.0.1', port: 50_000 },
  bytes: 10,
  text: `/scheduler-task-failed/;qs-node-1;Task ${seq}`,
  format: 'delimited',
  fields: { HostName: 'qs-node-1', TaskName: `Task ${seq}` },
  level: 'INFO',
  type: 'task-failed',
  verdict: 'accepted',
  code: 'ok',
  ...parts,
});

/** A history that forgets: `keep(n)` lets go of all but the newest n. */
export class FakeHistory implements History {
  first = 0;
  readonly #events: CapturedEvent[] = [];

  get end(): number {
    return this.#events.length;
  }

  at(position: number): CapturedEvent | undefined {
    return position < this.first ? undefined : this.#events[position];
  }

  add(...events: readonly CapturedEvent[]): void {
    this.#events.push(...events);
  }

  keep(count: number): void {
    this.first = Math.max(this.first, this.#events.length - count);
  }
}
