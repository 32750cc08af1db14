/** One datagram on its way through the rules of one receiver. */
import type { Delimited } from '../delimited';
import type { Decoded, Judgement } from '../event';
import type { Format, Input, Reading, Receiver } from '../receivers';

/** One datagram as `judge` sees it. */
export interface Arrival {
  readonly text: string;
  /** What a receiver that reads UTF-8 sees, where that differs from `text`. */
  readonly received?: string | undefined;
  /** Length of the payload. */
  readonly bytes: number;
  /** The local port it came in on. */
  readonly port: number;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** The event's id: what a later duplicate points to. */
  readonly id: string;
  readonly decoded: Decoded;
  readonly delimited?: Delimited | undefined;
}

/** A datagram on its way through one receiver's rules. */
export interface Way {
  readonly receiver: Receiver;
  readonly input: Input;
  readonly reading: Reading;
  /** Whose fields are read. */
  readonly read: Format;
  /** What the sender meant, where that is known. */
  readonly meant: Format | undefined;
}

/** A judgement before receiver and type are put to it. */
export type Judged = Omit<Judgement, 'receiver' | 'type'>;

export function withNotes(notes: readonly string[] | undefined): { readonly notes?: readonly string[] } {
  return notes === undefined || notes.length === 0 ? {} : { notes };
}
