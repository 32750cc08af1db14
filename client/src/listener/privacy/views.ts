/**
 * A text as it reads once its escapes are undone, with the way back: XML, JSON, URLs and mails write a name otherwise
 * than it is spelt. Each kind of escape gives a view of its own, since one text may be read in several ways.
 */

export interface View {
  /** In small letters. */
  readonly text: string;
  /** Where the unit at this place begins in the text itself. */
  startOf(place: number): number;
}

interface Escapes {
  /** Cheap: whether the view is worth making. */
  readonly hint: RegExp;
  /** One character that is written otherwise. */
  readonly pattern: RegExp;
  /** What it stands for; undefined where it stands for nothing. */
  readonly read: (written: string) => string | undefined;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

const kinds: readonly Escapes[] = [
  { hint: /&[#a-z]/i, pattern: /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,4});/gi, read: entity },
  { hint: /%[0-9a-f]{2}/i, pattern: bytesAfter('%', '', '|\\+'), read: it => (it === '+' ? ' ' : bytes(it)) },
  { hint: /\\/, pattern: /\\+u[0-9a-f]{4}|\\+x[0-9a-f]{2}|\\+[nrtbf]|\\{2,}|\\["'/\]]/gi, read: backslash },
  // A mail's "quoted-printable", whose lines are broken anywhere; its encoded words write a blank as `_`.
  {
    hint: /=(?:[0-9a-f]{2}|\r?\n)/i,
    pattern: bytesAfter('=', '(?:=\\r?\\n)?', '|=\\r?\\n|_'),
    read: it => (it === '_' ? ' ' : /^=\r?\n$/.test(it) ? '' : bytes(it.replace(/=\r?\n/g, ''))),
  },
  // Two-byte text that was read as one-byte text.
  { hint: /\0/, pattern: /\0/g, read: () => '' },
];

/** The text itself first. */
export function viewsOf(text: string): readonly View[] {
  const views: View[] = [{ text: small(text), startOf: place => place }];
  for (const kind of kinds) {
    const view = kind.hint.test(text) ? viewBy(kind, text) : undefined;
    if (view !== undefined) views.push(view);
  }
  return views;
}

/** Undefined where nothing is written otherwise. */
function viewBy({ pattern, read }: Escapes, text: string): View | undefined {
  /** Stretches of the view, each with its place there, its place in the text, and whether it is one escape. */
  const stretches: { readonly place: number; readonly at: number; readonly isEscape: boolean }[] = [];
  let out = '';
  let at = 0;
  for (const { 0: written, index } of text.matchAll(pattern)) {
    const meant = read(written);
    if (meant === undefined) continue;
    stretches.push({ place: out.length, at, isEscape: false });
    out += text.slice(at, index);
    stretches.push({ place: out.length, at: index, isEscape: true });
    out += meant;
    at = index + written.length;
  }
  if (stretches.length === 0) return undefined;
  stretches.push({ place: out.length, at, isEscape: false });
  out += text.slice(at);
  return {
    text: small(out),
    startOf(place) {
      const stretch = stretches[lastUpTo(stretches, place)];
      return stretch === undefined ? place : stretch.isEscape ? stretch.at : stretch.at + place - stretch.place;
    },
  };
}

/** The last stretch that begins at the place or before it. */
function lastUpTo(stretches: readonly { readonly place: number }[], place: number): number {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((stretches[middle]?.place ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Small letters without a change of length. */
export function small(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : Array.from({ length: text.length }, (_, at) => oneSmall(text.charAt(at))).join('');
}

function oneSmall(char: string): string {
  const lower = char.toLowerCase();
  return lower.length === 1 ? lower : char;
}

function entity(written: string): string | undefined {
  const body = written.slice(1, -1);
  if (!body.startsWith('#')) return entities[body.toLowerCase()];
  return character(/^#x/i.test(body) ? parseInt(body.slice(2), 16) : Number(body.slice(1)));
}

function backslash(written: string): string | undefined {
  const bare = written.replace(/^\\+/, '');
  if (bare === '') return '\\';
  if (bare.length > 1) return character(parseInt(bare.slice(1), 16));
  return controls[bare.toLowerCase()] ?? bare;
}

function character(code: number): string | undefined {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** One character of UTF-8, or one byte that is none, with a sign before each byte. */
function bytesAfter(sign: string, between: string, more: string): RegExp {
  const next = `${between}${sign}[89ab][0-9a-f]`;
  const lead = (bits: string): string => `${sign}${bits}[0-9a-f]`;
  return new RegExp(`${lead('[cd]')}${next}|${lead('e')}(?:${next}){2}|${lead('f')}(?:${next}){3}|${lead('[0-9a-f]')}${more}`, 'gi');
}

interface Utf8Decoder {
  decode(bytes: Uint8Array): string;
}
declare const TextDecoder: new (label: string) => Utf8Decoder;
const utf8 = new TextDecoder('utf-8');

function bytes(written: string): string {
  const values = Uint8Array.from(written.match(/[0-9a-f]{2}/gi) ?? [], it => parseInt(it, 16));
  return values.length === 1 ? String.fromCharCode(values[0] ?? 0) : utf8.decode(values);
}
