/** `--expect "[>=|<=]N FILTER within DURATION"`: how many events of a kind must come, or at most may come, in a time. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import { compileFilter } from '../listener/query';

export interface Expectation {
  /** As it was written. */
  readonly text: string;
  readonly operator: '>=' | '<=' | '=';
  readonly count: number;
  readonly matches: (event: CapturedEvent) => boolean;
  readonly withinMs: number;
}

export type ParsedExpectation = { readonly ok: true; readonly expectation: Expectation } | { readonly ok: false; readonly message: string };

const form = '"[>=|<=]N FILTER within DURATION", such as ">=1 type:task-failed within 30s"';
const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };

/** Total. Without an operator exactly N are meant, without a unit seconds; an empty filter means any event. */
export function parseExpectation(text: string): ParsedExpectation {
  const parts = /^\s*(>=|<=|=)?\s*(\d{1,9})(?:\s+(.*?))?\s+within\s+(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)?\s*$/is.exec(text);
  if (parts === null) return { ok: false, message: `--expect "${text}" is not understood. Its form is ${form}.` };
  const [, operator = '=', count = '0', filter = '', amount = '0', unit = 's'] = parts;
  const compiled = compileFilter(filter);
  if (!compiled.ok) return { ok: false, message: `The filter in --expect "${text}" is not understood: ${compiled.complaint}` };
  const withinMs = Number(amount) * (units[unit.toLowerCase()] ?? 1_000);
  return {
    ok: true,
    expectation: {
      text: text.trim(),
      operator: operator as Expectation['operator'],
      count: Number(count),
      matches: compiled.matches,
      withinMs,
    },
  };
}

/** How it stands with an expectation: `open` while what is still to come can change the answer. */
export type Standing = 'open' | 'met' | 'failed';

/** One expectation on its way. Times are milliseconds since the listener was ready. */
export class Watch {
  readonly expectation: Expectation;
  #count = 0;
  #isOver = false;

  constructor(expectation: Expectation) {
    this.expectation = expectation;
  }

  /** Matching events within the time. */
  get count(): number {
    return this.#count;
  }

  see(event: CapturedEvent, atMs: number): void {
    if (atMs <= this.expectation.withinMs && this.expectation.matches(event)) this.#count++;
  }

  /** The time is up, or the listener has ended. Who keeps the time says so once: two clocks that disagree by a millisecond may not leave it open. */
  end(): void {
    this.#isOver = true;
  }

  get standing(): Standing {
    const { operator, count } = this.expectation;
    const over = this.#isOver;
    switch (operator) {
      case '>=':
        return this.#count >= count ? 'met' : over ? 'failed' : 'open';
      case '<=':
        return this.#count > count ? 'failed' : over ? 'met' : 'open';
      case '=':
        return this.#count > count ? 'failed' : over ? (this.#count === count ? 'met' : 'failed') : 'open';
    }
  }
}
