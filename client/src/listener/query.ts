/**
 * The filter language of the panel, of routes and of `listen --expect`:
 *
 *   level>=warn type:task-failed user:LAB\alice "some text" /a regex/ verdict:rejected -origin:test (a or b)
 *
 * Terms side by side must all hold; `or` parts alternatives, `-` or `not` turns a term round, brackets group. Values are
 * compared without case, `*` stands for anything, commas part alternatives. Reading is total: what cannot be understood
 * is complained about in a sentence and left out.
 */
import { RE2JS } from 're2js';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { appOf, nodeOf, taskOf, userOf } from './facets';
import { levelNames, levelValue } from './levels';

export interface Complaint {
  readonly message: string;
  /** Offsets in the filter's text, UTF-16. */
  readonly start: number;
  readonly end: number;
}

export interface Filter {
  readonly matches: (event: CapturedEvent) => boolean;
  readonly complaints: readonly Complaint[];
  /** Nothing to match: everything does. */
  readonly isEmpty: boolean;
}

type Matches = Filter['matches'];
type Operator = ':' | '=' | '!=' | '>=' | '<=' | '>' | '<';

interface Key {
  readonly name: string;
  /** For completion: what the key compares. */
  readonly doc: string;
  readonly kind: 'word' | 'text' | 'number' | 'level';
  readonly read: (event: CapturedEvent) => string | undefined;
  readonly values?: readonly string[];
}

/** The keys a term may begin with; any other name is looked up among the event's fields. */
export const filterKeys: readonly Key[] = [
  { name: 'level', doc: 'The level, also compared: level>=warn.', kind: 'level', read: event => event.level, values: levelNames },
  { name: 'type', doc: 'The kind of event: task-failed.', kind: 'word', read: event => event.type },
  {
    name: 'verdict',
    doc: 'What the receiver makes of it.',
    kind: 'word',
    read: event => event.verdict,
    values: ['accepted', 'duplicate', 'rejected', 'unknown'],
  },
  { name: 'code', doc: 'Why: field-count, bad-guid, altered.', kind: 'word', read: event => event.code },
  {
    name: 'origin',
    doc: 'Where it comes from.',
    kind: 'word',
    read: event => event.origin,
    values: ['network', 'test', 'replay', 'import', 'mqtt'],
  },
  { name: 'receiver', doc: 'Whose verdict it is.', kind: 'word', read: event => event.receiver },
  { name: 'format', doc: 'How it was read.', kind: 'word', read: event => event.format },
  { name: 'node', doc: 'The computer the event happened on.', kind: 'text', read: nodeOf },
  { name: 'user', doc: 'DIRECTORY\\id, or a part of it.', kind: 'text', read: userOf },
  { name: 'task', doc: 'The name of the task.', kind: 'text', read: taskOf },
  { name: 'app', doc: 'The name or id of the app.', kind: 'text', read: appOf },
  { name: 'logger', doc: 'The logger.', kind: 'text', read: event => event.logger },
  { name: 'message', doc: 'The message.', kind: 'text', read: event => event.message },
  { name: 'text', doc: 'The whole datagram.', kind: 'text', read: event => event.text },
  { name: 'id', doc: 'The id of the captured event.', kind: 'word', read: event => event.id },
  { name: 'from', doc: "The sender's address.", kind: 'text', read: event => event.from.address },
  { name: 'port', doc: 'The port it came in on.', kind: 'number', read: event => String(event.port) },
  { name: 'bytes', doc: 'The size of the datagram.', kind: 'number', read: event => String(event.bytes) },
  { name: 'seq', doc: 'Its number in this listener.', kind: 'number', read: event => String(event.seq) },
];

const keys = new Map(filterKeys.map(key => [key.name, key]));

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

type Value =
  | { readonly kind: 'bare'; readonly text: string }
  | { readonly kind: 'quoted'; readonly text: string }
  | { readonly kind: 'regex'; readonly text: string; readonly flags: string };

type Token =
  | { readonly kind: '(' | ')' | '-' | 'or' | 'and' | 'not'; readonly start: number; readonly end: number }
  | {
      readonly kind: 'term';
      readonly start: number;
      readonly end: number;
      readonly key?: string;
      readonly operator?: Operator;
      readonly value: Value;
    };

const keyAhead = /([\p{L}_][\p{L}\p{N}_.@-]*)(!=|>=|<=|>|<|=|:)/uy;
const bareAhead = /[^\s()"]+/y;

function tokenize(text: string, complaints: Complaint[]): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    const letter = text.charAt(at);
    if (/\s/.test(letter)) {
      at++;
      continue;
    }
    if (letter === '(' || letter === ')') {
      tokens.push({ kind: letter, start, end: ++at });
      continue;
    }
    if (letter === '-' && at + 1 < text.length && !/\s/.test(text.charAt(at + 1))) {
      tokens.push({ kind: '-', start, end: ++at });
      continue;
    }
    keyAhead.lastIndex = at;
    const head = keyAhead.exec(text);
    if (head !== null) at = keyAhead.lastIndex;
    const value = readValue(text, at, complaints);
    at = value.end;
    if (head === null && value.value.kind === 'bare' && /^(or|and|not)$/i.test(value.value.text)) {
      tokens.push({ kind: value.value.text.toLowerCase() as 'or' | 'and' | 'not', start, end: at });
      continue;
    }
    tokens.push({
      kind: 'term',
      start,
      end: at,
      value: value.value,
      ...(head === null ? {} : { key: head[1] ?? '', operator: (head[2] ?? ':') as Operator }),
    });
  }
  return tokens;
}

function readValue(text: string, at: number, complaints: Complaint[]): { readonly value: Value; readonly end: number } {
  const letter = text.charAt(at);
  if (letter === '"') return readQuoted(text, at, complaints);
  if (letter === '/') {
    const regex = readRegex(text, at);
    if (regex !== undefined) return regex;
  }
  bareAhead.lastIndex = at;
  const bare = bareAhead.exec(text)?.[0] ?? '';
  // LAB\alice and LAB\\alice mean the same, so that what is pasted from JSON works too.
  return { value: { kind: 'bare', text: bare.replaceAll('\\\\', '\\') }, end: at + bare.length };
}

function readQuoted(text: string, start: number, complaints: Complaint[]): { readonly value: Value; readonly end: number } {
  let value = '';
  let at = start + 1;
  for (; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '"') return { value: { kind: 'quoted', text: value }, end: at + 1 };
    const next = text.charAt(at + 1);
    if (letter === '\\' && (next === '"' || next === '\\')) at++;
    value += text.charAt(at);
  }
  complaints.push({ message: 'The quotation mark is never closed: write " at the end of the text.', start, end: text.length });
  return { value: { kind: 'quoted', text: value }, end: at };
}

/** `/…/flags`; without a second slash it is no regular expression but a text such as `/scheduler-task-failed/;`. */
function readRegex(text: string, start: number): { readonly value: Value; readonly end: number } | undefined {
  let isClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '\\') at++;
    else if (letter === '[') isClass = true;
    else if (letter === ']') isClass = false;
    else if (letter === '/' && !isClass) {
      const flags = /^[a-z]*/.exec(text.slice(at + 1))?.[0] ?? '';
      const end = at + 1 + flags.length;
      if (end < text.length && !/[\s()]/.test(text.charAt(end))) return undefined;
      return at === start + 1 ? undefined : { value: { kind: 'regex', text: text.slice(start + 1, at), flags }, end };
    }
  }
  return undefined;
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

type Term = Extract<Token, { readonly kind: 'term' }>;

function compileTerm(term: Term, complain: (message: string) => void): Matches | undefined {
  const { value, operator = ':' } = term;
  if (term.key === undefined) {
    const test = textTest(value, complain);
    return test === undefined ? undefined : event => test(event.text);
  }
  const key = keys.get(term.key.toLowerCase()) ?? fieldKey(term.key);
  if (value.kind !== 'regex' && value.text === '' && value.kind !== 'quoted') {
    complain(`A value is missing behind ${term.key}${operator}.`);
    return undefined;
  }
  if (operator === ':' || operator === '=' || operator === '!=') return equality(key, operator, value, complain);
  return comparison(key, operator, value, complain);
}

function fieldKey(name: string): Key {
  const wanted = name.toLowerCase();
  const read = (event: CapturedEvent): string | undefined => {
    const exact = event.fields[name];
    if (exact !== undefined) return exact;
    for (const field in event.fields) if (field.toLowerCase() === wanted) return event.fields[field];
    return undefined;
  };
  return { name, doc: 'A field of the event.', kind: 'text', read };
}

function equality(key: Key, operator: ':' | '=' | '!=', value: Value, complain: (message: string) => void): Matches | undefined {
  if (key.values !== undefined && value.kind === 'bare' && !value.text.includes('*')) {
    const known = key.values.map(it => it.toLowerCase());
    const unknown = value.text.split(',').find(it => !known.includes(it.toLowerCase()));
    if (unknown !== undefined) {
      complain(`${key.name} is never "${unknown}": it is one of ${key.values.join(', ').toLowerCase()}.`);
      return undefined;
    }
  }
  const test = key.kind === 'text' && operator === ':' ? textTest(value, complain) : wholeTest(value, complain);
  if (test === undefined) return undefined;
  const read = key.read;
  if (operator === '!=') {
    return event => {
      const found = read(event);
      return found === undefined || !test(found);
    };
  }
  return event => {
    const found = read(event);
    return found !== undefined && test(found);
  };
}

function comparison(key: Key, operator: '>=' | '<=' | '>' | '<', value: Value, complain: (message: string) => void): Matches | undefined {
  const toNumber = key.kind === 'level' ? levelValue : numberOf;
  const limit = value.kind === 'regex' ? undefined : toNumber(value.text);
  if (limit === undefined) {
    complain(
      key.kind === 'level'
        ? `"${value.text}" is no level: use one of ${levelNames.slice(0, 12).join(', ').toLowerCase()}.`
        : `"${value.text}" is no number, so ${key.name}${operator} cannot compare it.`,
    );
    return undefined;
  }
  const holds: Readonly<Record<typeof operator, (found: number) => boolean>> = {
    '>=': found => found >= limit,
    '<=': found => found <= limit,
    '>': found => found > limit,
    '<': found => found < limit,
  };
  const test = holds[operator];
  return event => {
    const text = key.read(event);
    const found = text === undefined ? undefined : toNumber(text);
    return found !== undefined && test(found);
  };
}

function numberOf(text: string): number | undefined {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}

type TextTest = (text: string) => boolean;

/** Holds where the text contains the value. */
function textTest(value: Value, complain: (message: string) => void): TextTest | undefined {
  if (value.kind === 'regex') return regexTest(value, complain);
  if (value.kind === 'bare' && value.text.includes('*')) return anyOf(value.text, it => globTest(it, false));
  const wanted = value.text.toLowerCase();
  return text => text.toLowerCase().includes(wanted);
}

/** Holds where the text is the value. */
function wholeTest(value: Value, complain: (message: string) => void): TextTest | undefined {
  if (value.kind === 'regex') return regexTest(value, complain);
  if (value.kind === 'bare') return anyOf(value.text, it => globTest(it, true));
  const wanted = value.text.toLowerCase();
  return text => text.toLowerCase() === wanted;
}

function anyOf(text: string, make: (part: string) => TextTest): TextTest {
  const tests = text.split(',').map(make);
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : it => tests.some(test => test(it));
}

/** `*` stands for anything; found by looking for the pieces one after the other, which is linear. */
function globTest(pattern: string, isWhole: boolean): TextTest {
  const pieces = pattern.toLowerCase().split('*');
  const [first = ''] = pieces;
  if (pieces.length === 1) return isWhole ? text => text.toLowerCase() === first : text => text.toLowerCase().includes(first);
  const last = pieces[pieces.length - 1] ?? '';
  const inner = pieces.slice(1, -1);
  return text => {
    const lower = text.toLowerCase();
    let at = isWhole ? 0 : lower.indexOf(first);
    if (at < 0 || !lower.startsWith(first, at)) return false;
    at += first.length;
    for (const piece of inner) {
      const found = lower.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return isWhole ? lower.length - last.length >= at && lower.endsWith(last) : lower.includes(last, at);
  };
}

/** RE2 syntax: its time grows with the text, whatever the pattern, so that none can hang the listener. */
function regexTest(value: Extract<Value, { readonly kind: 'regex' }>, complain: (message: string) => void): TextTest | undefined {
  if (/[^ims]/.test(value.flags)) {
    complain(`"${value.flags}" behind the regular expression is not known: i (any case), s (dot matches line breaks) and m are.`);
    return undefined;
  }
  const flags =
    (value.flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (value.flags.includes('s') ? RE2JS.DOTALL : 0) |
    (value.flags.includes('m') ? RE2JS.MULTILINE : 0);
  try {
    const compiled = RE2JS.compile(value.text, flags);
    return text => compiled.test(text);
  } catch (error) {
    complain(`The regular expression cannot be used: ${error instanceof Error ? error.message : String(error)}.`);
    return undefined;
  }
}
