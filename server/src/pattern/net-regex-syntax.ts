/** .NET's regular expressions → a tree, refusing what .NET refuses. Follows its RegexParser, rule by rule. */
import type { UnitSet } from './net-regex-sets';
import {
  anyCase,
  anyUnit,
  block,
  boundaryUnits,
  category,
  complement,
  contains,
  digitUnits,
  lineFeed,
  single,
  spaceUnits,
  subtract,
  union,
  wordUnits,
} from './net-regex-sets';

export type RegexNode =
  | { readonly kind: 'set'; readonly set: UnitSet }
  | {
      readonly kind: 'anchor';
      readonly at: 'start' | 'end' | 'end-or-last-line-feed' | 'line-start' | 'line-end' | 'boundary' | 'no-boundary';
    }
  | { readonly kind: 'sequence'; readonly nodes: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly RegexNode[] }
  | { readonly kind: 'capture'; readonly group: number; readonly node: RegexNode }
  | { readonly kind: 'atomic'; readonly node: RegexNode }
  | { readonly kind: 'look'; readonly behind: boolean; readonly negative: boolean; readonly node: RegexNode }
  | { readonly kind: 'reference'; readonly group: number; readonly ignoreCase: boolean }
  /** `max` is `Infinity` without an upper bound. */
  | { readonly kind: 'repeat'; readonly node: RegexNode; readonly min: number; readonly max: number; readonly lazy: boolean };

export type ParsedRegex =
  | { readonly ok: true; readonly node: RegexNode; readonly groups: number }
  /** `invalid`: .NET throws. Otherwise .NET takes it, but it cannot be imitated here. `reason` is a sentence. */
  | { readonly ok: false; readonly invalid: boolean; readonly reason: string };

const longest = 5000;
const deepest = 200;

/** Reads an expression as `new Regex(text)` does, without options. */
export function parseNetRegex(text: string): ParsedRegex {
  if (text.length > longest)
    return { ok: false, invalid: false, reason: `The expression is longer than ${longest} characters; it is not tried here.` };
  try {
    // Whether \10 is a group depends on groups that come later: the first pass only counts them.
    const counting = new Parser(text, undefined);
    counting.parse();
    const parser = new Parser(text, counting.slots());
    const node = parser.parse();
    return { ok: true, node, groups: parser.groupCount };
  } catch (problem) {
    if (problem instanceof Refusal) return { ok: false, invalid: problem.invalid, reason: problem.message };
    throw problem;
  }
}

class Refusal extends Error {
  readonly invalid: boolean;

  constructor(message: string, invalid: boolean) {
    super(message);
    this.invalid = invalid;
  }
}

interface Options {
  readonly i: boolean;
  readonly m: boolean;
  readonly n: boolean;
  readonly s: boolean;
  readonly x: boolean;
}

/** Group numbers: every slot that exists, and the slots of names. */
interface Slots {
  readonly numbers: ReadonlySet<number>;
  readonly names: ReadonlyMap<string, number>;
}

class Parser {
  readonly #text: string;
  readonly #known: Slots | undefined;
  #at = 0;
  #depth = 0;
  #options: Options = { i: false, m: false, n: false, s: false, x: false };
  #nextGroup = 1;
  readonly #names: string[] = [];
  readonly #numbers = new Set<number>([0]);

  constructor(text: string, known: Slots | undefined) {
    this.#text = text;
    this.#known = known;
  }

  get groupCount(): number {
    return Math.max(0, ...(this.#known?.numbers ?? []));
  }

  /** After a pass: unnamed groups are numbered first, names follow in the order of their first use. */
  slots(): Slots {
    const numbers = new Set(this.#numbers);
    for (let group = 1; group < this.#nextGroup; group++) numbers.add(group);
    const names = new Map<string, number>();
    let next = 1;
    for (const name of this.#names) {
      if (names.has(name)) continue;
      while (numbers.has(next)) next++;
      names.set(name, next);
      numbers.add(next);
    }
    return { numbers, names };
  }

  parse(): RegexNode {
    const node = this.#choice();
    if (this.#at < this.#text.length) throw invalid('A closing parenthesis has no opening one');
    return node;
  }

  #peek(ahead = 0): string {
    return this.#text.charAt(this.#at + ahead);
  }

  #next(): string {
    return this.#text.charAt(this.#at++);
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #choice(): RegexNode {
    if (++this.#depth > deepest) throw new Refusal('The expression is nested too deep to be tried here.', false);
    const nodes = [this.#sequence()];
    while (this.#take('|')) nodes.push(this.#sequence());
    this.#depth--;
    return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: 'choice', nodes };
  }

  #sequence(): RegexNode {
    const nodes: RegexNode[] = [];
    let quantified = false;
    for (;;) {
      this.#skipBlanks();
      const letter = this.#peek();
      if (letter === '' || letter === '|' || letter === ')') break;
      if (letter === '*' || letter === '+' || letter === '?' || this.#isQuantifier()) {
        throw invalid(quantified ? `The quantifier ${letter} follows another quantifier` : `The quantifier ${letter} follows nothing`);
      }
      const node = this.#unit();
      quantified = false;
      if (!node) continue;
      this.#skipBlanks();
      const repeated = this.#quantified(node);
      quantified = repeated !== node;
      nodes.push(repeated);
    }
    return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: 'sequence', nodes };
  }

  /** One thing a quantifier may follow; `undefined` for inline options. */
  #unit(): RegexNode | undefined {
    const letter = this.#next();
    switch (letter) {
      case '[':
        return { kind: 'set', set: this.#class() };
      case '(':
        return this.#group();
      case '\\':
        return this.#escape();
      case '^':
        return { kind: 'anchor', at: this.#options.m ? 'line-start' : 'start' };
      case '$':
        return { kind: 'anchor', at: this.#options.m ? 'line-end' : 'end-or-last-line-feed' };
      case '.':
        return { kind: 'set', set: this.#options.s ? anyUnit : complement(lineFeed) };
      default:
        return this.#letter(letter.charCodeAt(0));
    }
  }

  #letter(unit: number): RegexNode {
    return { kind: 'set', set: this.#options.i ? anyCase(single(unit)) : single(unit) };
  }

  /** Comments, and in x mode blanks. */
  #skipBlanks(): void {
    for (;;) {
      if (this.#options.x && this.#peek() !== '' && /[\t\n\f\r ]/.test(this.#peek())) {
        this.#at++;
      } else if (this.#options.x && this.#peek() === '#') {
        while (this.#peek() !== '' && this.#peek() !== '\n') this.#at++;
      } else if (this.#text.startsWith('(?#', this.#at)) {
        const end = this.#text.indexOf(')', this.#at);
        if (end < 0) throw invalid('A comment (?#…) is not closed');
        this.#at = end + 1;
      } else return;
    }
  }

  /** A `{` begins a quantifier only in the forms {n}, {n,} and {n,m}; elsewhere it stands for itself. */
  #isQuantifier(): boolean {
    return this.#peek() === '{' && /^\{[0-9]+(?:,[0-9]*)?\}/.test(this.#text.slice(this.#at, this.#at + 32));
  }

  #quantified(node: RegexNode): RegexNode {
    const bounds = this.#bounds();
    if (!bounds) return node;
    this.#skipBlanks();
    const lazy = this.#take('?');
    if (bounds.min > bounds.max) throw invalid(`The quantifier {${bounds.min},${bounds.max}} has its bounds in the wrong order`);
    return { kind: 'repeat', node, ...bounds, lazy };
  }

  #bounds(): { readonly min: number; readonly max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Infinity };
    if (this.#take('+')) return { min: 1, max: Infinity };
    if (this.#take('?')) return { min: 0, max: 1 };
    if (!this.#isQuantifier()) return undefined;
    const [whole, min, comma, max] = /^\{([0-9]+)(,)?([0-9]+)?\}/.exec(this.#text.slice(this.#at, this.#at + 32)) ?? [''];
    this.#at += whole.length;
    const low = this.#int(min ?? '0');
    if (comma === undefined) return { min: low, max: low };
    return { min: low, max: max === undefined ? Infinity : this.#int(max) };
  }

  #int(digits: string): number {
    const value = Number(digits);
    if (value > 2147483647) throw invalid(`The number ${digits} is too large`);
    return value;
  }

  #group(): RegexNode | undefined {
    const outer = this.#options;
    if (this.#peek() !== '?' || this.#peek(1) === ')') {
      const group = outer.n ? undefined : this.#nextGroup++;
      return this.#closeGroup(outer, node => (group === undefined ? node : { kind: 'capture', group, node }));
    }
    this.#at++;
    switch (this.#next()) {
      case ':':
        return this.#closeGroup(outer, node => node);
      case '=':
        return this.#closeGroup(outer, node => ({ kind: 'look', behind: false, negative: false, node }));
      case '!':
        return this.#closeGroup(outer, node => ({ kind: 'look', behind: false, negative: true, node }));
      case '>':
        return this.#closeGroup(outer, node => ({ kind: 'atomic', node }));
      case "'":
        return this.#namedGroup("'", outer);
      case '<':
        if (this.#take('=')) return this.#closeGroup(outer, node => ({ kind: 'look', behind: true, negative: false, node }));
        if (this.#take('!')) return this.#closeGroup(outer, node => ({ kind: 'look', behind: true, negative: true, node }));
        return this.#namedGroup('>', outer);
      case '(':
        throw new Refusal('Conditional groups (?(…)…) cannot be previewed here; log4net will run them.', false);
      default:
        this.#at--;
        return this.#inlineOptions(outer);
    }
  }

  #closeGroup(outer: Options, wrap: (node: RegexNode) => RegexNode): RegexNode {
    const node = this.#choice();
    if (!this.#take(')')) throw invalid('A closing parenthesis is missing');
    this.#options = outer;
    return wrap(node);
  }

  #namedGroup(close: string, outer: Options): RegexNode {
    const name = this.#name();
    if (name === '' && this.#peek() !== '-')
      throw invalid('A group name is not valid; it must begin with a letter, a digit or an underscore');
    if (this.#peek() === '-') throw new Refusal('Balancing groups (?<a-b>…) cannot be previewed here; log4net will run them.', false);
    if (!this.#take(close)) throw invalid('A group name is not valid');
    if (/^[0-9]/.test(name) && !/^[0-9]+$/.test(name)) throw invalid(`The group name ${name} is not valid`);
    const isNumber = /^[0-9]+$/.test(name);
    const number = isNumber ? this.#int(name) : undefined;
    if (number === 0) throw invalid('A group cannot have the number 0');
    if (number === undefined) this.#names.push(name);
    else this.#numbers.add(number);
    const group = number ?? this.#known?.names.get(name) ?? 0;
    return this.#closeGroup(outer, node => ({ kind: 'capture', group, node }));
  }

  #name(): string {
    const start = this.#at;
    const word = wordUnits();
    while (this.#at < this.#text.length && contains(word, this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #inlineOptions(outer: Options): RegexNode | undefined {
    let options = outer;
    let on = true;
    for (;;) {
      const letter = this.#peek().toLowerCase();
      if (letter === '-' || letter === '+') on = letter === '+';
      else if (letter === 'i' || letter === 'm' || letter === 'n' || letter === 's' || letter === 'x')
        options = { ...options, [letter]: on };
      else break;
      this.#at++;
    }
    this.#options = options;
    if (this.#take(')')) return undefined;
    if (!this.#take(':')) throw invalid('A group (?… begins in a way .NET does not know');
    return this.#closeGroup(outer, node => node);
  }

  #escape(): RegexNode {
    const letter = this.#peek();
    switch (letter) {
      case '':
        throw invalid('The expression ends with a single backslash');
      case 'b':
      case 'B':
      case 'A':
      case 'G':
      case 'Z':
      case 'z': {
        this.#at++;
        const anchors = { b: 'boundary', B: 'no-boundary', A: 'start', G: 'start', Z: 'end-or-last-line-feed', z: 'end' } as const;
        return { kind: 'anchor', at: anchors[letter] };
      }
      case 'w':
      case 'W':
      case 's':
      case 'S':
      case 'd':
      case 'D':
        this.#at++;
        return { kind: 'set', set: shorthand(letter) };
      case 'p':
      case 'P': {
        this.#at++;
        const set = this.#property(letter === 'P');
        return { kind: 'set', set: this.#options.i ? anyCase(set) : set };
      }
      default:
        return this.#reference() ?? this.#letter(this.#characterEscape());
    }
  }

  #reference(): RegexNode | undefined {
    const start = this.#at;
    const byName = this.#take('k');
    const open = this.#peek();
    if (byName && open !== '<' && open !== "'") throw invalid('\\k is not followed by a name in < >');
    if (open === '<' || open === "'") {
      this.#at++;
      const name = this.#name();
      if (name !== '' && this.#take(open === '<' ? '>' : "'")) return this.#referenceTo(name);
      if (byName) throw invalid('\\k is not followed by a name in < >');
      this.#at = start;
      return undefined;
    }
    if (!/^[1-9]$/.test(open)) return undefined;
    const digits = /^[0-9]+/.exec(this.#text.slice(this.#at, this.#at + 12))?.[0] ?? '';
    this.#at += digits.length;
    const group = this.#int(digits);
    if (this.#known?.numbers.has(group) !== false) return { kind: 'reference', group, ignoreCase: this.#options.i };
    if (group <= 9) throw invalid(`\\${group} refers to a group that does not exist`);
    this.#at = start;
    return undefined;
  }

  #referenceTo(name: string): RegexNode {
    const group = /^[0-9]+$/.test(name) ? this.#int(name) : this.#known?.names.get(name);
    if (this.#known && (group === undefined || !this.#known.numbers.has(group)))
      throw invalid(`\\k<${name}> refers to a group that does not exist`);
    return { kind: 'reference', group: group ?? 0, ignoreCase: this.#options.i };
  }

  /** The unit an escape stands for; the backslash is already read. */
  #characterEscape(): number {
    const letter = this.#next();
    if (/^[0-7]$/.test(letter)) {
      this.#at--;
      const digits = /^[0-7]{1,3}/.exec(this.#text.slice(this.#at, this.#at + 3))?.[0] ?? '0';
      this.#at += digits.length;
      return Number.parseInt(digits, 8) & 0xff;
    }
    switch (letter) {
      case 'x':
        return this.#hex(2);
      case 'u':
        return this.#hex(4);
      case 'a':
        return 7;
      case 'b':
        return 8;
      case 'e':
        return 27;
      case 'f':
        return 12;
      case 'n':
        return 10;
      case 'r':
        return 13;
      case 't':
        return 9;
      case 'v':
        return 11;
      case 'c': {
        const control = this.#next().toUpperCase();
        if (control === '') throw invalid('\\c is not followed by a letter');
        const unit = control.charCodeAt(0) - 64;
        if (unit < 0 || unit > 31) throw invalid(`\\c${control} is no control character`);
        return unit;
      }
      default:
        if (contains(wordUnits(), letter.charCodeAt(0))) throw invalid(`.NET knows no escape \\${letter}`);
        return letter.charCodeAt(0);
    }
  }

  #hex(length: number): number {
    const digits = this.#text.slice(this.#at, this.#at + length);
    if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits))
      throw invalid(`An escape \\${length === 2 ? 'x' : 'u'} needs ${length} hexadecimal digits`);
    this.#at += length;
    return Number.parseInt(digits, 16);
  }

  #property(negative: boolean): UnitSet {
    const [whole, name] = /^\{([\w-]+)\}/.exec(this.#text.slice(this.#at, this.#at + 64)) ?? [];
    if (whole === undefined || name === undefined) throw invalid('\\p is not followed by a category in braces');
    this.#at += whole.length;
    const set = category(name) ?? block(name);
    if (!set) throw invalid(`.NET knows no category or block ${name}`);
    return negative ? complement(set) : set;
  }

  /** A class; the opening bracket is already read. */
  #class(): UnitSet {
    if (++this.#depth > deepest) throw new Refusal('The expression is nested too deep to be tried here.', false);
    const negative = this.#take('^');
    const parts: UnitSet[] = [];
    let subtracted: UnitSet | undefined;
    /** The first unit of a range whose last one comes next. */
    let from: number | undefined;
    for (let first = true; ; first = false) {
      if (this.#at >= this.#text.length) throw invalid('A closing bracket is missing');
      const letter = this.#next();
      let unit = letter.charCodeAt(0);
      let escaped = false;
      if (letter === ']' && !first) break;
      if (letter === '\\' && this.#peek() !== '') {
        const part = this.#classEscape();
        if (part) {
          if (from !== undefined) throw invalid('A class such as \\d cannot be the end of a range');
          parts.push(part);
          continue;
        }
        unit = this.#peek() === '-' ? 45 : -1;
        if (unit === 45) {
          this.#at++;
          parts.push(single(45));
          continue;
        }
        unit = this.#characterEscape();
        escaped = true;
      } else if (letter === '[' && this.#peek() === ':' && from === undefined) {
        // [:name:] is skipped without a meaning, as .NET does; the bracket itself counts.
        this.#at += /^:\w*:\]/.exec(this.#text.slice(this.#at, this.#at + 64))?.[0].length ?? 0;
      }
      if (from !== undefined) {
        if (letter === '[' && !escaped && !first) {
          parts.push(single(from));
          subtracted = this.#subtraction();
        } else {
          if (from > unit) throw invalid('A range of a class has its ends in the wrong order');
          parts.push([[from, unit]]);
        }
        from = undefined;
      } else if (this.#peek() === '-' && this.#peek(1) !== '' && this.#peek(1) !== ']') {
        from = unit;
        this.#at++;
      } else if (letter === '-' && !escaped && this.#peek() === '[' && !first) {
        this.#at++;
        subtracted = this.#subtraction();
      } else parts.push(single(unit));
    }
    this.#depth--;
    const listed = this.#options.i ? anyCase(union(...parts)) : union(...parts);
    const set = negative ? complement(listed) : listed;
    return subtracted ? subtract(set, subtracted) : set;
  }

  #subtraction(): UnitSet {
    const set = this.#class();
    if (this.#peek() !== '' && this.#peek() !== ']') throw invalid('A subtraction must be the last thing in a class');
    return set;
  }

  #classEscape(): UnitSet | undefined {
    const letter = this.#peek();
    switch (letter) {
      case 'w':
      case 'W':
      case 's':
      case 'S':
      case 'd':
      case 'D':
        this.#at++;
        return shorthand(letter);
      case 'p':
      case 'P':
        this.#at++;
        return this.#property(letter === 'P');
      default:
        return undefined;
    }
  }
}

function shorthand(letter: 'w' | 'W' | 's' | 'S' | 'd' | 'D'): UnitSet {
  const sets = { w: wordUnits, s: () => spaceUnits, d: digitUnits };
  const set = sets[letter.toLowerCase() as 'w' | 's' | 'd']();
  return letter === letter.toLowerCase() ? set : complement(set);
}

/** What `\b` asks of both sides; here so that everything about .NET's sets is imported from one place. */
export function isWordUnit(unit: number): boolean {
  return contains(boundaryUnits(), unit);
}

function invalid(what: string): Refusal {
  return new Refusal(`${what}: .NET refuses the expression.`, true);
}
