/** The tolerant, one-pass XML reader: any text gives a tree and the list of what keeps a conforming reader from loading it. */
import {
  AMPERSAND,
  BANG,
  BYTE_ORDER_MARK,
  CARRIAGE_RETURN,
  CLOSE_BRACKET,
  COLON,
  GREATER_THAN,
  LESS_THAN,
  LINE_FEED,
  QUESTION,
  SLASH,
  TAB,
  isBlank,
  isInvisible,
  isNameChar,
  isNameStart,
} from './characters';
import * as complain from './complaints';
import { CleanStretches } from './clean';
import { referenceAt } from './entities';
import { Issues } from './issues';
import { Names, isAt } from './names';
import { ElementNode, TextNode, asNodes, type Source, type TreeNode } from './nodes';
import { OpenElements } from './open-elements';
import { OtherMarkup } from './other-markup';
import { isTagDelimiter, skipBlanks } from './recovery';
import { similar } from './repair';
import { StartTags } from './start-tag';
import type { XmlDocument } from './tree';

/** Reads any text. Never throws; the time taken grows with the length of the text, whatever is in it. */
export function parse(text: string): XmlDocument {
  const source: Source = {
    text,
    entities: { declared: new Map(), open: false, expanded: new Map() },
    names: new Names(),
    readInside: element => (inside ??= new Reader(source)).readInside(element),
  };
  let inside: Reader | undefined;
  return new Reader(source).read();
}

/**
 * Elements near the top are sections of the file, which a keystroke leaves as they were but for one. Of a clean one nothing is
 * made but the element itself until somebody asks what is in it. Larger ones are no sections.
 */
const LONGEST_SECTION = 16_384;

class Reader {
  readonly #text: string;
  readonly #source: Source;
  readonly #issues: Issues;
  readonly #clean: CleanStretches;
  readonly #tags: StartTags;
  readonly #others: OtherMarkup;
  readonly #elements: OpenElements;
  #at = 0;
  #passesOver = true;

  constructor(source: Source) {
    const { text } = source;
    this.#text = text;
    this.#source = source;
    this.#clean = new CleanStretches(text);
    this.#issues = new Issues(text);
    this.#tags = new StartTags(this.#source, this.#clean, this.#issues);
    this.#elements = new OpenElements(text, this.#issues, element => this.#tags.leave(element));
    this.#others = new OtherMarkup(this.#source, this.#issues);
  }

  read(): XmlDocument {
    const text = this.#text;
    const { length } = text;
    this.#checkCharacters();
    if (text.charCodeAt(0) === BYTE_ORDER_MARK) this.#at = 1;
    while (this.#at < length) {
      if (text.charCodeAt(this.#at) === LESS_THAN) this.#markup(this.#at);
      else this.#content();
    }
    this.#elements.leaveOpenBelow(undefined, length);
    if (this.#elements.roots.length === 0) {
      const empty = text.trim() === '';
      if (empty || this.#issues.count === 0) this.#issues.add(complain.noRoot(length, empty));
    }
    return { text, roots: this.#elements.roots, nodes: asNodes(this.#elements.nodes), issues: this.#issues.inOrder() };
  }

  /** What is inside of an element that was passed over. */
  readInside(element: ElementNode): void {
    this.#elements.open(element);
    this.#passesOver = false;
    this.#at = element.tagEnd;
    while (this.#at < element.endTagStart) {
      if (this.#text.charCodeAt(this.#at) === LESS_THAN) this.#markup(this.#at);
      else this.#content();
    }
  }

  /** Characters that may not occur anywhere; halves of surrogate pairs are matched to be looked at. */
  #checkCharacters(): void {
    if (!/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/.test(this.#text)) return;
    for (const { 0: run, index } of this.#text.matchAll(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]+/g)) {
      for (let at = 0; at < run.length; at++) {
        const start = at;
        while (at < run.length && !isPair(run, at)) at++;
        if (at > start) this.#issues.add(complain.invalidCharacters(index + start, index + at, run.charCodeAt(start)));
        at++;
      }
      if (this.#issues.full) return;
    }
  }

  #markup(at: number): void {
    const next = this.#text.charCodeAt(at + 1);
    if (isNameStart(next)) this.#plainStartTag(at);
    else if (next === SLASH) this.#endTag(at);
    else if (next === BANG) this.#addRead(this.#others.declaration(this.#elements.current, at, this.#elements.roots.length > 0));
    else if (next === QUESTION) this.#addRead(this.#others.instruction(this.#elements.current, at));
    else this.#oddLessThan(at, next);
  }

  #content(): void {
    const text = this.#text;
    const { length } = text;
    const start = this.#at;
    const clean = this.#elements.current === undefined ? -1 : this.#clean.endOfText(start);
    if (clean >= 0) {
      this.#addRead(new TextNode(this.#source, this.#elements.current, start, clean));
      return;
    }
    let at = start;
    let onlyBlanks = true;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code === LESS_THAN) {
        if (onlyBlanks || isMarkupStart(text, at)) break;
        this.#issues.add(complain.lessThanInText(at));
      } else if (code === AMPERSAND) {
        const reference = referenceAt(text, at, this.#source.entities);
        this.#issues.addReference(at, reference);
        at = reference.end;
        onlyBlanks = false;
        continue;
      } else if (code === CLOSE_BRACKET && text.startsWith(']]>', at)) {
        this.#issues.add(complain.sectionEndInText(at));
      }
      if (onlyBlanks && !isBlank(code)) onlyBlanks = false;
      at++;
    }
    this.#addRead(new TextNode(this.#source, this.#elements.current, start, at));
    if (this.#elements.current === undefined && !onlyBlanks) this.#textOutside(start, at);
  }

  #textOutside(start: number, end: number): void {
    const text = this.#text;
    let from = start;
    let to = end;
    while (isBlank(text.charCodeAt(from))) from++;
    while (isBlank(text.charCodeAt(to - 1))) to--;
    let at = from;
    while (at < to && (isInvisible(text.charCodeAt(at)) || isBlank(text.charCodeAt(at)))) at++;
    if (at === to) {
      this.#issues.add(complain.invisibleOutside(from, to));
      return;
    }
    this.#issues.dropWithin(start, end);
    this.#issues.add(complain.textOutside(from, to, this.#elements.roots[0]?.name));
  }

  #plainStartTag(start: number): void {
    const element = this.#tags.readClean(this.#elements.current, start);
    if (element === undefined) {
      this.#startTag(start, start + 1);
      return;
    }
    const isSection = this.#passesOver && isNearTheTop(this.#elements.current);
    this.#elements.addElement(element);
    this.#at = element.tagEnd;
    if (element.selfClosing) return;
    const { nameStart, nameEnd, tagEnd } = element;
    const end = isSection ? this.#clean.endOfElement(nameStart, nameEnd, tagEnd, start + LONGEST_SECTION) : -1;
    if (end < 0) this.#elements.open(element);
    else {
      element.passOver(end);
      this.#at = end;
    }
  }

  #startTag(start: number, nameStart: number): void {
    const { element, next, unfinished } = this.#tags.read(this.#elements.current, start, nameStart);
    this.#elements.addElement(element);
    this.#at = next;
    if (element.selfClosing) return;
    this.#elements.open(element, unfinished);
  }

  /** A `<` that begins nothing: a tag just being typed, or a stray character. */
  #oddLessThan(start: number, next: number): void {
    const text = this.#text;
    if (next === COLON || !isTagDelimiter(next)) {
      this.#startTag(start, start + 1);
      return;
    }
    let nameAt = start + 1;
    while (text.charCodeAt(nameAt) === 0x20 || text.charCodeAt(nameAt) === TAB || isInvisible(text.charCodeAt(nameAt))) nameAt++;
    if (nameAt > start + 1 && isNameStart(text.charCodeAt(nameAt)) && isTagAhead(text, nameAt)) {
      this.#issues.add(complain.blankBeforeName(start, nameAt));
      this.#startTag(start, nameAt);
      return;
    }
    const element = new ElementNode(this.#source, '', this.#elements.current, start, start + 1);
    this.#elements.addElement(element);
    if (next === GREATER_THAN) {
      element.tagEnd = element.end = start + 2;
      element.closed = element.selfClosing = true;
      this.#issues.add(complain.emptyName(start));
    } else {
      this.#issues.add(complain.nameNotYetTyped(start));
    }
    this.#at = element.end;
  }

  #endTag(start: number): void {
    const text = this.#text;
    const nameStart = start + 2;
    const open = this.#elements.current;
    let nameEnd = nameStart + (open?.name.length ?? 0);
    // The usual case first: the end tag of the current element.
    if (open !== undefined && text.charCodeAt(nameEnd) === GREATER_THAN && isAt(text, open.name, nameStart)) {
      this.#close(open, start, nameEnd, nameEnd + 1);
      return;
    }
    nameEnd = nameStart;
    while (!isTagDelimiter(text.charCodeAt(nameEnd))) nameEnd++;
    if (nameEnd === nameStart && this.#blankEndTag(start)) return;
    const name = text.slice(nameStart, nameEnd);
    const end = this.#endOfEndTag(start, nameEnd, name);
    const match = this.#elements.findOpen(name);
    if (match === undefined) {
      this.#strayEndTag({ name, start, end }, nameStart, nameEnd);
      return;
    }
    this.#elements.leaveOpenBelow(match, start);
    this.#close(match, start, nameEnd, end);
  }

  /** `</ name>`, with blanks where none may be; false where it is something else. */
  #blankEndTag(start: number): boolean {
    const text = this.#text;
    const nameStart = skipBlanks(text, start + 2);
    let nameEnd = nameStart;
    while (isNameChar(text.charCodeAt(nameEnd))) nameEnd++;
    const end = skipBlanks(text, nameEnd);
    const match = nameStart - start > 100 ? undefined : this.#elements.findOpen(text.slice(nameStart, nameEnd));
    if (match === undefined || text.charCodeAt(end) !== GREATER_THAN) return false;
    this.#issues.add(complain.blankInEndTag(start + 2, nameStart));
    this.#elements.leaveOpenBelow(match, start);
    this.#close(match, start, nameEnd, end + 1);
    return true;
  }

  /** Where an end tag stops; anything but blanks before its `>` is an issue. */
  #endOfEndTag(start: number, nameEnd: number, name: string): number {
    const text = this.#text;
    const at = skipBlanks(text, nameEnd);
    if (text.charCodeAt(at) === GREATER_THAN) return at + 1;
    let end = at;
    for (
      let code = text.charCodeAt(end);
      end < text.length && code !== GREATER_THAN && code !== LESS_THAN && code !== LINE_FEED && code !== CARRIAGE_RETURN;
    ) {
      code = text.charCodeAt(++end);
    }
    const closed = text.charCodeAt(end) === GREATER_THAN;
    // Without a name that alone is said, by `#strayEndTag`.
    if (name !== '')
      this.#issues.add(closed ? complain.attributesInEndTag(name, at, end, nameEnd) : complain.unfinishedEndTag(name, start, nameEnd));
    return closed ? end + 1 : nameEnd;
  }

  #strayEndTag(tag: complain.Placed, nameStart: number, nameEnd: number): void {
    const open = this.#elements.current;
    const { name, start, end } = tag;
    this.#at = end;
    if (open === undefined) {
      this.#issues.add(complain.endTagOfNothing(name, start, end));
      return;
    }
    const around = { name: open.name, ...open.nameSpan };
    if (name === '' || similar(name, open.name)) {
      this.#issues.add(complain.misspeltEndTag(tag, nameStart, nameEnd, around));
      this.#close(open, start, nameEnd, end);
      return;
    }
    this.#elements.rememberStray(tag, this.#issues.add(complain.strayEndTag(tag, around)));
  }

  #close(element: ElementNode, start: number, nameEnd: number, end: number): void {
    this.#elements.close(element, start, nameEnd, end);
    this.#at = end;
  }

  /** Adds what was read and goes on behind it. */
  #addRead(node: TreeNode): void {
    this.#elements.add(node);
    this.#at = node.end;
  }
}

/** Whether what stands in this element is a section: below the root, or below something that holds a configuration in a larger file. */
function isNearTheTop(open: ElementNode | undefined): boolean {
  return open !== undefined && (open.parent === undefined || open.parent.parent === undefined);
}

function isPair(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  return code >= 0xd800 && code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
}

function isMarkupStart(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return isNameStart(next) || next === SLASH || next === BANG || next === QUESTION;
}

/** Whether `name …` goes on like a tag on this line: a `>` comes before any `<`. */
function isTagAhead(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === GREATER_THAN) return true;
    if (code === LESS_THAN || code === LINE_FEED) return false;
  }
  return false;
}
