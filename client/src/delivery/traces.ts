/** What became of an event at each sink: the look-up behind "Delivery" in an event's details. Bounded: the oldest are forgotten. */

export type DeliveryState = 'queued' | 'delivered' | 'held' | 'rejected' | 'dropped' | 'filtered';

/** One event at one sink. */
export interface Trace {
  /** The sink's id. */
  readonly sink: string;
  /** The sink's label, as in status bar and panel. */
  readonly label: string;
  readonly state: DeliveryState;
  /** Why, in words, secrets masked: of a filtered, held, rejected or dropped event, and of one whose sink does not take anything right now. */
  readonly reason?: string;
}

interface SinkTraces {
  label: string;
  /** By the event's id: the newest, and those before them. Forgetting a whole map is cheap, forgetting the oldest of a large one is not. */
  newest: Map<string, DeliveryState | Reasoned>;
  older: ReadonlyMap<string, DeliveryState | Reasoned>;
  /** Whether an event waits right now; asking is rare, noting each event that comes would not be. */
  isWaiting: (eventId: string) => boolean;
  /** Why what is queued is not sent. */
  obstacle: string | undefined;
}
interface Reasoned {
  readonly state: DeliveryState;
  readonly reason: string;
}

/** So many events per sink at least, as many as the list in the panel holds by default; at most twice as many. */
const atLeast = 100_000;

export class Traces {
  readonly #atLeast: number;
  readonly #sinks = new Map<string, SinkTraces>();
  #last: Reasoned | undefined;

  /** @param events remembered per sink */
  constructor(events = atLeast) {
    this.#atLeast = events;
  }

  /** A sink begins to take events; what is known of earlier ones stays. */
  begin(sink: string, label: string, isWaiting: (eventId: string) => boolean = nothingWaits): void {
    const known = this.#sinks.get(sink) ?? { newest: new Map(), older: new Map() };
    this.#sinks.set(sink, { ...known, label, isWaiting, obstacle: undefined });
  }

  /** The sink takes no more events; what waits has been noted. */
  end(sink: string): void {
    const traces = this.#sinks.get(sink);
    if (traces !== undefined) Object.assign(traces, { isWaiting: nothingWaits, obstacle: undefined });
  }

  note(sink: string, eventId: string, state: DeliveryState, reason?: string): void {
    const traces = this.#sinks.get(sink);
    if (traces === undefined) return;
    traces.newest.set(eventId, reason === undefined ? state : this.#reasoned(state, reason));
    if (traces.newest.size < this.#atLeast) return;
    traces.older = traces.newest;
    traces.newest = new Map();
  }

  /** Thousands in a row fare alike: they share what is said of them. */
  #reasoned(state: DeliveryState, reason: string): Reasoned {
    if (this.#last?.state !== state || this.#last.reason !== reason) this.#last = { state, reason };
    return this.#last;
  }

  /** Why a sink sends nothing right now, or that it does again. */
  obstacle(sink: string, reason: string | undefined): void {
    const traces = this.#sinks.get(sink);
    if (traces !== undefined) traces.obstacle = reason;
  }

  /** One entry per sink that was on when the event came, in the order the sinks were switched on. */
  of(eventId: string): readonly Trace[] {
    return [...this.#sinks].flatMap(([sink, { label, newest, older, isWaiting, obstacle }]) => {
      if (isWaiting(eventId)) return [{ sink, label, state: 'queued', ...(obstacle !== undefined && { reason: obstacle }) }];
      const found = newest.get(eventId) ?? older.get(eventId);
      if (found === undefined) return [];
      return [{ sink, label, ...(typeof found === 'string' ? { state: found } : found) }];
    });
  }
}

const nothingWaits = (): boolean => false;
