/** Where things probably end that were never ended. Runs only on text that is already known to be broken. */
import {
  CARRIAGE_RETURN,
  DOUBLE_QUOTE,
  EQUALS,
  GREATER_THAN,
  LESS_THAN,
  LINE_FEED,
  QUESTION,
  SINGLE_QUOTE,
  SLASH,
  isBlank,
  isInvisible,
  isNameChar,
  isNameStart,
  isSmartQuote,
} from './characters';
import type { Span } from './tree';

/** How a quoted value ends: at its own quote, at a typographic one, or (`open`) where it seems to stop. `next` is where the tag goes on. */
export type ValueEnd =
  | { readonly kind: 'closed'; readonly end: number }
  | { readonly kind: 'smart'; readonly end: number; readonly next: number }
  | { readonly kind: 'open'; readonly end: number; readonly next: number };

/**
 * The end of a value that is suspicious at `from`: there stands a `<`, the end of the text, or a closing quote with
 * something glued to it.
 */
export function findValueEnd(text: string, start: number, from: number, quote: number): ValueEnd {
  let close = from;
  for (let code = text.charCodeAt(close); close < text.length && code !== quote && code !== LINE_FEED && code !== CARRIAGE_RETURN;) {
    code = text.charCodeAt(++close);
  }
  if (text.charCodeAt(close) === quote) {
    if (isAfterValue(text, close + 1)) return closedOrSwallowed(text, start, close);
    return glued(text, start, close);
  }
  const smart = smartEnd(text, start, close);
  if (smart !== undefined) return smart;
  return open(guessOpenEnd(text, start, from, close));
}

/** The blank to fill in that a value holds: from the first `<` to the last `>` of things like `<IP of server …>`. */
export function placeholderIn(text: string, start: number, end: number): Span | undefined {
  let first = -1;
  let last = -1;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) !== LESS_THAN) continue;
    const close = placeholderEnd(text, at, end);
    if (close < 0) return undefined;
    if (first < 0) first = at;
    last = close;
    at = close - 1;
  }
  if (first < 0 || text.slice(start, end).includes('%')) return undefined;
  return { start: first, end: last };
}

/** Whether a character ends a name inside a tag. */
export function isTagDelimiter(code: number): boolean {
  return (
    isBlank(code) ||
    code === EQUALS ||
    code === GREATER_THAN ||
    code === SLASH ||
    code === LESS_THAN ||
    code === DOUBLE_QUOTE ||
    code === SINGLE_QUOTE ||
    Number.isNaN(code) ||
    (code > 0x7f && (isInvisible(code) || isSmartQuote(code)))
  );
}

export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

export function skipInvisible(text: string, from: number): number {
  let at = from;
  while (isInvisible(text.charCodeAt(at))) at++;
  return at;
}

/** The offset of the next line break, or the end of the text. */
export function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== LINE_FEED && text.charCodeAt(at) !== CARRIAGE_RETURN) at++;
  return at;
}

/** A closing quote in a good place, with a `<` somewhere before it: the value goes that far unless it swallowed a line with a tag. */
function closedOrSwallowed(text: string, start: number, close: number): ValueEnd {
  const tagLine = lineBeginningWithTag(text, start, close);
  if (tagLine < 0) return { kind: 'closed', end: close };
  return open(beforeTagEnd(text, start, tagLine));
}

/** A closing quote with something glued to it: probably the opening quote of the next attribute. */
function glued(text: string, start: number, close: number): ValueEnd {
  const smart = smartEnd(text, start, close);
  if (smart !== undefined) return smart;
  const quoted = endOfQuotingPlaceholder(text, start, close);
  if (quoted >= 0) return { kind: 'closed', end: quoted };
  const tagLine = lineBeginningWithTag(text, start, close);
  if (tagLine >= 0) return open(beforeTagEnd(text, start, tagLine));
  const swallowed = tagEndBeforeTag(text, start, close);
  if (swallowed >= 0) return open(swallowed);
  const attribute = attributeBefore(text, start, close);
  if (attribute < 0) return { kind: 'closed', end: close };
  for (let at = attribute - 1; at >= start; at--) {
    const code = text.charCodeAt(at);
    if (code === GREATER_THAN) break;
    if (code === LESS_THAN && isNameStart(text.charCodeAt(at + 1))) return open(trimEnd(text, start, at));
  }
  return open(attribute);
}

/** The quote that ends `"<IP of "Butler" server>"`: a blank to fill in with quotes of its own; −1 where it is none. */
function endOfQuotingPlaceholder(text: string, start: number, close: number): number {
  let at = close - 1;
  while (at >= start && text.charCodeAt(at) !== LESS_THAN && text.charCodeAt(at) !== GREATER_THAN) at--;
  if (at < start || text.charCodeAt(at) !== LESS_THAN || !isNameStart(text.charCodeAt(at + 1))) return -1;
  for (at = close + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LESS_THAN || code === LINE_FEED || code === EQUALS) return -1;
    if (code === GREATER_THAN) return text.charCodeAt(at + 1) === text.charCodeAt(close) && isAfterValue(text, at + 2) ? at + 1 : -1;
  }
  return -1;
}

function smartEnd(text: string, start: number, close: number): ValueEnd | undefined {
  for (let at = start; at < close; at++) {
    if (isSmartQuote(text.charCodeAt(at)) && isAfterValue(text, at + 1)) return { kind: 'smart', end: at, next: at + 1 };
  }
  return undefined;
}

/** No closing quote on the line at all. */
function guessOpenEnd(text: string, start: number, from: number, lineEnd: number): number {
  const tagLine = lineBeginningWithTag(text, start, Math.min(from + 1, text.length));
  if (tagLine >= 0) return beforeTagEnd(text, start, tagLine);
  const swallowed = tagEndBeforeTag(text, start, lineEnd);
  if (swallowed >= 0) return swallowed;
  const firstLine = endOfLine(text, start);
  return beforeTagEnd(text, start, Math.min(firstLine, lineEnd));
}

/** The line break before a `<` that begins a line within the stretch; −1 when there is none. */
function lineBeginningWithTag(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== LINE_FEED && code !== CARRIAGE_RETURN) continue;
    const first = skipBlanks(text, at);
    if (first < end && text.charCodeAt(first) === LESS_THAN) return at;
    at = Math.max(at, first - 1);
  }
  return -1;
}

/** The `>` or `/>` that a `<` follows directly: a tag's end swallowed by the value. */
function tagEndBeforeTag(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) !== GREATER_THAN) continue;
    const next = skipBlanks(text, at + 1);
    if (next < end && text.charCodeAt(next) === LESS_THAN) return beforeTagEnd(text, start, at + 1);
  }
  return -1;
}

/** Where ` name=` begins that stands directly before `close`; −1 when it does not. */
function attributeBefore(text: string, start: number, close: number): number {
  let at = close - 1;
  while (at > start && isBlank(text.charCodeAt(at))) at--;
  if (text.charCodeAt(at) !== EQUALS) return -1;
  at--;
  while (at > start && isBlank(text.charCodeAt(at))) at--;
  const nameEnd = at;
  while (at >= start && isNameChar(text.charCodeAt(at))) at--;
  if (at === nameEnd || at < start || !isBlank(text.charCodeAt(at)) || !isNameStart(text.charCodeAt(at + 1))) return -1;
  return trimEnd(text, start, at + 1);
}

/** Cuts a tag's own end off a stretch, unless its `>` closes a `<` of the value. */
function beforeTagEnd(text: string, start: number, end: number): number {
  let at = trimEnd(text, start, end);
  if (at <= start || text.charCodeAt(at - 1) !== GREATER_THAN) return at;
  if (text.charCodeAt(at - 2) === SLASH && at - 2 >= start) return trimEnd(text, start, at - 2);
  for (let back = at - 2; back >= start; back--) {
    const code = text.charCodeAt(back);
    if (code === GREATER_THAN) break;
    if (code === LESS_THAN) return at;
  }
  at--;
  return trimEnd(text, start, at);
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Whether a value may have ended in front of `at`. */
export function isAfterValue(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at >= text.length || isBlank(code) || code === GREATER_THAN || code === SLASH || code === QUESTION;
}

function placeholderEnd(text: string, at: number, end: number): number {
  if (!isNameStart(text.charCodeAt(at + 1))) return -1;
  for (let close = at + 1; close < end; close++) {
    const code = text.charCodeAt(close);
    if (code === LESS_THAN) return -1;
    if (code === GREATER_THAN) return text.charCodeAt(close - 1) === SLASH ? -1 : close + 1;
  }
  return -1;
}

function open(end: number): ValueEnd {
  return { kind: 'open', end, next: end };
}
