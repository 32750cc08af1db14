/** What went wrong at one sink of late, and how long to wait for it. */
import { backOffDelay, circuitDelay, type BackOff } from './back-off';
import type { Outcome } from './contract';

/** So often a sink may break at one event before that is refused. */
const mostFaults = 3;

/** Whether the event has to wait for another attempt. */
export const waits = (outcome: Outcome): outcome is Exclude<Outcome, { readonly kind: 'delivered' }> =>
  outcome.kind === 'retry' || (outcome.kind === 'rejected' && outcome.about === 'sink');

export class Pauses {
  readonly #backOff: BackOff | undefined;
  #failures = 0;
  /** Refusals one after the other that are about how the sink is set up. */
  #refusals = 0;
  /** Breakdowns of the sink itself, one after the other, and whether an event was refused for them since it last worked. */
  #faults = 0;
  #refusedForFaults = false;
  #wasAsked = false;

  constructor(backOff: BackOff | undefined) {
    this.#backOff = backOff;
  }

  /** A sink that breaks gets one event at a time, so that the event at which it does is found. */
  get isOneByOne(): boolean {
    return this.#faults > 0;
  }

  /** Whether the pause is one that the service, or what it refused, asks for: it is not cut short. */
  get isAsked(): boolean {
    return this.#wasAsked;
  }

  /** Something got through. */
  worked(): void {
    this.#failures = this.#refusals = 0;
  }

  /** The sink gave an answer, whatever it was. */
  answered(): void {
    this.#faults = 0;
    this.#refusedForFaults = false;
  }

  /** The sink broke. @returns whether the only event of the batch is to be refused: at the next one as well, it is the sink, and all would be */
  broke(batch: number): boolean {
    this.#faults++;
    if (this.#faults <= mostFaults || batch !== 1 || this.#refusedForFaults) return false;
    this.#faults = 0;
    this.#refusedForFaults = true;
    return true;
  }

  /**
   * @param done how many of the batch are done with all the same
   * @param random in [0, 1)
   * @returns how long to wait, in milliseconds
   */
  after(failure: Exclude<Outcome, { readonly kind: 'delivered' }>, done: number, random: number): number {
    this.#failures = done > 0 ? 1 : this.#failures + 1;
    this.#refusals = failure.kind === 'rejected' ? this.#refusals + 1 : 0;
    this.#wasAsked = failure.kind === 'rejected' || failure.afterMs !== undefined;
    return failure.kind === 'rejected'
      ? circuitDelay(this.#refusals)
      : backOffDelay(this.#failures, random, failure.afterMs, this.#backOff);
  }
}
