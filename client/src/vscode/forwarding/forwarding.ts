/**
 * Forwarding of this window: off until a person switches it on, off again after the set time and with the window.
 * What waits in the journal is kept for the next time and asked about then.
 */
import { hostname } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import type { DeadLetter, SinkState } from '../../delivery/contract';
import type { Forwarder } from '../../delivery/forwarder';
import type { Peeked } from '../../delivery/outbox/peek';
import type { ForwardingReport } from '../../delivery/report';
import { Traces, type Trace } from '../../delivery/traces';
import type { Log } from '../log';
import { words } from '../log';
import { contextKeys } from '../registry/commands';
import { heedingEnds } from './heeding-ends';
import { openJournal } from './journal';
import { planSinks } from './plan-sinks';
import { sinkPorts } from './sink-ports';

export interface SwitchOn {
  /** Its id, out of the settings. Sinks that are on stay on. */
  readonly sink: string;
  readonly minutes: number;
  /** Test events as well: only because a person asked for it now. */
  readonly includeTests: boolean;
  /** Asks what is to become of events that an earlier run left; undefined: forwarding is not switched on after all. */
  readonly sendWaiting: (count: number) => Promise<'send' | 'delete' | undefined>;
}

export type SwitchedOn =
  { readonly ok: true; readonly label: string; readonly until: Date } | { readonly ok: false; readonly reason: string | undefined };

/** A sink that is on. */
export interface SwitchedOnSink {
  readonly id: string;
  readonly label: string;
  readonly until: Date;
}

export interface ForwardingState {
  /** In the order they were switched on; never empty. */
  readonly on: readonly SwitchedOnSink[];
  readonly sinks: readonly SinkState[];
}

type Started = { readonly ok: true; readonly running: Running } | { readonly ok: false; readonly reason: string };

interface Running {
  readonly forwarder: Forwarder;
  readonly on: Map<string, SwitchedOnSink & { readonly timer: ReturnType<typeof setTimeout> }>;
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
  /** Under way: two sinks that are switched on at the same moment share one journal. */
  #starting: Promise<Started> | undefined;
  /** Until it is done, the journal is still held. */
  #closing: Promise<void> = Promise.resolve();
  /** How often everything was switched off: what is being switched on meanwhile stays off. */
  #offs = 0;
  /** How many sinks are being switched on. */
  #switching = 0;
  #journalProblem: string | undefined;
  #refused: readonly DeadLetter[] = [];
  #rejected = 0;
  /** The last account of each sink that has been on in this window. */
  readonly #lastStates = new Map<string, SinkState>();
  /** Outlives switching off: the panel tells what became of an event also later. */
  readonly #traces = new Traces();

  constructor(options: ForwardingOptions) {
    this.#options = options;
    this.#listening = options.onDidReceive(events => this.#forward(events));
  }

  readonly onDidChange: vscode.Event<void> = this.#changed.event;

  /** Undefined while it is off. */
  get state(): ForwardingState | undefined {
    if (this.#running === undefined || this.#running.on.size === 0) return undefined;
    return { on: [...this.#running.on.values()], sinks: this.#running.forwarder.states() };
  }

  /** The account of each sink that is on or was; undefined before the first. Secrets are masked. */
  async report(): Promise<ForwardingReport | undefined> {
    this.#keepStates(this.#running?.forwarder.states() ?? []);
    if (this.#lastStates.size === 0) return undefined;
    const { forwardingReport } = await import('../../delivery/report');
    return forwardingReport([...this.#lastStates.values()], this.#refused);
  }

  #keepStates(states: readonly SinkState[]): void {
    for (const state of states) this.#lastStates.set(state.id, state);
  }

  /** What goes wrong right now, in words; secrets are masked. */
  get problem(): string | undefined {
    const failing = this.#running?.forwarder.states().find(it => it.lastError !== undefined);
    return this.#journalProblem ?? failing?.lastError;
  }

  /** Switches one sink on, or on again with other settings and another end. The others go on. */
  async on(wanted: SwitchOn): Promise<SwitchedOn> {
    this.#switching++;
    try {
      return await this.#on(wanted);
    } finally {
      this.#switching--;
      // A journal without a sink is let go.
      if (this.#switching === 0 && this.#running?.on.size === 0) await this.off();
    }
  }

  async #on({ sink, minutes, includeTests, sendWaiting }: SwitchOn): Promise<SwitchedOn> {
    const offs = this.#offs;
    const parsed = await planSinks(this.#options, { sinks: [sink], includeTests });
    if (!parsed.ok) return parsed;
    const [plan] = parsed.plans;
    if (plan === undefined) return { ok: false, reason: vscode.l10n.t('There is no such sink.') };
    const started = await this.#start();
    if (!started.ok) return started;
    const { running } = started;
    if (this.#offs !== offs) return { ok: false, reason: undefined };
    const wasOn = running.on.has(sink);
    const waiting = running.forwarder.waitingFor(sink);
    const order = wasOn || waiting === 0 ? 'send' : await sendWaiting(waiting);
    // While a person was asked, everything may have been switched off.
    if (order === undefined || this.#running !== running) return { ok: false, reason: undefined };
    clearTimeout(running.on.get(sink)?.timer);
    const last = wasOn ? await running.forwarder.replace(plan) : await running.forwarder.add(plan, order);
    if (last !== undefined) this.#keepStates([last]);
    if (this.#offs !== offs) return { ok: false, reason: undefined };
    const until = new Date(Date.now() + minutes * 60_000);
    const { label } = plan.sink;
    running.on.set(sink, { id: sink, label, until, timer: setTimeout(() => void this.#expire(sink), minutes * 60_000) });
    const { log } = this.#options;
    if (order === 'delete') log.info(`${waiting} waiting events were deleted, as a person chose to.`);
    log.info(`Forwarding to ${label} until ${until.toISOString()}${includeTests ? ', test events included' : ''}.`);
    this.#change();
    return { ok: true, label, until };
  }

  /** The forwarder of this window with its journal; without a sink at first. */
  #start(): Promise<Started> {
    if (this.#running !== undefined) return Promise.resolve({ ok: true, running: this.#running });
    this.#starting ??= this.#open().finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  async #open(): Promise<Started> {
    await this.#closing;
    const opened = await openJournal({ folder: this.#journal, log: this.#options.log });
    if (!opened.ok) return opened;
    const { Forwarder: forwarderClass } = await import('../../delivery/forwarder');
    const { log } = this.#options;
    const forwarder = new forwarderClass({
      plans: [],
      outbox: opened.outbox,
      traces: this.#traces,
      ports: {
        ...sinkPorts(log),
        listener: hostname(),
        redact: text => log.redact(text),
        uuid: () => crypto.randomUUID(),
        now: Date.now,
        monotonic: () => performance.now(),
        random: Math.random,
        after: heedingEnds(
          (ms, callback) => {
            const timer = setTimeout(callback, ms);
            return () => clearTimeout(timer);
          },
          () => this.#endOverdue(),
        ),
      },
      changed: () => this.#statesChanged(forwarder),
    });
    try {
      await forwarder.start();
      this.#refused = await forwarder.deadLetters();
    } catch (error) {
      return { ok: false, reason: vscode.l10n.t('The journal in {0} cannot be read: {1}', this.#journal, words(error)) };
    }
    this.#journalProblem = undefined;
    this.#running = { forwarder, on: new Map() };
    return { ok: true, running: this.#running };
  }

  async #remove({ forwarder, on }: Running, sink: string): Promise<void> {
    clearTimeout(on.get(sink)?.timer);
    on.delete(sink);
    const last = await forwarder.remove(sink);
    if (last !== undefined) this.#keepStates([last]);
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
    forwarder.retryNow(sink);
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

  get #journal(): string {
    return path.join(this.#options.folder, 'journal');
  }

  /** Stops sending, to all of them. What waits stays in the journal. */
  async off(): Promise<void> {
    this.#offs++;
    const running = this.#running;
    if (running === undefined) return this.#closing;
    this.#running = undefined;
    for (const { timer } of running.on.values()) clearTimeout(timer);
    this.#change();
    const closed = this.#close(running);
    this.#closing = closed.catch(() => undefined);
    return closed;
  }

  async #close(running: Running): Promise<void> {
    await running.forwarder.close();
    this.#keepStates(running.forwarder.states());
    for (const { label } of running.on.values()) this.#options.log.info(`Forwarding to ${label} is off.`);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
    void this.off();
  }

  #forward(events: readonly CapturedEvent[]): void {
    if (this.#running === undefined) return;
    void this.#endOverdue();
    if (this.#running.on.size === 0) return;
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

  /** A timer sleeps with the computer: after waking, the time may be up although it has not rung. */
  #endOverdue(): Promise<void> | undefined {
    const overdue = [...(this.#running?.on.values() ?? [])].filter(({ until }) => Date.now() >= until.getTime());
    return overdue.length === 0 ? undefined : Promise.all(overdue.map(({ id }) => this.#expire(id))).then(() => undefined);
  }

  async #expire(sink: string): Promise<void> {
    const running = this.#running;
    const label = running?.on.get(sink)?.label;
    if (running === undefined || label === undefined) return;
    try {
      // One that is being switched on takes the journal over.
      if (running.on.size === 1 && this.#switching === 0) await this.off();
      else {
        await this.#remove(running, sink);
        this.#options.log.info(`Forwarding to ${label} is off.`);
        this.#change();
      }
    } catch (error) {
      // It sends nothing any more; a timer has nobody to tell.
      this.#options.log.error(words(error));
    }
    void vscode.window.showInformationMessage(vscode.l10n.t('The time is up: forwarding to {0} is off.', label));
  }

  #change(): void {
    void vscode.commands.executeCommand('setContext', contextKeys.forwarding, this.state !== undefined);
    this.#changed.fire();
  }
}
