/** What the simulator is asked and what it answers; the answer's shape is fixed (`simulate` on the command line prints it). */
import type { Span } from '../syntax/tree';
import type { LogEvent, Machine } from '../pattern/event';

export interface SimulationInput {
  readonly text: string;
  /** How the text becomes a configuration; see `test/conformance/README.md`. Default `element`. */
  readonly load?: 'element' | 'asIs' | 'stream' | 'legacyReader';
  readonly events: readonly LogEvent[];
  readonly machine: Machine;
  /** What the mail server at the other end is like, as the corpus's `smtp` says; absent: it takes everything. */
  readonly smtp?: { readonly off?: boolean; readonly auth?: 'login' | 'reject' | 'demand'; readonly noEhlo?: boolean };
  /** A log4net release; decides what exists and which exception form XML layouts use. */
  readonly log4netVersion?: string;
  /** Send events only through this appender, as "Send Test Event" does: its threshold and filters count, loggers do not. */
  readonly onlyAppender?: string;
}

/** `close`: when the process ends and appenders flush what they hold. */
export type EventIndex = number | 'close';

export interface SimulatedDatagram {
  readonly event: EventIndex;
  readonly port: number;
  readonly address: string;
  readonly base64: string;
  readonly text?: string;
  readonly appender?: string;
}

export interface SimulatedMail {
  readonly event: EventIndex;
  readonly port: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
  readonly replyTo?: readonly string[];
  readonly subject: string;
  readonly priority: string;
  readonly contentType: string;
  readonly charset: string;
  readonly body: string;
  readonly auth?: { readonly user: string; readonly password: string };
  readonly appender?: string;
}

/** What log4net itself would say in its internal log. */
export interface RuntimeMessage {
  readonly severity: 'warning' | 'error';
  /** Stable id: one per source class and text shape. */
  readonly code: string;
  readonly message: string;
  /** log4net's own words, where they are fixed. */
  readonly runtimeText?: string;
  readonly event?: EventIndex;
  /** The node it is about. */
  readonly span?: Span;
}

/** One decision on an event's way, with its reason. */
export interface Step {
  readonly event: EventIndex;
  readonly kind: 'logger' | 'level' | 'threshold' | 'filter' | 'additivity' | 'evaluator' | 'buffer' | 'layout' | 'appender' | 'send';
  readonly outcome: 'accept' | 'neutral' | 'deny' | 'pass' | 'drop' | 'hold' | 'sent' | 'failed';
  /** A sentence. */
  readonly reason: string;
  readonly appender?: string;
  readonly logger?: string;
  readonly span?: Span;
}

/** What keeps log4net from working at all; none of it is written to its internal log. */
export interface SimulationFailure {
  /** `not-well-formed`: no reader takes the text. `configuration-ends`: an exception escapes. `process-dies`: appenders in a ring. */
  readonly code: 'not-well-formed' | 'configuration-ends' | 'process-dies';
  /** A sentence. */
  readonly message: string;
  readonly span: Span;
}

export interface SimulationResult {
  readonly failure?: SimulationFailure;
  readonly datagrams: readonly SimulatedDatagram[];
  readonly mails: readonly SimulatedMail[];
  readonly messages: readonly RuntimeMessage[];
  readonly steps: readonly Step[];
}
