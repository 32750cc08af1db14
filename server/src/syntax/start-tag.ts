/** Start tags: the name, the attributes with their values, and where a tag ends that was never ended. */
import {
  AMPERSAND,
  CARRIAGE_RETURN,
  COLON,
  DOUBLE_QUOTE,
  EQUALS,
  GREATER_THAN,
  LESS_THAN,
  LINE_FEED,
  QUESTION,
  SINGLE_QUOTE,
  SLASH,
  TAB,
  isBlank,
  isInvisible,
  isNameChar,
  isNameStart,
  isSmartQuote,
} from './characters';
import * as complain from './complaints';
import { escapeAttribute, referenceAt } from './entities';
import type { Issues, Problem } from './issues';
import type { CleanStretches } from './clean';
import { AttributeNode, ElementNode, noAttributes, type Source } from './nodes';
import { Prefixes } from './prefixes';
import { findValueEnd, isTagDelimiter, placeholderIn, skipBlanks } from './recovery';

/** A start tag as read: the text goes on at `next`; `unfinished` where its `>` is missing. */
export interface StartTag {
  readonly element: ElementNode;
  readonly next: number;
  readonly unfinished: Problem | undefined;
}

/** Reads start tags of one document. Knows which namespaces are in force, so elements must be entered and left in order. */
export class StartTags {
  readonly #text: string;
  readonly #source: Source;
  readonly #issues: Issues;
  readonly #clean: CleanStretches;
  readonly #prefixes = new Prefixes();
  /** The attributes of the tag being read; kept, so that each tag allocates only what it keeps. */
  readonly #attributes: AttributeNode[] = [];
  #attributeCount = 0;

  constructor(source: Source, clean: CleanStretches, issues: Issues) {
    this.#text = source.text;
    this.#source = source;
    this.#clean = clean;
    this.#issues = issues;
  }

  /** Reads the tag whose `<` stands at `start`, a name behind it, where nothing is wrong with it; undefined where something may be. */
  readClean(parent: ElementNode | undefined, start: number): ElementNode | undefined {
    const text = this.#text;
    const nameStart = start + 1;
    let nameEnd = nameStart;
    for (let code = text.charCodeAt(nameEnd); isNameChar(code); code = text.charCodeAt(++nameEnd)) if (code === COLON) return undefined;
    const end = this.#clean.endOfTag(nameEnd);
    if (end < 0) return undefined;
    const element = new ElementNode(this.#source, this.#source.names.slice(text, nameStart, nameEnd), parent, start, nameStart);
    element.tagEnd = end;
    if (text.charCodeAt(end - 2) === SLASH) {
      element.end = end;
      element.selfClosing = element.closed = true;
    }
    return element;
  }

  /** Reads the tag whose `<` stands at `start` and whose name begins at `nameStart`. */
  read(parent: ElementNode | undefined, start: number, nameStart: number): StartTag {
    const text = this.#text;
    let nameEnd = nameStart;
    while (isNameChar(text.charCodeAt(nameEnd))) nameEnd++;
    nameEnd = this.#restOfName(nameStart, nameEnd, 'element');
    const element = new ElementNode(this.#source, this.#source.names.slice(text, nameStart, nameEnd), parent, start, nameStart);
    return this.#body(element, nameEnd);
  }

  /** The element is closed, or left: its namespaces are no longer in force. */
  leave(element: ElementNode): void {
    if (this.#source.names.namespaces && element.hasReadAttributes) this.#prefixes.leave(element);
  }

  /** Attributes up to and including the `>`. */
  #body(element: ElementNode, from: number): StartTag {
    const text = this.#text;
    let at = from;
    let lastEnd = from;
    for (;;) {
      const before = at;
      let code = text.charCodeAt(at);
      while (isBlank(code)) code = text.charCodeAt(++at);
      if (code === GREATER_THAN) {
        element.tagEnd = at + 1;
        return this.#finish(element, at + 1);
      }
      if (code === SLASH) {
        const behind = skipBlanks(text, at + 1);
        if (text.charCodeAt(behind) === GREATER_THAN) {
          if (behind > at + 1) this.#issues.add(complain.blankInTagEnd(at, behind + 1));
          element.selfClosing = true;
          element.closed = true;
          element.tagEnd = element.end = behind + 1;
          return this.#finish(element, behind + 1);
        }
        lastEnd = ++at;
        if (behind >= text.length || text.charCodeAt(behind) === LESS_THAN) return this.#breakOff(element, at, true);
        this.#issues.add(complain.straySlash(at - 1));
        continue;
      }
      if (at >= text.length || code === LESS_THAN) return this.#breakOff(element, lastEnd, false);
      if (isInvisible(code)) {
        lastEnd = at = this.#invisible(at);
        continue;
      }
      if (isQuote(code)) {
        this.#issues.add(complain.strayQuote(at, element.name));
        lastEnd = ++at;
        continue;
      }
      if (before === at && at > element.nameEnd && code !== EQUALS && !isInvisible(text.charCodeAt(at - 1)))
        this.#issues.add(complain.missingBlank(at));
      lastEnd = at = this.#attribute(element, at);
    }
  }

  #finish(element: ElementNode, next: number, unfinished?: Problem): StartTag {
    element.attributes = this.#attributeCount > 0 ? this.#attributes.slice(0, this.#attributeCount) : noAttributes;
    this.#attributeCount = 0;
    if (element.attributes.length > 1) this.#checkDuplicates(element);
    if (this.#source.names.namespaces) this.#prefixes.enter(element, this.#issues);
    return { element, next, unfinished };
  }

  /** The tag is not finished: it ends with its line, or before the next tag. */
  #breakOff(element: ElementNode, lastEnd: number, selfClosing: boolean): StartTag {
    const text = this.#text;
    let end = lastEnd;
    for (let code = text.charCodeAt(end); end < text.length && code !== LESS_THAN && code !== LINE_FEED && code !== CARRIAGE_RETURN;)
      code = text.charCodeAt(++end);
    element.tagEnd = element.end = end;
    element.selfClosing = selfClosing;
    const mend = selfClosing ? complain.insertion(lastEnd, '>', "Insert '>'") : undefined;
    const problem = this.#issues.add(complain.unfinishedTag(element.name, element.start, lastEnd, mend));
    return this.#finish(element, end, selfClosing ? undefined : problem);
  }

  #invisible(at: number): number {
    const text = this.#text;
    const end = skipInvisible(text, at);
    const blankBeside = isBlank(text.charCodeAt(at - 1)) || isBlank(text.charCodeAt(end));
    this.#issues.add(complain.invisibleInTag(at, end, text.charCodeAt(at), blankBeside));
    return end;
  }

  /** Goes on over characters that no name may hold, and says so. Returns the end of the name. */
  #restOfName(start: number, from: number, what: 'element' | 'attribute'): number {
    const text = this.#text;
    let at = from;
    while (!isTagDelimiter(text.charCodeAt(at))) at++;
    if (at > start && (at > from || !isNameStart(text.charCodeAt(start))))
      this.#issues.add(complain.invalidName(start, at, text.slice(start, at), what));
    return at;
  }

  #attribute(element: ElementNode, start: number): number {
    const text = this.#text;
    let nameEnd = start;
    while (isNameChar(text.charCodeAt(nameEnd))) nameEnd++;
    const badName = !isNameStart(text.charCodeAt(start)) || !isTagDelimiter(text.charCodeAt(nameEnd));
    if (badName) nameEnd = this.#restOfName(start, nameEnd, 'attribute');
    const name = this.#source.names.slice(text, start, nameEnd);
    let at = this.#skipToEquals(nameEnd);
    if (text.charCodeAt(at) !== EQUALS) {
      if (!badName || isNameStart(text.charCodeAt(start))) this.#issues.add(complain.attributeWithoutValue({ name, start, end: nameEnd }));
      this.#add(new AttributeNode(element, name, start, -1, -1, nameEnd, 0, true));
      return nameEnd;
    }
    const equals = at;
    if (nameEnd === start) this.#issues.add(complain.valueWithoutName(equals));
    at = skipBlanks(text, equals + 1);
    if (isInvisible(text.charCodeAt(at)) && isQuote(text.charCodeAt(skipInvisible(text, at)))) at = this.#invisible(at);
    const code = text.charCodeAt(at);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return this.#quotedValue(element, name, start, at, code);
    if (isSmartQuote(code)) return this.#smartQuotedValue(element, name, start, at);
    return this.#bareValue(element, name, start, equals, at);
  }

  /** Over blanks and invisible characters to a `=`, if there is one. */
  #skipToEquals(from: number): number {
    const text = this.#text;
    let at = skipBlanks(text, from);
    while (isInvisible(text.charCodeAt(at))) {
      if (text.charCodeAt(skipBlanks(text, skipInvisible(text, at))) !== EQUALS) return at;
      at = skipBlanks(text, this.#invisible(at));
    }
    return at;
  }

  #quotedValue(element: ElementNode, name: string, start: number, quoteAt: number, quote: number): number {
    const text = this.#text;
    const { length } = text;
    const valueStart = quoteAt + 1;
    let at = valueStart;
    let plain = true;
    let suspicious = false;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code > LESS_THAN) continue;
      if (code === quote) break;
      if (code === LESS_THAN) {
        suspicious = true;
        break;
      }
      if (code === AMPERSAND || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB) plain = false;
    }
    if (suspicious || at >= length || !isAfterValue(text, at + 1)) {
      const found = findValueEnd(text, valueStart, at, quote);
      if (found.kind !== 'closed') {
        const written = quote === DOUBLE_QUOTE ? '"' : "'";
        this.#add(new AttributeNode(element, name, start, valueStart, found.end, found.next, quote, false));
        this.#issues.add(
          found.kind === 'smart'
            ? complain.smartEnd(found.end, found.next, written)
            : complain.unclosedValue(name, quoteAt, found.end, written),
        );
        this.#checkValue(valueStart, found.end);
        return found.next;
      }
      at = found.end;
      plain = false;
    }
    this.#add(new AttributeNode(element, name, start, valueStart, at, at + 1, quote, plain));
    if (!plain) this.#checkValue(valueStart, at);
    return at + 1;
  }

  #smartQuotedValue(element: ElementNode, name: string, start: number, quoteAt: number): number {
    const text = this.#text;
    const valueStart = quoteAt + 1;
    let end = valueStart;
    let next = -1;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === LINE_FEED || code === CARRIAGE_RETURN || code === LESS_THAN) break;
      if (!isQuote(code) || !isAfterValue(text, end + 1)) continue;
      next = end + 1;
      break;
    }
    if (next < 0) {
      // No quote at the end either: the value ends where the tag seems to.
      while (end > valueStart && isBlank(text.charCodeAt(end - 1))) end--;
      if (end > valueStart && text.charCodeAt(end - 1) === GREATER_THAN) end--;
      if (end > valueStart && text.charCodeAt(end - 1) === SLASH) end--;
      next = end;
    }
    this.#add(new AttributeNode(element, name, start, valueStart, end, next, 0, false));
    this.#issues.add(complain.smartQuotes(name, quoteAt, next, this.#escaped(valueStart, end)));
    return next;
  }

  #bareValue(element: ElementNode, name: string, start: number, equals: number, valueStart: number): number {
    const text = this.#text;
    let end = valueStart;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (isBlank(code) || code === LESS_THAN || code === GREATER_THAN || code === DOUBLE_QUOTE || code === SINGLE_QUOTE) break;
      if (code === SLASH && text.charCodeAt(end + 1) === GREATER_THAN) break;
      if (code === EQUALS && isQuote(text.charCodeAt(skipBlanks(text, end + 1)))) break;
    }
    const isNextAttribute = isQuotedAssignment(text, end) && isNameStart(text.charCodeAt(valueStart));
    if (end === valueStart || isNextAttribute) {
      this.#add(new AttributeNode(element, name, start, equals + 1, equals + 1, equals + 1, 0, true));
      this.#issues.add(complain.emptyValue(name, start, equals + 1));
      return equals + 1;
    }
    const closing = text.charCodeAt(end);
    const next = closing === DOUBLE_QUOTE || closing === SINGLE_QUOTE ? end + 1 : end;
    this.#add(new AttributeNode(element, name, start, valueStart, end, next, 0, false));
    this.#issues.add(complain.bareValue(name, valueStart, next, text.slice(valueStart, end), this.#escaped(valueStart, end)));
    this.#checkValue(valueStart, end);
    return next;
  }

  /** Raw `<` and bad references in a value: at most one issue for all `<`. */
  #checkValue(start: number, end: number): void {
    const text = this.#text;
    let lessThan = -1;
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === LESS_THAN && lessThan < 0) lessThan = at;
      if (code !== AMPERSAND) continue;
      const reference = referenceAt(text, at, this.#source.entities);
      this.#issues.addReference(at, reference);
      if (reference.markup) this.#issues.add(complain.entityWithMarkup(at, reference.end, text.slice(at, reference.end)));
      at = reference.end - 1;
    }
    if (lessThan < 0) return;
    const blank = placeholderIn(text, start, end);
    this.#issues.add(
      blank === undefined
        ? complain.lessThanInValue(lessThan, { start, end }, this.#escaped(start, end))
        : complain.placeholder(blank.start, blank.end, text.slice(blank.start, blank.end)),
    );
  }

  #checkDuplicates(element: ElementNode): void {
    const { attributes } = element;
    const seen = attributes.length > 12 ? new Map<string, AttributeNode>() : undefined;
    for (let index = 0; index < attributes.length; index++) {
      const attribute = attributes[index];
      if (attribute === undefined || attribute.name === '') continue;
      const first = seen === undefined ? firstOf(attributes, attribute.name, index) : seen.get(attribute.name);
      if (first === undefined) {
        seen?.set(attribute.name, attribute);
        continue;
      }
      const { start, end } = attribute.span;
      let from = start;
      while (isBlank(this.#text.charCodeAt(from - 1))) from--;
      this.#issues.add(complain.duplicateAttribute(placed(attribute), placed(first), element.name, { start: from, end }));
    }
  }

  #escaped(start: number, end: number): string {
    return escapeAttribute(this.#text.slice(start, end), this.#source.entities);
  }

  #add(attribute: AttributeNode): void {
    this.#attributes[this.#attributeCount++] = attribute;
  }
}

function firstOf(attributes: readonly AttributeNode[], name: string, before: number): AttributeNode | undefined {
  for (let index = 0; index < before; index++) {
    const attribute = attributes[index];
    if (attribute?.name === name) return attribute;
  }
  return undefined;
}

function placed({ name, nameSpan }: AttributeNode): complain.Placed {
  return { name, ...nameSpan };
}

function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE || isSmartQuote(code);
}

function isAfterValue(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at >= text.length || isBlank(code) || code === GREATER_THAN || code === SLASH || code === QUESTION;
}

/** `="…` after blanks: what stands before is the name of an attribute. */
function isQuotedAssignment(text: string, at: number): boolean {
  const next = skipBlanks(text, at);
  return text.charCodeAt(next) === EQUALS && isQuote(text.charCodeAt(skipBlanks(text, next + 1)));
}

function skipInvisible(text: string, from: number): number {
  let at = from;
  while (isInvisible(text.charCodeAt(at))) at++;
  return at;
}
