/** What may stand at the cursor of the filter: keys with what they compare, values that are known or were seen. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import { filterKeys } from '../listener/query';
import type { Suggestion } from './protocol';

export interface Completion {
  /** The part of the text that an item replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Suggestion[];
}

/** What one can choose from at a glance. */
const mostItems = 30;
/** A value longer than this is a text to search in, not one to choose. */
const longestValue = 80;

/** @param seen newest events first: their values are offered, the commonest first */
export function complete(text: string, at: number, seen: Iterable<CapturedEvent>): Completion {
  const start = termStart(text, at);
  const typed = text.slice(start, at);
  const term = /^(-?)([\p{L}_][\p{L}\p{N}_.@-]*)(!=|>=|<=|>|<|=|:)(.*)$/su.exec(typed);
  if (term === null) {
    const sign = typed.startsWith('-') ? 1 : 0;
    return { from: start + sign, to: at, items: keysLike(typed.slice(sign), seen) };
  }
  const [, , name = '', , value = ''] = term;
  // Commas part alternatives; the last of them is being typed.
  const last = value.startsWith('"') ? value : value.slice(value.lastIndexOf(',') + 1);
  return { from: at - last.length, to: at, items: valuesLike(name, last.replace(/^"|"$/g, ''), seen) };
}

/** Where the term the cursor is in begins: behind a blank or a bracket that stands in no quotation. */
function termStart(text: string, at: number): number {
  let start = 0;
  let quoted = false;
  for (let place = 0; place < at; place++) {
    const letter = text.charAt(place);
    if (letter === '\\' && quoted) place++;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && /[\s()]/.test(letter)) start = place + 1;
  }
  return start;
}

function keysLike(typed: string, seen: Iterable<CapturedEvent>): readonly Suggestion[] {
  const wanted = typed.toLowerCase();
  if (wanted.startsWith('"') || wanted.startsWith('/')) return [];
  const known = filterKeys.map(({ name, doc, kind }): Suggestion => {
    const operator = kind === 'level' || kind === 'time' ? '>=' : ':';
    return { label: `${name}${operator}`, insert: `${name}${operator}`, detail: doc };
  });
  const names = new Set(filterKeys.map(it => it.name.toLowerCase()));
  const fields = new Map<string, string>();
  for (const event of seen) {
    for (const name in event.fields)
      if (/^[\p{L}_][\p{L}\p{N}_.@-]*$/u.test(name) && !names.has(name.toLowerCase()) && !fields.has(name))
        fields.set(name, event.fields[name] ?? '');
    if (fields.size > 200) break;
  }
  const own = [...fields].map(([name, example]): Suggestion => ({ label: `${name}:`, insert: `${name}:`, detail: short(example) }));
  return best([...known, ...own], wanted);
}

function valuesLike(name: string, typed: string, seen: Iterable<CapturedEvent>): readonly Suggestion[] {
  const key = filterKeys.find(it => it.name === name.toLowerCase());
  const counts = new Map<string, number>((key?.values ?? []).map(value => [value.toLowerCase(), 0]));
  // A closed list has no other values; for the rest, what the events hold.
  if (key?.values === undefined || key.kind === 'level') {
    const read = key?.read ?? (event => event.fields[name]);
    for (const event of seen) {
      const value = read(event);
      if (value === undefined || value === '' || value.length > longestValue || /[\r\n]/.test(value)) continue;
      const plain = key?.kind === 'level' ? value.toLowerCase() : value;
      counts.set(plain, (counts.get(plain) ?? 0) + 1);
    }
  }
  const items = [...counts]
    .sort(([, many], [, few]) => few - many)
    .map(([value, n]): Suggestion => ({ label: value, insert: written(value), detail: n === 0 ? '' : `× ${n}` }));
  return best(items, typed.toLowerCase());
}

/** What begins like it first, then what holds it. */
function best(items: readonly Suggestion[], wanted: string): readonly Suggestion[] {
  const begins = items.filter(it => it.label.toLowerCase().startsWith(wanted));
  const holds = items.filter(it => !begins.includes(it) && it.label.toLowerCase().includes(wanted));
  const all = [...begins, ...holds];
  // What stands there already is no suggestion.
  return all.length === 1 && all[0]?.label.toLowerCase() === wanted ? [] : all.slice(0, mostItems);
}

/** As it has to be written in a filter. */
const written = (value: string): string => (/[\s()",*/]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value);

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
