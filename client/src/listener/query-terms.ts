/** A term of the filter language → what it lets through. */
import { RE2JS } from 're2js';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { levelNames, levelValue } from './levels';
import { filterKeys, type Key } from './query-keys';
import type { Token, Value } from './query-tokens';

export type Matches = (event: CapturedEvent) => boolean;

const keys = new Map(filterKeys.map(key => [key.name, key]));

type Term = Extract<Token, { readonly kind: 'term' }>;

/** Undefined, and a complaint, for what cannot be understood. */
export function compileTerm(term: Term, complain: (message: string) => void): Matches | undefined {
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
  const whole = key.kind !== 'text' && key.kind !== 'time';
  const test = whole || operator !== ':' ? wholeTest(value, complain) : textTest(value, complain);
  if (test === undefined) return undefined;
  const read = key.read;
  if (key.kind === 'set') {
    const holds = (event: CapturedEvent): boolean => read(event)?.split(' ').some(test) ?? false;
    return operator === '!=' ? event => !holds(event) : holds;
  }
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
  const toNumber = key.kind === 'level' ? levelValue : key.kind === 'time' ? timeOf : numberOf;
  const limit = value.kind === 'regex' ? undefined : toNumber(value.text);
  if (limit === undefined) {
    complain(
      key.kind === 'level'
        ? `"${value.text}" is no level: use one of ${levelNames.slice(0, 12).join(', ').toLowerCase()}.`
        : key.kind === 'time'
          ? `"${value.text}" is no time: write 09:30, 09:30:15 or 2026-03-12T09:30.`
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

/** A time of day is one of today; without a zone it is the time of this computer. Milliseconds since 1970. */
function timeOf(text: string): number | undefined {
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d)(\.\d{1,3})?)?$/.exec(text);
  if (clock === null) {
    // A date alone would be read as UTC.
    const time = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text);
    return Number.isNaN(time) || !/^\d{4}-/.test(text) ? undefined : time;
  }
  const [, hours, minutes, seconds = '0', fraction = '0'] = clock;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return new Date().setHours(Number(hours), Number(minutes), Number(seconds), Number(fraction) * 1_000);
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
