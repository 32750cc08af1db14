/** Other names into a text, wherever and however it spells the old ones: escaped, misread, or wrapped in base64. */
import { fromBase64, isUtf8, misreadings, readPayload, rewritePayload, toBase64 } from '../../../../server/src/wire/payload';
import { type Finder, finderOf } from './finder';
import type { Name } from './names';
import { small, viewsOf } from './views';

export type Rewrite = (text: string) => string;

interface Sought {
  readonly find: Finder;
  readonly isGiven: (text: string) => boolean;
  /** No text below this length holds a name: views and wrappings are shorter than what they are made of, never longer. */
  readonly shortest: number;
  /** No base64 below this length does. */
  readonly shortestRun: number;
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly substitute: string;
}

/** Names this long are looked for inside words as well: no word holds them by chance. */
const foundInWords = 8;
/** What is wrapped may be wrapped again, but not for ever. */
const deepest = 2;

/**
 * @param isGiven whether a text is such another name already: those stay as they are, as do their parts, which may look
 * like names
 */
export function rewriter(names: readonly Name[], substituteOf: (name: Name) => string, isGiven: (text: string) => boolean): Rewrite {
  const needles = names.flatMap(name =>
    spellings(name.text).map(text => ({ text, substitute: substituteOf(name), asWord: name.text.length < foundInWords })),
  );
  const shortest = needles.reduce((least, it) => Math.min(least, it.text.length), Infinity);
  const sought: Sought = { find: finderOf(needles), isGiven, shortest, shortestRun: Math.max(leastRun, Math.ceil((shortest * 4) / 3)) };
  return text => rewrite(text, sought, 0);
}

function spellings(name: string): readonly string[] {
  const composed = name.normalize('NFC');
  const all = [name, composed, composed.normalize('NFD'), ...misreadings(composed), ...misreadings(name)].map(small);
  // Encoded words of mails and addresses of pages have other signs for a blank.
  return [...new Set([...all, ...all.map(it => it.replaceAll('_', ' '))])].filter(it => it.trim() !== '');
}

function rewrite(text: string, sought: Sought, depth: number): string {
  if (text.length < sought.shortest) return text;
  const found: Place[] = [];
  findNames(text, sought, found);
  if (depth < deepest && text.length >= sought.shortestRun) findWrapped(text, sought, depth, found);
  if (found.length === 0) return text;
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let out = '';
  let at = 0;
  for (const { start, end, substitute } of found) {
    // Of places that overlap the first has its substitute; nothing of the others is left either.
    if (start >= at) out += text.slice(at, start) + substitute;
    at = Math.max(at, end);
  }
  return out + text.slice(at);
}

const likeGiven = /(?:user|dir)-[0-9a-z]{10}|hidden-(?:user|directory)/g;
const endOf = (match: RegExpExecArray | undefined): number => (match === undefined ? 0 : match.index + match[0].length);

function findNames(text: string, { find, isGiven }: Sought, places: Place[]): void {
  for (const view of viewsOf(text)) {
    const given = Array.from(view.text.matchAll(likeGiven)).filter(([it]) => isGiven(it));
    let next = 0;
    find(view.text, (start, end, substitute) => {
      // Both go from left to right.
      while (next < given.length && endOf(given[next]) <= start) next++;
      const stays = given[next];
      if (stays !== undefined && start >= stays.index && end <= endOf(stays)) return;
      places.push({ start: view.startOf(start), end: view.startOf(end), substitute });
    });
  }
}

/** Base64: whole lines of it, as mails have them, or a run within a line. */
const encoded = /(?<=^|\n)(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]*={0,2}|[A-Za-z0-9+/]{6,}={0,2}/g;
/** Shorter runs are words, unless they have the length and the content of base64. */
const surelyEncoded = 24;
const leastRun = 6;

function findWrapped(text: string, sought: Sought, depth: number, places: Place[]): void {
  for (const { 0: run, index } of text.matchAll(encoded)) {
    if (run.length < sought.shortestRun) continue;
    const isShort = run.length < surelyEncoded;
    if (isShort && run.length % 4 !== 0) continue;
    const bytes = fromBase64(run);
    // Nearly every word ends here.
    if (isShort && !isUtf8(bytes)) continue;
    const { text: read, isExact } = readPayload(bytes);
    if (isShort && !isExact) continue;
    const after = rewrite(read, sought, depth + 1);
    if (after === read) continue;
    const line = toBase64(rewritePayload(bytes, after));
    places.push({ start: index, end: index + run.length, substitute: run.includes('\n') ? line.replace(/.{76}(?=.)/g, '$&\r\n') : line });
  }
}
