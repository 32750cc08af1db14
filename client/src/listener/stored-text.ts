/**
 * A long text outside of the JavaScript heap. What lies in the heap makes the collector wait: it lets garbage grow in
 * proportion to what is alive. Bytes beside the heap cost what they are, and reading them back takes microseconds.
 */

interface Utf8Encoder {
  encode(text: string): Uint8Array;
}
interface Utf8Decoder {
  decode(bytes: Uint8Array): string;
}
// Both hosts have them; the core knows neither's types.
declare const TextEncoder: new () => Utf8Encoder;
declare const TextDecoder: new (label: string, options: { readonly ignoreBOM: boolean }) => Utf8Decoder;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text read last: who looks through texts reads many parts of one before the next. */
let last: { readonly of: StoredText; readonly text: string } | undefined;

export class StoredText {
  /** As UTF-8; half of a pair of surrogates has none, a text with one stays as it is. */
  readonly #kept: Uint8Array | string;

  constructor(text: string) {
    this.#kept = /\p{Surrogate}/u.test(text) ? text : encoder.encode(text);
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
