/** A forwarder with one sink that answers as told, and a clock that goes on as told. */
import assert from 'node:assert/strict';
import type { AnySinkKind, BrokerTopic, Delivery, Outbox, Outcome, Pending, Rate } from '../../../client/src/delivery/contract';
import { defineSink } from '../../../client/src/delivery/contract';
import { Forwarder, type ForwarderPorts, type SinkPlan } from '../../../client/src/delivery/forwarder';
import { memoryOutbox } from '../../../client/src/delivery/memory-outbox';
import { parsePlans } from '../../../client/src/delivery/plans';
import { redactor } from '../../../client/src/delivery/redact';
import { type Capacity, usualCapacity } from '../../../client/src/delivery/waiting-line';

/** Time that stands still until told to go on. */
export class Clock {
  now = 0;
  /** Somebody sets the computer's clock. */
  setBack = 0;
  #timers: { at: number; callback: () => void }[] = [];
  readonly slept: number[] = [];
  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.now + ms, callback };
    this.slept.push(ms);
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter(it => it !== timer));
  }
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      await settle();
      const next = this.#timers.filter(it => it.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter(it => it !== next);
      this.now = next.at;
      next.callback();
    }
    this.now = end;
    await settle();
  }
}
export const settle = () => new Promise(resolve => setImmediate(resolve));

export const nothingToSet = { settings: {}, required: [], ways: [] };

export interface Scene {
  readonly forwarder: Forwarder;
  readonly plans: readonly SinkPlan[];
  readonly clock: Clock;
  readonly sent: Delivery[];
  readonly log: string[];
  /** Previews of a dry run. */
  readonly shown: string[];
}

/** A forwarder with one sink that answers as told, then always `delivered`. */
export function scene(
  answers: readonly (readonly Outcome[] | 'throw')[],
  options: {
    rate?: Rate;
    outbox?: Outbox;
    batch?: number;
    entry?: object;
    capacity?: Partial<Capacity>;
    address?: BrokerTopic;
    hang?: Promise<unknown>;
    greedy?: boolean;
    onAttempt?: () => void;
    after?: (inner: ForwarderPorts['after']) => ForwarderPorts['after'];
  } = {},
): Scene {
  const clock = new Clock();
  const sent: Delivery[] = [];
  const log: string[] = [];
  const shown: string[] = [];
  let { hang } = options;
  const left = [...answers];
  const kind: AnySinkKind = defineSink<null>({
    kind: 'fake',
    limits: { batch: options.batch ?? 10, duplicates: 'send', ...(options.rate && { rate: options.rate }) },
    ...nothingToSet,
    parse: () => ({ ok: true, settings: null }),
    label: () => 'Fake',
    preview: (_settings, { event }) => ({ body: `Fake would send seq ${event.seq}` }),
    ...(options.address && { address: () => options.address! }),
    open: () => ({
      send: async (given, stream) => {
        options.onAttempt?.();
        await hang;
        hang = undefined;
        const batch = options.greedy === true ? [...given, ...(stream?.more() ?? [])] : given;
        const answer = left.shift();
        if (answer === 'throw') throw new Error('boom hunter2secret');
        const outcomes = batch.map((_, at): Outcome => answer?.[at] ?? { kind: 'delivered' });
        batch.forEach((delivery, at) => outcomes[at]?.kind === 'delivered' && sent.push(delivery));
        return outcomes;
      },
      close: () => Promise.resolve(),
    }),
  });
  const { plans, complaints } = parsePlans([{ id: 'one', kind: 'fake', ...options.entry }], {
    kinds: [kind],
    secret: () => undefined,
    env: () => undefined,
    filter: text => ({ ok: true, matches: event => text.includes(event.type ?? '') }),
    isUserEvent: event => event.type === 'proxy-session',
    includeTests: false,
    plainSecrets: 'accept',
    dryRun: (_id, { body }) => shown.push(body),
  });
  assert.deepEqual(complaints, []);
  let id = 0;
  const ports: ForwarderPorts = {
    now: () => clock.now + clock.setBack,
    monotonic: () => clock.now,
    random: () => 0.5,
    after: (options.after ?? (it => it))((ms, callback) => clock.after(ms, callback)),
    redact: redactor(['hunter2secret']),
    uuid: () => `d${++id}`,
    log: line => log.push(line),
    instance: 'test',
    listener: 'WS-42',
  };
  const forwarder = new Forwarder({
    plans,
    outbox: options.outbox ?? memoryOutbox(),
    ports,
    capacity: { ...usualCapacity, ...options.capacity },
  });
  return { forwarder, plans, clock, sent, log, shown };
}

export const retry: Extract<Outcome, { kind: 'retry' }> = { kind: 'retry', reason: 'busy' };
export const ok: Outcome = { kind: 'delivered' };
export const refused: Outcome = { kind: 'rejected', reason: 'bad token' };
export const ledger = ({ forwarder }: Scene) => forwarder.states()[0]!.ledger;
export const balance = (scene: Scene) => {
  const { received, delivered, queued, held, rejected, dropped } = ledger(scene);
  assert.equal(delivered + queued + held + rejected + dropped, received, 'the ledger balances');
};

/** A journal that holds what it was given, as the one on disk does, without a disk. */
export function keptOutbox(): Outbox {
  const waiting = new Map<string, Pending>();
  const inner = memoryOutbox();
  const forget = (ids: readonly string[]): void => {
    for (const id of ids) waiting.delete(id);
  };
  return {
    ...inner,
    load: () => Promise.resolve([...waiting.values()]),
    append: entries => {
      for (const entry of entries) waiting.set(entry.deliveryId, entry);
      return Promise.resolve();
    },
    settle: ids => {
      forget(ids);
      return Promise.resolve();
    },
    bury: letters => {
      forget(letters.map(it => it.deliveryId));
      return inner.bury(letters);
    },
  };
}
