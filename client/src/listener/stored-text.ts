/**
 * A long text outside of the JavaScript heap. What lies in the heap makes the collector wait: it lets garbage grow in
 * proportion to what is alive. Bytes beside the heap cost what they are, and reading them back takes microseconds.
 */
import { decoder, encoder, isWellFormed } from './utf8';

/** The text read last: who looks through texts reads many parts of one before the next. */
let last: { readonly of: StoredText; readonly text: string } | undefined;

export class StoredText {
  /** As UTF-8; half of a pair of surrogates has none, a text with one stays as it is. */
  readonly #kept: Uint8Array | string;

  constructor(text: string) {
    this.#kept = isWellFormed(text) ? encoder.encode(text) : text;
  }

  get bytes(): number {
    return typeof this.#kept === 'string' ? this.#kept.length * 2 : this.#kept.byteLength;
  }

  read(): string {
    if (last?.of === this) return last.text;
    const text = typeof this.#kept === 'string' ? this.#kept : decoder.decode(this.#kept);
    last = { of: this, text };
    return text;
  }
}
