import type { Decoded } from './event';

/** One datagram format to read. Total: a text that is not of this format, torn or hostile gives undefined, never an exception. */
export interface Codec {
  /** As events name it: `json`. */
  readonly name: string;
  decode(text: string): Decoded | undefined;
}
