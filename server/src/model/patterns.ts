/** Conversion patterns where a configuration holds them: parsed with the words of their layout, with places in the document. */
import type { Catalogue, ValueKind } from '../catalogue/types';
import { parsePattern, type PatternPart, type PatternSpan } from '../pattern/parse';
import { vocabulary, type DeclaredConverter, type PatternLanguage, type Vocabulary } from '../pattern/vocabulary';
import { decodedOffsets } from '../syntax/entities';
import type { Span } from '../syntax/tree';
import type { ConfiguredObject, Setting } from './types';

export interface PatternText {
  readonly language: PatternLanguage;
  /** As log4net reads it: references resolved. */
  readonly text: string;
  readonly vocabulary: Vocabulary;
  /** Their spans are places in `text`. */
  readonly parts: readonly PatternPart[];
  readonly toDocument: (span: PatternSpan) => Span;
  /** The place in `text` for a place in the document. */
  readonly toPattern: (offset: number) => number;
}

/**
 * The pattern a setting holds; undefined where it holds none, or one that is pieced together from several pieces of text.
 * `owner` is the object whose converters are the pattern's.
 */
export function readPattern(setting: Setting, owner: ConfiguredObject, document: string, catalogue: Catalogue): PatternText | undefined {
  const { value } = setting;
  const language = languageOf(setting);
  if (value === undefined || language === undefined) return undefined;
  const offsets =
    sectionOffsets(document, value.span) ?? decodedOffsets(document, value.span.start, value.span.end, value.from === 'attribute');
  if (offsets.length - 1 !== value.text.length) return undefined;
  const words = vocabularyOf(language, declaredConverters(owner, catalogue), catalogue);
  return {
    language,
    text: value.text,
    vocabulary: words,
    parts: parsePattern(value.text, words),
    toDocument: ({ start, end }) => ({ start: offsets[start] ?? value.span.end, end: offsets[end] ?? value.span.end }),
    toPattern: offset =>
      Math.max(
        0,
        offsets.findLastIndex(it => it <= offset),
      ),
  };
}

const SECTION = { open: '<![CDATA[', close: ']]>' };

/** The places of the characters of one CDATA section, which are read as they stand, and of its end; undefined for anything else. */
function sectionOffsets(document: string, { start, end }: Span): readonly number[] | undefined {
  const from = start + SECTION.open.length;
  const to = end - SECTION.close.length;
  if (!document.startsWith(SECTION.open, start) || document.indexOf(SECTION.close, from) !== to) return undefined;
  const offsets: number[] = [];
  // A line break of two characters is read as one.
  for (let at = from; at <= to; at++) if (!(document[at] === '\n' && document[at - 1] === '\r')) offsets.push(at);
  return offsets;
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

const vocabularies = new WeakMap<Catalogue, Map<string, Vocabulary>>();

/** Layouts of one file mostly declare the same converters, or none. */
function vocabularyOf(language: PatternLanguage, declared: readonly DeclaredConverter[], catalogue: Catalogue): Vocabulary {
  const key = `${language} ${JSON.stringify(declared)}`;
  const known = vocabularies.get(catalogue) ?? new Map<string, Vocabulary>();
  vocabularies.set(catalogue, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = vocabulary(catalogue.words(language), declared);
  // Half-typed names make new ones with each keystroke.
  if (known.size > 100) known.clear();
  known.set(key, made);
  return made;
}

function languageOf({ via, fact }: Setting): PatternLanguage | undefined {
  const kind: ValueKind | undefined = via?.type?.text ?? fact?.text ?? fact?.kind;
  return kind === 'pattern' ? 'layout' : kind === 'pattern-string' ? 'string' : undefined;
}
