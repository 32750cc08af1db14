/**
 * What a sink is and what the queue does with it. The sink judges each attempt, the queue acts: no sink retries,
 * sleeps, journals or counts.
 */
import type { CapturedEvent } from '../../../server/src/wire/event';

/** One event on its way to one sink. */
export interface Delivery {
  /** The same for every attempt, so that a receiver can see doubles. */
  readonly deliveryId: string;
  readonly event: CapturedEvent;
  /** Counts from 1. */
  readonly attempt: number;
}

export type Outcome =
  | { readonly kind: 'delivered' }
  /** Try again, after the queue's back-off or after what the service asked for. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  /** Never try this one again. */
  | { readonly kind: 'rejected'; readonly reason: string };

export interface SinkLimits {
  /** Events per attempt. */
  readonly batch: number;
  /** Largest body in bytes. */
  readonly bodyBytes: number;
  /** Attempts under way at once. */
  readonly inFlight: number;
}

/** An open connection of one sink. */
export interface OpenSink {
  /** One outcome per delivery, in the same order. Never rejects: a failure is an outcome. */
  send(batch: readonly Delivery[]): Promise<readonly Outcome[]>;
  close(): Promise<void>;
}

/** Parsed settings, or complaints in sentences that name the setting and the way out. */
export type Parsed<S> = { readonly ok: true; readonly settings: S } | { readonly ok: false; readonly complaints: readonly string[] };

export interface SinkKind<S> {
  /** `mqtt`, `slack`, `teams`, `email`. */
  readonly kind: string;
  readonly limits: SinkLimits;
  /** Total: any JSON value gives settings or complaints. Secrets are already resolved. */
  parse(raw: Readonly<Record<string, unknown>>): Parsed<S>;
  /** For status bar and panel; never holds a secret: `MQTT 127.0.0.1:1883 qliksense/events`. */
  label(settings: S): string;
  open(settings: S, ports: SinkPorts): OpenSink;
}

/** Time, chance and logging come in from outside. */
export interface SinkPorts {
  log(line: string): void;
  /** Unique per window, for client ids. */
  readonly instance: string;
}

/** received = delivered + queued + held + rejected + dropped + filtered. */
export interface Ledger {
  readonly received: number;
  readonly delivered: number;
  readonly queued: number;
  readonly held: number;
  readonly rejected: number;
  readonly dropped: number;
  /** Not meant for this sink: `when`, level, duplicates, tests. */
  readonly filtered: number;
}

export interface SinkState {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly status: 'off' | 'idle' | 'sending' | 'waiting' | 'failed';
  readonly ledger: Ledger;
  /** The last failure, in words, secrets masked. */
  readonly lastError?: string;
  readonly lastDeliveredAt?: string;
}
