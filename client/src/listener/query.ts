/**
 * The filter language of the panel, of routes and of `listen --expect`:
 *
 *   level>=warn type:task-failed user:LAB\alice "some text" /a regex/ verdict:rejected -origin:test (a or b)
 *
 * Terms side by side must all hold; `or` parts alternatives, `-` or `not` turns a term round, brackets group. Values are
 * compared without case, `*` stands for anything, commas part alternatives. Reading is total: what cannot be understood
 * is complained about in a sentence and left out.
 */
import { compileTerm, type Matches } from './query-terms';
import { type Complaint, type Token, tokenize } from './query-tokens';

export { filterKeys } from './query-keys';
export type { Complaint } from './query-tokens';

export interface Filter {
  readonly matches: Matches;
  readonly complaints: readonly Complaint[];
  /** Nothing to match: everything does. */
  readonly isEmpty: boolean;
}

/** Total: whatever is understood is compiled, the rest is complained about. */
export function parseFilter(text: string): Filter {
  const complaints: Complaint[] = [];
  const tokens = tokenize(text, complaints);
  const parser = new Parser(tokens, complaints);
  const compiled = parser.whole();
  return { matches: compiled ?? (() => true), complaints, isEmpty: compiled === undefined && complaints.length === 0 };
}

/** For callers that take a filter as a whole or not at all: the first complaint, or the predicate. */
export function compileFilter(
  text: string,
): { readonly ok: true; readonly matches: Matches } | { readonly ok: false; readonly complaint: string } {
  const { matches, complaints } = parseFilter(text);
  const [first] = complaints;
  return first === undefined ? { ok: true, matches } : { ok: false, complaint: first.message };
}

const deepest = 50;

/** Recursive descent over the tokens; undefined means "nothing said", which matches everything. */
class Parser {
  readonly #tokens: readonly Token[];
  readonly #complaints: Complaint[];
  #at = 0;

  constructor(tokens: readonly Token[], complaints: Complaint[]) {
    this.#tokens = tokens;
    this.#complaints = complaints;
  }

  whole(): Matches | undefined {
    const parts: Matches[] = [];
    while (this.#at < this.#tokens.length) {
      const part = this.#alternatives(0);
      if (part !== undefined) parts.push(part);
      const token = this.#tokens[this.#at];
      if (token === undefined) break;
      this.#complain(token, 'There is no opening bracket for this one.');
      this.#at++;
    }
    return every(parts);
  }

  #alternatives(depth: number): Matches | undefined {
    const parts: Matches[] = [];
    for (;;) {
      const part = this.#sequence(depth);
      if (part !== undefined) parts.push(part);
      const token = this.#tokens[this.#at];
      if (token?.kind !== 'or') break;
      if (part === undefined) this.#complain(token, 'Nothing stands on one side of "or".');
      this.#at++;
      if (this.#tokens[this.#at] === undefined) this.#complain(token, 'Nothing stands on one side of "or".');
    }
    const [only] = parts;
    return parts.length < 2 ? only : event => parts.some(part => part(event));
  }

  #sequence(depth: number): Matches | undefined {
    const parts: Matches[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || token.kind === ')' || token.kind === 'or') return every(parts);
      if (token.kind === 'and') {
        this.#at++;
        continue;
      }
      const part = this.#factor(depth);
      if (part !== undefined) parts.push(part);
    }
  }

  #factor(depth: number): Matches | undefined {
    let isTurned = false;
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined) return undefined;
      if (token.kind === '-' || token.kind === 'not') {
        isTurned = !isTurned;
        this.#at++;
        if (this.#tokens[this.#at] === undefined) this.#complain(token, 'There is nothing to turn round behind this.');
        continue;
      }
      const part = this.#primary(token, depth);
      return part === undefined || !isTurned ? part : event => !part(event);
    }
  }

  #primary(token: Token, depth: number): Matches | undefined {
    if (token.kind === 'term') {
      this.#at++;
      return compileTerm(token, message => {
        this.#complain(token, message);
      });
    }
    if (token.kind !== '(') return undefined;
    this.#at++;
    if (depth >= deepest) {
      this.#complain(token, 'Too many brackets inside each other.');
      return undefined;
    }
    const inner = this.#alternatives(depth + 1);
    if (this.#tokens[this.#at]?.kind === ')') this.#at++;
    else this.#complain(token, 'The bracket is never closed.');
    return inner;
  }

  #complain(token: Token, message: string): void {
    this.#complaints.push({ message, start: token.start, end: token.end });
  }
}

function every(parts: readonly Matches[]): Matches | undefined {
  const [only] = parts;
  return parts.length < 2 ? only : event => parts.every(part => part(event));
}
