/** A place in the text of a .NET expression, and the reading of escapes, which mean the same within and outside of brackets. */
import type { UnitSet } from './net-regex-sets';
import { block, category, complement, contains, digitUnits, spaceUnits, wordUnits } from './net-regex-sets';

/** Why an expression is not read. `invalid`: .NET throws; otherwise only we give up. */
export class Refusal extends Error {
  readonly invalid: boolean;

  constructor(message: string, invalid: boolean) {
    super(message);
    this.invalid = invalid;
  }
}

export function invalid(what: string): Refusal {
  return new Refusal(`${what}: .NET refuses the expression.`, true);
}

export class Cursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  peek(ahead = 0): string {
    return this.text.charAt(this.at + ahead);
  }

  next(): string {
    return this.text.charAt(this.at++);
  }

  take(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** A run of word letters; may be empty. */
  name(): string {
    const start = this.at;
    const word = wordUnits();
    while (this.at < this.text.length && contains(word, this.text.charCodeAt(this.at))) this.at++;
    return this.text.slice(start, this.at);
  }

  /** The unit an escape stands for; the backslash is already read. */
  characterEscape(): number {
    const letter = this.next();
    if (/^[0-7]$/.test(letter)) {
      this.at--;
      const digits = /^[0-7]{1,3}/.exec(this.text.slice(this.at, this.at + 3))?.[0] ?? '0';
      this.at += digits.length;
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
        const control = this.next().toUpperCase();
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
    const digits = this.text.slice(this.at, this.at + length);
    if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits))
      throw invalid(`An escape \\${length === 2 ? 'x' : 'u'} needs ${length} hexadecimal digits`);
    this.at += length;
    return Number.parseInt(digits, 16);
  }

  #property(negative: boolean): UnitSet {
    const [whole, name] = /^\{([\w-]+)\}/.exec(this.text.slice(this.at, this.at + 64)) ?? [];
    if (whole === undefined || name === undefined) throw invalid('\\p is not followed by a category in braces');
    this.at += whole.length;
    const set = category(name) ?? block(name);
    if (!set) throw invalid(`.NET knows no category or block ${name}`);
    return negative ? complement(set) : set;
  }

  /** `\d`, `\s`, `\w`, `\p{…}` and their opposites; `undefined`, with nothing read, for another escape. */
  setEscape(): UnitSet | undefined {
    const letter = this.peek();
    switch (letter) {
      case 'w':
      case 'W':
      case 's':
      case 'S':
      case 'd':
      case 'D':
        this.at++;
        return shorthand(letter);
      case 'p':
      case 'P':
        this.at++;
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
