/** Every conversion pattern of a configuration, with its place in the document. */
import type { ValueKind } from '../catalogue/types';
import { Beside } from '../model/beside';
import { readPattern } from '../model/patterns';
import type { Configuration, Setting } from '../model/types';
import type { PatternPart, PatternSpan } from '../pattern/parse';
import type { PatternLanguage, Vocabulary } from '../pattern/vocabulary';
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

const known = new Beside<Configuration, readonly PatternPlace[]>();

/** Every pattern; one that is pieced together from several pieces of text is left out, having no one place. */
export function patternsIn({ config, catalogue }: RuleContext): readonly PatternPlace[] {
  const before = known.get(config);
  if (before !== undefined) return before;
  const candidates = new Set([...settingsOf(config, it => PATTERNS.has(it.text ?? it.kind)), ...typedSettings(config)]);
  const found = [...candidates].flatMap(({ setting, owner }) => {
    const read = readPattern(setting, owner.object, config.document.text, catalogue);
    if (read === undefined) return [];
    const { language, text, parts, vocabulary, toDocument } = read;
    return { setting, owner, language, text, parts, words: vocabulary, inDocument: toDocument };
  });
  known.set(config, found);
  return found;
}
