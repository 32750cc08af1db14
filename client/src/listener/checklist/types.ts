/** "Nothing Arrives?": what is asked, what is known, and what comes out. Whoever looks at the computer is a shell. */
import type { Bound } from '../listener';
import type { ListenerCounts } from '../contract';
import type { NodeCount } from '../nodes';
import type { Adapter } from '../place';
import type { FirewallAnswer, ServiceFolder } from '../platform';
import type { UdpEndpoint } from '../platform/endpoints';

/** `unknown`: cannot be tested from here. */
export type CheckState = 'ok' | 'problem' | 'unknown';

/** One thing that may keep events from arriving. */
export interface Check {
  /** What was looked at, in a word: `Socket`. */
  readonly title: string;
  readonly state: CheckState;
  /** What was found, or what cannot be told from here. */
  readonly message: string;
  /** What to do about it. */
  readonly wayOut?: string;
  readonly actions?: readonly CheckAction[];
}

/** What a person may do at once; a host knows how. */
export type CheckAction =
  | { readonly kind: 'start' }
  | { readonly kind: 'listen'; readonly port: number; readonly address?: string }
  /** Goes through what can be done about an appender that sends to another computer. */
  | { readonly kind: 'listen-for'; readonly uri: string; readonly appender: string; readonly address: string; readonly port: number }
  | { readonly kind: 'open'; readonly uri: string; readonly start: number; readonly end: number; readonly line: number }
  | { readonly kind: 'copy'; readonly text: string; readonly what: 'line' | 'folder' }
  /** Without the section's name. */
  | { readonly kind: 'setting'; readonly key: string }
  | { readonly kind: 'trust' };

/** Checks about one thing: the listener, a file, one of its appenders, what was heard. */
export interface Section {
  readonly title: string;
  readonly checks: readonly Check[];
}

/** A UDP socket of ours. */
export interface OpenSocket extends Bound {
  /** ISO 8601. */
  readonly since: string;
}

/** A socket of the system, identified as far as this user may. */
export interface Holder extends UdpEndpoint {
  readonly isOurs: boolean;
}

/** Everything that was found out. Nothing in it is asked for again. */
export interface Facts {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Why no socket may be opened here, a sentence; absent: they may. */
  readonly forbidden?: { readonly reason: string; readonly isTrust: boolean };
  readonly host: string;
  /** For a remote window: where the sockets are and what follows for senders. */
  readonly remote?: string;
  readonly sockets: readonly OpenSocket[];
  /** The ports that are usually listened on. */
  readonly usualPorts: readonly number[];
  readonly adapters: readonly Adapter[];
  /** Addresses of the names that configurations send to, as this computer finds them. */
  readonly resolved: ReadonlyMap<string, readonly string[]>;
  /** Undefined where the system does not tell. */
  readonly holders: readonly Holder[] | undefined;
  /** A datagram to ourselves by address: undefined when it arrived, else why not. */
  readonly loopback: readonly { readonly address: string; readonly problem?: string }[];
  readonly firewall: readonly { readonly port: number; readonly answer: FirewallAnswer }[];
  readonly counts: ListenerCounts;
  readonly allowedSenders: readonly string[];
  readonly refused: readonly { readonly address: string; readonly count: number }[];
  readonly files: readonly ConfigurationFile[];
  /** How many more there are, which were not looked at. */
  readonly furtherFiles: number;
  /** Qlik's services on this computer. */
  readonly services: readonly ServiceFolder[];
  readonly heard: Heard;
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

export interface ConfigurationFile {
  readonly uri: string;
  /** As it is called in the workspace. */
  readonly name: string;
  readonly errors: number;
  /** The first error. */
  readonly first?: Place & { readonly message: string };
  readonly senders: readonly Sender[];
}

/** An appender that sends datagrams; what the language server tells of it. */
export interface Sender extends Place {
  readonly name: string;
  readonly address: string;
  readonly addressAt: Place;
  readonly port?: number;
  readonly loggers: readonly string[];
  readonly rows:
    | { readonly kind: 'passes'; readonly title: string; readonly logger: string; readonly level: string }
    | { readonly kind: 'filtered'; readonly known: number }
    | { readonly kind: 'stopped'; readonly reason: string }
    | { readonly kind: 'unknown' | 'no-logger' };
  readonly unseenTexts: readonly (Place & {
    readonly text: string;
    readonly newer?: { readonly text: string; readonly logger: string; readonly note?: string };
  })[];
  readonly service?: SendingService;
}

export interface SendingService {
  readonly id: string;
  readonly title: string;
  readonly folder: string;
  readonly systemLog: string;
  readonly validates: boolean;
  readonly nodes: readonly { readonly certainty: 'documented' | 'inferred'; readonly doc: string }[];
  readonly offByDefault: readonly string[];
}

/** What the listener remembers, also of earlier windows. */
export interface Heard {
  /** The last event that was no test: when, from which node, of which kind. */
  readonly last?: { readonly at: string; readonly node: string; readonly event: string; readonly port: number };
  /** When the last such event came in on each port. */
  readonly ports: ReadonlyMap<number, string>;
  /** When the last test event came. */
  readonly lastTest?: string;
  readonly nodes: readonly NodeCount[];
}
