/** Publishes in order, so many unacknowledged at a time, and judges each event by the acknowledgements its quality of service gives. */
import type { MqttClient } from 'mqtt';
import type { Delivery, DeliveryStream, Outcome } from '../../delivery/contract';
import { refusedForGood } from './reasons';
import { badMessage, messagesFor, publishOptions, type Message, type MessageSettings } from './messages';

export interface Publishing {
  readonly client: MqttClient;
  readonly settings: MessageSettings;
  /** Unacknowledged events at a time. */
  readonly window: number;
  /** How long the broker may be silent, in milliseconds. */
  readonly patience: number;
  readonly stream: DeliveryStream;
  /** The largest packet that the broker takes, where it says so. */
  readonly mostBytes: number;
}

const delivered: Outcome = { kind: 'delivered' };
/** So many are handed in together: each time the journal is told. */
const together = 250;

/** @returns the outcomes that the stream has not been told of */
export function publishAll(batch: readonly Delivery[], publishing: Publishing): Promise<readonly Outcome[]> {
  return new Promise(resolve => new Flight(batch, publishing, resolve).begin());
}

class Flight {
  readonly #publishing: Publishing;
  readonly #resolve: (outcomes: readonly Outcome[]) => void;
  readonly #timer: NodeJS.Timeout;
  /** From the first one not handed in yet; numbers count from the first of all, `#handedIn` of them are gone. */
  #deliveries: readonly Delivery[];
  #outcomes: (Outcome | undefined)[] = [];
  #handedIn = 0;
  /** Done with, without a gap, behind what is handed in. */
  #ready = 0;
  #next = 0;
  #flying = 0;
  #settled = 0;
  #isOver = false;

  constructor(batch: readonly Delivery[], publishing: Publishing, resolve: (outcomes: readonly Outcome[]) => void) {
    this.#publishing = publishing;
    this.#resolve = resolve;
    this.#deliveries = batch;
    this.#timer = setTimeout(
      () => this.#failRest(`The broker did not acknowledge within ${publishing.patience / 1000} s.`),
      publishing.patience,
    );
    publishing.client.once('close', this.#lost);
  }

  begin(): void {
    this.#goOn();
  }

  get #end(): number {
    return this.#handedIn + this.#deliveries.length;
  }

  readonly #lost = () => this.#failRest('The connection to the broker was lost before it had acknowledged the event.');

  #goOn(): void {
    while (!this.#isOver && this.#flying < this.#publishing.window) {
      // Without a pause between two batches: a line that waits for the last answer is idle for that long.
      if (this.#next === this.#end) this.#take(this.#publishing.stream.more());
      const delivery = this.#deliveries[this.#next - this.#handedIn];
      if (delivery === undefined) return;
      this.#publish(this.#next++, delivery);
    }
  }

  #take(more: readonly Delivery[]): void {
    if (more.length > 0) this.#deliveries = [...this.#deliveries, ...more];
  }

  #publish(at: number, delivery: Delivery): void {
    const { client, settings, mostBytes } = this.#publishing;
    const messages = made(delivery, settings, mostBytes);
    if (typeof messages === 'string') return this.#settle(at, { kind: 'rejected', reason: messages });
    let missing = messages.length;
    let failure: Error | undefined;
    this.#flying++;
    for (const { topic, payload } of messages)
      client.publish(topic, payload, publishOptions(delivery, settings), error => {
        failure ??= error ?? undefined;
        if (--missing === 0) this.#answered(at, failure);
      });
  }

  #answered(at: number, failure: Error | undefined): void {
    this.#flying--;
    this.#timer.refresh();
    const refused = failure && refusedForGood(failure);
    if (failure === undefined || refused !== undefined) {
      // Several leave in one write; one for each acknowledgement would be a write for each event.
      if (this.#publishing.window - this.#flying >= this.#publishing.window / 10) this.#goOn();
      this.#settle(at, refused === undefined ? delivered : { kind: 'rejected', reason: refused });
      return;
    }
    // It is tried again before anything behind it is sent: the order holds.
    this.#isOver = true;
    this.#settle(at, { kind: 'retry', reason: failure.message });
    for (; this.#next < this.#end; this.#next++) this.#settle(this.#next, { kind: 'retry', reason: failure.message });
  }

  #settle(at: number, outcome: Outcome): void {
    const place = at - this.#handedIn;
    if (place < 0 || this.#outcomes[place] !== undefined) return;
    this.#outcomes[place] = outcome;
    this.#settled++;
    for (let it = this.#outcomes[this.#ready]; it !== undefined && it.kind !== 'retry'; it = this.#outcomes[this.#ready]) this.#ready++;
    if (this.#settled === this.#end) this.#conclude();
    else if (this.#ready >= together) this.#handIn();
  }

  #handIn(): void {
    const outcomes = this.#outcomes.splice(0, this.#ready).flatMap(it => it ?? []);
    this.#deliveries = this.#deliveries.slice(this.#ready);
    this.#handedIn += this.#ready;
    this.#ready = 0;
    this.#publishing.stream.report(outcomes);
  }

  #failRest(reason: string): void {
    this.#isOver = true;
    for (let at = this.#handedIn; at < this.#end; at++) this.#settle(at, { kind: 'retry', reason });
  }

  #conclude(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#publishing.client.off('close', this.#lost);
    this.#resolve(this.#outcomes.flatMap(it => it ?? []));
  }
}

/** The messages, or why there are none that a broker would take. What is thrown in an answer of the broker would end the program. */
function made(delivery: Delivery, settings: MessageSettings, mostBytes: number): readonly Message[] | string {
  try {
    const messages = messagesFor(delivery, settings);
    return messages.map(it => badMessage(it, mostBytes)).find(it => it !== undefined) ?? messages;
  } catch (error) {
    return `The template fails for this event (${error instanceof Error ? error.message : String(error)}). Check "topic" in the sink.`;
  }
}
