/** Text ↔ bytes as .NET's encodings do it, by the names a configuration may use. */
import { decode as iconvDecode, encode as iconvEncode } from 'iconv-lite';
import type { EncodingNames } from './encoding-names';
import { encodingNames, readableEncodings } from './encoding-names';

export interface TextEncoding {
  /** .NET's `WebName`. */
  readonly name: string;
  readonly codePage: number;
  /**
   * Without a byte-order mark. What the encoding lacks becomes `?`, in Unicode encodings half a surrogate pair becomes
   * U+FFFD. Look-alikes that .NET Framework substitutes in some code pages (`Ā` → `A`) are not imitated.
   */
  encode(text: string): Uint8Array;
  /** Never fails: bytes that mean nothing become U+FFFD. A byte-order mark stays in the text. */
  decode(bytes: Uint8Array): string;
}

const byName: ReadonlyMap<string, EncodingNames> = new Map(
  encodingNames.flatMap(entry =>
    [entry.name, ...entry.others.split(' ').filter(Boolean)].map(name => [name.replace('{_}', ' '), entry] as const),
  ),
);
const made = new Map<number, TextEncoding>();

/** Whether .NET Framework knows an encoding of this name; if not, an appender that names it is lost. Blanks count. */
export function isEncodingName(name: string): boolean {
  return byName.has(name.toLowerCase());
}

/** The names to offer, the usual ones first. */
export function encodingNamesToOffer(): readonly string[] {
  return readableEncodings;
}

/** The encoding of a name; `undefined` where .NET knows none, or where it knows one whose bytes cannot be shown here. */
export function encoderFor(name: string): TextEncoding | undefined {
  const entry = byName.get(name.toLowerCase());
  return entry && encodingOf(entry);
}

/** The encoding of a code page number, such as 1252. */
export function encoderForCodePage(codePage: number): TextEncoding | undefined {
  const entry = encodingNames.find(each => each.codePage === codePage);
  return entry && encodingOf(entry);
}

function encodingOf(entry: EncodingNames): TextEncoding | undefined {
  const known = made.get(entry.codePage);
  if (known) return known;
  const encoding = make(entry);
  if (encoding) made.set(entry.codePage, encoding);
  return encoding;
}

function make({ codePage, name, iconv }: EncodingNames): TextEncoding | undefined {
  if (iconv === undefined) return undefined;
  const plain = { name, codePage, decode: (bytes: Uint8Array) => iconvDecode(bytes, iconv, { stripBOM: false }) };
  switch (codePage) {
    case 65001:
    case 1200:
    case 1201:
    case 12000:
    case 12001:
      return { ...plain, encode: text => iconvEncode(wellFormed(text), iconv, { addBOM: false }) };
    case 65000:
      return { ...plain, encode: encodeUtf7 };
    case 20127:
      return { ...plain, encode: text => singleBytes(text, code => (code < 0x80 ? code : undefined)), decode: decodeAscii };
    default: {
      const letters = singleByteTable(codePage, iconv);
      if (!letters) return { ...plain, encode: text => iconvEncode(text, iconv) };
      const bytes = new Map(letters.map((letter, byte) => [letter.charCodeAt(0), byte] as const).filter(([code]) => code !== 0xfffd));
      return {
        name,
        codePage,
        encode: text => singleBytes(text, code => bytes.get(code)),
        decode: given => Array.from(given, byte => letters[byte] ?? '\ufffd').join(''),
      };
    }
  }
}

/** A text whose half surrogate pairs are replaced, as .NET's Unicode encodings do. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

function singleBytes(text: string, byteOf: (code: number) => number | undefined): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = byteOf(text.charCodeAt(index)) ?? 0x3f;
  return bytes;
}

function decodeAscii(bytes: Uint8Array): string {
  return Array.from(bytes, byte => (byte < 0x80 ? String.fromCharCode(byte) : '\ufffd')).join('');
}

/** The letters of the 256 bytes; `undefined` for an encoding of several bytes. */
function singleByteTable(codePage: number, iconv: string): readonly string[] | undefined {
  const text = iconvDecode(
    Uint8Array.from({ length: 256 }, (_, byte) => byte),
    iconv,
  );
  if (text.length !== 256) return undefined;
  // Windows fills the holes of its own code pages with the control characters of the same number.
  const fillsHoles = (codePage >= 1250 && codePage <= 1258) || codePage === 874;
  return Array.from({ length: 256 }, (_, byte) => {
    const letter = text.charAt(byte);
    return letter === '\ufffd' && fillsHoles && byte >= 0x80 && byte < 0xa0 ? String.fromCharCode(byte) : letter;
  });
}

const base64Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const direct = /^[\t\n\r '(),\-./0-9:?A-Za-z]$/;

/** .NET's UTF-7, without its optional direct characters: a run of base 64 ends with `-` only where it must. */
function encodeUtf7(text: string): Uint8Array {
  let output = '';
  let inRun = false;
  let bits = 0;
  let bitCount = 0;
  const closeRun = (): void => {
    if (bitCount > 0) output += base64Letters.charAt((bits << (6 - bitCount)) & 63);
    inRun = false;
    bits = 0;
    bitCount = 0;
  };
  for (let index = 0; index < text.length; index++) {
    const letter = text.charAt(index);
    if (direct.test(letter)) {
      if (inRun) {
        closeRun();
        if (base64Letters.includes(letter) || letter === '-') output += '-';
      }
      output += letter;
    } else if (letter === '+' && !inRun) {
      output += '+-';
    } else {
      if (!inRun) output += '+';
      inRun = true;
      bits = (bits << 16) | letter.charCodeAt(0);
      bitCount += 16;
      while (bitCount >= 6) {
        bitCount -= 6;
        output += base64Letters.charAt((bits >>> bitCount) & 63);
        bits &= (1 << bitCount) - 1;
      }
    }
  }
  if (inRun) {
    closeRun();
    output += '-';
  }
  return singleBytes(output, code => code);
}
