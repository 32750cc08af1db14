/** Conversion patterns where a configuration holds them, parsed with the words of their layout. */
import type { Catalogue, ValueKind } from '../catalogue/types';
import type { Configuration, ConfiguredObject, Setting } from '../model/types';
import { parsePattern, type PatternPart, type PatternSpan } from '../pattern/parse';
import { vocabulary, type DeclaredConverter, type PatternLanguage, type Vocabulary } from '../pattern/vocabulary';
import { decodedOffsets } from '../syntax/entities';
import type { Span } from '../syntax/tree';
import { settingsOf, typedSettings, type PlacedObject } from './objects';
import type { RuleContext } from './rule';

export interface PatternPlace {
  readonly setting: Setting;
  /** The object whose converters are the pattern's. */
  readonly owner: PlacedObject;
  readonly language: PatternLanguage;
  /** As log4net reads it: references resolved. */
  readonly text: string;
  readonly words: Vocabulary;
  /** Their spans are places in `text`. */
  readonly parts: readonly PatternPart[];
  /** From a place in `text` to the document. */
  inDocument(span: PatternSpan): Span;
}

const PATTERNS: ReadonlySet<ValueKind> = new Set(['pattern', 'pattern-string']);

const known = new WeakMap<Configuration, readonly PatternPlace[]>();

/** Every pattern; one that is pieced together from several pieces of text is left out, having no one place. */
export function patternsIn({ config, catalogue }: RuleContext): readonly PatternPlace[] {
  const before = known.get(config);
  if (before !== undefined) return before;
  const candidates = new Set([...settingsOf(config, it => PATTERNS.has(it.text ?? it.kind)), ...typedSettings(config)]);
  const found = [...candidates].flatMap(({ setting, owner }) => placeOf(setting, owner, config, catalogue) ?? []);
  known.set(config, found);
  return found;
}

function placeOf(setting: Setting, owner: PlacedObject, config: Configuration, catalogue: Catalogue): PatternPlace | undefined {
  const { value } = setting;
  const language = languageOf(setting);
  if (value === undefined || language === undefined) return undefined;
  const offsets = decodedOffsets(config.document.text, value.span.start, value.span.end, value.from === 'attribute');
  if (offsets.length - 1 !== value.text.length) return undefined;
  const words = vocabularyOf(language, declaredConverters(owner.object, catalogue), catalogue);
  return {
    setting,
    owner,
    language,
    text: value.text,
    words,
    parts: parsePattern(value.text, words),
    inDocument: ({ start, end }) => ({ start: offsets[start] ?? value.span.end, end: offsets[end] ?? value.span.end }),
  };
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

/** The converters a layout declares, as far as they have a name. */
function declaredConverters(owner: ConfiguredObject, catalogue: Catalogue): readonly DeclaredConverter[] {
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
