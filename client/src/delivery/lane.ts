/** The queue of one sink: in order, at least once, one batch under way at a time. */
import type { BackOff } from './back-off';
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { ConfiguredSink, DeadLetter, DeliveryStream, Ledger, OpenSink, Outcome, Pending, SinkPorts, SinkState } from './contract';
import { Pauses, waits } from './pauses';
import type { DeliveryState, Traces } from './traces';
import { type Capacity, type Waiting, WaitingLine } from './waiting-line';

export interface LanePorts extends SinkPorts {
  /** This computer's name. */
  readonly listener: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Calls back after so many milliseconds; the result cancels. */
  after(ms: number, callback: () => void): () => void;
  /** Masks secrets. */
  redact(text: string): string;
}

export interface LaneOptions {
  readonly id: string;
  readonly sink: ConfiguredSink;
  /** At most so much waits; beyond that the oldest is given up and counted. */
  readonly capacity: Capacity;
  readonly backOff?: BackOff;
  readonly ports: LanePorts;
  readonly traces: Traces;
  /** Forget these in the journal. */
  readonly settled: (deliveryIds: readonly string[]) => void;
  /** Put these on the dead-letter list. */
  readonly refused: (letters: readonly DeadLetter[]) => void;
  readonly changed: () => void;
}

const keptBecause = 'Forwarding is off. It waits in the journal until it is switched on again.';
/** How long an attempt under way may take to come to its end once the lane is closed, in milliseconds. */
const closingPatience = 2_000;

export class Lane {
  readonly #options: LaneOptions;
  readonly #line = new WaitingLine();
  #open: OpenSink | undefined;
  /** Entries at the head that are with the sink; 0 between attempts. */
  #underWay = 0;
  #attempting: Promise<void> = Promise.resolve();
  #paused = false;
  #closed = false;
  #abandoned = false;
  #cancelWait: (() => void) | undefined;
  readonly #pauses: Pauses;
  #lastError: string | undefined;
  #lastDeliveredAt: number | undefined;
  #saidRefused: { readonly reason: string; readonly at: number } | undefined;
  #idle: (() => void)[] = [];
  /** Refused in this run: they are counted, and no longer once they are tried again. */
  readonly #refused = new Set<string>();
  readonly #counts = { received: 0, delivered: 0, held: 0, rejected: 0, dropped: 0, filtered: 0 };

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#pauses = new Pauses(options.backOff);
    this.trace();
  }

  /** What becomes of this sink's events is asked of this lane from now on. */
  trace(): void {
    const { id, sink, traces } = this.#options;
    traces.begin(id, sink.label, event => this.#line.holds(event));
  }

  /** Counts an event that does not go out: not for this sink, or held back by the rate limit. */
  countAside(event: CapturedEvent, state: 'filtered' | 'held', reason: string): void {
    if (state === 'held') this.#counts.received++;
    this.#counts[state]++;
    this.#options.traces.note(this.#options.id, event.id, state, reason);
  }

  /** Counts an event that was meant for this sink and could not be kept for it. */
  countLost(event: CapturedEvent, reason: string): void {
    this.#counts.received++;
    this.#counts.dropped++;
    this.#options.traces.note(this.#options.id, event.id, 'dropped', reason);
  }

  /** Takes entries that the journal already holds. Roll-ups are messages of ours, not events: they are not counted as received. */
  offer(entries: readonly Pending[]): void {
    for (const entry of entries) {
      // A dead letter of this run that a person has tried again was received once, and is no longer rejected.
      if (entry.heldBack === undefined && this.#refused.delete(entry.deliveryId)) this.#counts.rejected--;
      else if (entry.heldBack === undefined) this.#counts.received++;
      const { deliveryId, sink, event, heldBack } = entry;
      const waiting = { deliveryId, sink, event, attempt: 1, listener: this.#options.ports.listener };
      this.#line.push(heldBack === undefined ? waiting : { ...waiting, heldBack });
    }
    this.#dropOverflow();
    this.#pump();
  }

  state(): SinkState {
    const { id, sink } = this.#options;
    return {
      id,
      kind: sink.kind,
      label: sink.label,
      status: this.#paused ? 'paused' : this.#cancelWait !== undefined ? 'waiting' : this.#line.length > 0 ? 'sending' : 'idle',
      ledger: this.#ledger(),
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
      ...(this.#lastDeliveredAt === undefined ? {} : { lastDeliveredAt: new Date(this.#lastDeliveredAt).toISOString() }),
    };
  }

  pause(): void {
    this.#paused = true;
    this.#options.changed();
  }

  resume(): void {
    this.#paused = false;
    this.retryNow();
  }

  /** Ends the waiting after a failure: the user, or the network, says it is worth another try. */
  retryNow(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#pump();
  }

  /** Has what waits tried once more. Resolves once nothing waits, or as soon as the sink does not take it. */
  drained(): Promise<void> {
    if (this.#line.length === 0 || this.#paused || this.#closed) return Promise.resolve();
    // A service that asked for a pause gets it: what waits stays in the journal.
    if (this.#cancelWait !== undefined && this.#pauses.isAsked) return Promise.resolve();
    const idle = new Promise<void>(resolve => this.#idle.push(resolve));
    this.retryNow();
    return idle;
  }

  /** Stops sending. What still waits stays in the journal; what is with the sink is waited for, for a moment, and counted. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#wakeIdle();
    if (this.#underWay > 0) await this.#within(closingPatience, this.#attempting);
    const open = this.#open;
    this.#open = undefined;
    const closing = Promise.all([open?.close(), this.#attempting]).then(
      () => undefined,
      (error: unknown) => this.#options.ports.log(`${this.#options.sink.label}: ${this.#options.ports.redact(words(error))}`),
    );
    await this.#within(closingPatience, closing);
    // What is with the sink to this moment stays in the journal, whatever comes of it.
    this.#abandoned = this.#underWay > 0;
    for (const entry of this.#line.slice(0)) this.#trace(entry, 'queued', keptBecause);
    this.#options.traces.end(this.#options.id);
  }

  /** What still waits once the lane is closed, as the journal holds it. */
  rest(): readonly Pending[] {
    return this.#line.slice(0).map(({ deliveryId, sink, event, heldBack }) => ({
      ...{ deliveryId, sink, event },
      ...(heldBack !== undefined && { heldBack }),
    }));
  }

  /** @returns once the work is done, or the time is up. */
  async #within(ms: number, work: Promise<void>): Promise<void> {
    let cancel: (() => void) | undefined;
    await Promise.race([work, new Promise<void>(resolve => (cancel = this.#options.ports.after(ms, resolve)))]);
    cancel?.();
  }

  #wakeIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #ledger(): Ledger {
    return { ...this.#counts, queued: this.#line.events };
  }

  /** Gives up the oldest that are not with the sink: memory stays bounded however long an attempt takes. */
  #dropOverflow(): void {
    const { capacity, ports, sink, settled } = this.#options;
    const over = this.#line.excess(this.#underWay, capacity);
    if (over === 0) return;
    const given = this.#line.remove(this.#underWay, over);
    this.#counts.dropped += given.filter(entry => entry.heldBack === undefined).length;
    const full = `${capacity.events.toLocaleString('en')} events or ${capacity.characters.toLocaleString('en')} characters`;
    for (const entry of given) this.#trace(entry, 'dropped', `The queue was full (${full}).`);
    settled(given.map(entry => entry.deliveryId));
    ports.log(`${sink.label}: the queue is full (${full}); ${given.length} of the oldest events were given up.`);
  }

  #pump(): void {
    if (this.#underWay > 0 || this.#closed || this.#paused || this.#cancelWait !== undefined || this.#line.length === 0) return;
    const batch = this.#line.slice(0, this.#pauses.isOneByOne ? 1 : this.#options.sink.limits.batch);
    this.#underWay = batch.length;
    // #attempt catches what a sink throws; nothing else in it can fail.
    this.#attempting = this.#attempt(batch).then(wait => {
      this.#underWay = 0;
      this.#dropOverflow();
      this.#options.changed();
      if (this.#line.length === 0 || wait !== undefined) this.#wakeIdle();
      if (this.#closed) return;
      if (wait === undefined) this.#pump();
      else this.#cancelWait = this.#options.ports.after(wait, () => this.retryNow());
    });
  }

  /** One batch. Returns how long to wait before the next one, in milliseconds, after a failure. */
  async #attempt(batch: Waiting[]): Promise<number | undefined> {
    const { id, sink, ports, traces } = this.#options;
    // What the sink reports early leaves the batch: what is left in it and the outcomes belong together.
    const outcomes = await this.#send(batch);
    if (this.#abandoned) return undefined;

    // Everything from the first `retry` on is tried again, so that the order holds; what was delivered behind it
    // arrives twice with the same delivery id.
    const cut = outcomes.findIndex(waits);
    const done = cut < 0 ? batch.length : cut;
    this.#finish(batch.slice(0, done), outcomes);
    this.#line.countAttempts(batch.length - done);

    const failure = outcomes.find(waits);
    const reason = failure && ports.redact(failure.reason);
    traces.obstacle(id, reason);
    if (failure === undefined) {
      this.#pauses.worked();
      this.#lastError = outcomes.map(it => (it.kind === 'rejected' ? ports.redact(it.reason) : undefined)).findLast(it => it !== undefined);
      return undefined;
    }
    if (done > 0 || reason !== this.#lastError) ports.log(`${sink.label}: ${reason ?? ''}`);
    this.#lastError = reason;
    return this.#pauses.after(failure, done, ports.random());
  }

  /** Counts what is done with and has the journal forget it, or remember it as refused. */
  #finish(done: readonly Waiting[], outcomes: readonly Outcome[]): void {
    if (done.length === 0) return;
    const { ports } = this.#options;
    const letters: DeadLetter[] = [];
    const settled: string[] = [];
    done.forEach((entry, at) => {
      const outcome = outcomes[at];
      this.#count(entry, outcome);
      const { deliveryId, sink, event, heldBack } = entry;
      if (outcome?.kind !== 'rejected') {
        this.#trace(entry, 'delivered');
        settled.push(deliveryId);
        return;
      }
      const reason = ports.redact(outcome.reason);
      this.#trace(entry, 'rejected', reason);
      this.#sayRefused(reason);
      const letter = { deliveryId, sink, event, ...(heldBack !== undefined && { heldBack }) };
      letters.push({ ...letter, reason, at: new Date(ports.now()).toISOString() });
    });
    this.#line.take(done.length);
    if (letters.length > 0) this.#options.refused(letters);
    if (settled.length > 0) this.#options.settled(settled);
  }

  /** The same reason once a minute. */
  #sayRefused(reason: string): void {
    const { ports, sink } = this.#options;
    const said = this.#saidRefused;
    if (said?.reason === reason && ports.now() - said.at < 60_000) return;
    this.#saidRefused = { reason, at: ports.now() };
    ports.log(`${sink.label}: refused for good: ${reason}`);
  }

  /** A roll-up is a message of ours: the event in it keeps its own trace. */
  #trace({ event, heldBack }: Pending, state: DeliveryState, reason?: string): void {
    if (heldBack === undefined) this.#options.traces.note(this.#options.id, event.id, state, reason);
  }

  #count(entry: Waiting, outcome: Outcome | undefined): void {
    if (outcome?.kind === 'delivered') this.#lastDeliveredAt = this.#options.ports.now();
    if (entry.heldBack !== undefined) return;
    if (outcome?.kind !== 'rejected') {
      this.#counts.delivered++;
      return;
    }
    this.#counts.rejected++;
    this.#refused.add(entry.deliveryId);
  }

  /** Outcomes of what is left of the batch. */
  async #send(batch: Waiting[]): Promise<readonly Outcome[]> {
    const { sink, ports } = this.#options;
    try {
      this.#open ??= sink.open(ports);
      let isOver = false;
      const stream: DeliveryStream = {
        more: () => {
          if (isOver || this.#closed || this.#paused || this.#pauses.isOneByOne) return [];
          const next = this.#line.slice(batch.length, sink.limits.batch);
          batch.push(...next);
          this.#underWay = batch.length;
          return next;
        },
        report: outcomes => {
          if (isOver || this.#abandoned) return;
          this.#finish(batch.splice(0, outcomes.length), outcomes);
          this.#underWay = batch.length;
          this.#lastError = undefined;
          this.#pauses.worked();
          this.#options.changed();
        },
      };
      const outcomes = await this.#open.send([...batch], stream).finally(() => (isOver = true));
      this.#pauses.answered();
      return batch.map((_, at) => outcomes[at] ?? { kind: 'retry', reason: 'The sink gave no answer for this event.' });
    } catch (error) {
      // A sink promises not to throw; one that does is a bug of ours and must not lose an event, nor hold up the others for ever.
      const fault = ports.redact(words(error));
      ports.log(`${sink.label}: fault in the sink: ${fault}`);
      if (this.#pauses.broke(batch.length))
        return [{ kind: 'rejected', reason: `The sink breaks at this event (${fault}). That is a fault of this program.` }];
      return batch.map(() => ({ kind: 'retry', reason: 'The sink failed unexpectedly; see the log.' }));
    }
  }
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
