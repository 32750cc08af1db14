/** How long to wait after a failed attempt: full jitter below a doubling ceiling, so that many windows do not knock in step. */
export interface BackOff {
  readonly baseMs: number;
  readonly capMs: number;
}

export const defaultBackOff: BackOff = { baseMs: 250, capMs: 30_000 };

/**
 * @param failures consecutive failures so far, from 1
 * @param random a number in [0, 1)
 * @param askedMs what the service asked for (`Retry-After`); it is obeyed and never shortened
 * @returns milliseconds
 */
export function backOffDelay(failures: number, random: number, askedMs?: number, { baseMs, capMs }: BackOff = defaultBackOff): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 20));
  return Math.max(askedMs ?? 0, Math.round(ceiling * random));
}

/** A sink that is set up wrongly is asked again after these times: each attempt with a wrong password may lock an account. */
const circuitMs = [60_000, 300_000, 900_000];

/** @param failures consecutive ones so far, from 1. @returns milliseconds */
export const circuitDelay = (failures: number): number => circuitMs[Math.min(failures, circuitMs.length) - 1] ?? 0;
