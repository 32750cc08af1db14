/** The queue of one sink: in order, at least once, one batch under way at a time. */
import { backOffDelay, type BackOff } from './back-off';
import type { ConfiguredSink, Delivery, Ledger, OpenSink, Outcome, Pending, SinkPorts, SinkState } from './contract';

export interface LanePorts extends SinkPorts {
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
  /** At most so many wait; beyond that the oldest is given up and counted. */
  readonly capacity: number;
  readonly backOff?: BackOff;
  readonly ports: LanePorts;
  /** Forget these in the journal. */
  readonly settled: (deliveryIds: readonly string[]) => void;
  readonly changed: () => void;
}

interface Waiting extends Pending {
  attempt: number;
}

export class Lane {
  readonly #options: LaneOptions;
  #queue: Waiting[] = [];
  #head = 0;
  #open: OpenSink | undefined;
  #busy = false;
  #paused = false;
  #closed = false;
  #failures = 0;
  #cancelWait: (() => void) | undefined;
  #lastError: string | undefined;
  #lastDeliveredAt: string | undefined;
  #rollUpsWaiting = 0;
  #idle: (() => void)[] = [];
  readonly #counts = { received: 0, delivered: 0, held: 0, rejected: 0, dropped: 0, filtered: 0 };

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Counts an event that is not for this sink. */
  countFiltered(): void {
    this.#counts.received++;
    this.#counts.filtered++;
  }

  /** Counts an event that the rate limit holds back. */
  countHeld(): void {
    this.#counts.received++;
    this.#counts.held++;
  }

  /** Takes entries that the journal already holds. Roll-ups are messages of ours, not events: they are not counted as received. */
  offer(entries: readonly Pending[]): void {
    for (const entry of entries) {
      if (entry.heldBack === undefined) this.#counts.received++;
      else this.#rollUpsWaiting++;
      this.#queue.push({ ...entry, attempt: 0 });
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
      status: this.#paused ? 'paused' : this.#cancelWait !== undefined ? 'waiting' : this.#waiting > 0 ? 'sending' : 'idle',
      ledger: this.#ledger(),
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
      ...(this.#lastDeliveredAt === undefined ? {} : { lastDeliveredAt: this.#lastDeliveredAt }),
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

  /** Resolves once nothing waits. */
  drained(): Promise<void> {
    return this.#waiting === 0 && !this.#busy ? Promise.resolve() : new Promise(resolve => this.#idle.push(resolve));
  }

  /** Stops sending. What still waits stays in the journal. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    const open = this.#open;
    this.#open = undefined;
    await open?.close();
  }

  get #waiting(): number {
    return this.#queue.length - this.#head;
  }

  #ledger(): Ledger {
    return { ...this.#counts, queued: this.#waiting - this.#rollUpsWaiting };
  }

  #dropOverflow(): void {
    const over = this.#waiting - this.#options.capacity;
    // While a batch is under way its entries are at the head and must stay: the next call drops what is over.
    if (over <= 0 || this.#busy) return;
    const given = this.#take(over);
    this.#counts.dropped += given.filter(entry => entry.heldBack === undefined).length;
    this.#options.settled(given.map(entry => entry.deliveryId));
    this.#options.ports.log(
      `${this.#options.sink.label}: the queue is full (${this.#options.capacity}); ${given.length} of the oldest events were given up.`,
    );
  }

  #pump(): void {
    if (this.#busy || this.#closed || this.#paused || this.#cancelWait !== undefined || this.#waiting === 0) return;
    this.#busy = true;
    // #attempt catches what a sink throws; nothing else in it can fail.
    void this.#attempt().then(wait => {
      this.#busy = false;
      this.#dropOverflow();
      this.#options.changed();
      if (this.#waiting === 0) for (const resolve of this.#idle.splice(0)) resolve();
      if (this.#closed) return;
      if (wait === undefined) this.#pump();
      else this.#cancelWait = this.#options.ports.after(wait, () => this.retryNow());
    });
  }

  /** One batch. Returns how long to wait before the next one, in milliseconds, after a failure. */
  async #attempt(): Promise<number | undefined> {
    const { sink, ports } = this.#options;
    const batch = this.#queue.slice(this.#head, this.#head + sink.limits.batch);
    for (const entry of batch) entry.attempt++;
    const outcomes = await this.#send(batch);
    if (this.#closed) return undefined;

    // Everything from the first `retry` on is tried again, so that the order holds; what was delivered behind it
    // arrives twice with the same delivery id.
    const cut = outcomes.findIndex(it => it.kind === 'retry');
    const done = cut < 0 ? batch : batch.slice(0, cut);
    done.forEach((entry, at) => this.#count(entry, outcomes[at]));
    this.#take(done.length);
    if (done.length > 0) this.#options.settled(done.map(entry => entry.deliveryId));

    const failure = outcomes[cut];
    if (failure?.kind !== 'retry') {
      this.#failures = 0;
      this.#lastError = outcomes.map(it => (it.kind === 'rejected' ? ports.redact(it.reason) : undefined)).findLast(it => it !== undefined);
      return undefined;
    }
    this.#failures = done.length > 0 ? 1 : this.#failures + 1;
    this.#lastError = ports.redact(failure.reason);
    if (this.#failures === 1) ports.log(`${sink.label}: ${this.#lastError}`);
    return backOffDelay(this.#failures, ports.random(), failure.afterMs, this.#options.backOff);
  }

  #count(entry: Waiting, outcome: Outcome | undefined): void {
    if (outcome?.kind === 'delivered') this.#lastDeliveredAt = new Date(this.#options.ports.now()).toISOString();
    if (entry.heldBack !== undefined) return;
    if (outcome?.kind === 'rejected') this.#counts.rejected++;
    else this.#counts.delivered++;
  }

  async #send(batch: readonly Waiting[]): Promise<readonly Outcome[]> {
    const { sink, ports } = this.#options;
    try {
      this.#open ??= sink.open(ports);
      const outcomes = await this.#open.send(batch.map(asDelivery));
      return batch.map((_, at) => outcomes[at] ?? { kind: 'retry', reason: 'The sink gave no answer for this event.' });
    } catch (error) {
      // A sink promises not to throw; one that does is a bug of ours and must not lose an event.
      ports.log(`${sink.label}: fault in the sink: ${ports.redact(error instanceof Error ? error.message : String(error))}`);
      return batch.map(() => ({ kind: 'retry', reason: 'The sink failed unexpectedly; see the log.' }));
    }
  }

  #take(count: number): readonly Waiting[] {
    const taken = this.#queue.slice(this.#head, this.#head + count);
    this.#head += count;
    this.#rollUpsWaiting -= taken.filter(entry => entry.heldBack !== undefined).length;
    // Compacting now and then keeps taking from the front cheap without holding what was sent.
    if (this.#head > 1024 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }
}

const asDelivery = ({ deliveryId, event, attempt, heldBack }: Waiting): Delivery => ({
  deliveryId,
  event,
  attempt,
  ...(heldBack === undefined ? {} : { heldBack }),
});
