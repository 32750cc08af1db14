/** Conversion pattern → parts, as log4net reads it: nothing is ever refused, but much is silently dropped. */
import type { Vocabulary, VocabularyWord } from './vocabulary';

/** A half-open range of UTF-16 offsets into the pattern. */
export interface PatternSpan {
  readonly start: number;
  readonly end: number;
}

/** The parts follow each other without gaps: the spans cover the pattern exactly. */
export type PatternPart = LiteralPart | ConversionPart | DroppedPart;

export interface LiteralPart {
  readonly kind: 'literal';
  readonly span: PatternSpan;
  /** What is printed: `%%` is one percent sign. */
  readonly text: string;
  /** A lone percent sign as the very last character: printed as it is. */
  readonly trailingPercent?: true;
  /** Set where the layout declares a converter of the name `literal`, which then prints instead. */
  readonly converter?: VocabularyWord;
}

export interface ConversionPart {
  readonly kind: 'conversion';
  readonly span: PatternSpan;
  /** The word that was found; what follows it is literal text, whatever it looks like. */
  readonly word: string;
  readonly wordSpan: PatternSpan;
  readonly converter: VocabularyWord;
  /** The text between the braces; absent without braces and where the closing one is missing. */
  readonly option?: string;
  readonly optionSpan?: PatternSpan;
  /** The opening brace has no closing one: it is swallowed, and what follows is literal text. */
  readonly unclosedOption?: true;
  readonly width: Width;
}

/** A percent sign that no known word follows: it vanishes together with its modifiers. */
export interface DroppedPart {
  readonly kind: 'dropped';
  /** The percent sign and its modifiers. */
  readonly span: PatternSpan;
  /** What was probably meant as a word: the letters that follow and are printed as literal text; may be empty. */
  readonly word: string;
  readonly wordSpan: PatternSpan;
  readonly width: Width;
}

/** What stands between the percent sign and the word. */
export interface Width {
  /** -1 when none is written. Wraps around like a 32-bit integer, as in log4net. */
  readonly min: number;
  /** 2147483647 when none is written; negative after a wrap, and then rendering fails. */
  readonly max: number;
  readonly leftAlign: boolean;
  /** Absent where nothing is written. */
  readonly span?: PatternSpan;
  /** A digit that is none to .NET's number parser, such as an Arabic one: log4net throws, and the layout is lost. */
  readonly badDigit?: PatternSpan;
}

export const noMaximum = 2147483647;
const literalWord = 'literal';

/** Reads a conversion pattern with the words of one layout. Never fails. */
export function parsePattern(text: string, words: Vocabulary): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  const literal = words.wordAt(literalWord, 0);
  const ownLiteral = literal?.name === literalWord && literal.declared ? { converter: literal } : {};
  let offset = 0;
  while (offset < text.length) {
    const percent = text.indexOf('%', offset);
    if (percent < 0 || percent === text.length - 1) {
      const trailing = percent < 0 ? {} : { trailingPercent: true as const };
      parts.push({ kind: 'literal', span: { start: offset, end: text.length }, text: text.slice(offset), ...trailing, ...ownLiteral });
      break;
    }
    if (text[percent + 1] === '%') {
      parts.push({ kind: 'literal', span: { start: offset, end: percent + 2 }, text: text.slice(offset, percent + 1), ...ownLiteral });
      offset = percent + 2;
      continue;
    }
    if (percent > offset)
      parts.push({ kind: 'literal', span: { start: offset, end: percent }, text: text.slice(offset, percent), ...ownLiteral });
    const { width, end } = readWidth(text, percent + 1);
    const part = readConversion(text, percent, width, end, words);
    parts.push(part);
    offset = part.span.end;
  }
  return parts;
}

/** Whether the pattern prints the exception itself; if not, an appender adds its text after the layout's output. */
export function handlesException(parts: readonly PatternPart[]): boolean {
  return parts.some(part => part.kind !== 'dropped' && part.converter?.handlesException === true);
}

/**
 * Why log4net throws over the pattern, so that the layout and its appender are lost; `undefined` where it takes it.
 * An abstract converter is reported in the internal log before.
 */
export function fatalPart(
  parts: readonly PatternPart[],
): { readonly part: PatternPart; readonly problem: 'bad-digit' | 'abstract-converter' } | undefined {
  for (const part of parts) {
    if (part.kind !== 'literal' && part.width.badDigit) return { part, problem: 'bad-digit' };
    if (part.kind !== 'dropped' && part.converter?.isAbstract) return { part, problem: 'abstract-converter' };
  }
  return undefined;
}

function readConversion(text: string, percent: number, width: Width, wordStart: number, words: Vocabulary): ConversionPart | DroppedPart {
  const converter = words.wordAt(text, wordStart);
  if (!converter) {
    const word = /^[\p{L}\p{Nd}_-]*/u.exec(text.slice(wordStart, wordStart + 64))?.[0] ?? '';
    return {
      kind: 'dropped',
      span: { start: percent, end: wordStart },
      word,
      wordSpan: { start: wordStart, end: wordStart + word.length },
      width,
    };
  }
  const wordEnd = wordStart + converter.name.length;
  const word = converter.name;
  const wordSpan = { start: wordStart, end: wordEnd };
  if (text[wordEnd] !== '{') return { kind: 'conversion', word, wordSpan, converter, width, span: { start: percent, end: wordEnd } };
  const brace = text.indexOf('}', wordEnd + 1);
  if (brace < 0)
    return { kind: 'conversion', word, wordSpan, converter, width, span: { start: percent, end: wordEnd + 1 }, unclosedOption: true };
  return {
    kind: 'conversion',
    word,
    wordSpan,
    converter,
    width,
    span: { start: percent, end: brace + 1 },
    option: text.slice(wordEnd + 1, brace),
    optionSpan: { start: wordEnd + 1, end: brace },
  };
}

/** Most words have none. */
const noWidth: Width = { min: -1, max: noMaximum, leftAlign: false };

/** The width at an offset, and where it ends. */
function readWidth(text: string, start: number): { readonly width: Width; readonly end: number } {
  let offset = start;
  let badDigit: PatternSpan | undefined;
  const leftAlign = text[offset] === '-';
  if (leftAlign) offset++;
  const digits = (unset: (value: number) => boolean, initial: number): number => {
    let value = initial;
    for (let digit = digitAt(text, offset); digit !== undefined; digit = digitAt(text, offset)) {
      if (Number.isNaN(digit)) badDigit ??= { start: offset, end: offset + 1 };
      if (unset(value)) value = 0;
      value = (value * 10 + digit) | 0;
      offset++;
    }
    return value;
  };
  const min = digits(value => value < 0, -1);
  if (text[offset] === '.') offset++;
  const max = digits(value => value === noMaximum, noMaximum);
  if (offset === start) return { width: noWidth, end: offset };
  return { width: { min, max, leftAlign, span: { start, end: offset }, ...(badDigit && { badDigit }) }, end: offset };
}

/** The digit at an offset, `NaN` for one that only .NET's character table calls a digit. */
function digitAt(text: string, offset: number): number | undefined {
  const code = text.charCodeAt(offset);
  if (code >= 48 && code <= 57) return code - 48;
  if (code < 128 || Number.isNaN(code)) return undefined;
  return /^\p{Nd}$/u.test(text.charAt(offset)) ? Number.NaN : undefined;
}
