/** UTF-8 as every host has it; the core's type library knows neither Node's nor the browser's. */

interface Encoder {
  encode(text: string): Uint8Array;
  encodeInto(text: string, into: Uint8Array): { readonly read: number; readonly written: number };
}
interface Decoder {
  decode(bytes: Uint8Array): string;
}
declare const TextEncoder: new () => Encoder;
declare const TextDecoder: new (label: string, options: { readonly ignoreBOM: boolean }) => Decoder;

export const encoder = new TextEncoder();
/** A byte-order mark stays in the text. */
export const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Half of a pair of surrogates has no UTF-8. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);
