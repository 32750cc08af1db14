/**
 * Forwarding of this window: off until a person switches it on, off again after the set time and with the window.
 * What waits in the journal is kept for the next time and asked about then.
 */
import { hostname } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import type { DeadLetter, Delivery, Outcome, Preview, SinkPorts, SinkState } from '../../delivery/contract';
import type { Forwarder, SinkPlan } from '../../delivery/forwarder';
import type { Peeked } from '../../delivery/outbox/peek';
import type { ForwardingReport } from '../../delivery/report';
import { Traces, type Trace } from '../../delivery/traces';
import type { Log } from '../log';
import { words } from '../log';
import { contextKeys } from '../registry/commands';
import { openJournal } from './journal';
import { planSinks } from './plan-sinks';

export interface SwitchOn {
  /** Ids of the sinks, out of the settings. */
  readonly sinks: readonly string[];
  readonly minutes: number;
  /** Test events as well: only because a person asked for it now. */
  readonly includeTests: boolean;
  /** Asks what is to become of events that an earlier run left; undefined: forwarding is not switched on after all. */
  readonly sendWaiting: (count: number) => Promise<'send' | 'delete' | undefined>;
}

export type SwitchedOn =
  { readonly ok: true; readonly label: string; readonly until: Date } | { readonly ok: false; readonly reason: string | undefined };

/** What came of trying a sink; a sink that cannot be used is a reason. */
export type Tried<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export interface TestSent {
  readonly outcome: Outcome;
  readonly milliseconds: number;
}

export interface ForwardingState {
  readonly label: string;
  readonly until: Date;
  readonly sinks: readonly SinkState[];
}

interface Running {
  readonly forwarder: Forwarder;
  readonly label: string;
  readonly until: Date;
  readonly timer: ReturnType<typeof setTimeout>;
}

export interface ForwardingOptions {
  readonly log: Log;
  /** Where the journal lies; events in it are readable by the owner only. */
  readonly folder: string;
  readonly secrets: vscode.SecretStorage;
  readonly sinks: () => readonly Readonly<Record<string, unknown>>[];
  readonly onDidReceive: vscode.Event<readonly CapturedEvent[]>;
}

export class Forwarding implements vscode.Disposable {
  readonly #options: ForwardingOptions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listening: vscode.Disposable;
  #running: Running | undefined;
  #journalProblem: string | undefined;
  #refused: readonly DeadLetter[] = [];
  #rejected = 0;
  #lastStates: readonly SinkState[] | undefined;
  /** Outlives switching off: the panel tells what became of an event also later. */
  readonly #traces = new Traces();

  constructor(options: ForwardingOptions) {
    this.#options = options;
    this.#listening = options.onDidReceive(events => this.#forward(events));
  }

  readonly onDidChange: vscode.Event<void> = this.#changed.event;

  /** Undefined while it is off. */
  get state(): ForwardingState | undefined {
    if (this.#running === undefined) return undefined;
    const { label, until, forwarder } = this.#running;
    return { label, until, sinks: forwarder.states() };
  }

  /** The account of this time of forwarding, or of the last one; undefined before the first. Secrets are masked. */
  async report(): Promise<ForwardingReport | undefined> {
    if (this.#running !== undefined) this.#lastStates = this.#running.forwarder.states();
    if (this.#lastStates === undefined) return undefined;
    const { forwardingReport } = await import('../../delivery/report');
    return forwardingReport(this.#lastStates, this.#refused);
  }

  /** What goes wrong right now, in words; secrets are masked. */
  get problem(): string | undefined {
    const failing = this.#running?.forwarder.states().find(it => it.lastError !== undefined);
    return this.#journalProblem ?? failing?.lastError;
  }

  async on(order: SwitchOn): Promise<SwitchedOn> {
    await this.off();
    const parsed = await planSinks(this.#options, order);
    if (!parsed.ok) return parsed;
    const opened = await openJournal({ folder: this.#journal, log: this.#options.log, sinks: order.sinks, sendWaiting: order.sendWaiting });
    if (!opened.ok) return opened;
    const { Forwarder: forwarderClass } = await import('../../delivery/forwarder');
    const { log } = this.#options;
    const forwarder = new forwarderClass({
      plans: parsed.plans,
      outbox: opened.outbox,
      traces: this.#traces,
      ports: {
        ...this.#ports,
        listener: hostname(),
        redact: text => log.redact(text),
        uuid: () => crypto.randomUUID(),
        now: Date.now,
        random: Math.random,
        after: (ms, callback) => {
          const timer = setTimeout(callback, ms);
          return () => clearTimeout(timer);
        },
      },
      changed: () => this.#statesChanged(forwarder),
    });
    await forwarder.start();
    this.#refused = await forwarder.deadLetters();
    const until = new Date(Date.now() + order.minutes * 60_000);
    const label = parsed.plans.map(it => it.sink.label).join(', ');
    this.#running = { forwarder, label, until, timer: setTimeout(() => void this.#expire(), order.minutes * 60_000) };
    this.#journalProblem = undefined;
    log.info(`Forwarding to ${label} until ${until.toISOString()}${order.includeTests ? ', test events included' : ''}.`);
    this.#change();
    return { ok: true, label, until };
  }

  /** The first of some events that the sink would get, as if it were a real one; undefined where none of them is meant for it. */
  async firstFor(sink: string, events: Iterable<CapturedEvent>): Promise<Tried<CapturedEvent | undefined>> {
    const { leftOut } = await import('../../delivery/route');
    return this.#with(sink, ({ route }) => {
      for (const event of events) if (leftOut(event, route) === undefined) return Promise.resolve(event);
      return Promise.resolve(undefined);
    });
  }

  /** What a sink would send for an event. Opens no socket. */
  async preview(sink: string, event: CapturedEvent): Promise<Tried<Preview>> {
    return this.#with(sink, plan => Promise.resolve(plan.sink.preview(deliveryOf(event), this.#ports.instance)));
  }

  /** Sends one event past the queue, once, because a person asked for it just now. */
  async sendTest(sink: string, event: CapturedEvent): Promise<Tried<TestSent>> {
    return this.#with(sink, async plan => {
      const open = plan.sink.open(this.#ports);
      const start = performance.now();
      try {
        const [outcome = { kind: 'retry', reason: 'The sink gave no answer.' }] = await open.send([deliveryOf(event)]);
        return { outcome: this.#masked(outcome), milliseconds: Math.round(performance.now() - start) };
      } finally {
        await open.close();
      }
    });
  }

  /** Events in the journal that an earlier time left, by sink, or who else forwards from it; nothing while it is on here. */
  async waiting(): Promise<Peeked> {
    if (this.#running !== undefined) return { waiting: new Map() };
    return (await import('../../delivery/outbox/peek')).peekFileOutbox(this.#journal);
  }

  /** What became of an event, sink by sink; `[]` when nothing was on as it came. */
  tracesOf(eventId: string): readonly Trace[] {
    return this.#traces.of(eventId);
  }

  /** How many events a sink has refused for good. */
  refused(sink: string): number {
    return this.#refused.filter(it => it.sink === sink).length;
  }

  /** Has a sink try again: what waits, now, and what it refused, from the end of the queue. */
  async retry(sink: string): Promise<void> {
    const forwarder = this.#running?.forwarder;
    if (forwarder === undefined) return;
    forwarder.retryNow();
    const letters = (await forwarder.deadLetters()).filter(it => it.sink === sink);
    await forwarder.retryDead(letters.map(it => it.deliveryId));
    await this.#countRefused(forwarder);
  }

  #statesChanged(forwarder: Forwarder): void {
    const rejected = forwarder.states().reduce((sum, { ledger }) => sum + ledger.rejected, 0);
    if (rejected === this.#rejected) return this.#changed.fire();
    this.#rejected = rejected;
    void this.#countRefused(forwarder);
  }

  async #countRefused(forwarder: Forwarder): Promise<void> {
    this.#refused = await forwarder.deadLetters();
    this.#changed.fire();
  }

  async #with<T>(sink: string, work: (plan: SinkPlan) => Promise<T>): Promise<Tried<T>> {
    const parsed = await planSinks(this.#options, { sinks: [sink], includeTests: true });
    if (!parsed.ok) return parsed;
    const [plan] = parsed.plans;
    return plan === undefined ? { ok: false, reason: vscode.l10n.t('There is no such sink.') } : { ok: true, value: await work(plan) };
  }

  #masked(outcome: Outcome): Outcome {
    const { log } = this.#options;
    if (outcome.kind !== 'delivered') return { ...outcome, reason: log.redact(outcome.reason) };
    return outcome.answer === undefined ? outcome : { ...outcome, answer: log.redact(outcome.answer) };
  }

  get #journal(): string {
    return path.join(this.#options.folder, 'journal');
  }

  get #ports(): SinkPorts {
    return {
      log: line => this.#options.log.info(line),
      instance: `${hostname()}-${process.pid}`,
      systemCertificates: vscode.workspace.getConfiguration('http').get('systemCertificates', true),
    };
  }

  /** Stops sending. What waits stays in the journal. */
  async off(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    clearTimeout(running.timer);
    this.#change();
    await running.forwarder.close();
    this.#lastStates = running.forwarder.states();
    this.#options.log.info(`Forwarding to ${running.label} is off.`);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
    void this.off();
  }

  #forward(events: readonly CapturedEvent[]): void {
    if (this.#running === undefined) return;
    // A timer sleeps with the computer: after waking, the time may be up although it has not rung.
    if (Date.now() >= this.#running.until.getTime()) return void this.#expire();
    this.#running.forwarder.accept(events).then(
      () => (this.#journalProblem = undefined),
      (error: unknown) => {
        // These events are in the panel, but not on their way: that has to be seen.
        this.#journalProblem = vscode.l10n.t('The journal cannot be written: {0}', words(error));
        this.#options.log.error(this.#journalProblem);
        this.#changed.fire();
      },
    );
  }

  async #expire(): Promise<void> {
    const label = this.#running?.label ?? '';
    await this.off();
    void vscode.window.showInformationMessage(vscode.l10n.t('The time is up: forwarding to {0} is off.', label));
  }

  #change(): void {
    void vscode.commands.executeCommand('setContext', contextKeys.forwarding, this.#running !== undefined);
    this.#changed.fire();
  }
}

/** A rehearsal: not counted, not journalled, with an id of its own. */
const deliveryOf = (event: CapturedEvent): Delivery => ({ deliveryId: crypto.randomUUID(), event, attempt: 1, listener: hostname() });
