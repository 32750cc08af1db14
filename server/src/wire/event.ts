/** A captured event as MQTT, export and `--format jsonl` give it; the contract is `schemas/event.schema.json`. */

export type Verdict = 'accepted' | 'duplicate' | 'rejected' | 'unknown';
export type Origin = 'network' | 'test' | 'replay' | 'import' | 'mqtt';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** How an event came through a broker. */
export interface Via {
  /** `host:port`. */
  readonly broker: string;
  readonly topic: string;
  /** How many forwarders it has passed. */
  readonly hops: number;
  /** The computer whose listener received it first. */
  readonly listener?: string;
}

/** What the chosen receiver makes of one datagram. */
export interface Judgement {
  readonly receiver?: string;
  /** The contract's id without the product: `task-failed`, `qseow-proxy-session`. */
  readonly type?: string;
  readonly verdict: Verdict;
  readonly code?: string;
  /** In the receiver's terms, a sentence: "Butler 16 would drop this: 12 fields, 11 expected." */
  readonly reason?: string;
  readonly notes?: readonly string[];
  readonly altered?: readonly Alteration[];
  /** Of a duplicate: the id of the event that came first. */
  readonly duplicateOf?: string;
}

export interface Alteration {
  readonly field: string;
  /** What was meant; `null` where the format has no such field. */
  readonly from: string | null;
  /** What the receiver reads. */
  readonly to: string;
}

/** What a codec reads out of a payload. */
export interface Decoded {
  /** The codec's name: `delimited`, `log4j-xml`, `log4net-xml`, `json`, `syslog`, `pattern`, `mail`, `plain`. */
  readonly format: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly level?: string;
  readonly logger?: string;
  readonly message?: string;
  readonly timestamp?: string;
}

export interface CapturedEvent extends Decoded, Judgement {
  /** A UUID, for ever. */
  readonly id: string;
  /** Counts from 1 within one listener's life. */
  readonly seq: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly receivedAt: string;
  readonly origin: Origin;
  /** The local port it arrived on. */
  readonly port: number;
  readonly from: Endpoint;
  /** Where it came from, if that was a broker: it is never sent back there, and not passed on for ever. */
  readonly via?: Via;
  /** Length of the payload. */
  readonly bytes: number;
  readonly text: string;
  /** The payload, where `text` does not give the bytes back. */
  readonly base64?: string;
}
