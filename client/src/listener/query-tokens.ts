/** The text of a filter → its tokens. Total: what is torn is complained about. */

export interface Complaint {
  readonly message: string;
  /** Offsets in the filter's text, UTF-16. */
  readonly start: number;
  readonly end: number;
}

export type Operator = ':' | '=' | '!=' | '>=' | '<=' | '>' | '<';

export type Value =
  | { readonly kind: 'bare'; readonly text: string }
  | { readonly kind: 'quoted'; readonly text: string }
  | { readonly kind: 'regex'; readonly text: string; readonly flags: string };

export type Token =
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

export function tokenize(text: string, complaints: Complaint[]): readonly Token[] {
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
