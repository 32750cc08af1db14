/** Whatever happens in whatever order: each account balances after every step, and each event arrives or is counted as given up. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { DeadLetter, Delivery, Outbox, Outcome, Pending, SinkState } from '../../../client/src/delivery/contract';
import { Forwarder, type SinkPlan } from '../../../client/src/delivery/forwarder';
import { captured } from '../../support/events';
import { Clock, settle } from './scene';

/** A journal that outlives its forwarder, and keeps who asks waiting for a turn, as a disk does. */
class Journal {
  readonly waiting = new Map<string, Pending>();
  readonly dead = new Map<string, DeadLetter>();
  readonly everDead = new Set<number>();
  /** Numbers of the events that were taken for the sink. */
  readonly taken = new Set<number>();

  outbox(): Outbox {
    const later = async <T>(work: () => T, turns = 1): Promise<T> => {
      for (let turn = 0; turn < turns; turn++) await settle();
      return work();
    };
    return {
      load: () => later(() => [...this.waiting.values()]),
      append: entries =>
        later(() => {
          for (const it of entries) {
            this.waiting.set(it.deliveryId, it);
            this.taken.add(it.event.seq);
          }
        }),
      settle: ids =>
        later(() => {
          for (const it of ids) this.waiting.delete(it);
        }),
      bury: letters =>
        later(() => {
          for (const it of letters) {
            this.waiting.delete(it.deliveryId);
            this.dead.set(it.deliveryId, it);
            this.everDead.add(it.event.seq);
          }
        }),
      dead: () => later(() => [...this.dead.values()]),
      exhume: (ids, then) =>
        later(() => {
          const found = ids.flatMap(id => this.dead.get(id) ?? []);
          for (const { deliveryId, sink, event } of found) {
            this.dead.delete(deliveryId);
            if (then === 'queue') this.waiting.set(deliveryId, { deliveryId, sink, event });
          }
          return found;
        }, 9),
      close: () => later(() => undefined),
    };
  }
}

const answers: readonly (Outcome | 'throw')[] = [
  { kind: 'delivered' },
  { kind: 'retry', reason: 'busy' },
  { kind: 'retry', reason: 'slow down', afterMs: 3_000 },
  { kind: 'rejected', reason: 'no' },
  { kind: 'rejected', about: 'sink', reason: 'wrong password' },
  'throw',
];

type Step =
  | { readonly do: 'accept'; readonly count: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'pause' | 'resume' | 'replace' | 'remove' | 'retryDead' | 'retryNow' | 'reopen' };

const steps: fc.Arbitrary<readonly (readonly [Step, boolean])[]> = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('accept' as const), count: fc.integer({ min: 1, max: 9 }) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(0, 10, 1_000, 70_000) }) },
      {
        weight: 3,
        arbitrary: fc.constantFrom('pause', 'resume', 'replace', 'remove', 'retryDead', 'retryNow', 'reopen').map(it => ({ do: it })),
      },
    ),
    // Whether the next step waits for this one.
    fc.boolean(),
  ),
  { minLength: 1, maxLength: 25 },
);

for (const [name, capacity] of [
  ['', { events: 1_000, characters: 1e9 }],
  [' while the queue overflows by number', { events: 4, characters: 1e9 }],
  [' while the queue overflows by size', { events: 1_000, characters: 3 * captured().text.length }],
] as const)
  test(`any order of events, failures, changes and restarts loses nothing that is not counted${name}`, { timeout: 120_000 }, () =>
    fc.assert(
      fc.asyncProperty(
        steps,
        fc.array(fc.constantFrom(...answers), { maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (todo, script, batch) => {
          const clock = new Clock();
          const journal = new Journal();
          const sent: Delivery[] = [];
          const left = [...script];
          let id = 0;
          let seq = 0;
          let lost = 0;
          const plan: SinkPlan = {
            id: 'one',
            rate: undefined,
            route: { duplicates: 'send', includeTests: true, includeUserEvents: true, isUserEvent: () => false },
            sink: {
              kind: 'fake',
              label: 'Fake',
              limits: { batch, duplicates: 'send' },
              notices: [],
              preview: () => ({ body: '' }),
              open: () => ({
                send: async given => {
                  await settle();
                  let stopped: Outcome | undefined;
                  return given.map((delivery, at): Outcome => {
                    const answer = stopped ?? left.shift() ?? { kind: 'delivered' };
                    if (answer === 'throw') {
                      if (at === 0) throw new Error('boom');
                      return (stopped = { kind: 'retry', reason: 'broken' });
                    }
                    if (answer.kind === 'delivered') sent.push(delivery);
                    // As real sinks do: nothing is sent past one that has to be tried again.
                    else if (answer.kind === 'retry' || answer.about === 'sink') stopped = answer;
                    return answer;
                  });
                },
                close: () => Promise.resolve(),
              }),
            },
          };
          const balanced = (states: readonly SinkState[]) => {
            for (const { ledger } of states) {
              const { received, delivered, queued, held, rejected, dropped } = ledger;
              assert.equal(delivered + queued + held + rejected + dropped, received, JSON.stringify(ledger));
              for (const [what, count] of Object.entries(ledger)) assert.ok(count >= 0, `${what} ${count}`);
            }
          };
          const finish = (states: readonly SinkState[]) => {
            balanced(states);
            for (const { ledger } of states) lost += ledger.dropped;
          };
          const open = async (plans: readonly SinkPlan[]) => {
            const forwarder = new Forwarder({
              plans,
              outbox: journal.outbox(),
              capacity,
              ports: {
                ...{ now: () => clock.now, random: () => 0.5, after: (ms, callback) => clock.after(ms, callback) },
                ...{ uuid: () => `d${++id}`, listener: 'WS-42', instance: 'test', redact: text => text, log: () => undefined },
              },
            });
            await forwarder.start();
            return forwarder;
          };
          let forwarder = await open([plan]);
          const isOn = () => forwarder.states().length > 0;
          /** Lets time go on until it is done: closing waits for a while. */
          const done = async <T>(work: Promise<T>): Promise<T> => {
            const state = { isDone: false };
            const end = work.finally(() => (state.isDone = true));
            while (!state.isDone) await clock.pass(1);
            return end;
          };
          const idle = async () => {
            for (let tries = 0; tries < 500 && forwarder.states().some(it => it.status !== 'idle'); tries++) await clock.pass(900_000);
          };
          const pending: Promise<unknown>[] = [];
          const replaceOrAdd = async () => {
            if (!isOn()) return forwarder.add(plan, 'send');
            const last = await forwarder.replace(plan);
            if (last !== undefined) finish([last]);
          };
          const take = async (step: Step): Promise<void> => {
            switch (step.do) {
              case 'accept':
                return forwarder.accept(Array.from({ length: step.count }, () => captured({ seq: ++seq })));
              case 'pass':
                return clock.pass(step.ms);
              case 'retryDead':
                await forwarder.retryDead([...journal.dead.keys()]);
                return;
              case 'replace':
                return replaceOrAdd();
              case 'remove': {
                const last = await forwarder.remove('one');
                if (last !== undefined) finish([last]);
                return;
              }
              case 'reopen':
                await forwarder.close();
                finish(forwarder.states());
                forwarder = await open([plan]);
                return;
              case 'pause':
              case 'resume':
              case 'retryNow':
                return forwarder[step.do]();
            }
          };
          for (const [step, waits] of todo) {
            // Two changes of the same sink at a time nobody asks for.
            const isChange = step.do === 'replace' || step.do === 'remove' || step.do === 'reopen';
            if (step.do === 'reopen') await done(Promise.all(pending.splice(0)));
            const work = take(step);
            if (waits || isChange) await done(work);
            else pending.push(work);
            balanced(forwarder.states());
          }
          await done(Promise.all(pending.splice(0)));
          left.length = 0;
          if (!isOn()) await forwarder.add(plan, 'send');
          forwarder.resume();
          await idle();
          await done(forwarder.deadLetters().then(letters => forwarder.retryDead(letters.map(it => it.deliveryId))));
          await idle();
          assert.deepEqual(
            forwarder.states().map(it => it.status),
            ['idle'],
          );
          await done(forwarder.close());
          finish(forwarder.states());
          assert.deepEqual([...journal.waiting.keys()], [], 'nothing is journalled and not on its way');
          assert.equal(journal.dead.size, 0);
          const arrived = new Set(sent.map(it => it.event.seq));
          const missing = [...journal.taken].filter(it => !arrived.has(it));
          assert.equal(missing.length, lost, 'what did not arrive is counted');
          const first = [...arrived].filter(it => !journal.everDead.has(it));
          assert.deepEqual(
            first,
            first.toSorted((a, b) => a - b),
            'in order',
          );
        },
      ),
      { numRuns: 300 },
    ),
  );
