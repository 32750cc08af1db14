/** What the listener is asked for and what it tells. No `vscode`, no `node:*`: sockets live in `sources/`. */
import type { CapturedEvent, Decoded, Endpoint, Origin, Via } from '../../../server/src/wire/event';

/** A datagram as it came off the socket. */
export interface RawDatagram {
  readonly port: number;
  readonly from: Endpoint;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly payload: Uint8Array;
  /** Its length, where more came than is kept. */
  readonly length?: number;
  /** Of an event that has one already: it was captured elsewhere. */
  readonly id?: string;
  /** Already read, by a source that is no datagram's: a mail. */
  readonly decoded?: Decoded;
  readonly origin?: Origin;
  /** Through which broker it came. */
  readonly via?: Via;
}

export interface BindRequest {
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly address?: string;
  /** Multicast groups to join, on the adapter of the address. */
  readonly groups?: readonly string[];
}

/** What became of a request to bind: the world's answer is a value, never an exception. */
export type BindOutcome =
  | {
      readonly kind: 'bound';
      readonly address: string;
      readonly port: number;
      readonly receiveBuffer: number;
      readonly groups?: readonly string[];
    }
  | {
      readonly kind: 'taken';
      readonly port: number;
      /** Who holds it, where the system tells: `butler (4711)`. */
      readonly holder?: string;
      readonly nextFree: number | undefined;
      readonly message: string;
    }
  | { readonly kind: 'failed'; readonly port: number; readonly message: string };

export interface ListenerCounts {
  /** Received in all, by this listener. */
  readonly received: number;
  /** Lost in the operating system, where it tells; undefined where it does not. */
  readonly lost: number | undefined;
  readonly bytes: number;
  /** Came from a sender that is not on the list of allowed ones: counted, never read. */
  readonly refused: number;
  /** Rows that senders numbered and that did not come; a source that knows no numbers leaves it out. */
  readonly missing?: number;
}

export const noCounts: ListenerCounts = { received: 0, lost: undefined, bytes: 0, refused: 0 };

/** A source of datagrams: UDP sockets in a worker, later an MQTT topic or a mail catcher. */
export interface DatagramSource {
  bind(request: BindRequest): Promise<BindOutcome>;
  unbind(port: number): Promise<void>;
  /** Batches in order of arrival. Payloads hold for as long as the handler runs: their bytes are used again. */
  onDatagrams(handler: (batch: readonly RawDatagram[]) => void): void;
  onError(handler: (message: string) => void): void;
  /** Every socket has closed without having been asked to; a new one may be bound. The reason is a sentence. */
  onEnded(handler: (reason: string) => void): void;
  /** What was lost or refused is another number now; of what is received the datagrams tell themselves. */
  onCounts(handler: () => void): void;
  counts(): ListenerCounts;
  /** Senders that were refused, the busiest first. */
  refusedSenders(): readonly { readonly address: string; readonly count: number }[];
  /** Addresses or networks (`10.20.0.0/16`) that may send; none: everybody. The result says which entries are none. */
  allow(senders: readonly string[]): readonly string[];
  /** Bytes that are kept of one datagram, also of sockets that are open. */
  keepAtMost(bytes: number): void;
  /** Open sockets leave the groups that are not named and join the others; none is opened anew. The result: what did not succeed, in sentences. */
  regroup(groups: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What a datagram of our own is: it carries no mark, so we know it by the socket it comes from. */
export type OwnOrigin = Extract<Origin, 'test' | 'replay'>;

/** Turns raw datagrams into captured events: decoded, judged for the chosen receiver, numbered. */
export interface Intake {
  /** Never throws; whatever arrives gives exactly one event. */
  take(datagram: RawDatagram): CapturedEvent;
  /** `auto` or a receiver's id; complaints about an unknown id come back as a sentence. */
  setReceiver(id: string): string | undefined;
  /** `auto` or a name of .NET's; complaints about an unknown one come back as a sentence. */
  setEncoding(name: string): string | undefined;
  /** The datagrams of the next minute from this local endpoint are our own: said again while they go on. */
  expectFrom(endpoint: Endpoint, origin: OwnOrigin): void;
}
