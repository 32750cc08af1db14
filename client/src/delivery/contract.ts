/**
 * What a sink is and what the queue does with it. The sink judges each attempt, the queue acts: no sink retries,
 * sleeps, journals or counts.
 */
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { SetUpWay, SinkSettings } from './sink-settings';

/** One event on its way to one sink. */
export interface Delivery {
  /** The same for every attempt, so that a receiver can see doubles. */
  readonly deliveryId: string;
  readonly event: CapturedEvent;
  /** Counts from 1. */
  readonly attempt: number;
  /** The computer whose listener passes it on: where many send to one broker, the first of them is named in the message. */
  readonly listener: string;
  /** On a roll-up: how many equal events the rate limit held back before this one; the event is the last of them. */
  readonly heldBack?: number;
}

export type Outcome =
  /** `answer`: what the service said, for a person who tries the sink: `200 ok`. */
  | { readonly kind: 'delivered'; readonly answer?: string }
  /** Try again, after the queue's back-off or after what the service asked for. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  /**
   * Never try this one again. `about: 'sink'`: it is not the event that is wrong, but what the sink was set up with (its address, its
   * password); the queue then asks only now and then, until a person has mended that.
   */
  | { readonly kind: 'rejected'; readonly reason: string; readonly about?: 'sink' };

export interface SinkLimits {
  /** Deliveries per attempt. */
  readonly batch: number;
  /** Default for `duplicates`: whether events the receiver would call duplicates are sent. */
  readonly duplicates: 'send' | 'drop';
  /** Default for `rate`: one message per key and so many seconds; absent: no limit. */
  readonly rate?: Rate;
}

/** One message per task, per event type, or at all, in so many seconds. */
export interface Rate {
  readonly per: 'task' | 'type' | 'sink';
  readonly seconds: number;
}

/** An open connection of one sink. */
export interface OpenSink {
  /**
   * One outcome per delivery, in the same order. Never rejects: a failure is an outcome. A sink that need not idle while
   * it waits for answers uses the `stream`.
   */
  send(batch: readonly Delivery[], stream?: DeliveryStream): Promise<readonly Outcome[]>;
  close(): Promise<void>;
}

/** What a sink may do while it sends. */
export interface DeliveryStream {
  /** What has come since, as far as the limit of a batch allows. Their outcomes follow those of the batch. */
  more(): readonly Delivery[];
  /** Hands in outcomes early: those of the first deliveries not handed in yet, none of them `retry`. The rest is the result of `send`. */
  report(outcomes: readonly Outcome[]): void;
}

/** Parsed settings, or complaints in sentences that name the setting and the way out. */
export type Parsed<S> =
  | { readonly ok: true; readonly settings: S; readonly notices?: readonly string[] }
  | { readonly ok: false; readonly complaints: readonly string[] };

export interface SinkKind<S> {
  /** `mqtt`, `slack`, `teams`, `email`. */
  readonly kind: string;
  readonly limits: SinkLimits;
  /** Its own settings, beside those of every sink. */
  readonly settings: SinkSettings;
  /** Settings that no sink of this kind does without. */
  readonly required: readonly string[];
  readonly ways: readonly SetUpWay[];
  /** Total: any JSON value gives settings or complaints. Secrets are already resolved. */
  parse(raw: Readonly<Record<string, unknown>>): Parsed<S>;
  /** For status bar and panel; never holds a secret: `MQTT 127.0.0.1:1883 qliksense/events`. */
  label(settings: S): string;
  /** What would be sent. Opens nothing. */
  preview(settings: S, delivery: Delivery, instance: string): Preview;
  /** Where the events go, as `host:port topic` with the topic of this event, where the sink is a broker that events can come back from. */
  address?(settings: S, event: CapturedEvent): BrokerTopic;
  open(settings: S, ports: SinkPorts): OpenSink;
}

/** A place at a broker. */
export interface BrokerTopic {
  /** `host:port`. */
  readonly broker: string;
  readonly topic: string;
  /** The message does not count how often it was passed on: it could go round in circles. */
  readonly losesHops?: boolean;
}

/** A sink kind with its settings inside: what the queue works with. */
export interface ConfiguredSink {
  readonly kind: string;
  readonly label: string;
  readonly limits: SinkLimits;
  /** What a person should know although the sink works: a template that cannot be read and what is sent instead. */
  readonly notices: readonly string[];
  preview(delivery: Delivery, instance: string): Preview;
  address?(event: CapturedEvent): BrokerTopic;
  open(ports: SinkPorts): OpenSink;
}

/** A sink kind whose settings type nobody outside needs to know: an entry of the list of sinks. */
export interface AnySinkKind {
  readonly kind: string;
  readonly settings: SinkSettings;
  readonly required: readonly string[];
  readonly ways: readonly SetUpWay[];
  configure(raw: Readonly<Record<string, unknown>>): Parsed<ConfiguredSink>;
}

/** Closes a sink kind over the type of its settings. */
export function defineSink<S>(sink: SinkKind<S>): AnySinkKind {
  return {
    kind: sink.kind,
    settings: sink.settings,
    required: sink.required,
    ways: sink.ways,
    configure: raw => {
      const parsed = sink.parse(raw);
      if (!parsed.ok) return parsed;
      const { settings, notices = [] } = parsed;
      return {
        ok: true,
        settings: {
          kind: sink.kind,
          label: sink.label(settings),
          limits: sink.limits,
          notices,
          preview: (delivery, instance) => sink.preview(settings, delivery, instance),
          ...(sink.address && { address: event => sink.address?.(settings, event) as BrokerTopic }),
          open: ports => sink.open(settings, ports),
        },
      };
    },
  };
}

/** Logging and identity come in from outside. */
export interface SinkPorts {
  /** Secrets are masked behind this door. */
  log(line: string): void;
  /** Unique per window, for client ids. */
  readonly instance: string;
  /** Whether brokers and mail servers are believed by the system's authorities, too; true unless said otherwise. */
  readonly systemCertificates?: boolean;
  /** How long a service may take to answer, in milliseconds, if not as long as the sink finds right. */
  readonly patience?: number;
}

/** What a sink would send for one event, for a person to read before anything leaves. */
export interface Preview {
  /** Where in the service it would show: a topic, a subject, nothing. */
  readonly heading?: string;
  /** What a person would read, where the body is made for a machine. */
  readonly text?: string;
  /** The text, JSON or mail body as it would leave, secrets left out. */
  readonly body: string;
}

/** received = delivered + queued + held + rejected + dropped, at any moment. */
export interface Ledger {
  readonly received: number;
  readonly delivered: number;
  readonly queued: number;
  /** Held back by the rate limit; a roll-up says how many. */
  readonly held: number;
  readonly rejected: number;
  /** Given up: the queue was full, the journal could not be written, or the sink is not to have them any more. */
  readonly dropped: number;
  /** Not among the received: events that were not meant for this sink (`when`, level, duplicates, tests). */
  readonly filtered: number;
}

export interface SinkState {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly status: 'idle' | 'sending' | 'waiting' | 'paused';
  readonly ledger: Ledger;
  /** The last failure, in words, secrets masked; gone after the next success. */
  readonly lastError?: string;
  readonly lastDeliveredAt?: string;
}

/** What the journal holds: an event accepted for one sink, not yet delivered. */
export interface Pending {
  readonly deliveryId: string;
  readonly sink: string;
  readonly event: CapturedEvent;
  readonly heldBack?: number;
  /** The event as JSON, on the way to the journal: written once for all sinks. */
  readonly json?: string;
}

/** An event that a sink refused for good. It waits for a person, who can have it tried again or deleted. */
export interface DeadLetter extends Pending {
  /** In words, secrets masked. */
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Where accepted events wait. An event counts as queued once `append` has resolved: from then on it survives the
 * death of the process (the file one) or not (the memory one).
 */
export interface Outbox {
  /** What an earlier run left, in order of arrival. */
  load(): Promise<readonly Pending[]>;
  append(entries: readonly Pending[]): Promise<void>;
  /** These are delivered, rejected or given up: forget them. */
  settle(deliveryIds: readonly string[]): Promise<void>;
  /** Puts what was refused on the dead-letter list and settles it. The list is bounded: the oldest go, and that is said. */
  bury(letters: readonly DeadLetter[]): Promise<void>;
  /** The dead-letter list, oldest first. */
  dead(): Promise<readonly DeadLetter[]>;
  /** Takes letters off the list; `queue` puts them at the end of the queue first, `forget` deletes them. Returns those that were there. */
  exhume(deliveryIds: readonly string[], then: 'queue' | 'forget'): Promise<readonly DeadLetter[]>;
  close(): Promise<void>;
}
