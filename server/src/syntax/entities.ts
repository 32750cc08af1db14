/** References (`&lt;`, `&#10;`, `&name;`): what they stand for, and what is wrong with them. */
import { AMPERSAND, CARRIAGE_RETURN, HASH, LINE_FEED, SEMICOLON, TAB, isNameChar, isNameStart, isXmlCodePoint } from './characters';

/** What the internal subset of a DOCTYPE declares. */
export interface Entities {
  /** Name → replacement text, with character references resolved as XML 4.5 asks; undefined for what only a DTD reader could fetch. */
  readonly declared: Map<string, string | undefined>;
  /** True where declarations may stand elsewhere (external subset, parameter entities): then an unknown name is no fault. */
  open: boolean;
  /** Replacements already worked out, by name. */
  readonly expanded: Map<string, Expansion>;
}

/** The replacement of an entity, undefined for what only a DTD reader could fetch; or the name that makes it impossible. */
type Expansion = { readonly text: string | undefined; readonly markup: boolean } | { readonly unknown: string };

export type ReferenceFault =
  | { readonly kind: 'bare' }
  /** `&lt` without its semicolon: `name` is what was meant. */
  | { readonly kind: 'unfinished'; readonly name: string }
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'character' };

/** What `referenceAt` found at an ampersand. `end` is behind the semicolon, or where the reference breaks off. */
export interface Reference {
  readonly end: number;
  /** What it stands for; undefined where it stands for itself. */
  readonly text: string | undefined;
  readonly fault: ReferenceFault | undefined;
  /** True where the replacement brings markup of its own, which may not stand in an attribute. */
  readonly markup: boolean;
}

const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const LONGEST_REPLACEMENT = 10_000;

/** Reads the reference whose ampersand stands at `at`. */
export function referenceAt(text: string, at: number, entities: Entities): Reference {
  let end = at + 1;
  if (text.charCodeAt(end) === HASH) return characterReferenceAt(text, at);
  if (!isNameStart(text.charCodeAt(end))) return { end, text: undefined, fault: { kind: 'bare' }, markup: false };
  while (isNameChar(text.charCodeAt(end))) end++;
  const name = text.slice(at + 1, end);
  if (text.charCodeAt(end) !== SEMICOLON) {
    const fault: ReferenceFault = Object.hasOwn(predefined, name) ? { kind: 'unfinished', name } : { kind: 'bare' };
    return { end, text: undefined, fault, markup: false };
  }
  end++;
  if (Object.hasOwn(predefined, name)) return { end, text: predefined[name], fault: undefined, markup: false };
  if (!entities.declared.has(name)) {
    return { end, text: undefined, fault: entities.open ? undefined : { kind: 'unknown', name }, markup: false };
  }
  const expanded = expansion(name, entities);
  if ('unknown' in expanded) return { end, text: undefined, fault: { kind: 'unknown', name: expanded.unknown }, markup: false };
  return { end, text: expanded.markup ? undefined : expanded.text, fault: undefined, markup: expanded.markup };
}

/** Text content as a reader hands it on: references resolved, every kind of line end a line feed. */
export function decodeText(text: string, start: number, end: number, entities: Entities): string {
  return decode(text, start, end, entities, false);
}

/** An attribute value as a reader hands it on (XML 3.3.3): references resolved, each literal blank a space. */
export function decodeAttribute(text: string, start: number, end: number, entities: Entities): string {
  return decode(text, start, end, entities, true);
}

/** Line ends as XML 2.11 has them, nothing else changed: comments, CDATA, instructions. */
export function normaliseLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Makes a raw value fit to stand between double quotes, leaving good references as they are. */
export function escapeAttribute(raw: string, entities: Entities): string {
  let result = '';
  for (let at = 0; at < raw.length;) {
    const char = raw.charAt(at);
    if (char === '&') {
      const reference = referenceAt(raw, at, entities);
      result += reference.fault === undefined ? raw.slice(at, reference.end) : `&amp;${raw.slice(at + 1, reference.end)}`;
      at = reference.end;
      continue;
    }
    result += char === '<' ? '&lt;' : char === '"' ? '&quot;' : char;
    at++;
  }
  return result;
}

function decode(text: string, start: number, end: number, entities: Entities, inAttribute: boolean): string {
  let result = '';
  let from = start;
  for (let at = start; at < end;) {
    const code = text.charCodeAt(at);
    if (code === AMPERSAND) {
      const reference = referenceAt(text, at, entities);
      if (reference.text !== undefined && reference.end <= end) {
        const replacement = isEntity(text, at) && inAttribute ? reference.text.replace(/[\t\n\r]/g, ' ') : reference.text;
        result += text.slice(from, at) + replacement;
        from = reference.end;
      }
      at = Math.min(reference.end, end);
    } else if (code === CARRIAGE_RETURN || (inAttribute && (code === LINE_FEED || code === TAB))) {
      result += text.slice(from, at) + (inAttribute ? ' ' : '\n');
      at += code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED && at + 1 < end ? 2 : 1;
      from = at;
    } else {
      at++;
    }
  }
  return result + text.slice(from, end);
}

function isEntity(text: string, at: number): boolean {
  return text.charCodeAt(at + 1) !== HASH;
}

function characterReferenceAt(text: string, at: number): Reference {
  let end = at + 2;
  const hex = text.charCodeAt(end) === 0x78;
  if (hex) end++;
  const digits = end;
  while (hex ? isHexDigit(text.charCodeAt(end)) : isDigit(text.charCodeAt(end))) end++;
  if (end === digits || text.charCodeAt(end) !== SEMICOLON) return { end, text: undefined, fault: { kind: 'bare' }, markup: false };
  const code = Number.parseInt(text.slice(digits, end), hex ? 16 : 10);
  end++;
  if (!isXmlCodePoint(code)) return { end, text: undefined, fault: { kind: 'character' }, markup: false };
  return { end, text: String.fromCodePoint(code), fault: undefined, markup: false };
}

/** Bounded, so that no nest of entities can blow up. */
function expansion(name: string, entities: Entities): Expansion {
  const known = entities.expanded.get(name);
  if (known !== undefined) return known;
  const budget = { left: LONGEST_REPLACEMENT };
  const visit = (current: string, within: readonly string[]): Expansion => {
    if (within.includes(current)) return { unknown: current };
    const raw = entities.declared.get(current);
    if (raw === undefined) return { text: undefined, markup: false };
    let result = '';
    let markup = raw.includes('<');
    for (let at = 0; at < raw.length && budget.left > 0; budget.left--) {
      if (raw.charCodeAt(at) !== AMPERSAND) {
        result += raw.charAt(at);
        at++;
        continue;
      }
      let end = at + 1;
      while (isNameChar(raw.charCodeAt(end))) end++;
      const inner = raw.slice(at + 1, end);
      if (entities.declared.has(inner) && raw.charCodeAt(end) === SEMICOLON) {
        const replacement = visit(inner, [...within, current]);
        if ('unknown' in replacement) return replacement;
        result += replacement.text ?? '';
        markup ||= replacement.markup;
        at = end + 1;
      } else {
        const reference = referenceAt(raw, at, undeclared);
        if (!entities.open && reference.text === undefined) return { unknown: inner };
        result += reference.text ?? raw.slice(at, reference.end);
        at = reference.end;
      }
    }
    return { text: result, markup };
  };
  const made = visit(name, []);
  entities.expanded.set(name, made);
  return made;
}

/** What a text without a DOCTYPE declares, names left alone. */
export const undeclared: Entities = { declared: new Map(), open: true, expanded: new Map() };

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

/**
 * For each character of a decoded value its place in the text, and one more for the end: to draw in the text what was found
 * in the value. `start` and `end` enclose the value as written.
 */
export function decodedOffsets(text: string, start: number, end: number, inAttribute: boolean): readonly number[] {
  const offsets: number[] = [];
  for (let at = start; at < end;) {
    const code = text.charCodeAt(at);
    const reference = code === AMPERSAND ? referenceAt(text, at, undeclared) : undefined;
    if (reference?.text !== undefined && reference.end <= end) {
      for (let count = 0; count < reference.text.length; count++) offsets.push(at);
      at = reference.end;
    } else {
      offsets.push(at);
      at += code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED && (inAttribute || at + 1 < end) ? 2 : 1;
    }
  }
  offsets.push(end);
  return offsets;
}
