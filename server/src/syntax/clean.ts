/**
 * The quick way through what nearly every file is made of: start tags and text with nothing wrong and nothing unusual. It
 * jumps from one character that matters to the next, and leaves whatever is not clean to those who read with care.
 */
import {
  BANG,
  DOUBLE_QUOTE,
  COLON,
  EQUALS,
  GREATER_THAN,
  LESS_THAN,
  SINGLE_QUOTE,
  SLASH,
  isBlank,
  isNameChar,
  isNameStart,
} from './characters';
import { AttributeNode, type ElementNode } from './nodes';
import { skipBlanks } from './recovery';

/** Looks ahead in one text; quick as long as places are asked for in the order of the text, or nearly. */
export class CleanStretches {
  readonly #text: string;
  readonly #lessThan: Ahead;
  readonly #ampersand: Ahead;
  readonly #sectionEnd: Ahead;
  readonly #lineFeed: Ahead;
  readonly #carriageReturn: Ahead;
  readonly #tab: Ahead;
  /** Where the names of a tag's attributes begin and end, as far as it is read. */
  readonly #names: number[] = [];
  /** The same of the elements that are open. */
  readonly #open: number[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#lessThan = new Ahead(text, '<');
    this.#ampersand = new Ahead(text, '&');
    this.#sectionEnd = new Ahead(text, ']]>');
    this.#lineFeed = new Ahead(text, '\n');
    this.#carriageReturn = new Ahead(text, '\r');
    this.#tab = new Ahead(text, '\t');
  }

  /**
   * The end of the text that begins at `start`: the `<` of the next tag. −1 where there is a reference in it, or anything else
   * to look at.
   */
  endOfText(start: number): number {
    const end = this.#lessThan.from(start);
    return isTagStart(this.#text, end) && this.#ampersand.from(start) > end && this.#sectionEnd.from(start) > end ? end : -1;
  }

  /**
   * The end of the start tag whose name ends at `nameEnd`, behind its `>`. −1 where something may be wrong with it, an attribute
   * has to do with namespaces, or a value is not what is written.
   */
  endOfTag(nameEnd: number): number {
    const text = this.#text;
    const names = this.#names;
    let count = 0;
    for (let at = nameEnd; ;) {
      let code = text.charCodeAt(at);
      if (code === GREATER_THAN) return at + 1;
      if (code === SLASH) return text.charCodeAt(at + 1) === GREATER_THAN ? at + 2 : -1;
      if (!isBlank(code)) return -1;
      do code = text.charCodeAt(++at);
      while (isBlank(code));
      if (!isNameStart(code)) continue;
      const start = at;
      for (; isNameChar(code); code = text.charCodeAt(++at)) if (code === COLON) return -1;
      if (code !== EQUALS || !this.#isPlainName(start, at, count)) return -1;
      names[count++] = start;
      names[count++] = at;
      const valueStart = at + 2;
      const end = endOfValue(text, at + 1);
      if (end < 0 || !this.#isPlainValue(valueStart, end)) return -1;
      at = end + 1;
    }
  }

  /**
   * The end of the element whose name stands between these places and whose start tag ends at `tagEnd`, when everything in it
   * is clean: tags, text and comments. −1 where it is not, or goes on beyond `limit`.
   */
  endOfElement(nameStart: number, nameEnd: number, tagEnd: number, limit: number): number {
    const text = this.#text;
    const open = this.#open;
    open[0] = nameStart;
    open[1] = nameEnd;
    let depth = 2;
    for (let at = tagEnd; at < limit;) {
      if (text.charCodeAt(at) !== LESS_THAN) {
        at = this.endOfText(at);
        if (at < 0) return -1;
      }
      const next = text.charCodeAt(at + 1);
      if (next === SLASH) {
        at = endOfEndTag(text, at, open[depth - 2] ?? 0, open[depth - 1] ?? 0);
        depth -= 2;
        if (at < 0 || depth === 0) return at;
      } else if (next === BANG) {
        at = endOfComment(text, at);
        if (at < 0) return -1;
      } else {
        const start = at + 1;
        if (!isNameStart(next)) return -1;
        let end = start;
        for (let code = next; isNameChar(code); code = text.charCodeAt(++end)) if (code === COLON) return -1;
        at = this.endOfTag(end);
        if (at < 0) return -1;
        if (text.charCodeAt(at - 2) === SLASH) continue;
        open[depth++] = start;
        open[depth++] = end;
      }
    }
    return -1;
  }

  /** Not `xmlns`, and not like one before: the length and both ends tell that well enough, and many names are few tags'. */
  #isPlainName(start: number, end: number, count: number): boolean {
    const text = this.#text;
    const length = end - start;
    const first = text.charCodeAt(start);
    if (count > MOST_NAMES || (first === LETTER_X && length === 5)) return false;
    const names = this.#names;
    for (let index = 0; index < count; index += 2) {
      const otherStart = names[index] ?? 0;
      const otherEnd = names[index + 1] ?? 0;
      if (otherEnd - otherStart !== length || text.charCodeAt(otherStart) !== first) continue;
      if (text.charCodeAt(otherEnd - 1) === text.charCodeAt(end - 1)) return false;
    }
    return true;
  }

  #isPlainValue(start: number, end: number): boolean {
    return (
      this.#lessThan.from(start) > end &&
      this.#lineFeed.from(start) > end &&
      this.#ampersand.from(start) > end &&
      this.#carriageReturn.from(start) > end &&
      this.#tab.from(start) > end
    );
  }
}

const LETTER_X = 0x78;
/** Two places for each of as many attributes as a tag of a configuration has. */
const MOST_NAMES = 16;

/** The attributes of a start tag that `endOfTag` found clean. */
export function readCleanAttributes(element: ElementNode): AttributeNode[] {
  const { text, names } = element.source;
  const attributes: AttributeNode[] = [];
  for (let start = skipBlanks(text, element.nameEnd); isNameStart(text.charCodeAt(start));) {
    const equals = text.indexOf('=', start);
    const valueStart = equals + 2;
    const valueEnd = endOfValue(text, equals + 1);
    const name = names.slice(text, start, equals);
    attributes.push(new AttributeNode(element, name, start, valueStart, valueEnd, valueEnd + 1, text.charCodeAt(valueEnd), true));
    start = skipBlanks(text, valueEnd + 1);
  }
  return attributes;
}

/** Finds the next place of something, again and again, looking at each character once. */
class Ahead {
  readonly #text: string;
  readonly #what: string;
  /** The place it was looked for from, and found at. */
  #from = 0;
  #next = -1;

  constructor(text: string, what: string) {
    this.#text = text;
    this.#what = what;
  }

  /** The next place at or behind `at`; the end of the text where there is none. */
  from(at: number): number {
    if (this.#next < at || at < this.#from) {
      this.#from = at;
      const found = this.#text.indexOf(this.#what, at);
      this.#next = found < 0 ? this.#text.length : found;
    }
    return this.#next;
  }
}

/** The quote that closes the value whose opening quote stands at `quoteAt`; −1 where there is none. */
function endOfValue(text: string, quoteAt: number): number {
  const quote = text.charCodeAt(quoteAt);
  return quote === DOUBLE_QUOTE ? text.indexOf('"', quoteAt + 1) : quote === SINGLE_QUOTE ? text.indexOf("'", quoteAt + 1) : -1;
}

/** Whether a `<` begins a tag, or what else begins with one. */
function isTagStart(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== LESS_THAN) return false;
  const next = text.charCodeAt(at + 1);
  return isNameStart(next) || next === SLASH || next === BANG;
}

/** The end of the end tag at `at`, if it has the name that stands between these places, and nothing else. */
function endOfEndTag(text: string, at: number, nameStart: number, nameEnd: number): number {
  const start = at + 2;
  for (let index = nameStart; index < nameEnd; index++)
    if (text.charCodeAt(start + index - nameStart) !== text.charCodeAt(index)) return -1;
  const end = start + nameEnd - nameStart;
  return text.charCodeAt(end) === GREATER_THAN ? end + 1 : -1;
}

/** The end of the comment at `at`; −1 where it is none, or has two dashes where only its end may. */
function endOfComment(text: string, at: number): number {
  if (!text.startsWith('<!--', at)) return -1;
  const dashes = text.indexOf('--', at + 4);
  return dashes >= 0 && text.charCodeAt(dashes + 2) === GREATER_THAN ? dashes + 3 : -1;
}
