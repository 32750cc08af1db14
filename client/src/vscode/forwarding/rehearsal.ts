/** Tries a sink past the queue, before it is switched on: nothing is counted, nothing is journalled. */
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import type { Delivery, Outcome, Preview } from '../../delivery/contract';
import type { SinkPlan } from '../../delivery/forwarder';
import type { Log } from '../log';
import { planSinks, type PlanOptions } from './plan-sinks';
import { sinkPorts } from './sink-ports';

/** What came of trying a sink; a sink that cannot be used is a reason. */
export type Tried<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export interface TestSent {
  readonly outcome: Outcome;
  readonly milliseconds: number;
}

/** The first of some events that the sink would get, as if it were a real one; undefined where none of them is meant for it. */
export async function firstFor(
  options: PlanOptions,
  sink: string,
  events: Iterable<CapturedEvent>,
): Promise<Tried<CapturedEvent | undefined>> {
  const { leftOut } = await import('../../delivery/route');
  return withPlan(options, sink, ({ route }) => {
    for (const event of events) if (leftOut(event, route) === undefined) return Promise.resolve(event);
    return Promise.resolve(undefined);
  });
}

/** What a sink would send for an event. Opens no socket. */
export async function preview(options: PlanOptions, sink: string, event: CapturedEvent): Promise<Tried<Preview>> {
  return withPlan(options, sink, plan => Promise.resolve(plan.sink.preview(deliveryOf(event), sinkPorts(options.log).instance)));
}

/** Sends one event past the queue, once, because a person asked for it just now. */
export async function sendTest(options: PlanOptions, sink: string, event: CapturedEvent): Promise<Tried<TestSent>> {
  return withPlan(options, sink, async plan => {
    const open = plan.sink.open(sinkPorts(options.log));
    const start = performance.now();
    try {
      const [outcome = { kind: 'retry', reason: 'The sink gave no answer.' }] = await open.send([deliveryOf(event)]);
      return { outcome: masked(outcome, options.log), milliseconds: Math.round(performance.now() - start) };
    } finally {
      await open.close();
    }
  });
}

async function withPlan<T>(options: PlanOptions, sink: string, work: (plan: SinkPlan) => Promise<T>): Promise<Tried<T>> {
  const parsed = await planSinks(options, { sinks: [sink], includeTests: true });
  if (!parsed.ok) return parsed;
  const [plan] = parsed.plans;
  return plan === undefined ? { ok: false, reason: vscode.l10n.t('There is no such sink.') } : { ok: true, value: await work(plan) };
}

function masked(outcome: Outcome, log: Log): Outcome {
  if (outcome.kind !== 'delivered') return { ...outcome, reason: log.redact(outcome.reason) };
  return outcome.answer === undefined ? outcome : { ...outcome, answer: log.redact(outcome.answer) };
}

/** With an id of its own. */
const deliveryOf = (event: CapturedEvent): Delivery => ({ deliveryId: crypto.randomUUID(), event, attempt: 1, listener: hostname() });
