/** .NET's regular expressions → JavaScript's, as far as they can be said there. To match, use `matchNetRegex`, which needs no JavaScript. */
import { anyUnit, boundaryUnits, complement, lineFeed } from './net-regex-sets';
import type { UnitSet } from './net-regex-sets';
import type { RegexNode } from './net-regex-syntax';
import { parseNetRegex } from './net-regex-syntax';

export { matchNetRegex } from './net-regex-match';
export type { RegexOutcome } from './net-regex-match';

export type TranslatedRegex =
  | { readonly ok: true; readonly source: string; readonly flags: string }
  /** `invalid`: .NET itself refuses the expression, and the appender is lost. `reason` is a sentence for people. */
  | { readonly ok: false; readonly invalid: boolean; readonly reason: string };

/**
 * The JavaScript expression that matches what `new Regex(text)` matches. Works on UTF-16 units as .NET does, so it needs
 * no flags; sets are written out as ranges. Running it can take long: JavaScript backtracks, and so does .NET.
 */
export function translateNetRegex(text: string): TranslatedRegex {
  const parsed = parseNetRegex(text);
  if (!parsed.ok) return parsed;
  const writer = new Writer();
  const source = writer.write(parsed.node);
  if (writer.problem !== undefined) return { ok: false, invalid: false, reason: writer.problem };
  return { ok: true, source: source === '' ? '(?:)' : source, flags: '' };
}

class Writer {
  problem: string | undefined;
  #atomic = 0;
  /** How many lookbehinds we are in: there both languages match from right to left. */
  #behind = 0;
  readonly #opened = new Set<number>();
  /** Groups that have certainly matched where we are; a reference to another one fails in .NET and matches nothing in JavaScript. */
  #certain: ReadonlySet<number> = new Set();

  write(node: RegexNode): string {
    switch (node.kind) {
      case 'set':
        return set(node.set);
      case 'anchor':
        return anchor(node.at);
      case 'sequence':
        return node.nodes.map(each => (each.kind === 'choice' ? `(?:${this.write(each)})` : this.write(each))).join('');
      case 'choice':
        return node.nodes.map(each => this.#uncertain(() => this.write(each))).join('|');
      case 'capture':
        return this.#capture(node.group, node.node);
      case 'atomic': {
        const name = `a${++this.#atomic}`;
        return `(?=(?<${name}>${this.write(node.node)}))\\k<${name}>`;
      }
      case 'look': {
        const open = `(?${node.behind ? '<' : ''}${node.negative ? '!' : '='}`;
        this.#behind += node.behind ? 1 : 0;
        const body = node.negative ? this.#uncertain(() => this.write(node.node)) : this.write(node.node);
        this.#behind -= node.behind ? 1 : 0;
        return `${open}${body})`;
      }
      case 'reference':
        return this.#reference(node.group, node.ignoreCase);
      case 'repeat': {
        const body = node.min === 0 ? this.#uncertain(() => this.write(node.node)) : this.write(node.node);
        return `(?:${body})${bounds(node.min, node.max)}${node.lazy ? '?' : ''}`;
      }
    }
  }

  #uncertain(write: () => string): string {
    const before = this.#certain;
    const text = write();
    this.#certain = before;
    return text;
  }

  #capture(group: number, node: RegexNode): string {
    if (this.#opened.has(group)) this.problem = 'Two groups share a name, which JavaScript does not allow.';
    this.#opened.add(group);
    const text = `(?<g${group}>${this.write(node)})`;
    this.#certain = new Set([...this.#certain, group]);
    return text;
  }

  #reference(group: number, ignoreCase: boolean): string {
    if (!this.#certain.has(group)) this.problem = 'A reference to a group that need not have matched means something else in JavaScript.';
    if (this.#behind > 0) this.problem = 'A reference to a group within (?<=…) cannot be written in JavaScript.';
    if (ignoreCase) this.problem = 'A reference to a group without regard to case cannot be written in JavaScript.';
    return `\\k<g${group}>`;
  }
}

function bounds(min: number, max: number): string {
  if (min === 0 && max === 1) return '?';
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function anchor(at: Extract<RegexNode, { kind: 'anchor' }>['at']): string {
  switch (at) {
    case 'start':
      return '^';
    case 'end':
      return '$';
    case 'end-or-last-line-feed':
      return '(?=\\n?$)';
    case 'line-start':
      return '(?<![^\\n])';
    case 'line-end':
      return '(?![^\\n])';
    case 'boundary':
      return `(?:(?<=${set(boundaryUnits())})(?!${set(boundaryUnits())})|(?<!${set(boundaryUnits())})(?=${set(boundaryUnits())}))`;
    case 'no-boundary':
      return `(?:(?<=${set(boundaryUnits())})(?=${set(boundaryUnits())})|(?<!${set(boundaryUnits())})(?!${set(boundaryUnits())}))`;
  }
}

const anyButLineFeed = set(complement(lineFeed), true);

function set(units: UnitSet, literally = false): string {
  const [first] = units;
  if (!first) return '[]';
  if (units.length === 1 && first[0] === first[1]) return letter(first[0]);
  if (units.length === 1 && first[0] === 0 && first[1] === anyUnit[0]?.[1]) return '[^]';
  const text = `[${units.map(([from, to]) => (from === to ? letter(from) : `${letter(from)}-${letter(to)}`)).join('')}]`;
  return !literally && text === anyButLineFeed ? '[^\\n]' : text;
}

/** A letter or digit as it is, anything else as an escape: right within and outside of brackets. */
function letter(unit: number): string {
  const text = String.fromCharCode(unit);
  return /^[0-9A-Za-z _]$/.test(text) ? text : `\\u${unit.toString(16).padStart(4, '0')}`;
}
