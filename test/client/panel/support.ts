import type { CapturedEvent } from '../../../server/src/wire/event';
import type { FeedPorts } from '../../../client/src/panel/feed';
import type { Header, HostMessage } from '../../../client/src/panel/protocol';
import type { History } from '../../../client/src/panel/search';
import { english } from '../../../client/src/panel/words';

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

  look(position: number): CapturedEvent | undefined {
    return this.at(position);
  }

  timeAt(position: number): number {
    return Date.parse(this.at(position)?.receivedAt ?? '') || 0;
  }

  add(...events: readonly CapturedEvent[]): void {
    this.#events.push(...events);
  }

  keep(count: number): void {
    this.first = Math.max(this.first, this.#events.length - count);
  }
}

export const header: Header = {
  listening: [],
  host: 'here',
  receiver: 'Butler 16',
  received: 0,
  lost: undefined,
  held: 0,
  marks: { dropped: 0, test: 0, user: 0 },
  can: [],
  forwarding: { on: false, label: 'off' },
};

/** Ports with a clock that only moves when told. */
export function fakePorts(post: (message: HostMessage) => void) {
  let now = 0;
  let due: (() => void) | undefined;
  let turn: (() => void) | undefined;
  const ports: { -readonly [key in keyof FeedPorts]: FeedPorts[key] } = {
    post,
    after: (_ms, callback) => ((due = callback), () => (due = undefined)),
    soon: callback => ((turn = callback), () => (turn = undefined)),
    now: () => now,
    header: () => header,
    words: () => english,
    nodes: () => [],
    compile: text =>
      text.startsWith('!') ? { ok: false, complaint: 'No such filter.' } : { ok: true, matches: it => it.text.includes(text) },
    about: () => Promise.resolve(undefined),
  };
  return {
    ports,
    /** Lets 100 ms pass; false when nothing was waiting for it. */
    tick: (): boolean => {
      now += 100;
      const run = due;
      due = undefined;
      run?.();
      return run !== undefined;
    },
    /** Gives what waits for a turn its turn; false when nothing did. */
    turn: (): boolean => {
      const run = turn;
      turn = undefined;
      run?.();
      return run !== undefined;
    },
    /** Makes each look at the clock cost so many milliseconds. */
    costs: (ms: number): void => {
      ports.now = () => (now += ms);
    },
  };
}
