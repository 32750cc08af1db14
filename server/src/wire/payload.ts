/** Bytes off the wire → text. log4net sends in whatever encoding the appender names, and says nothing about it. */
import { decode as decodeAs, encode as encodeAs } from 'iconv-lite';
import { encoderFor, type TextEncoding } from './encoding';
import { readableEncodings } from './encoding-names';

export interface Payload {
  readonly text: string;
  /** Whether `text` in UTF-8 gives the bytes back. */
  readonly isExact: boolean;
  /** What a receiver that reads UTF-8 sees, where that differs from `text`. */
  readonly received?: string;
  /** A sentence, where the encoding had to be guessed. */
  readonly note?: string;
}

interface Utf8Decoder {
  decode(bytes: Uint8Array): string;
}
/** Every host has it (Node, browsers, workers); the core's type library does not know it. */
declare const TextDecoder: new (label: string, options: { readonly fatal: boolean; readonly ignoreBOM: boolean }) => Utf8Decoder;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** Total. @param encoding the one to read them as; without it, it is told by the bytes: see `detected`. */
export function readPayload(bytes: Uint8Array, encoding?: TextEncoding): Payload {
  if (encoding === undefined) return detected(bytes);
  const read = readAs(bytes, encoding);
  if (read !== undefined) return read;
  const { note, ...payload } = detected(bytes);
  const wrong = `The listener is told to read ${encoding.name}, and the bytes are none: the encoding was looked for instead.`;
  return { ...payload, note: note === undefined ? wrong : `${wrong} ${note}` };
}

/** Undefined where the bytes are not what the encoding gives for any text. */
function readAs(bytes: Uint8Array, encoding: TextEncoding): Payload | undefined {
  const marked = encoding.decode(bytes);
  if (!areSame(encoding.encode(marked), bytes)) return undefined;
  // In UTF-8 a mark of byte order is a letter like any other, as it is without this setting.
  const text = encoding.codePage === 65001 ? marked : marked.replace(/^\ufeff/, '');
  if (areSame(encodeAs(text, 'utf-8'), bytes)) return { text, isExact: true };
  return {
    text,
    isExact: false,
    received: lenient.decode(bytes),
    note: `Read as ${encoding.name}, as the listener is told to. Receivers read UTF-8: set the appender's encoding to utf-8.`,
  };
}

function areSame(some: Uint8Array, others: Uint8Array): boolean {
  if (some.length !== others.length) return false;
  for (let at = 0; at < some.length; at++) if (some[at] !== others[at]) return false;
  return true;
}

/** Strict UTF-8 first; else UTF-16 by its zeros, else windows-1252, both said in a note. */
function detected(bytes: Uint8Array): Payload {
  const text = strictly(bytes);
  if (text !== undefined) {
    if (!text.includes('\0')) return { text, isExact: true };
    const wide = utf16Of(bytes);
    return wide === undefined ? { text, isExact: true } : guessed(bytes, wide);
  }
  return guessed(bytes, utf16Of(bytes) ?? 'windows-1252');
}

const names: Readonly<Record<string, string>> = { 'utf-16le': 'UTF-16', 'utf-16be': 'big-endian UTF-16', 'windows-1252': 'windows-1252' };

function guessed(bytes: Uint8Array, encoding: string): Payload {
  const name = names[encoding] ?? encoding;
  return {
    text: decodeAs(bytes, encoding, { stripBOM: true }),
    isExact: false,
    received: lenient.decode(bytes),
    note: `The bytes look like ${name}, not UTF-8. Receivers read UTF-8: set the appender's encoding to utf-8.`,
  };
}

function strictly(bytes: Uint8Array): string | undefined {
  // The decoder tells it by throwing, which takes longer than everything else that is done with a datagram.
  return isUtf8(bytes) ? strict.decode(bytes) : undefined;
}

/** Whether the bytes are well-formed UTF-8: no overlong form, no surrogate, nothing beyond U+10FFFF. */
export function isUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at++] ?? 0;
    if (lead < 0x80) continue;
    if (lead < 0xc2 || lead > 0xf4) return false;
    const second = bytes[at++] ?? 0;
    const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) return false;
    for (let more = lead < 0xe0 ? 0 : lead < 0xf0 ? 1 : 2; more > 0; more--) {
      if (((bytes[at++] ?? 0) & 0xc0) !== 0x80) return false;
    }
  }
  return true;
}

const sampled = 256;

/** UTF-16 shows as a zero in every other byte of mostly Latin text, or as a byte order mark. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes.length < 2 || bytes.length % 2 !== 0) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const end = Math.min(bytes.length, sampled);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < end; at += 2) {
    if (bytes[at] === 0) even++;
    if (bytes[at + 1] === 0) odd++;
  }
  const units = end / 2;
  if (odd > units * 0.7 && even < units * 0.1) return 'utf-16le';
  if (even > units * 0.7 && odd < units * 0.1) return 'utf-16be';
  return undefined;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, with padding. */
export function toBase64(bytes: Uint8Array): string {
  const letter = (index: number): string => alphabet.charAt(index & 63);
  let text = '';
  let at = 0;
  for (; at + 2 < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += letter(group >> 18) + letter(group >> 12) + letter(group >> 6) + letter(group);
  }
  const left = bytes.length - at;
  if (left === 0) return text;
  const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8);
  return text + letter(group >> 18) + letter(group >> 12) + (left === 2 ? letter(group >> 6) : '=') + '=';
}

/** The bytes of RFC 4648 text; what is no letter of it is passed over. */
export function fromBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let group = 0;
  let bits = 0;
  for (let at = 0; at < text.length; at++) {
    const value = valueOf(text.charCodeAt(at));
    if (value < 0) continue;
    group = ((group << 6) | value) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = (group >> bits) & 0xff;
  }
  return bytes.subarray(0, length);
}

/** The six bits a letter stands for; below zero for any other. */
function valueOf(code: number): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  return code === 43 ? 62 : code === 47 ? 63 : -1;
}

/**
 * The text in the encoding that the bytes were read as: what the datagram would have been with another text in it.
 * @param read what the bytes were read as; without it, what `readPayload` makes of them by itself
 */
export function rewritePayload(bytes: Uint8Array, text: string, read?: string): Uint8Array {
  if (read !== undefined && detected(bytes).text !== read) {
    const encoding = encodingThatReads(bytes, read);
    // What does not begin with the mark of byte order that the bytes have was read without it.
    if (encoding !== undefined) return encoding.encode(markOf(bytes, read, encoding) + text);
  }
  const plain = strictly(bytes);
  if (plain !== undefined && !plain.includes('\0')) return encodeAs(text, 'utf-8');
  const encoding = utf16Of(bytes) ?? (plain === undefined ? 'windows-1252' : 'utf-8');
  const hasMark = encoding !== 'windows-1252' && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));
  return encodeAs(text, encoding, { addBOM: hasMark });
}

const mark = '\ufeff';
const markOf = (bytes: Uint8Array, read: string, encoding: TextEncoding): string =>
  !read.startsWith(mark) && encoding.decode(bytes).startsWith(mark) ? mark : '';

/** A listener reads everything as one and the same. */
let lastEncoding: TextEncoding | undefined;

function encodingThatReads(bytes: Uint8Array, text: string): TextEncoding | undefined {
  const reads = (it: TextEncoding | undefined): boolean => it !== undefined && readAs(bytes, it)?.text === text;
  if (!reads(lastEncoding)) lastEncoding = readableEncodings.map(encoderFor).find(reads);
  return lastEncoding;
}

/** How a text looks to who takes its UTF-8 for windows-1252, or its windows-1252 for UTF-8: only what differs from it. */
export function misreadings(text: string): readonly string[] {
  if (!/[^\0-\x7f]/.test(text)) return [];
  const readings = [decodeAs(encodeAs(text, 'utf-8'), 'windows-1252'), lenient.decode(encodeAs(text, 'windows-1252'))];
  return readings.filter(it => it !== text && !it.includes('?'));
}
