/** Captured events → sinks: routes, rate limits, journal, queues. The one thing a shell opens to forward. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { DeadLetter, Outbox, Pending, SinkState } from './contract';
import { Lane, type LanePorts } from './lane';
import { leftOutBecause } from './route';
import { type SinkPlan, Station, type Written } from './station';
import { Traces, type Trace } from './traces';
import { type Capacity, usualCapacity } from './waiting-line';

export type { SinkPlan } from './station';

export interface ForwarderPorts extends LanePorts {
  /** A fresh UUID. */
  uuid(): string;
  /** Milliseconds of a clock that nobody sets, for the windows of rate limits; absent: `now`. */
  monotonic?(): number;
}

export interface ForwarderOptions {
  readonly plans: readonly SinkPlan[];
  readonly outbox: Outbox;
  readonly ports: ForwarderPorts;
  /** What may wait per sink before the oldest is given up. */
  readonly capacity?: Capacity;
  /** Where to note what becomes of each event; given from outside, it outlives this forwarder. */
  readonly traces?: Traces;
  /** Called, at most once per turn, when a state may have changed. */
  readonly changed?: () => void;
}

/** More, and a timer rings at once. */
const longestTimer = 2 ** 31 - 1;

export class Forwarder {
  readonly #options: ForwarderOptions;
  #stations: readonly Station[];
  /** What waits in the journal for sinks that are not among ours. */
  #left: readonly Pending[] = [];
  readonly #traces: Traces;
  #writing: Promise<void> = Promise.resolve();
  #noting: Promise<void> = Promise.resolve();
  #rollUpTimer: { readonly at: number; readonly cancel: () => void } | undefined;
  #closed = false;
  #changePending = false;

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#traces = options.traces ?? new Traces();
    this.#stations = options.plans.map(plan => this.#station(plan));
  }

  #station(plan: SinkPlan): Station {
    const { outbox, ports, capacity = usualCapacity } = this.#options;
    const lane = new Lane({
      id: plan.id,
      sink: plan.sink,
      capacity,
      ports,
      traces: this.#traces,
      settled: ids => plan.isRehearsal !== true && this.#note(outbox.settle(ids)),
      refused: letters => plan.isRehearsal !== true && this.#note(outbox.bury(letters)),
      changed: () => this.#change(),
    });
    return new Station(plan, lane, () => ports.uuid());
  }

  /**
   * Takes up what an earlier run left. Returns how many events wait again; those of a sink that is gone, or is only rehearsed, stay
   * in the journal and are counted. What a sink would not get any more, since it was set up more strictly, it does not get. Rejects,
   * and has closed the journal, where that cannot be read.
   */
  async start(): Promise<{ readonly resumed: number; readonly orphaned: number; readonly rehearsed: number }> {
    const { outbox } = this.#options;
    let left: readonly Pending[];
    try {
      left = await outbox.load();
      await outbox.dead();
    } catch (error) {
      await outbox.close().catch(() => undefined);
      throw error;
    }
    const orphans = left.filter(entry => !this.#stations.some(({ plan }) => plan.id === entry.sink));
    this.#left = orphans;
    let resumed = 0;
    for (const station of this.#stations) resumed += this.#takeUp(station, left);
    return { resumed, orphaned: orphans.length, rehearsed: this.#left.length - orphans.length };
  }

  /** What has been waiting for a sink goes first. Returns how many that are. */
  #takeUp(station: Station, left: readonly Pending[]): number {
    const { plan, lane } = station;
    const mine = left.filter(entry => entry.sink === plan.id);
    if (station.isRehearsal) {
      this.#left = [...this.#left, ...mine];
      return 0;
    }
    const forbidden = mine.filter(it => station.isForbidden(it.event));
    if (forbidden.length > 0) {
      this.#note(this.#options.outbox.settle(forbidden.map(it => it.deliveryId)));
      for (const { event, heldBack } of forbidden) if (heldBack === undefined) lane.countLost(event, leftOutBecause['user-event']);
      this.#options.ports.log(
        `${plan.sink.label}: ${forbidden.length} user events that waited are not sent any more: "userEvents" is not set for this sink.`,
      );
    }
    lane.offer(mine.filter(it => !station.isForbidden(it.event)));
    return mine.length - forbidden.length;
  }

  /** How many events wait in the journal for a sink that is not among ours. */
  waitingFor(sink: string): number {
    return this.#left.filter(entry => entry.sink === sink).length;
  }

  /** One sink more, while the others go on. What has been waiting for it is sent first, or forgotten. */
  async add(plan: SinkPlan, waiting: 'send' | 'delete'): Promise<void> {
    const mine = this.#left.filter(entry => entry.sink === plan.id);
    this.#left = this.#left.filter(entry => entry.sink !== plan.id);
    const station = this.#station(plan);
    if (waiting === 'send' || station.isRehearsal) this.#takeUp(station, mine);
    else await this.#options.outbox.settle(mine.map(it => it.deliveryId));
    this.#stations = [...this.#stations, station];
    this.#change();
  }

  /** A sink that is on is set up anew: what comes meanwhile waits until what the old one leaves is taken over. Returns its last account. */
  async replace(plan: SinkPlan): Promise<SinkState | undefined> {
    const old = this.#stations.find(it => it.plan.id === plan.id);
    if (old === undefined) {
      await this.add(plan, 'send');
      return undefined;
    }
    const station = this.#station(plan);
    station.hold();
    await this.#rollUp('all', [old]);
    this.#stations = this.#stations.map(it => (it === old ? station : it));
    // What was chosen for the old one, and is being written, is still offered to it.
    await this.#writing;
    await old.lane.close();
    station.lane.trace();
    const known = this.#left.filter(it => it.sink === plan.id);
    this.#left = this.#left.filter(it => it.sink !== plan.id);
    this.#takeUp(station, old.isRehearsal ? known : [...known, ...old.lane.rest()]);
    station.release();
    this.#change();
    return old.lane.state();
  }

  /** One sink less: it gets no more events from now on. What waits for it stays in the journal. Returns its last account. */
  async remove(sink: string): Promise<SinkState | undefined> {
    const station = this.#stations.find(({ plan }) => plan.id === sink);
    if (station === undefined) return undefined;
    this.#stations = this.#stations.filter(it => it !== station);
    await this.#rollUp('all', [station]);
    await station.lane.close();
    // What a rehearsal was to show is in no journal.
    if (!station.isRehearsal) this.#left = [...this.#left, ...station.lane.rest()];
    this.#change();
    return station.lane.state();
  }

  /**
   * Routes events in order. Resolves once everything that is to be sent lies in the journal; rejects when the journal
   * cannot be written, in which case nothing of these events is queued.
   */
  accept(events: readonly CapturedEvent[]): Promise<void> {
    const now = this.#clock();
    void this.#rollUp('due');
    const written: Written = new Map();
    const chosen = this.#stations.map(station => ({ station, entries: station.choose(events, now, written) }));
    this.#scheduleRollUp();
    return this.#store(chosen).catch((error: unknown) => {
      for (const { station, entries } of chosen) station.lose(entries, `The journal could not be written: ${words(error)}`);
      this.#change();
      throw error;
    });
  }

  #clock(): number {
    const { ports } = this.#options;
    return ports.monotonic?.() ?? ports.now();
  }

  states(): readonly SinkState[] {
    return this.#stations.map(({ lane }) => lane.state());
  }

  /** What became of an event, sink by sink; `[]` when it came before, or so long ago that it is forgotten. */
  traces(eventId: string): readonly Trace[] {
    return this.#traces.of(eventId);
  }

  pause(): void {
    for (const { lane } of this.#stations) lane.pause();
  }

  resume(): void {
    for (const { lane } of this.#stations) lane.resume();
  }

  /** Ends the pause of one sink, or of all: each one that is asked for nothing may lock an account. */
  retryNow(sink?: string): void {
    for (const { plan, lane } of this.#stations) if (sink === undefined || plan.id === sink) lane.retryNow();
  }

  /** What sinks refused for good, oldest first. */
  async deadLetters(): Promise<readonly DeadLetter[]> {
    await this.#noting;
    return this.#options.outbox.dead();
  }

  /** Queues dead letters again, at the end; those of a sink that is not among ours, or that is not to have them, stay where they are. Returns how many. */
  async retryDead(deliveryIds: readonly string[]): Promise<number> {
    const ours = (await this.deadLetters()).filter(
      it =>
        deliveryIds.includes(it.deliveryId) &&
        this.#stations.some(station => station.plan.id === it.sink && !station.isRehearsal && !station.isForbidden(it.event)),
    );
    const revived = await this.#options.outbox.exhume(
      ours.map(it => it.deliveryId),
      'queue',
    );
    for (const letter of revived) {
      const station = this.#stations.find(({ plan, isRehearsal }) => plan.id === letter.sink && !isRehearsal);
      if (station !== undefined) station.offer([withoutReason(letter)]);
      // Its sink was taken away meanwhile: it waits for that to come back.
      else this.#left = [...this.#left, withoutReason(letter)];
    }
    this.#change();
    return revived.length;
  }

  /**
   * Sends what waits, at most so many milliseconds, and what the rate limits hold back as roll-ups. Ends early where no
   * sink takes anything. True when nothing is left waiting.
   */
  async flush(withinMs: number): Promise<boolean> {
    await this.#rollUp('all');
    await this.#writing;
    let cancel: (() => void) | undefined;
    const late = new Promise<boolean>(resolve => {
      cancel = this.#options.ports.after(withinMs, () => resolve(false));
    });
    const done = Promise.all(this.#stations.map(({ lane }) => lane.drained())).then(() => true);
    await Promise.race([done, late]);
    cancel?.();
    return this.states().every(({ status }) => status === 'idle');
  }

  /** Stops. What waits stays in the journal for the next start, and so do roll-ups of what is held back. */
  async close(): Promise<void> {
    await this.#rollUp('all');
    this.#closed = true;
    this.#rollUpTimer?.cancel();
    await this.#writing;
    await Promise.all(this.#stations.map(({ lane }) => lane.close()));
    await this.#noting;
    await this.#options.outbox.close();
  }

  /** What the journal is told behind the lanes' backs: a failure is said, and costs a double at worst. */
  #note(work: Promise<void>): void {
    const noted = work.catch((error: unknown) => this.#options.ports.log(`Journal: ${words(error)}`));
    this.#noting = Promise.all([this.#noting, noted]).then(() => undefined);
  }

  #store(chosen: readonly { readonly station: Station; readonly entries: readonly Pending[] }[]): Promise<void> {
    const all = chosen.flatMap(it => it.entries);
    if (all.length === 0) return this.#writing;
    const written = this.#writing.then(async () => {
      const lasting = chosen.flatMap(({ station, entries }) => (station.isRehearsal ? [] : entries));
      if (lasting.length > 0) await this.#options.outbox.append(lasting);
      for (const { station, entries } of chosen) station.offer(entries);
      this.#change();
    });
    // The chain goes on after a failed write; the caller of this one hears of it.
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** Queues the messages that say how many were held back: of the windows that have ended, or of all of them. */
  #rollUp(which: 'due' | 'all', stations = this.#stations): Promise<void> {
    const now = this.#clock();
    const chosen = stations.map(station => ({ station, entries: station.rollUps(which, now) }));
    return this.#store(chosen).catch((error: unknown) => {
      for (const { station, entries } of chosen) station.putBack(entries, now);
      this.#scheduleRollUp();
      this.#options.ports.log(`Journal: ${words(error)}`);
    });
  }

  #scheduleRollUp(): void {
    if (this.#closed) return;
    const next = this.#stations
      .map(station => station.nextDue())
      .reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
    if (next === undefined || (this.#rollUpTimer !== undefined && this.#rollUpTimer.at <= next)) return;
    this.#rollUpTimer?.cancel();
    const cancel = this.#options.ports.after(Math.min(longestTimer, Math.max(0, next - this.#clock())), () => {
      this.#rollUpTimer = undefined;
      void this.#rollUp('due');
      this.#scheduleRollUp();
    });
    this.#rollUpTimer = { at: next, cancel };
  }

  #change(): void {
    if (this.#changePending || this.#options.changed === undefined) return;
    this.#changePending = true;
    void Promise.resolve().then(() => {
      this.#changePending = false;
      this.#options.changed?.();
    });
  }
}

const withoutReason = ({ deliveryId, sink, event, heldBack }: DeadLetter): Pending => ({
  deliveryId,
  sink,
  event,
  ...(heldBack !== undefined && { heldBack }),
});

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
