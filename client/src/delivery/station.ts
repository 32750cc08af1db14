/** One sink within the forwarder: what is meant for it, what its rate limit holds back, and its queue. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { ConfiguredSink, Pending, Rate } from './contract';
import type { Lane } from './lane';
import { RateLimit } from './rate-limit';
import { leftOut, leftOutBecause, type Route } from './route';

/** One sink with everything the user said about it. */
export interface SinkPlan {
  readonly id: string;
  readonly sink: ConfiguredSink;
  readonly route: Route;
  readonly rate: Rate | undefined;
  /** Nothing leaves: neither what waits in the journal nor what was refused is touched, and what comes is not journalled. */
  readonly isRehearsal?: boolean;
}

/** JSON of events that several sinks, and the journal, have in common. */
export type Written = Map<CapturedEvent, string>;

/** A message that says how many events were held back. */
export type RollUpEntry = Pending & { readonly heldBack: number };

export class Station {
  readonly plan: SinkPlan;
  readonly lane: Lane;
  readonly #limit: RateLimit | undefined;
  readonly #uuid: () => string;
  /** What is journalled while an older lane of the same sink comes to its end, which goes first. */
  #behind: Pending[] | undefined;

  constructor(plan: SinkPlan, lane: Lane, uuid: () => string) {
    this.plan = plan;
    this.lane = lane;
    this.#limit = plan.rate && new RateLimit(plan.rate);
    this.#uuid = uuid;
  }

  get isRehearsal(): boolean {
    return this.plan.isRehearsal === true;
  }

  /** Entries for the events that are meant for the sink and may go now; the others are counted aside. `now` in milliseconds of a clock that nobody sets. */
  choose(events: readonly CapturedEvent[], now: number, written: Written): Pending[] {
    const entries: Pending[] = [];
    for (const event of events) {
      const why = leftOut(event, this.plan.route);
      if (why !== undefined) this.lane.countAside(event, 'filtered', leftOutBecause[why]);
      else if (this.#limit && !this.#limit.admit(event, now)) this.lane.countAside(event, 'held', heldBecause(this.#limit.rate));
      else entries.push({ deliveryId: this.#uuid(), sink: this.plan.id, event, json: jsonOf(event, written) });
    }
    return entries;
  }

  /** These could not be journalled: they are counted as lost, and the next ones of their kind may go. */
  lose(entries: readonly Pending[], reason: string): void {
    for (const { event } of entries) {
      this.lane.countLost(event, reason);
      this.#limit?.reopen(event);
    }
  }

  /** The messages that say how many were held back: of the windows that have ended, or of all of them. */
  rollUps(which: 'due' | 'all', now: number): readonly RollUpEntry[] {
    const ended = (which === 'due' ? this.#limit?.due(now) : this.#limit?.all(now)) ?? [];
    return ended.map(({ last, count }) => ({ deliveryId: this.#uuid(), sink: this.plan.id, event: last, heldBack: count }));
  }

  /** What could not be journalled is told with the next ones. */
  putBack(entries: readonly RollUpEntry[], now: number): void {
    for (const { event, heldBack } of entries) this.#limit?.putBack({ last: event, count: heldBack }, now);
  }

  /** When the next window ends that holds something back; undefined where none does. */
  nextDue(): number | undefined {
    return this.#limit?.nextDue();
  }

  /** Queues what the journal holds. */
  offer(entries: readonly Pending[]): void {
    if (this.#behind === undefined) this.lane.offer(entries);
    else this.#behind.push(...entries);
  }

  /** What is offered from now on waits. */
  hold(): void {
    this.#behind = [];
  }

  /** What has waited since `hold` is queued. */
  release(): void {
    const behind = this.#behind ?? [];
    this.#behind = undefined;
    this.lane.offer(behind);
  }

  /** Whether the sink is not to have this event, since it was set up more strictly than when the event was accepted. */
  isForbidden(event: CapturedEvent): boolean {
    return !this.plan.route.includeUserEvents && this.plan.route.isUserEvent(event);
  }
}

function jsonOf(event: CapturedEvent, written: Written): string {
  const known = written.get(event);
  if (known !== undefined) return known;
  const json = JSON.stringify(event);
  written.set(event, json);
  return json;
}

const heldBecause = ({ per, seconds }: Rate): string =>
  `The rate limit lets one message per ${per} through in ${seconds} s; a roll-up tells how many were held back.`;
