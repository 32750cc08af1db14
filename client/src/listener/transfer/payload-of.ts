import type { CapturedEvent } from '../../../../server/src/wire/event';
import { fromBase64 } from '../../../../server/src/wire/payload';

interface Utf8Encoder {
  encode(text: string): Uint8Array;
}
declare const TextEncoder: new () => Utf8Encoder;
const utf8 = new TextEncoder();

/** The bytes of the datagram, as it came or as privacy left it. */
export function payloadOf({ base64, text }: Pick<CapturedEvent, 'base64' | 'text'>): Uint8Array {
  return base64 === undefined ? utf8.encode(text) : fromBase64(base64);
}
