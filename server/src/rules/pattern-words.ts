/** Conversion words: unknown ones, and short ones that swallow the beginning of a longer one that was meant. */
import type { Catalogue } from '../catalogue/types';
import type { ConversionPart, DroppedPart, PatternPart } from '../pattern/parse';
import { attributeText } from '../model/element';
import type { Setting } from '../model/types';
import { indentStep } from '../syntax/indentation';
import { lineBreak, replacement } from './edits';
import { nearest } from './nearest';
import { isConverterByAttributes } from './objects';
import { patternsIn, type PatternPlace } from './pattern-places';
import type { Fix, Rule, RuleContext, TextEdit } from './rule';

const unknownWord: Rule = {
  id: 'patterns/unknown-word',
  severity: 'warning',
  why: 'A word that log4net does not know loses its percent sign and prints as plain text. A word that a layout must declare with a converter is such a word until it does.',
  *check(context) {
    for (const place of patternsIn(context)) {
      for (const part of place.parts) {
        if (part.kind !== 'dropped' || part.word === '') continue;
        const usual = usualConverter(context.catalogue, place, part.word);
        const span = place.inDocument({
          start: part.span.start,
          end: part.wordSpan.start + (usual?.name.length ?? part.wordSpan.end - part.wordSpan.start),
        });
        if (usual !== undefined) {
          yield {
            span,
            message: `'%${usual.name}' needs a converter that this layout does not declare: it prints '${part.word}' instead.`,
            fixes: declaration(context, place, usual),
          };
          continue;
        }
        const word = part.word.replace(/[-_]+$/, '');
        const guess = nearest(word, longNames(context.catalogue, place));
        yield {
          span: { start: span.start, end: span.end - (part.word.length - word.length) },
          message: `log4net knows no word '%${word}' ${place.language === 'string' ? 'in a pattern string' : 'in a layout'}: the percent sign vanishes and '${word}' is printed.${guess === undefined ? '' : ` Did you mean '%${guess}'?`}`,
          ...(guess !== undefined && {
            fixes: [
              replacement(
                `Write %${guess}`,
                place.inDocument({ start: part.wordSpan.start, end: part.wordSpan.start + word.length }),
                guess,
                true,
              ),
            ],
          }),
        };
      }
    }
  },
};

/** Short words that swallow the beginning of a longer one that was meant. */
const misreadWord: Rule = {
  id: 'patterns/misread-word',
  severity: 'warning',
  why: 'log4net takes the longest word it knows and prints the rest as it stands: %user without its converter is %u, the identity, and "ser"; %Message is %M, the method, and "essage".',
  *check(context) {
    for (const place of patternsIn(context)) {
      for (const [index, part] of place.parts.entries()) {
        if (part.kind !== 'conversion' || part.option !== undefined || part.converter.declared) continue;
        const rest = gluedLetters(place.parts[index + 1], part, place.text);
        if (rest === '') continue;
        const whole = part.word + rest;
        const span = place.inDocument({ start: part.span.start, end: part.wordSpan.end + rest.length });
        const prints = `%${part.word} and then '${rest}'`;
        const usual = usualConverter(context.catalogue, place, whole);
        if (usual !== undefined && usual.name.length > part.word.length) {
          yield {
            span: place.inDocument({ start: part.span.start, end: part.wordSpan.start + usual.name.length }),
            message: `'%${usual.name}' needs a converter that this layout does not declare: it is read as ${prints}.`,
            fixes: declaration(context, place, usual),
          };
          continue;
        }
        const known = longNames(context.catalogue, place);
        const meant =
          known.find(it => it.toLowerCase() === whole.toLowerCase()) ??
          (part.word.length <= 2 && part.converter.behaviour !== 'newline' ? nearest(whole, known) : undefined);
        const foreign = otherLanguage(context.catalogue, place, whole);
        if (meant !== undefined && meant !== part.word) {
          yield {
            span,
            message: `'%${whole}' is read as ${prints}.${meant === whole ? '' : ` Words count with upper and lower case: did you mean '%${meant}'?`}`,
            fixes: [
              replacement(
                `Write %${meant}`,
                place.inDocument({ start: part.wordSpan.start, end: part.wordSpan.end + rest.length }),
                meant,
                true,
              ),
            ],
          };
        } else if (foreign !== undefined) {
          yield {
            span,
            message: `'%${foreign}' works in ${place.language === 'string' ? 'a layout' : 'a pattern string'} only; here it is read as ${prints}.`,
          };
        } else if (rest.length >= 2) {
          yield { span, severity: 'information', message: `This is read as ${prints}. If a longer word is meant, it is not known here.` };
        }
      }
    }
  },
};

/** A percent sign that nothing follows which could be a word. The very last letter of a pattern may be one: it is printed. */
const noWord: Rule = {
  id: 'patterns/no-word',
  severity: 'warning',
  why: 'A percent sign in front of a blank, a bracket or another percent sign begins no word: it vanishes with the width behind it, and what should have been padded or cut is printed as it is. A percent sign that is to be printed is written %%.',
  *check(context) {
    for (const place of patternsIn(context)) {
      for (const [index, part] of place.parts.entries()) {
        if (part.kind !== 'dropped' || part.word !== '') continue;
        const written = place.text.slice(part.span.start, part.span.end);
        const next = place.parts[index + 1];
        const span = place.inDocument(part.span);
        if (next?.kind === 'conversion' && next.span.start === part.span.end && next.width.span === undefined) {
          const percent = place.inDocument({ start: next.span.start, end: next.span.start + 1 });
          yield {
            span,
            message: `'${written}' has no word of its own: it vanishes, and '%${next.word}' is printed without it.`,
            fixes: [replacement(`Write ${written}${next.word}`, percent, '', true)],
          };
        } else {
          yield {
            span,
            // A lone sign costs nothing but itself.
            ...(written === '%' && { severity: 'information' as const }),
            message: `No word follows '${written}': it vanishes, and nothing is printed for it.`,
            ...(written === '%' && { fixes: [replacement('Write %% for a percent sign', span, '%%')] }),
          };
        }
      }
    }
  },
};

export const patternWordRules: readonly Rule[] = [unknownWord, misreadWord, noWord];

/** The letters that follow a word directly, as a person would read them as part of it. */
function gluedLetters(next: PatternPart | undefined, part: ConversionPart | DroppedPart, text: string): string {
  if (next?.kind !== 'literal' || next.span.start !== part.span.end) return '';
  return /^[A-Za-z0-9]+/.exec(text.slice(next.span.start, next.span.end))?.[0] ?? '';
}

/** The converter people give that name, when what stands there begins with it. */
function usualConverter(
  catalogue: Catalogue,
  place: PatternPlace,
  word: string,
): { readonly name: string; readonly type: string } | undefined {
  if (place.language === 'string') return undefined;
  return [...catalogue.usualConverters]
    .sort((a, b) => b.name.length - a.name.length)
    .find(it => word === it.name && !place.words.words.has(it.name));
}

function longNames(catalogue: Catalogue, place: PatternPlace): readonly string[] {
  const declared = [...place.words.words.values()].filter(it => it.declared).map(it => it.name);
  return [...catalogue.words(place.language).flatMap(it => it.names.filter(name => name.length > 2)), ...declared];
}

function otherLanguage(catalogue: Catalogue, place: PatternPlace, word: string): string | undefined {
  const other = place.language === 'string' ? 'layout' : 'string';
  return catalogue.word(other, word) !== undefined && catalogue.word(place.language, word) === undefined ? word : undefined;
}

/** Declares the converter in front of the pattern, as Qlik wants it. */
function declaration(
  { config }: RuleContext,
  place: PatternPlace,
  { name, type }: { readonly name: string; readonly type: string },
): readonly Fix[] {
  const { text } = config.document;
  const { element } = place.setting;
  if (place.owner.object.type === undefined || place.setting.fact?.kind !== 'pattern') return [];
  // The declaration is there, in the wrong form: structure/converter-attributes mends it.
  const isThere = ({ object }: Setting): boolean =>
    object !== undefined && isConverterByAttributes(object) && attributeText(object.element, 'name') === name;
  if (place.owner.object.settings.some(isThere)) return [];
  const { start } = element.span;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  const own = lineStart > 0 && indent.trim() === '';
  const gap = own ? lineBreak(text) + indent : '';
  const inner = own ? indentStep(text, element) : '';
  const converter = `<converter>${gap}${inner}<param name="name" value="${name}" />${gap}${inner}<param name="type" value="${type}" />${gap}</converter>${gap}`;
  const edits: readonly TextEdit[] = [{ span: { start, end: start }, text: converter }];
  return [{ title: `Declare the converter '${name}'`, edits, preferred: true }];
}
