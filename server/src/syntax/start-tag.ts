/** Start tags: the name, the attributes with their values, and where a tag ends that was never ended. */
import {
  CARRIAGE_RETURN,
  COLON,
  EQUALS,
  GREATER_THAN,
  LESS_THAN,
  LINE_FEED,
  SLASH,
  isBlank,
  isInvisible,
  isNameChar,
  isNameStart,
  isQuote,
} from './characters';
import { AttributeValues } from './attribute-value';
import * as complain from './complaints';
import type { Issues, Problem } from './issues';
import type { CleanStretches } from './clean';
import { checkDuplicates } from './duplicate-attributes';
import { AttributeNode, ElementNode, noAttributes, type Source } from './nodes';
import { Prefixes } from './prefixes';
import { isTagDelimiter, skipBlanks, skipInvisible } from './recovery';

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
  readonly #values: AttributeValues;
  readonly #prefixes = new Prefixes();
  /** The attributes of the tag being read; kept, so that each tag allocates only what it keeps. */
  readonly #attributes: AttributeNode[] = [];
  #attributeCount = 0;

  constructor(source: Source, clean: CleanStretches, issues: Issues) {
    this.#text = source.text;
    this.#source = source;
    this.#clean = clean;
    this.#issues = issues;
    this.#values = new AttributeValues(source, issues);
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
    if (element.attributes.length > 1) checkDuplicates(element, this.#text, this.#issues);
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
      return this.#add(new AttributeNode(element, name, start, -1, -1, nameEnd, 0, true));
    }
    const equals = at;
    if (nameEnd === start) this.#issues.add(complain.valueWithoutName(equals));
    at = skipBlanks(text, equals + 1);
    if (isInvisible(text.charCodeAt(at)) && isQuote(text.charCodeAt(skipInvisible(text, at)))) at = this.#invisible(at);
    return this.#add(this.#values.read(element, name, start, equals, at));
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

  /** Returns where the text goes on. */
  #add(attribute: AttributeNode): number {
    this.#attributes[this.#attributeCount++] = attribute;
    return attribute.end;
  }
}
