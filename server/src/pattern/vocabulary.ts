/** The words a conversion pattern may use: log4net's own and those a layout declares with `<converter>`. */

/** `layout`: patterns of layouts, rendered for an event. `string`: patterns worked out once, while the configuration is read. */
export type PatternLanguage = 'layout' | 'string';

/** What one word does. */
export interface Converter {
  /** As the catalogue names it; absent for a class nobody has described. */
  readonly behaviour?: string;
  /** Which of the two languages the class was written for: a `string` converter inside a layout does not see the event. */
  readonly language: PatternLanguage;
  /** The full CLR name, as the catalogue or the configuration writes it. */
  readonly type: string;
  /** A layout with such a word prints the exception itself, so that nothing is appended to it. */
  readonly handlesException: boolean;
  /** An abstract class: log4net cannot create it, and a layout whose pattern uses the word is lost. */
  readonly isAbstract?: true;
}

export interface VocabularyWord extends Converter {
  readonly name: string;
  /** True where the layout declares it, false for log4net's own words. */
  readonly declared: boolean;
}

/** The part of a catalogue's word that patterns need; `WordFact` has it. */
export interface WordSource {
  readonly names: readonly string[];
  readonly type: string;
  readonly language: PatternLanguage;
  readonly behaviour: string;
  readonly handlesException?: true;
}

/** A `<converter>` of a layout: its name and the type it names, described as far as the catalogue knows it. */
export interface DeclaredConverter {
  readonly name: string;
  readonly type: string;
  readonly behaviour?: string;
  /** From the type's kind: `pattern-string-converter` is `string`, everything else `layout`. */
  readonly language: PatternLanguage;
  readonly isAbstract?: true;
}

export interface Vocabulary {
  /** Every word by its exact name. */
  readonly words: ReadonlyMap<string, VocabularyWord>;
  /** The longest word that the text goes on with at an offset; upper and lower case differ. */
  wordAt(text: string, offset: number): VocabularyWord | undefined;
}

const exceptionBehaviours: ReadonlySet<string> = new Set(['exception', 'qlik-encoded-exception']);

/**
 * The words of one layout. A declared converter hides the built-in word of the same name, a later one an earlier.
 * An empty name is legal and matches everywhere, as the shortest word of all.
 */
export function vocabulary(words: readonly WordSource[], declared: readonly DeclaredConverter[] = []): Vocabulary {
  const own = builtIn(words);
  if (declared.length === 0) return own;
  const byName = new Map<string, VocabularyWord>();
  for (const { name, type, language, behaviour, isAbstract } of declared) {
    const handlesException = behaviour !== undefined && language === 'layout' && exceptionBehaviours.has(behaviour);
    byName.set(name, {
      name,
      declared: true,
      type,
      language,
      handlesException,
      ...(behaviour !== undefined && { behaviour }),
      ...(isAbstract && { isAbstract }),
    });
  }
  const theirs = vocabularyOf(byName);
  let all: ReadonlyMap<string, VocabularyWord> | undefined;
  return {
    get words() {
      all ??= new Map([...own.words, ...byName]);
      return all;
    },
    wordAt(text, offset) {
      const first = own.wordAt(text, offset);
      const second = theirs.wordAt(text, offset);
      return first && second ? (first.name.length > second.name.length ? first : second) : (first ?? second);
    },
  };
}

/** log4net's own words, put in order once for each version: every layout of every file asks for them. */
const known = new WeakMap<readonly WordSource[], Vocabulary>();

function builtIn(words: readonly WordSource[]): Vocabulary {
  const found = known.get(words);
  if (found) return found;
  const byName = new Map<string, VocabularyWord>();
  for (const { names, type, language, behaviour, handlesException } of words) {
    for (const name of names)
      byName.set(name, { name, declared: false, type, language, behaviour, handlesException: handlesException === true });
  }
  const made = vocabularyOf(byName);
  known.set(words, made);
  return made;
}

function vocabularyOf(byName: ReadonlyMap<string, VocabularyWord>): Vocabulary {
  const byFirstLetter = new Map<string, VocabularyWord[]>();
  for (const word of byName.values()) {
    const list = byFirstLetter.get(word.name.charAt(0));
    if (list) list.push(word);
    else byFirstLetter.set(word.name.charAt(0), [word]);
  }
  for (const list of byFirstLetter.values()) list.sort((a, b) => b.name.length - a.name.length);
  const nameless = byName.get('');

  return {
    words: byName,
    wordAt(text, offset) {
      const found =
        offset < text.length ? byFirstLetter.get(text.charAt(offset))?.find(word => text.startsWith(word.name, offset)) : undefined;
      return found ?? nameless;
    },
  };
}
