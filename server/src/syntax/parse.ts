/** The tolerant, one-pass XML reader: any text gives a tree and the list of what keeps a conforming reader from loading it. */
import {
  AMPERSAND,
  BANG,
  BYTE_ORDER_MARK,
  CARRIAGE_RETURN,
  CLOSE_BRACKET,
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
import { Names } from './names';
import { checkDeclaration } from './declaration';
import { endOfUselessDoctype, readDoctype } from './doctype';
import { referenceAt, escapeAttribute, type Entities } from './entities';
import { Issues, type Problem } from './issues';
import {
  AttributeNode,
  CDataNode,
  CommentNode,
  DoctypeNode,
  ElementNode,
  InstructionNode,
  TextNode,
  asNodes,
  type Source,
  type TreeNode,
} from './nodes';
import { Prefixes } from './prefixes';
import { endOfLine, findValueEnd, isTagDelimiter, placeholderIn, skipBlanks } from './recovery';
import { adoptByIndentation, similar } from './repair';
import type { XmlDocument } from './tree';

/** Reads any text. Never throws; the time taken grows with the length of the text, whatever is in it. */
export function parse(text: string): XmlDocument {
  return new Reader(text).read();
}

/** How far up an end tag looks for its start tag. */
const FARTHEST_ANCESTOR = 256;

const INVALID = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Facts about an open element that matter only where something is wrong. */
interface Trouble {
  /** The start tag breaks off before its `>`. */
  unfinished?: Problem;
  /** An end tag of another name met inside, perhaps meant for this element. */
  strayEnd?: { readonly problem: Problem; readonly children: number; readonly start: number };
}

class Reader {
  readonly #text: string;
  readonly #entities: Entities = { declared: new Map(), open: false, expanded: new Map() };
  readonly #source: Source;
  readonly #issues: Issues;
  readonly #prefixes = new Prefixes();
  readonly #nodes: TreeNode[] = [];
  readonly #roots: ElementNode[] = [];
  readonly #trouble = new Map<ElementNode, Trouble>();
  readonly #names = new Names();
  /** The attributes of the tag being read. */
  readonly #attributes: AttributeNode[] = [];
  #attributeCount = 0;
  #open: ElementNode | undefined;
  #at = 0;
  #doctypeSeen = false;
  /** Set once `-->`, `]]>` or `?>` is known not to come any more, so that looking for it does not repeat. */
  #noMoreCommentEnds = false;
  #noMoreSectionEnds = false;
  #noMoreInstructionEnds = false;

  constructor(text: string) {
    this.#text = text;
    this.#source = { text, entities: this.#entities };
    this.#issues = new Issues(text);
  }

  read(): XmlDocument {
    const text = this.#text;
    const length = text.length;
    this.#checkCharacters();
    if (text.charCodeAt(0) === BYTE_ORDER_MARK) this.#at = 1;
    while (this.#at < length) {
      if (text.charCodeAt(this.#at) === LESS_THAN) this.#markup();
      else this.#content();
    }
    this.#closeAll();
    if (this.#roots.length === 0) {
      const empty = text.trim() === '';
      if (empty || this.#issues.count === 0) {
        this.#issues.add(
          'no-root',
          0,
          length,
          empty ? 'The file is empty: nothing will be configured.' : 'There is no element in this file: nothing will be configured.',
        );
      }
    }
    return { text, roots: this.#roots, nodes: asNodes(this.#nodes), issues: this.#issues.inOrder() };
  }

  #checkCharacters(): void {
    for (const match of this.#text.matchAll(INVALID)) {
      const code = this.#text.charCodeAt(match.index);
      const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
      const end = match.index + match[0].length;
      this.#issues.add(
        'invalid-character',
        match.index,
        end,
        match[0].length > 1
          ? `These characters (${name} and others) may not occur in XML: the file is not loaded. Delete them.`
          : `The character ${name} may not occur in XML: the file is not loaded. Delete it.`,
        { title: 'Delete it', start: match.index, end, text: '' },
      );
      if (this.#issues.full) return;
    }
  }

  #markup(): void {
    const text = this.#text;
    const at = this.#at;
    const next = text.charCodeAt(at + 1);
    if (isNameStart(next)) return this.#startTag(at, at + 1);
    if (next === SLASH) return this.#endTag(at);
    if (next === BANG) return this.#declaration(at);
    if (next === QUESTION) return this.#instruction(at);
    this.#oddLessThan(at);
  }

  // Text

  #content(): void {
    const text = this.#text;
    const length = text.length;
    const start = this.#at;
    let at = start;
    let onlyBlanks = true;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code === LESS_THAN) {
        if (onlyBlanks || isMarkupStart(text, at)) break;
        this.#issues.add('raw-less-than', at, at + 1, "A '<' in text must be written '&lt;': the file is not loaded.", {
          title: "Write '&lt;'",
          start: at,
          end: at + 1,
          text: '&lt;',
        });
      } else if (code === AMPERSAND) {
        const reference = referenceAt(text, at, this.#entities);
        if (reference.fault !== undefined) this.#issues.addReference(at, reference);
        at = reference.end;
        onlyBlanks = false;
        continue;
      } else if (code === CLOSE_BRACKET && text.startsWith(']]>', at)) {
        this.#issues.add('unclosed-section', at, at + 3, "']]>' may not stand in text; it only ends a CDATA section. Write ']]&gt;'.", {
          title: "Write ']]&gt;'",
          start: at,
          end: at + 3,
          text: ']]&gt;',
        });
      }
      if (onlyBlanks && !isBlank(code)) onlyBlanks = false;
      at++;
    }
    this.#at = at;
    this.#add(new TextNode(this.#source, this.#open, start, at));
    if (this.#open === undefined && !onlyBlanks) this.#textOutside(start, at);
  }

  #textOutside(start: number, end: number): void {
    const text = this.#text;
    let from = start;
    let to = end;
    while (isBlank(text.charCodeAt(from))) from++;
    while (isBlank(text.charCodeAt(to - 1))) to--;
    let invisible = true;
    for (let at = from; at < to && invisible; at++) invisible = isInvisible(text.charCodeAt(at)) || isBlank(text.charCodeAt(at));
    const remove = { title: 'Delete it', start: from, end: to, text: '' };
    if (invisible) {
      this.#issues.add(
        'invisible-character',
        from,
        to,
        'There are invisible characters here, outside every element: the file is not loaded. Delete them.',
        remove,
      );
      return;
    }
    this.#issues.dropWithin(start, end);
    const where = this.#roots.length === 0 ? 'before the first element' : `outside <${this.#roots[0]!.name}>`;
    this.#issues.add('text-outside', from, to, `There is text ${where}: the file is not loaded. Delete it, or make it a comment.`, remove);
  }

  // Start tags

  #startTag(start: number, nameStart: number): void {
    const text = this.#text;
    let at = nameStart;
    while (isNameChar(text.charCodeAt(at))) at++;
    at = this.#restOfName(nameStart, at, 'element');
    const element = new ElementNode(this.#source, this.#names.slice(text, nameStart, at), this.#open, start, nameStart);
    if (this.#open === undefined) this.#newRoot(element);
    this.#add(element);
    this.#tagBody(element, at);
  }

  #newRoot(element: ElementNode): void {
    if (this.#roots.length > 0) {
      const first = this.#roots[0]!;
      this.#issues.add(
        'several-roots',
        element.nameStart,
        element.nameEnd,
        `A file has one element at the top, and that is <${first.name}> already; <${element.name}> must stand inside it. The file is not loaded.`,
        undefined,
        { start: first.nameStart, end: first.nameEnd, message: 'The first one is here.' },
      );
    }
    this.#roots.push(element);
  }

  /** Reads attributes up to and including the `>` and makes the element current, unless it closes itself. */
  #tagBody(element: ElementNode, from: number): void {
    const text = this.#text;
    let at = from;
    let lastEnd = from;
    for (;;) {
      const before = at;
      let code = text.charCodeAt(at);
      while (isBlank(code)) code = text.charCodeAt(++at);
      if (code === GREATER_THAN) {
        element.tagEnd = at + 1;
        this.#at = at + 1;
        break;
      }
      if (code === SLASH) {
        const behind = skipBlanks(text, at + 1);
        if (text.charCodeAt(behind) === GREATER_THAN) {
          if (behind > at + 1) {
            this.#issues.add('unclosed-tag', at, behind + 1, "'/>' must be written without a blank in between.", {
              title: "Write '/>'",
              start: at,
              end: behind + 1,
              text: '/>',
            });
          }
          element.selfClosing = true;
          element.closed = true;
          element.tagEnd = element.end = behind + 1;
          this.#at = behind + 1;
          break;
        }
        lastEnd = at + 1;
        if (behind < text.length && text.charCodeAt(behind) !== LESS_THAN) {
          this.#issues.add('unclosed-tag', at, at + 1, "A '/' may only stand directly before the '>' of a tag.", {
            title: "Delete the '/'",
            start: at,
            end: at + 1,
            text: '',
          });
          at++;
          continue;
        }
        this.#breakOff(element, at + 1, true);
        break;
      }
      if (at >= text.length || code === LESS_THAN) {
        this.#breakOff(element, lastEnd, false);
        break;
      }
      if (isInvisible(code)) {
        at = this.#invisible(at);
        lastEnd = at;
        continue;
      }
      if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE || isSmartQuote(code)) {
        this.#issues.add(
          'missing-quote',
          at,
          at + 1,
          `There is a quote too many in <${element.name}>: the file is not loaded. Delete it.`,
          { title: 'Delete the quote', start: at, end: at + 1, text: '' },
        );
        lastEnd = ++at;
        continue;
      }
      if (before === at && at > element.nameEnd && code !== EQUALS && !isInvisible(text.charCodeAt(at - 1))) {
        this.#issues.add('missing-blank', at, at + 1, 'There must be a blank between two attributes.', {
          title: 'Insert a blank',
          start: at,
          end: at,
          text: ' ',
        });
      }
      lastEnd = at = this.#attribute(element, at);
    }
    if (this.#attributeCount > 0) {
      element.attributes = this.#attributes.slice(0, this.#attributeCount);
      this.#attributeCount = 0;
    }
    if (element.attributes.length > 1) this.#checkDuplicates(element);
    if (this.#names.namespaces) this.#prefixes.enter(element, this.#issues);
    if (!element.selfClosing) this.#open = element;
  }

  /** The tag is not finished: what follows is read as if it were. */
  #breakOff(element: ElementNode, lastEnd: number, selfClosing: boolean): void {
    const text = this.#text;
    let end = lastEnd;
    while (
      end < text.length &&
      text.charCodeAt(end) !== LESS_THAN &&
      text.charCodeAt(end) !== LINE_FEED &&
      text.charCodeAt(end) !== CARRIAGE_RETURN
    )
      end++;
    element.tagEnd = element.end = end;
    this.#at = end;
    const problem =
      element.name === ''
        ? this.#issues.add(
            'unclosed-tag',
            element.start,
            element.start + 1,
            "A tag begins here and has no name yet; for a '<' in text write '&lt;'.",
          )
        : this.#issues.add(
            'unclosed-tag',
            element.start,
            lastEnd,
            `The tag <${element.name}> is not finished: its '>' is missing.`,
            selfClosing ? { title: "Insert '>'", start: lastEnd, end: lastEnd, text: '>' } : undefined,
          );
    if (selfClosing) {
      element.selfClosing = true;
      return;
    }
    this.#trouble.set(element, { unfinished: problem });
  }

  #invisible(at: number): number {
    const text = this.#text;
    let end = at;
    while (isInvisible(text.charCodeAt(end))) end++;
    const blankBeside = isBlank(text.charCodeAt(at - 1)) || isBlank(text.charCodeAt(end));
    this.#issues.add(
      'invisible-character',
      at,
      end,
      `There is a character here that looks like a blank or like nothing but is neither to XML (U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}): the file is not loaded.`,
      { title: blankBeside ? 'Delete it' : 'Make it a blank', start: at, end, text: blankBeside ? '' : ' ' },
    );
    return end;
  }

  /** Goes on over characters that no name may hold, and says so. Returns the end of the name. */
  #restOfName(start: number, from: number, what: 'element' | 'attribute'): number {
    const text = this.#text;
    let at = from;
    while (at < text.length && !isTagDelimiter(text.charCodeAt(at))) at++;
    if (at > start && (at > from || !isNameStart(text.charCodeAt(start)))) {
      this.#issues.add(
        'invalid-name',
        start,
        at,
        `'${shorten(text.slice(start, at))}' cannot be the name of an ${what}: names are made of letters, digits, '-', '_' and '.' and begin with a letter.`,
      );
    }
    return at;
  }

  #attribute(element: ElementNode, start: number): number {
    const text = this.#text;
    let nameEnd = start;
    while (isNameChar(text.charCodeAt(nameEnd))) nameEnd++;
    const firstIsGood = isNameStart(text.charCodeAt(start));
    const delimiter = text.charCodeAt(nameEnd);
    const badName = !firstIsGood || !(delimiter === EQUALS || isTagDelimiter(delimiter) || nameEnd >= text.length);
    if (badName) nameEnd = this.#restOfName(start, nameEnd, 'attribute');
    const name = this.#names.slice(text, start, nameEnd);
    let at = nameEnd;
    let code = text.charCodeAt(at);
    while (isBlank(code) || isInvisible(code)) {
      if (isBlank(code)) code = text.charCodeAt(++at);
      else {
        const end = skipInvisible(text, at);
        const behind = skipBlanks(text, end);
        if (text.charCodeAt(behind) !== EQUALS) break;
        at = this.#invisible(at);
        code = text.charCodeAt(at);
      }
    }
    if (code !== EQUALS) {
      if (!badName || isNameStart(text.charCodeAt(start))) {
        this.#issues.add('missing-value', start, nameEnd, `The attribute '${name}' has no value: write ${name}="…", or delete it.`);
      }
      this.#addAttribute(new AttributeNode(element, name, start, -1, -1, nameEnd, 0, true));
      return nameEnd;
    }
    if (nameEnd === start) this.#issues.add('invalid-name', at, at + 1, "There is a '=' without the name of an attribute before it.");
    const equals = at;
    at++;
    code = text.charCodeAt(at);
    while (isBlank(code)) code = text.charCodeAt(++at);
    if (isInvisible(code) && isQuote(text.charCodeAt(skipInvisible(text, at)))) {
      at = this.#invisible(at);
      code = text.charCodeAt(at);
    }
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return this.#quotedValue(element, name, start, at, code);
    if (isSmartQuote(code)) return this.#smartQuotedValue(element, name, start, at);
    return this.#bareValue(element, name, start, equals, at);
  }

  #quotedValue(element: ElementNode, name: string, start: number, quoteAt: number, quote: number): number {
    const text = this.#text;
    const length = text.length;
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
    const quoteText = quote === DOUBLE_QUOTE ? '"' : "'";
    if (suspicious || at >= length || !isAfterValue(text.charCodeAt(at + 1), at + 1 >= length)) {
      const found = findValueEnd(text, valueStart, at, quote);
      if (found.kind !== 'closed') {
        const attribute = new AttributeNode(element, name, start, valueStart, found.end, found.next, quote, false);
        this.#addAttribute(attribute);
        if (found.kind === 'smart') {
          this.#issues.add(
            'smart-quote',
            found.end,
            found.next,
            'A typographic quote ends this value where a plain one is needed: the file is not loaded.',
            {
              title: `Write ${quoteText}`,
              start: found.end,
              end: found.next,
              text: quoteText,
            },
          );
        } else {
          this.#issues.add(
            'missing-quote',
            quoteAt,
            found.end,
            `The value of '${name}' is not closed: a ${quoteText} is missing at its end.`,
            { title: `Insert ${quoteText}`, start: found.end, end: found.end, text: quoteText },
          );
        }
        this.#checkValue(valueStart, found.end);
        return found.next;
      }
      at = found.end;
      plain = false;
    }
    this.#addAttribute(new AttributeNode(element, name, start, valueStart, at, at + 1, quote, plain));
    if (!plain) this.#checkValue(valueStart, at);
    return at + 1;
  }

  #smartQuotedValue(element: ElementNode, name: string, start: number, quoteAt: number): number {
    const text = this.#text;
    const valueStart = quoteAt + 1;
    let at = valueStart;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code === LINE_FEED || code === CARRIAGE_RETURN || code === LESS_THAN) break;
      if (
        (isSmartQuote(code) || code === DOUBLE_QUOTE || code === SINGLE_QUOTE) &&
        isAfterValue(text.charCodeAt(at + 1), at + 1 >= text.length)
      )
        break;
      at++;
    }
    const closing = isSmartQuote(text.charCodeAt(at)) || text.charCodeAt(at) === DOUBLE_QUOTE || text.charCodeAt(at) === SINGLE_QUOTE;
    let end = at;
    if (!closing) {
      // No quote at the end either: the value ends where the tag seems to.
      while (end > valueStart && isBlank(text.charCodeAt(end - 1))) end--;
      if (text.charCodeAt(end - 1) === GREATER_THAN) end--;
      if (text.charCodeAt(end - 1) === SLASH) end--;
      end = Math.max(end, valueStart);
    }
    const next = closing ? at + 1 : end;
    this.#addAttribute(new AttributeNode(element, name, start, valueStart, end, next, 0, false));
    this.#issues.add(
      'smart-quote',
      quoteAt,
      next,
      `The value of '${name}' stands in typographic quotes, which XML does not know: the file is not loaded. Use plain ones.`,
      { title: 'Use plain quotes', start: quoteAt, end: next, text: `"${escapeAttribute(text.slice(valueStart, end), this.#entities)}"` },
    );
    return next;
  }

  #bareValue(element: ElementNode, name: string, start: number, equals: number, valueStart: number): number {
    const text = this.#text;
    let at = valueStart;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (isBlank(code) || code === LESS_THAN || code === GREATER_THAN || code === DOUBLE_QUOTE || code === SINGLE_QUOTE) break;
      if (code === SLASH && text.charCodeAt(at + 1) === GREATER_THAN) break;
      if (code === EQUALS && isQuote(text.charCodeAt(skipBlanks(text, at + 1)))) {
        at = valueStart;
        break;
      }
      at++;
    }
    if (at > valueStart && isFollowedByEquals(text, at) && isNameStart(text.charCodeAt(valueStart))) at = valueStart;
    if (at === valueStart) {
      // Not a value but the next attribute, or the end of the tag.
      this.#addAttribute(new AttributeNode(element, name, start, equals + 1, equals + 1, equals + 1, 0, true));
      this.#issues.add('missing-value', start, equals + 1, `'${name}=' has no value: write ${name}="…".`, {
        title: 'Insert ""',
        start: equals + 1,
        end: equals + 1,
        text: '""',
      });
      return equals + 1;
    }
    const closing = text.charCodeAt(at);
    const half = closing === DOUBLE_QUOTE || closing === SINGLE_QUOTE;
    const next = half ? at + 1 : at;
    this.#addAttribute(new AttributeNode(element, name, start, valueStart, at, next, 0, false));
    this.#issues.add(
      'missing-quote',
      valueStart,
      next,
      `The value of '${name}' must stand in quotes: ${name}="${shorten(text.slice(valueStart, at))}".`,
      {
        title: 'Put it in quotes',
        start: valueStart,
        end: next,
        text: `"${escapeAttribute(text.slice(valueStart, at), this.#entities)}"`,
      },
    );
    this.#checkValue(valueStart, at);
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
      const reference = referenceAt(text, at, this.#entities);
      if (reference.fault !== undefined) this.#issues.addReference(at, reference);
      else if (reference.markup) {
        this.#issues.add(
          'unknown-entity',
          at,
          reference.end,
          `The entity ${text.slice(at, reference.end)} stands for something with a '<', which may not occur in an attribute.`,
        );
      }
      at = reference.end - 1;
    }
    if (lessThan < 0) return;
    const blank = placeholderIn(text, start, end);
    if (blank !== undefined) {
      this.#issues.add(
        'placeholder',
        blank.start,
        blank.end,
        `This is a blank to fill in: put the real value in place of ${shorten(text.slice(blank.start, blank.end))}. As it stands, the file is not loaded.`,
      );
      return;
    }
    this.#issues.add('raw-less-than', lessThan, lessThan + 1, "A '<' in a value must be written '&lt;': the file is not loaded.", {
      title: "Write '&lt;'",
      start,
      end,
      text: escapeAttribute(text.slice(start, end), this.#entities),
    });
  }

  #checkDuplicates(element: ElementNode): void {
    const { attributes } = element;
    const seen = attributes.length > 12 ? new Map<string, AttributeNode>() : undefined;
    for (let index = 0; index < attributes.length; index++) {
      const attribute = attributes[index]!;
      let first: AttributeNode | undefined;
      if (seen !== undefined) {
        first = seen.get(attribute.name);
        if (first === undefined) seen.set(attribute.name, attribute);
      } else {
        for (let other = 0; other < index && first === undefined; other++)
          if (attributes[other]!.name === attribute.name) first = attributes[other];
      }
      if (first === undefined || attribute.name === '') continue;
      const { start, end } = attribute.span;
      let blank = start;
      while (isBlank(this.#text.charCodeAt(blank - 1))) blank--;
      this.#issues.add(
        'duplicate-attribute',
        attribute.nameSpan.start,
        attribute.nameSpan.end,
        `'${attribute.name}' stands twice in <${element.name}>: the file is not loaded. Keep one of them.`,
        { title: 'Delete this one', start: blank, end, text: '' },
        { start: first.nameSpan.start, end: first.nameSpan.end, message: 'The first one is here.' },
      );
    }
  }

  // End tags

  #endTag(start: number): void {
    const text = this.#text;
    const nameStart = start + 2;
    let nameEnd = nameStart;
    while (isNameChar(text.charCodeAt(nameEnd))) nameEnd++;
    const open = this.#open;
    // The usual case first: the end tag of the current element.
    if (
      open !== undefined &&
      text.charCodeAt(nameEnd) === GREATER_THAN &&
      nameEnd - nameStart === open.name.length &&
      text.startsWith(open.name, nameStart)
    ) {
      this.#close(open, start, nameEnd, nameEnd + 1);
      return;
    }
    while (nameEnd < text.length && !isTagDelimiter(text.charCodeAt(nameEnd))) nameEnd++;
    const name = text.slice(nameStart, nameEnd);
    const end = this.#endOfEndTag(start, nameEnd, name);
    const blankInName = name === '' ? /^[ \t]+([A-Za-z_][\w.-]*)[ \t]*>/.exec(text.slice(nameStart, nameStart + 200)) : null;
    if (blankInName !== null && this.#findOpen(blankInName[1]!) !== undefined) {
      const nameAt = nameStart + blankInName[0].indexOf(blankInName[1]!);
      this.#issues.add('invalid-name', nameStart, nameAt, "There may be no blank between '</' and the name.", {
        title: 'Delete the blank',
        start: nameStart,
        end: nameAt,
        text: '',
      });
      this.#closeNamed(this.#findOpen(blankInName[1]!)!, start, nameAt + blankInName[1]!.length, nameStart + blankInName[0].length);
      return;
    }
    const match = this.#findOpen(name);
    if (match !== undefined) this.#closeNamed(match, start, nameEnd, end);
    else this.#strayEndTag(start, nameStart, nameEnd, end, name);
  }

  /** Where an end tag stops; anything but blanks before its `>` is an issue. */
  #endOfEndTag(start: number, nameEnd: number, name: string): number {
    const text = this.#text;
    const at = skipBlanks(text, nameEnd);
    if (text.charCodeAt(at) === GREATER_THAN) return at + 1;
    let end = at;
    while (
      end < text.length &&
      text.charCodeAt(end) !== GREATER_THAN &&
      text.charCodeAt(end) !== LESS_THAN &&
      text.charCodeAt(end) !== LINE_FEED &&
      text.charCodeAt(end) !== CARRIAGE_RETURN
    )
      end++;
    if (text.charCodeAt(end) === GREATER_THAN) {
      if (name !== '') {
        this.#issues.add('unclosed-tag', at, end, `An end tag holds nothing but its name: </${name}>.`, {
          title: `Write </${name}>`,
          start: nameEnd,
          end,
          text: '',
        });
      }
      return end + 1;
    }
    if (name !== '') {
      this.#issues.add('unclosed-tag', start, nameEnd, `The end tag </${name}> is not finished: its '>' is missing.`, {
        title: "Insert '>'",
        start: nameEnd,
        end: nameEnd,
        text: '>',
      });
    }
    return nameEnd;
  }

  #findOpen(name: string): ElementNode | undefined {
    let steps = 0;
    for (let element = this.#open; element !== undefined && steps < FARTHEST_ANCESTOR; element = element.parent, steps++) {
      if (element.name === name) return element;
    }
    return undefined;
  }

  #strayEndTag(start: number, nameStart: number, nameEnd: number, end: number, name: string): void {
    const open = this.#open;
    if (open === undefined) {
      this.#issues.add('unexpected-end-tag', start, end, `There is no <${name}> that this end tag could close. Delete it.`, {
        title: 'Delete it',
        start,
        end,
        text: '',
      });
      this.#at = end;
      return;
    }
    const related = { start: open.nameStart, end: open.nameEnd, message: `<${open.name}> is open here.` };
    if (name === '' || similar(name, open.name)) {
      const message =
        name === ''
          ? `This end tag has no name: </${open.name}> is expected here.`
          : `</${name}> does not match <${open.name}>: names must agree in every letter.`;
      this.#issues.add(
        'unexpected-end-tag',
        start,
        end,
        message,
        { title: `Write </${open.name}>`, start: nameStart, end: nameEnd, text: open.name },
        related,
      );
      this.#close(open, start, nameEnd, end);
      return;
    }
    const problem = this.#issues.add(
      'unexpected-end-tag',
      start,
      end,
      `There is no <${name}> open here that this end tag could close; <${open.name}> is.`,
      { title: 'Delete it', start, end, text: '' },
      related,
    );
    this.#at = end;
    const trouble = this.#trouble.get(open);
    if (trouble === undefined) this.#trouble.set(open, { strayEnd: { problem, children: open.children.length, start } });
    else trouble.strayEnd ??= { problem, children: open.children.length, start };
  }

  /** Closes an ancestor and, before it, everything inside it that was left open. */
  #closeNamed(element: ElementNode, start: number, nameEnd: number, end: number): void {
    this.#leaveOpenBelow(element, start);
    this.#close(element, start, nameEnd, end);
  }

  #close(element: ElementNode, start: number, nameEnd: number, end: number): void {
    element.endTagStart = start;
    element.endNameEnd = nameEnd;
    element.end = end;
    element.closed = true;
    if (this.#names.namespaces) this.#prefixes.leave(element);
    this.#open = element.parent;
    this.#at = end;
    if (this.#trouble.size === 0) return;
    const unfinished = this.#trouble.get(element)?.unfinished;
    if (unfinished !== undefined) unfinished.mend({ title: "Insert '>'", start: unfinished.end, end: unfinished.end, text: '>' });
    this.#trouble.delete(element);
  }

  #closeAll(): void {
    this.#leaveOpenBelow(undefined, this.#text.length);
  }

  #leaveOpenBelow(ancestor: ElementNode | undefined, end: number): void {
    let depth = 0;
    for (let element = this.#open; element !== undefined && element !== ancestor; element = element.parent) depth++;
    // Moving children outwards costs time at each level: a pathological nest is left as it is.
    const mayMove = depth <= 20;
    for (let element = this.#open; element !== undefined && element !== ancestor; element = element.parent) {
      this.#leaveOpen(element, end, mayMove);
    }
    this.#open = ancestor;
  }

  #leaveOpen(element: ElementNode, end: number, mayMove: boolean): void {
    const trouble = this.#trouble.get(element);
    this.#trouble.delete(element);
    this.#prefixes.leave(element);
    element.end = end;
    const stray = trouble?.strayEnd;
    if (trouble?.unfinished !== undefined) {
      if (mayMove) this.#moveOut(element, 0);
      element.end = element.children.length === 0 ? element.tagEnd : end;
      if (element.name !== '')
        trouble.unfinished.mend({ title: "Insert '/>'", start: trouble.unfinished.end, end: trouble.unfinished.end, text: '/>' });
      return;
    }
    if (stray !== undefined) {
      stray.problem.restate(
        `</${this.#text.slice(stray.problem.start + 2, stray.problem.end).replace(/[\s>]/g, '')}> stands where </${element.name}> is expected.`,
        {
          title: `Write </${element.name}>`,
          start: stray.problem.start,
          end: stray.problem.end,
          text: `</${element.name}>`,
        },
      );
      if (mayMove) this.#moveOut(element, stray.children);
      element.end = stray.start;
      return;
    }
    const from = mayMove ? adoptByIndentation(this.#text, element) : element.children.length;
    const first = element.children[from];
    if (first !== undefined) element.end = first.start;
    if (from < element.children.length) this.#moveOut(element, from);
    const forgotSlash = from === 0 || element.children.every(it => it.kind === 'text');
    this.#issues.add(
      'unclosed-element',
      element.start,
      element.tagEnd,
      forgotSlash
        ? `<${element.name}> is never closed: its tag should end in '/>', or </${element.name}> is missing.`
        : `<${element.name}> is never closed: </${element.name}> is missing.`,
      forgotSlash && element.children.length === 0
        ? { title: "End it with '/>'", start: element.tagEnd - 1, end: element.tagEnd, text: '/>' }
        : undefined,
    );
  }

  /** Hands the children from an index on to the element's parent, where they stand behind it. */
  #moveOut(element: ElementNode, from: number): void {
    if (from >= element.children.length) return;
    const moved = element.children.splice(from);
    const parent = element.parent;
    for (const child of moved) {
      child.parent = parent;
      if (parent !== undefined) parent.addChild(child);
      else {
        this.#nodes.push(child);
        if (child.kind === 'element') this.#roots.push(child);
      }
    }
  }

  // Everything that begins with <! or <?

  #declaration(start: number): void {
    const text = this.#text;
    if (text.startsWith('<!--', start)) return this.#comment(start);
    if (text.startsWith('<![CDATA[', start)) return this.#section(start);
    if (text.startsWith('<!DOCTYPE', start)) return this.#doctype(start);
    let end = start + 2;
    while (
      end < text.length &&
      text.charCodeAt(end) !== GREATER_THAN &&
      text.charCodeAt(end) !== LESS_THAN &&
      text.charCodeAt(end) !== LINE_FEED &&
      text.charCodeAt(end) !== CARRIAGE_RETURN
    )
      end++;
    if (text.charCodeAt(end) === GREATER_THAN) end++;
    this.#issues.add('unclosed-comment', start, end, "'<!' begins a comment only as '<!--', and a CDATA section only as '<![CDATA['.");
    this.#add(new CommentNode(this.#source, this.#open, start, end, start + 2, text.charCodeAt(end - 1) === GREATER_THAN ? end - 1 : end));
    this.#at = end;
  }

  #comment(start: number): void {
    const text = this.#text;
    const contentStart = start + 4;
    const dashes = this.#noMoreCommentEnds ? -1 : text.indexOf('--', contentStart);
    const close =
      dashes >= 0 && text.charCodeAt(dashes + 2) === GREATER_THAN
        ? dashes
        : this.#noMoreCommentEnds
          ? -1
          : text.indexOf('-->', contentStart);
    if (close < 0) {
      this.#noMoreCommentEnds = true;
      const end = endOfLine(text, contentStart);
      this.#issues.add(
        'unclosed-comment',
        start,
        contentStart,
        "This comment is never closed: '-->' is missing. Everything behind it would be lost.",
        { title: "Insert '-->' at the end of the line", start: end, end, text: ' -->' },
      );
      this.#add(new CommentNode(this.#source, this.#open, start, end, contentStart, end));
      this.#at = end;
      return;
    }
    if (dashes !== close) {
      const inner = text.indexOf('<!--', contentStart);
      this.#issues.add(
        'comment-dashes',
        dashes,
        dashes + 2,
        inner >= 0 && inner < close
          ? "A comment may not hold another comment: '--' is not allowed inside. The file is not loaded."
          : "'--' may not stand inside a comment: the file is not loaded. Use single dashes.",
        inner >= 0 && inner < close
          ? undefined
          : { title: "Write '- -'", start: contentStart, end: close, text: separateDashes(text.slice(contentStart, close)) },
      );
    }
    this.#add(new CommentNode(this.#source, this.#open, start, close + 3, contentStart, close));
    this.#at = close + 3;
  }

  #section(start: number): void {
    const text = this.#text;
    const contentStart = start + 9;
    const close = this.#noMoreSectionEnds ? -1 : text.indexOf(']]>', contentStart);
    if (close < 0) {
      this.#noMoreSectionEnds = true;
      const end = endOfLine(text, contentStart);
      this.#issues.add('unclosed-section', start, contentStart, "This CDATA section is never closed: ']]>' is missing.", {
        title: "Insert ']]>' at the end of the line",
        start: end,
        end,
        text: ']]>',
      });
      this.#add(new CDataNode(this.#source, this.#open, start, end, contentStart, end));
      this.#at = end;
      return;
    }
    if (this.#open === undefined) this.#issues.add('text-outside', start, close + 3, 'A CDATA section may stand inside an element only.');
    this.#add(new CDataNode(this.#source, this.#open, start, close + 3, contentStart, close));
    this.#at = close + 3;
  }

  #doctype(start: number): void {
    const text = this.#text;
    const late = this.#doctypeSeen || this.#roots.length > 0;
    const end = late ? endOfUselessDoctype(text, start) : readDoctype(text, start, this.#entities, this.#issues);
    if (late) {
      this.#issues.add('declaration', start, end, 'A DOCTYPE may stand once, before the first element: the file is not loaded.', {
        title: 'Delete it',
        start,
        end,
        text: '',
      });
    }
    this.#doctypeSeen = true;
    this.#add(new DoctypeNode(this.#source, this.#open, start, end));
    this.#at = end;
  }

  #instruction(start: number): void {
    const text = this.#text;
    let nameEnd = start + 2;
    while (isNameChar(text.charCodeAt(nameEnd))) nameEnd++;
    const target = text.slice(start + 2, nameEnd);
    let close = this.#noMoreInstructionEnds ? -1 : text.indexOf('?>', nameEnd);
    if (close < 0) this.#noMoreInstructionEnds = true;
    let end = close + 2;
    if (close < 0 || (target.toLowerCase() === 'xml' && !isClean(text, nameEnd, close))) {
      close = nameEnd;
      while (close < text.length && text.charCodeAt(close) !== GREATER_THAN && !isLineBreak(text.charCodeAt(close))) close++;
      end = text.charCodeAt(close) === GREATER_THAN ? close + 1 : close;
      this.#issues.add('declaration', start, end, `'<?${target}' must end with '?>': the file is not loaded.`, {
        title: "Write '?>'",
        start: text.charCodeAt(close - 1) === QUESTION ? close - 1 : close,
        end,
        text: '?>',
      });
    } else if (target === '' || !isNameStart(text.charCodeAt(start + 2)) || (nameEnd !== close && !isBlank(text.charCodeAt(nameEnd)))) {
      this.#issues.add('invalid-name', start, Math.max(nameEnd, start + 2), "'<?' must be followed by a name and a blank.");
    } else if (target === 'xml') {
      this.#xmlDeclaration(start, nameEnd, close, end);
    } else if (target.toLowerCase() === 'xml') {
      this.#issues.add('declaration', start, nameEnd, "The declaration is written '<?xml', in small letters: the file is not loaded.", {
        title: "Write '<?xml'",
        start: start + 2,
        end: nameEnd,
        text: 'xml',
      });
    } else if (target.includes(':')) {
      this.#issues.add('namespace-prefix', start + 2, nameEnd, "The name behind '<?' may not hold a colon.");
    }
    const node = new InstructionNode(this.#source, this.#open, start, end, skipBlanks(text, nameEnd), close);
    node.target = target;
    this.#add(node);
    this.#at = end;
  }

  #xmlDeclaration(start: number, from: number, close: number, end: number): void {
    const text = this.#text;
    const first = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    if (start === first) {
      checkDeclaration(text, from, close, this.#issues, this.#entities);
      return;
    }
    const onlyBlanksBefore = text.slice(first, start).trim() === '';
    if (onlyBlanksBefore) this.#issues.dropWithin(first, start);
    this.#issues.add(
      'declaration',
      start,
      end,
      onlyBlanksBefore
        ? 'The XML declaration must be the very first thing in the file, without a blank or line before it: the file is not loaded.'
        : 'The XML declaration may only stand at the very beginning of the file: the file is not loaded.',
      onlyBlanksBefore
        ? { title: 'Delete what stands before it', start: first, end: start, text: '' }
        : { title: 'Delete it', start, end, text: '' },
    );
  }

  /** A `<` that begins nothing: a tag just being typed, or a stray character. */
  #oddLessThan(start: number): void {
    const text = this.#text;
    const behind = text.charCodeAt(start + 1);
    if (behind === COLON || (start + 1 < text.length && !isTagDelimiter(behind))) {
      this.#startTag(start, start + 1);
      return;
    }
    let nameAt = start + 1;
    while (text.charCodeAt(nameAt) === 0x20 || text.charCodeAt(nameAt) === TAB || isInvisible(text.charCodeAt(nameAt))) nameAt++;
    if (nameAt > start + 1 && isNameStart(text.charCodeAt(nameAt)) && isTagAhead(text, nameAt)) {
      this.#issues.add('invalid-name', start, nameAt, "There may be nothing between '<' and the name.", {
        title: 'Delete the blank',
        start: start + 1,
        end: nameAt,
        text: '',
      });
      this.#startTag(start, nameAt);
      return;
    }
    const element = new ElementNode(this.#source, '', this.#open, start, start + 1);
    if (this.#open === undefined) this.#newRoot(element);
    this.#add(element);
    if (behind === GREATER_THAN) {
      element.tagEnd = element.end = this.#at = start + 2;
      element.closed = element.selfClosing = true;
      this.#issues.add('invalid-name', start, start + 2, 'This tag has no name.');
      return;
    }
    element.tagEnd = element.end = this.#at = start + 1;
    this.#issues.add('unclosed-tag', start, start + 1, "A tag begins here and has no name yet; for a '<' in text write '&lt;'.");
  }

  #addAttribute(attribute: AttributeNode): void {
    this.#attributes[this.#attributeCount++] = attribute;
  }

  #add(node: TreeNode): void {
    if (this.#open === undefined) this.#nodes.push(node);
    else this.#open.addChild(node);
  }
}

function isLineBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** Whether no other tag begins or ends in a stretch. */
function isClean(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === LESS_THAN || code === GREATER_THAN) return false;
  }
  return true;
}

function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE || isSmartQuote(code);
}

function isAfterValue(code: number, atEnd: boolean): boolean {
  return atEnd || isBlank(code) || code === GREATER_THAN || code === SLASH || code === QUESTION;
}

function isMarkupStart(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return isNameStart(next) || next === SLASH || next === BANG || next === QUESTION;
}

function isFollowedByEquals(text: string, at: number): boolean {
  const next = skipBlanks(text, at);
  return text.charCodeAt(next) === EQUALS && isQuote(text.charCodeAt(skipBlanks(text, next + 1)));
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

function skipInvisible(text: string, from: number): number {
  let at = from;
  while (isInvisible(text.charCodeAt(at))) at++;
  return at;
}

function separateDashes(comment: string): string {
  return comment.replace(/-(?=-)/g, '- ').replace(/-$/, '- ');
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
