/** Conversion patterns where a configuration holds them: parsed with the words of their layout, with places in the document. */
import type { Catalogue, ValueKind } from '../catalogue/types';
import type { ConfiguredObject, Setting } from '../model/types';
import { parsePattern, type PatternPart, type PatternSpan } from '../pattern/parse';
import { vocabulary, type DeclaredConverter, type PatternLanguage, type Vocabulary } from '../pattern/vocabulary';
import { decodedOffsets } from '../syntax/entities';
import type { Span } from '../syntax/tree';
import { elementAt } from '../syntax/walk';
import { holds, type Analysed } from './analysed';
import { everySetting, settingOf, type PlacedSetting } from './lookup';

export interface PatternPlace {
  /** The layout (or pattern string) it belongs to; its converters are the pattern's. */
  readonly owner: ConfiguredObject;
  readonly setting: Setting;
  readonly language: PatternLanguage;
  /** As log4net reads it: references resolved. */
  readonly text: string;
  readonly span: Span;
  readonly vocabulary: Vocabulary;
  /** Their spans are places in `text`. */
  readonly parts: readonly PatternPart[];
  /** The known words in order, with places in the document. */
  readonly words: readonly { readonly name: string; readonly span: Span }[];
  readonly toDocument: (span: PatternSpan) => Span;
  /** The place in `text` for a place in the document. */
  readonly toPattern: (offset: number) => number;
}

/** Read when first asked for; a setting belongs to one version of one document. */
const known = new WeakMap<Setting, PatternPlace | 'none'>();

/** Every pattern (within a span) in document order; one that is pieced together from text and comments is left out. */
export function patternsOf(doc: Analysed, { start, end }: Span = doc.scope): readonly PatternPlace[] {
  const inside = ({ setting: { element } }: PlacedSetting): boolean => element.span.start >= start && element.span.end <= end;
  return [...everySetting(doc.config)]
    .filter(inside)
    .flatMap(it => placeOf(doc, it) ?? [])
    .sort((a, b) => a.span.start - b.span.start);
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

/** The converters a layout declares, as far as they have a name. */
export function declaredConverters(owner: ConfiguredObject, catalogue: Catalogue): readonly DeclaredConverter[] {
  return owner.settings.flatMap(({ object }) => {
    if (object?.type?.kind !== 'converter-info') return [];
    const text = (name: string): string | undefined => object.settings.findLast(it => it.name.toLowerCase() === name)?.value?.text;
    const name = text('name');
    if (name === undefined) return [];
    const typeText = text('type') ?? '';
    const type = catalogue.findType(typeText);
    return {
      name,
      type: type?.type ?? typeText,
      language: type?.kind === 'pattern-string-converter' ? 'string' : 'layout',
      ...(type?.behaviour !== undefined && { behaviour: type.behaviour }),
    };
  });
}

function placeOf(doc: Analysed, placed: PlacedSetting): PatternPlace | undefined {
  const cached = known.get(placed.setting);
  if (cached) return cached === 'none' ? undefined : cached;
  const place = readPlace(doc, placed);
  known.set(placed.setting, place ?? 'none');
  return place;
}

function readPlace(doc: Analysed, { setting, owner }: PlacedSetting): PatternPlace | undefined {
  const { value } = setting;
  const language = value && languageOf(setting);
  if (!value || !language) return undefined;
  const offsets = decodedOffsets(doc.text, value.span.start, value.span.end, value.from === 'attribute');
  if (offsets.length - 1 !== value.text.length) return undefined;
  const words = vocabulary(doc.catalogue.words(language), declaredConverters(owner, doc.catalogue));
  const parts = parsePattern(value.text, words);
  const toDocument = ({ start, end }: PatternSpan): Span => ({
    start: offsets[start] ?? value.span.end,
    end: offsets[end] ?? value.span.end,
  });
  return {
    owner,
    setting,
    language,
    text: value.text,
    span: value.span,
    vocabulary: words,
    parts,
    words: parts.flatMap(it => (it.kind === 'conversion' ? [{ name: it.word, span: toDocument(it.wordSpan) }] : [])),
    toDocument,
    toPattern: offset =>
      Math.max(
        0,
        offsets.findLastIndex(it => it <= offset),
      ),
  };
}

function languageOf({ via, fact }: Setting): PatternLanguage | undefined {
  const kind: ValueKind | undefined = via?.type?.text ?? fact?.text ?? fact?.kind;
  return kind === 'pattern' ? 'layout' : kind === 'pattern-string' ? 'string' : undefined;
}
