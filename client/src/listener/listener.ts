/** A listening session: sockets, intake and history put together. What is received is told in batches. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { BindOutcome, BindRequest, DatagramSource, Intake, ListenerCounts, RawDatagram } from './contract';
import { takeAll } from './intake';
import { Sequences } from './sequences';
import type { EventStore } from './store';

export interface Bound {
  readonly address: string;
  readonly port: number;
  readonly receiveBuffer: number;
  /** Multicast groups that were joined. */
  readonly groups?: readonly string[];
}

/** An event in, the event that may be shown out. */
export type Treatment = (event: CapturedEvent) => CapturedEvent;

export class Listener {
  readonly #source: DatagramSource;
  readonly #intake: Intake;
  readonly #store: EventStore;
  readonly #handlers = new Set<(events: readonly CapturedEvent[]) => void>();
  readonly #endHandlers = new Set<(closed: readonly Bound[], reason: string) => void>();
  readonly #treat: Treatment;
  readonly #sequences = new Sequences();
  /** What came by another way than the sockets. */
  readonly #others = { received: 0, bytes: 0 };
  #bound: readonly Bound[] = [];

  /** @param treat what happens to an event once it is judged, before anybody sees it: names of users go out of it */
  constructor(source: DatagramSource, intake: Intake, store: EventStore, treat: Treatment = event => event) {
    this.#source = source;
    this.#intake = intake;
    this.#store = store;
    this.#treat = treat;
    source.onDatagrams(batch => {
      this.#take(batch);
    });
    source.onEnded(reason => {
      this.#ended(reason);
    });
  }

  /** The sockets that are open. */
  get bound(): readonly Bound[] {
    return this.#bound;
  }

  get store(): EventStore {
    return this.#store;
  }

  get intake(): Intake {
    return this.#intake;
  }

  /** Opens a socket; the world's answer is a value. */
  async start(request: BindRequest): Promise<BindOutcome> {
    const outcome = await this.#source.bind(request);
    if (outcome.kind === 'bound') {
      const { address, port, receiveBuffer, groups } = outcome;
      this.#bound = [...this.#bound, { address, port, receiveBuffer, ...(groups === undefined ? {} : { groups }) }];
    }
    return outcome;
  }

  /** Closes the sockets of a port, or all; what had arrived is still told. */
  async stop(port?: number): Promise<void> {
    if (port !== undefined) {
      await this.#source.unbind(port);
      this.#bound = this.#bound.filter(it => it.port !== port);
      return;
    }
    await this.#source.close();
    this.#bound = [];
  }

  /** Events as they come, in order; the result takes the handler away again. */
  onEvents(handler: (events: readonly CapturedEvent[]) => void): () => void {
    this.#handlers.add(handler);
    return () => {
      this.#handlers.delete(handler);
    };
  }

  onError(handler: (message: string) => void): void {
    this.#source.onError(handler);
  }

  /** More was lost or refused: nothing arrives then that would tell of it. */
  onCounts(handler: () => void): void {
    this.#source.onCounts(handler);
  }

  /** The sockets have closed by themselves: those that were open, and why, in a sentence. */
  onEnded(handler: (closed: readonly Bound[], reason: string) => void): void {
    this.#endHandlers.add(handler);
  }

  #ended(reason: string): void {
    const closed = this.#bound;
    this.#bound = [];
    for (const handler of this.#endHandlers) handler(closed, reason);
  }

  counts(): ListenerCounts {
    const counts = this.#source.counts();
    const { received, bytes } = this.#others;
    return { ...counts, received: counts.received + received, bytes: counts.bytes + bytes, missing: this.#sequences.missing };
  }

  /** Senders that were refused, the busiest first. */
  refusedSenders(): ReturnType<DatagramSource['refusedSenders']> {
    return this.#source.refusedSenders();
  }

  /** Who may send; none: everybody. The result says which entries are no addresses. */
  allow(senders: readonly string[]): readonly string[] {
    return this.#source.allow(senders);
  }

  /** Bytes that are kept of one datagram from now on. */
  keepAtMost(bytes: number): void {
    this.#source.keepAtMost(bytes);
  }

  /** The multicast groups that open sockets are to be in. The result says in sentences what did not succeed. */
  async regroup(groups: readonly string[]): Promise<readonly string[]> {
    const complaints = await this.#source.regroup(groups);
    if (complaints.length === 0)
      this.#bound = this.#bound.map(({ address, port, receiveBuffer }) => ({
        address,
        port,
        receiveBuffer,
        ...(groups.length > 0 && { groups }),
      }));
    return complaints;
  }

  /** What came by another way than the sockets: a broker, the mail catcher. */
  receive(batch: readonly RawDatagram[]): void {
    this.#others.received += batch.length;
    for (const { length, payload } of batch) this.#others.bytes += length ?? payload.length;
    this.#take(batch);
  }

  #take(batch: readonly RawDatagram[]): void {
    const events = takeAll(this.#intake, batch);
    for (const event of events) this.#sequences.see(event);
    this.#tell(events.map(this.#treat));
  }

  #tell(events: readonly CapturedEvent[]): void {
    this.#store.add(events);
    for (const handler of this.#handlers) handler(events);
  }
}
