/** The bytes of an event, and how one reads them. */
import type { CapturedEvent } from '../../../../server/src/wire/event';

/** `text` gives the bytes back, as UTF-8, unless `base64` is there. */
export function payloadOf({ text, base64 }: Pick<CapturedEvent, 'text' | 'base64'>): Uint8Array {
  if (base64 === undefined) return new TextEncoder().encode(text);
  return Uint8Array.from(atob(base64), it => it.charCodeAt(0));
}

/** Sixteen bytes a line: offset, hexadecimal, printable ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const hex = part.map(it => it.toString(16).padStart(2, '0'));
    const text = part.map(it => (it >= 0x20 && it < 0x7f ? String.fromCharCode(it) : '·')).join('');
    lines.push(
      `${at.toString(16).padStart(6, '0')}  ${hex.slice(0, 8).join(' ').padEnd(23)}  ${hex.slice(8).join(' ').padEnd(23)}  ${text}`,
    );
  }
  return lines.join('\n');
}
