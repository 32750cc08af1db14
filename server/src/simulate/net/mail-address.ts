/**
 * Mail addresses as System.Net.Mail reads them: from the end of the text to its beginning. This decides whether there is a
 * mail at all, so it follows .NET's `MailAddressParser` and its readers step by step (RFC 2822 with their liberties).
 */
import { NetFailure } from './failure';

export interface MailAddress {
  /** Without its quotation marks; empty when there is none. */
  readonly displayName: string;
  /** `user@host`. */
  readonly address: string;
}

/** `address`, or `name <address>`. */
export function printAddress({ displayName, address }: MailAddress): string {
  return displayName === '' ? address : `${displayName} <${address}>`;
}

/** One address, as `new MailAddress(text)` takes it; throws a `NetFailure` for what it refuses. */
export function parseMailAddress(text: string): MailAddress {
  if (text === '') throw new NetFailure('the address is empty');
  return new Reader(text, false).address();
}

/** Addresses separated by commas, as `MailAddressCollection.Add` takes them. */
export function parseMailAddresses(text: string): readonly MailAddress[] {
  if (text === '') throw new NetFailure('the address is empty');
  const reader = new Reader(text, true);
  const found: MailAddress[] = [];
  while (!reader.atStart) {
    found.unshift(reader.address());
    reader.skipComma();
  }
  return found;
}

const atext = charSet("0-9A-Za-z!#$%&'*+\\-/=?^_`{|}~");
const qtext = charSet('\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x21\\x23-\\x5b\\x5d-\\x7f');
const dtext = charSet('\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x21-\\x5a\\x5e-\\x7f');
const ctext = charSet('\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x21-\\x27\\x2a-\\x5b\\x5d-\\x7f');

function charSet(ranges: string): (char: string) => boolean {
  const set = new RegExp(`^[${ranges}]$`);
  return char => set.test(char);
}

/** Walks through the text backwards; `#at` is the next character to look at, -1 at the beginning. */
class Reader {
  readonly #text: string;
  readonly #several: boolean;
  #at: number;

  constructor(text: string, several: boolean) {
    this.#text = text;
    this.#several = several;
    this.#at = text.length - 1;
  }

  get atStart(): boolean {
    return this.#at < 0;
  }

  skipComma(): void {
    this.#at--;
  }

  address(): MailAddress {
    this.#needMore();
    const inBrackets = this.#char() === '>';
    if (inBrackets) this.#at--;
    const domain = this.#domain();
    if (this.#char() !== '@') throw notAnAddress();
    this.#at--;
    const user = this.#localPart(inBrackets);
    if (inBrackets) {
      if (this.#char() !== '<') throw badCharacter(this.#char() ?? '>');
      this.#at--;
      this.#skipBlanks();
    }
    const isDone = this.#at < 0 || (this.#several && this.#char() === ',');
    const displayName = isDone ? '' : this.#displayName();
    return { displayName, address: `${user}@${domain}` };
  }

  #domain(): string {
    this.#needMore();
    const end = this.#at;
    if (this.#char() === ']') this.#domainLiteral();
    else this.#dotAtom();
    const domain = this.#text.slice(this.#at + 1, end + 1);
    this.#needMore();
    return normalised(domain);
  }

  #localPart(inBrackets: boolean): string {
    this.#needMore();
    const end = this.#at;
    if (this.#char() === '"') this.#quoted();
    else {
      this.#dotAtom();
      const before = this.#char();
      const separated =
        before === undefined ||
        isBlank(before) ||
        before === ')' ||
        (inBrackets && before === '<') ||
        (this.#several && before === ',') ||
        before === '"';
      if (!separated) throw badCharacter(before);
    }
    const user = this.#text.slice(this.#at + 1, end + 1);
    this.#skipBlanksAndComments();
    return normalised(user);
  }

  #displayName(): string {
    const end = this.#at;
    this.#skipBlanksAndComments();
    if (this.#char() === '"') {
      const quote = this.#at;
      this.#quoted();
      const name = this.#text.slice(this.#at + 2, quote);
      this.#skipBlanksAndComments();
      const rest = this.#char();
      if (rest !== undefined && !(this.#several && rest === ',')) throw badCharacter(rest);
      return normalised(name);
    }
    // Without quotation marks a comment is part of the name.
    this.#at = end;
    this.#unquoted();
    return normalised(this.#text.slice(this.#at + 1, end + 1).trim());
  }

  /** Letters, digits, the usual signs and dots; a dot may not come first. */
  #dotAtom(): void {
    const end = this.#at;
    for (let char = this.#char(); char !== undefined; char = this.#char()) {
      if (char <= '\x7f' && char !== '.' && !atext(char)) break;
      this.#at--;
    }
    if (this.#at === end) throw badCharacter(this.#char() ?? '');
    if (this.#text[this.#at + 1] === '.') throw badCharacter('.');
  }

  #domainLiteral(): void {
    this.#at--;
    while (this.#at >= 0) {
      this.#skipBlanks();
      const char = this.#char();
      if (char === undefined) break;
      const escaped = this.#escaped();
      if (escaped > 0) this.#at -= escaped;
      else if (char === '[') {
        this.#at--;
        return;
      } else if (!dtext(char)) throw badCharacter(char);
      else this.#at--;
    }
    throw badCharacter(']');
  }

  #quoted(): void {
    this.#at--;
    while (this.#at >= 0) {
      this.#skipBlanks();
      const char = this.#char();
      if (char === undefined) break;
      const escaped = this.#escaped();
      if (escaped > 0) this.#at -= escaped;
      else if (char === '"') {
        this.#at--;
        return;
      } else if (!isQuotable(char)) throw badCharacter(char);
      else this.#at--;
    }
    throw badCharacter('"');
  }

  #unquoted(): void {
    while (this.#at >= 0) {
      this.#skipBlanks();
      const char = this.#char();
      if (char === undefined) return;
      const escaped = this.#escaped();
      if (escaped > 0) this.#at -= escaped;
      else if (this.#several && char === ',') return;
      else if (!isQuotable(char)) throw badCharacter(char);
      else this.#at--;
    }
  }

  #needMore(): void {
    this.#skipBlanksAndComments();
    if (this.#at < 0) throw notAnAddress();
  }

  #skipBlanksAndComments(): void {
    let depth = 0;
    for (this.#skipBlanks(); this.#at >= 0; this.#skipBlanks()) {
      const char = this.#char() ?? '';
      const escaped = this.#escaped();
      if (depth > 0 && escaped > 0) this.#at -= escaped;
      else if (char === ')') {
        depth++;
        this.#at--;
      } else if (char === '(') {
        depth--;
        if (depth < 0) throw badCharacter('(');
        this.#at--;
      } else if (depth > 0 && (char > '\x7f' || ctext(char))) this.#at--;
      else if (depth > 0) throw badCharacter(char);
      else break;
    }
    if (depth > 0) throw badCharacter(')');
  }

  /** Blanks, tabs and whole CR LF pairs. */
  #skipBlanks(): void {
    let wantsReturn = false;
    for (let char = this.#char(); char !== undefined; char = this.#char()) {
      if (char === '\r' && wantsReturn) wantsReturn = false;
      else if (char === '\r' || wantsReturn) throw notAnAddress();
      else if (char === '\n') wantsReturn = true;
      else if (char !== ' ' && char !== '\t') break;
      this.#at--;
    }
    if (wantsReturn) throw notAnAddress();
  }

  /** How many characters the current one and the backslashes before it are, when they escape it. */
  #escaped(): number {
    let count = 0;
    while (this.#text[this.#at - 1 - count] === '\\') count++;
    return count % 2 === 0 ? 0 : count + 1;
  }

  #char(): string | undefined {
    return this.#at < 0 ? undefined : this.#text[this.#at];
  }
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}

function isQuotable(char: string): boolean {
  return char > '\x7f' || qtext(char);
}

/** Composed form; half a surrogate pair is refused. */
function normalised(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw notAnAddress();
  return text.normalize('NFC');
}

function notAnAddress(): NetFailure {
  return new NetFailure('it is not in the form of a mail address');
}

function badCharacter(char: string): NetFailure {
  return new NetFailure(`the character "${char}" has no place there`);
}
