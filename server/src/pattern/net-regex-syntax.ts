/** .NET's regular expressions → a tree, refusing what .NET refuses. Follows its RegexParser, rule by rule. */
import type { UnitSet } from './net-regex-sets';
import { anyCase, anyUnit, complement, lineFeed, single } from './net-regex-sets';
import { readClass } from './net-regex-class';
import { Cursor, invalid, Refusal } from './net-regex-cursor';

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
  readonly #cursor: Cursor;
  readonly #known: Slots | undefined;
  #depth = 0;
  #options: Options = { i: false, m: false, n: false, s: false, x: false };
  #nextGroup = 1;
  readonly #names: string[] = [];
  readonly #numbers = new Set<number>([0]);

  constructor(text: string, known: Slots | undefined) {
    this.#cursor = new Cursor(text);
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
    if (this.#cursor.at < this.#cursor.text.length) throw invalid('A closing parenthesis has no opening one');
    return node;
  }

  #choice(): RegexNode {
    if (++this.#depth > deepest) throw new Refusal('The expression is nested too deep to be tried here.', false);
    const nodes = [this.#sequence()];
    while (this.#cursor.take('|')) nodes.push(this.#sequence());
    this.#depth--;
    return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: 'choice', nodes };
  }

  #sequence(): RegexNode {
    const nodes: RegexNode[] = [];
    let quantified = false;
    for (;;) {
      this.#skipBlanks();
      const letter = this.#cursor.peek();
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
    const letter = this.#cursor.next();
    switch (letter) {
      case '[':
        return { kind: 'set', set: readClass(this.#cursor, this.#options.i) };
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
      if (this.#options.x && this.#cursor.peek() !== '' && /[\t\n\f\r ]/.test(this.#cursor.peek())) {
        this.#cursor.at++;
      } else if (this.#options.x && this.#cursor.peek() === '#') {
        while (this.#cursor.peek() !== '' && this.#cursor.peek() !== '\n') this.#cursor.at++;
      } else if (this.#cursor.text.startsWith('(?#', this.#cursor.at)) {
        const end = this.#cursor.text.indexOf(')', this.#cursor.at);
        if (end < 0) throw invalid('A comment (?#…) is not closed');
        this.#cursor.at = end + 1;
      } else return;
    }
  }

  /** A `{` begins a quantifier only in the forms {n}, {n,} and {n,m}; elsewhere it stands for itself. */
  #isQuantifier(): boolean {
    return this.#cursor.peek() === '{' && /^\{[0-9]+(?:,[0-9]*)?\}/.test(this.#cursor.text.slice(this.#cursor.at, this.#cursor.at + 32));
  }

  #quantified(node: RegexNode): RegexNode {
    const bounds = this.#bounds();
    if (!bounds) return node;
    this.#skipBlanks();
    const lazy = this.#cursor.take('?');
    if (bounds.min > bounds.max) throw invalid(`The quantifier {${bounds.min},${bounds.max}} has its bounds in the wrong order`);
    return { kind: 'repeat', node, ...bounds, lazy };
  }

  #bounds(): { readonly min: number; readonly max: number } | undefined {
    if (this.#cursor.take('*')) return { min: 0, max: Infinity };
    if (this.#cursor.take('+')) return { min: 1, max: Infinity };
    if (this.#cursor.take('?')) return { min: 0, max: 1 };
    if (!this.#isQuantifier()) return undefined;
    const [whole, min, comma, max] = /^\{([0-9]+)(,)?([0-9]+)?\}/.exec(this.#cursor.text.slice(this.#cursor.at, this.#cursor.at + 32)) ?? [
      '',
    ];
    this.#cursor.at += whole.length;
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
    if (this.#cursor.peek() !== '?' || this.#cursor.peek(1) === ')') {
      const group = outer.n ? undefined : this.#nextGroup++;
      return this.#closeGroup(outer, node => (group === undefined ? node : { kind: 'capture', group, node }));
    }
    this.#cursor.at++;
    switch (this.#cursor.next()) {
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
        if (this.#cursor.take('=')) return this.#closeGroup(outer, node => ({ kind: 'look', behind: true, negative: false, node }));
        if (this.#cursor.take('!')) return this.#closeGroup(outer, node => ({ kind: 'look', behind: true, negative: true, node }));
        return this.#namedGroup('>', outer);
      case '(':
        throw new Refusal('Conditional groups (?(…)…) cannot be previewed here; log4net will run them.', false);
      default:
        this.#cursor.at--;
        return this.#inlineOptions(outer);
    }
  }

  #closeGroup(outer: Options, wrap: (node: RegexNode) => RegexNode): RegexNode {
    const node = this.#choice();
    if (!this.#cursor.take(')')) throw invalid('A closing parenthesis is missing');
    this.#options = outer;
    return wrap(node);
  }

  #namedGroup(close: string, outer: Options): RegexNode {
    const name = this.#cursor.name();
    if (name === '' && this.#cursor.peek() !== '-')
      throw invalid('A group name is not valid; it must begin with a letter, a digit or an underscore');
    if (this.#cursor.peek() === '-')
      throw new Refusal('Balancing groups (?<a-b>…) cannot be previewed here; log4net will run them.', false);
    if (!this.#cursor.take(close)) throw invalid('A group name is not valid');
    if (/^[0-9]/.test(name) && !/^[0-9]+$/.test(name)) throw invalid(`The group name ${name} is not valid`);
    const isNumber = /^[0-9]+$/.test(name);
    const number = isNumber ? this.#int(name) : undefined;
    if (number === 0) throw invalid('A group cannot have the number 0');
    if (number === undefined) this.#names.push(name);
    else this.#numbers.add(number);
    const group = number ?? this.#known?.names.get(name) ?? 0;
    return this.#closeGroup(outer, node => ({ kind: 'capture', group, node }));
  }

  #inlineOptions(outer: Options): RegexNode | undefined {
    let options = outer;
    let on = true;
    for (;;) {
      const letter = this.#cursor.peek().toLowerCase();
      if (letter === '-' || letter === '+') on = letter === '+';
      else if (letter === 'i' || letter === 'm' || letter === 'n' || letter === 's' || letter === 'x')
        options = { ...options, [letter]: on };
      else break;
      this.#cursor.at++;
    }
    this.#options = options;
    if (this.#cursor.take(')')) return undefined;
    if (!this.#cursor.take(':')) throw invalid('A group (?… begins in a way .NET does not know');
    return this.#closeGroup(outer, node => node);
  }

  #escape(): RegexNode {
    const letter = this.#cursor.peek();
    switch (letter) {
      case '':
        throw invalid('The expression ends with a single backslash');
      case 'b':
      case 'B':
      case 'A':
      case 'G':
      case 'Z':
      case 'z': {
        this.#cursor.at++;
        const anchors = { b: 'boundary', B: 'no-boundary', A: 'start', G: 'start', Z: 'end-or-last-line-feed', z: 'end' } as const;
        return { kind: 'anchor', at: anchors[letter] };
      }
      default: {
        const set = this.#cursor.setEscape();
        if (set) return { kind: 'set', set: this.#options.i ? anyCase(set) : set };
        return this.#reference() ?? this.#letter(this.#cursor.characterEscape());
      }
    }
  }

  #reference(): RegexNode | undefined {
    const start = this.#cursor.at;
    const byName = this.#cursor.take('k');
    const open = this.#cursor.peek();
    if (byName && open !== '<' && open !== "'") throw invalid('\\k is not followed by a name in < >');
    if (open === '<' || open === "'") {
      this.#cursor.at++;
      const name = this.#cursor.name();
      if (name !== '' && this.#cursor.take(open === '<' ? '>' : "'")) return this.#referenceTo(name);
      if (byName) throw invalid('\\k is not followed by a name in < >');
      this.#cursor.at = start;
      return undefined;
    }
    if (!/^[1-9]$/.test(open)) return undefined;
    const digits = /^[0-9]+/.exec(this.#cursor.text.slice(this.#cursor.at, this.#cursor.at + 12))?.[0] ?? '';
    this.#cursor.at += digits.length;
    const group = this.#int(digits);
    if (this.#known?.numbers.has(group) !== false) return { kind: 'reference', group, ignoreCase: this.#options.i };
    if (group <= 9) throw invalid(`\\${group} refers to a group that does not exist`);
    this.#cursor.at = start;
    return undefined;
  }

  #referenceTo(name: string): RegexNode {
    const group = /^[0-9]+$/.test(name) ? this.#int(name) : this.#known?.names.get(name);
    if (this.#known && (group === undefined || !this.#known.numbers.has(group)))
      throw invalid(`\\k<${name}> refers to a group that does not exist`);
    return { kind: 'reference', group: group ?? 0, ignoreCase: this.#options.i };
  }
}
