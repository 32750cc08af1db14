/** Bytes of an XML file → text, as an XML reader would: byte order mark, then declaration, then UTF-8. */
import { encoderFor } from './encoding';

/** Every host has it; the core's type library does not know it. It takes the byte order mark away. */
declare const TextDecoder: new (label: string) => { decode(bytes: Uint8Array): string };

const declared = /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/;

/**
 * Total: bytes that fit no encoding show as U+FFFD. The byte order mark is not part of the text. Where another one follows,
 * which no XML reader takes, both are: whoever reads the text expects one, and finds the other.
 */
export function readXmlBytes(bytes: Uint8Array): string {
  const text = decoded(bytes);
  return text.startsWith('\ufeff') ? `\ufeff${text}` : text;
}

function decoded(bytes: Uint8Array): string {
  const marked = byMark(bytes);
  if (marked !== undefined) return marked;
  const head = String.fromCharCode(...bytes.subarray(0, 200));
  const name = declared.exec(head)?.[1];
  const encoding = name === undefined || /^utf-?8$/i.test(name) || /^utf-?16/i.test(name) ? undefined : encoderFor(name);
  return encoding === undefined ? new TextDecoder('utf-8').decode(bytes) : encoding.decode(bytes);
}

function byMark(bytes: Uint8Array): string | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder('utf-8').decode(bytes);
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0 && third === 0x3f && fourth === 0)) {
    return new TextDecoder('utf-16le').decode(bytes);
  }
  if (first === 0xfe && second === 0xff) return (encoderFor('utf-16BE')?.decode(bytes) ?? '').replace(/^\ufeff/, '');
  return undefined;
}
