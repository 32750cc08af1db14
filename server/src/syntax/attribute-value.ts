/** What stands behind the `=` of an attribute: a value in quotes, in quotes of a word processor, or in none. */
import {
  AMPERSAND,
  CARRIAGE_RETURN,
  DOUBLE_QUOTE,
  EQUALS,
  GREATER_THAN,
  LESS_THAN,
  LINE_FEED,
  SINGLE_QUOTE,
  SLASH,
  TAB,
  isBlank,
  isNameStart,
  isQuote,
  isSmartQuote,
} from './characters';
import * as complain from './complaints';
import { escapeAttribute, referenceAt } from './entities';
import type { Issues } from './issues';
import { AttributeNode, type ElementNode, type Source } from './nodes';
import { findValueEnd, isAfterValue, placeholderIn, skipBlanks } from './recovery';

/** Reads values of one document. Each gives the attribute, behind whose end the text goes on. */
export class AttributeValues {
  readonly #text: string;
  readonly #source: Source;
  readonly #issues: Issues;

  constructor(source: Source, issues: Issues) {
    this.#text = source.text;
    this.#source = source;
    this.#issues = issues;
  }

  /** `equals` is where the `=` stands, `at` where the value begins. */
  read(element: ElementNode, name: string, start: number, equals: number, at: number): AttributeNode {
    const code = this.#text.charCodeAt(at);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return this.#quoted(element, name, start, at, code);
    if (isSmartQuote(code)) return this.#smartQuoted(element, name, start, at);
    return this.#bare(element, name, start, equals, at);
  }

  #quoted(element: ElementNode, name: string, start: number, quoteAt: number, quote: number): AttributeNode {
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
        const attribute = new AttributeNode(element, name, start, valueStart, found.end, found.next, quote, false);
        this.#issues.add(
          found.kind === 'smart'
            ? complain.smartEnd(found.end, found.next, written)
            : complain.unclosedValue(name, quoteAt, found.end, written),
        );
        this.#checkValue(valueStart, found.end);
        return attribute;
      }
      at = found.end;
      plain = false;
    }
    const attribute = new AttributeNode(element, name, start, valueStart, at, at + 1, quote, plain);
    if (!plain) this.#checkValue(valueStart, at);
    return attribute;
  }

  #smartQuoted(element: ElementNode, name: string, start: number, quoteAt: number): AttributeNode {
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
    const attribute = new AttributeNode(element, name, start, valueStart, end, next, 0, false);
    this.#issues.add(complain.smartQuotes(name, quoteAt, next, this.#escaped(valueStart, end)));
    return attribute;
  }

  #bare(element: ElementNode, name: string, start: number, equals: number, valueStart: number): AttributeNode {
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
      const attribute = new AttributeNode(element, name, start, equals + 1, equals + 1, equals + 1, 0, true);
      this.#issues.add(complain.emptyValue(name, start, equals + 1));
      return attribute;
    }
    const closing = text.charCodeAt(end);
    const next = closing === DOUBLE_QUOTE || closing === SINGLE_QUOTE ? end + 1 : end;
    const attribute = new AttributeNode(element, name, start, valueStart, end, next, 0, false);
    this.#issues.add(complain.bareValue(name, valueStart, next, text.slice(valueStart, end), this.#escaped(valueStart, end)));
    this.#checkValue(valueStart, end);
    return attribute;
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

  #escaped(start: number, end: number): string {
    return escapeAttribute(this.#text.slice(start, end), this.#source.entities);
  }
}

/** `="…` after blanks: what stands before is the name of an attribute. */
function isQuotedAssignment(text: string, at: number): boolean {
  const next = skipBlanks(text, at);
  return text.charCodeAt(next) === EQUALS && isQuote(text.charCodeAt(skipBlanks(text, next + 1)));
}
