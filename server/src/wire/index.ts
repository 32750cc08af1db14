/**
 * Datagram formats: bytes in, what they say out. A format is one file and one line in `codecs`; the order is the order of
 * asking, the first that can read the text wins, and plain text reads everything.
 */
import type { Codec } from './codec';
import { type Delimited, decodeDelimited, readDelimited } from './delimited';
import type { TextEncoding } from './encoding';
import type { Decoded } from './event';
import { json } from './json';
import { log4jXml } from './log4j-xml';
import { readPayload } from './payload';
import { asPlain, plain } from './plain';
import { syslog } from './syslog';
import { xmlLayout } from './xml-layout';

export type { Codec } from './codec';

export const delimited: Codec = {
  name: 'delimited',
  decode(text) {
    const reading = readDelimited(text);
    return reading === undefined ? undefined : decodeDelimited(reading);
  },
};

export const codecs: readonly Codec[] = [delimited, log4jXml, xmlLayout, json, syslog, plain];

/** A payload, read. */
export interface ReadDatagram {
  readonly text: string;
  /** Whether `text` in UTF-8 gives the bytes back. */
  readonly isExact: boolean;
  /** What a receiver that reads UTF-8 sees, where that differs from `text`. */
  readonly received?: string;
  readonly decoded: Decoded;
  /** For `judge`, where the format is a delimited one. */
  readonly delimited?: Delimited;
  readonly notes: readonly string[];
}

/** Further codecs for what arrives on a port: the conversion pattern of the configuration that sends there. */
export type CodecsFor = (port: number) => readonly Codec[];

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const noNotes: readonly string[] = [];

/** Total: any bytes give a result; what is of no known format is plain text. Without an encoding it is told by the bytes. */
export function decode(payload: Uint8Array, port: number, codecsFor?: CodecsFor, encoding?: TextEncoding): ReadDatagram {
  const { text, isExact, received, note } = readPayload(payload, encoding);
  const reading = readDelimited(text);
  const own = decodeOwn(text, port, reading, codecsFor);
  // One shape, made in one step: a spread costs more than everything else that is done with a datagram.
  const read: Writable<ReadDatagram> = {
    text,
    isExact,
    decoded: own ?? (reading === undefined ? decodeOther(text) : decodeDelimited(reading)),
    notes: note === undefined ? noNotes : [note],
  };
  // Receivers do not know the sender's own pattern: they judge by the shape.
  if (reading !== undefined) read.delimited = reading;
  if (received !== undefined) read.received = received;
  return read;
}

/** What names itself is what it says; a format that only its shape tells comes after the sender's own pattern. */
function decodeOwn(text: string, port: number, reading: Delimited | undefined, codecsFor: CodecsFor | undefined): Decoded | undefined {
  if (codecsFor === undefined || reading?.format.fields[0]?.kind === 'type') return undefined;
  for (const codec of codecsFor(port)) {
    const decoded = decodeBy(codec, text);
    if (decoded !== undefined) return decoded;
  }
  return undefined;
}

function decodeOther(text: string): Decoded {
  for (const codec of codecs) {
    const decoded = codec === delimited ? undefined : decodeBy(codec, text);
    if (decoded !== undefined) return decoded;
  }
  return asPlain(text);
}

/** What breaks its reader, a library's for instance, is not of that format: one datagram must not cost those behind it. */
function decodeBy(codec: Codec, text: string): Decoded | undefined {
  try {
    return codec.decode(text);
  } catch {
    return undefined;
  }
}
