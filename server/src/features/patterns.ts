/** The conversion patterns of a document, and the one at a place in it. */
import { Beside } from '../model/beside';
import { readPattern, type PatternText } from '../model/patterns';
import type { Configuration, ConfiguredObject, Setting } from '../model/types';
import type { PatternPart } from '../pattern/parse';
import type { Span } from '../syntax/tree';
import { elementAt } from '../syntax/walk';
import { holds, type Analysed } from './analysed';
import { everySetting, settingOf, type PlacedSetting } from './lookup';

export interface PatternPlace extends PatternText {
  /** The layout (or pattern string) it belongs to; its converters are the pattern's. */
  readonly owner: ConfiguredObject;
  readonly setting: Setting;
  readonly span: Span;
  /** The known words in order, with places in the document. */
  readonly words: readonly { readonly name: string; readonly span: Span }[];
}

/** Read when first asked for; a setting belongs to one version of one document. */
const known = new Beside<Setting, PatternPlace | 'none'>();

/** Every pattern (within a span) in document order; one that is pieced together from text and comments is left out. */
export function patternsOf(doc: Analysed, { start, end }: Span = doc.scope): readonly PatternPlace[] {
  const all = allPatterns(doc);
  const found: PatternPlace[] = [];
  for (let at = firstFrom(all, start); at < all.length; at++) {
    const place = all[at];
    if (!place || place.span.start > end) break;
    const { element } = place.setting;
    if (element.span.start >= start && element.span.end <= end) found.push(place);
  }
  return found;
}

/** Where in the list those begin that start at a place or behind it. */
function firstFrom(places: readonly PatternPlace[], start: number): number {
  let from = 0;
  for (let to = places.length; from < to;) {
    const middle = (from + to) >> 1;
    if ((places[middle]?.span.start ?? 0) < start) from = middle + 1;
    else to = middle;
  }
  return from;
}

const everyPattern = new Beside<Configuration, readonly PatternPlace[]>();

/** Looked for once: many ask for those of one appender each. */
function allPatterns(doc: Analysed): readonly PatternPlace[] {
  const found = everyPattern.get(doc.config);
  if (found) return found;
  const patterns = [...everySetting(doc.config)].flatMap(it => placeOf(doc, it) ?? []).sort((a, b) => a.span.start - b.span.start);
  everyPattern.set(doc.config, patterns);
  return patterns;
}

export function patternAt(doc: Analysed, offset: number): PatternPlace | undefined {
  const placed = settingOf(doc.config, elementAt(doc.document, offset));
  const place = placed && placeOf(doc, placed);
  return place && holds(place.span, offset) ? place : undefined;
}

/** The patterns of one layout. */
export function patternsIn(doc: Analysed, owner: ConfiguredObject): readonly PatternPlace[] {
  return owner.settings.flatMap(setting => placeOf(doc, { setting, owner }) ?? []);
}

/** The part around a place in the pattern: the one before it where it is the end of a word. */
export function partAt({ parts }: PatternPlace, at: number): PatternPart | undefined {
  return (
    parts.findLast(it => it.kind !== 'literal' && it.span.start < at && at <= it.span.end) ??
    parts.find(it => it.span.start <= at && at < it.span.end)
  );
}

/** The words that a layout knows, its own ones included. */
export function wordNames(doc: Analysed, owner: ConfiguredObject): readonly string[] {
  return patternsIn(doc, owner).flatMap(it => [...it.vocabulary.words.keys()]);
}

function placeOf(doc: Analysed, placed: PlacedSetting): PatternPlace | undefined {
  const cached = known.get(placed.setting);
  if (cached) return cached === 'none' ? undefined : cached;
  const place = readPlace(doc, placed);
  known.set(placed.setting, place ?? 'none');
  return place;
}

function readPlace(doc: Analysed, { setting, owner }: PlacedSetting): PatternPlace | undefined {
  const read = readPattern(setting, owner, doc.text, doc.catalogue);
  if (read === undefined || setting.value === undefined) return undefined;
  const words = read.parts.flatMap(it => (it.kind === 'conversion' ? [{ name: it.word, span: read.toDocument(it.wordSpan) }] : []));
  return { ...read, owner, setting, span: setting.value.span, words };
}
