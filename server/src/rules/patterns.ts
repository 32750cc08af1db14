/** Conversion patterns: nothing in them is ever refused, so what they will really print is said here. */
import { formatLogDate, namedDateFormat } from '../pattern/net-date';
import { parseInt32, trimNet } from '../pattern/net-number';
import { parseInstant, utcTime } from '../pattern/net-time';
import type { ConversionPart, DroppedPart, PatternPart } from '../pattern/parse';
import type { Catalogue } from '../catalogue/types';
import { replacement } from './edits';
import { nearest } from './nearest';
import { effective, settingsOfKind } from './objects';
import { patternsIn, type PatternPlace } from './pattern-places';
import type { Finding, Fix, Rule, RuleContext, TextEdit } from './rule';
import { dateFormatProblems } from './date-format';

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
        const guess = nearest(part.word, longNames(context.catalogue, place));
        yield {
          span,
          message: `log4net knows no word '%${part.word}' ${place.language === 'string' ? 'in a pattern string' : 'in a layout'}: the percent sign vanishes and '${part.word}' is printed.${guess === undefined ? '' : ` Did you mean '%${guess}'?`}`,
          ...(guess !== undefined && { fixes: [replacement(`Write %${guess}`, place.inDocument(part.wordSpan), guess, true)] }),
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

const unclosedOption: Rule = {
  id: 'patterns/unclosed-option',
  severity: 'warning',
  why: 'Without the closing brace log4net swallows the opening one and prints the option as text.',
  *check(context) {
    for (const place of patternsIn(context)) {
      for (const part of place.parts) {
        if (part.kind !== 'conversion' || part.unclosedOption !== true) continue;
        const name = /^[\w:.-]+/.exec(place.text.slice(part.span.end))?.[0];
        const end = part.span.end + (name?.length ?? 0);
        yield {
          span: place.inDocument(part.span),
          message: `'{' after %${part.word} is never closed: the word gets no option, and what follows the brace is printed as it stands.`,
          ...(name !== undefined && { fixes: [replacement(`Close it: {${name}}`, place.inDocument({ start: end, end }), '}', true)] }),
        };
      }
    }
  },
};

const option: Rule = {
  id: 'patterns/option',
  severity: 'warning',
  why: 'Most words have no option, and some understand only certain ones; log4net ignores any other without a word.',
  *check(context) {
    for (const place of patternsIn(context)) {
      for (const part of place.parts) {
        if (part.kind !== 'conversion' || part.option === undefined || part.optionSpan === undefined || part.converter.declared) continue;
        const fact = context.catalogue.word(place.language, part.word);
        if (fact === undefined) continue;
        const span = place.inDocument(part.optionSpan);
        if (fact.option === undefined) {
          yield { span, severity: 'information', message: `%${part.word} has no option: what stands in the braces is ignored.` };
          continue;
        }
        const { values } = fact.option;
        const given = trimNet(part.option).toLowerCase();
        const number = parseInt32(part.option);
        if (fact.option.kind === 'positive-integer' && given !== '' && (number === undefined || number < 1)) {
          yield {
            span,
            message: `%${part.word} wants a whole number above 0 here, not '${part.option}': log4net complains and goes on as without it.`,
            fixes: [replacement('Write 1', span, '1')],
          };
        } else if (fact.option.kind === 'integer' && given !== '' && number === undefined) {
          yield {
            span,
            message: `%${part.word} wants a whole number here, not '${part.option}': log4net complains and takes the default.`,
          };
        } else if (
          values !== undefined &&
          given !== '' &&
          fact.option.kind !== 'date-format' &&
          !values.some(it => it.toLowerCase() === given)
        ) {
          const guess = nearest(part.option, values);
          yield {
            span,
            message: `%${part.word} understands ${values.join(', ')} here, not '${part.option}'.`,
            ...(guess !== undefined && { fixes: [replacement(`Write ${guess}`, span, guess, true)] }),
          };
        }
      }
    }
  },
};

const sampleTime = utcTime(parseInstant('2024-03-09T08:07:06.045Z'));

const date: Rule = {
  id: 'patterns/date',
  severity: 'warning',
  why: 'The option of a date word is a .NET format, or ABSOLUTE, DATE or ISO8601. Letters of Java such as SSS and YYYY print as they are; a format .NET refuses prints nothing at all.',
  *check(context) {
    for (const place of patternsIn(context)) {
      for (const part of place.parts) {
        if (part.kind !== 'conversion' || part.option === undefined || part.optionSpan === undefined) continue;
        const { behaviour } = part.converter;
        if ((behaviour !== 'date' && behaviour !== 'utc-date') || namedDateFormat(part.option) !== undefined) continue;
        const span = place.inDocument(part.optionSpan);
        const result = formatLogDate(sampleTime, part.option);
        if (!result.ok) {
          yield {
            span,
            message: `.NET refuses the date format '${part.option}': nothing is printed, and each event writes an error to log4net's internal log.`,
          };
          continue;
        }
        for (const { message, severity } of dateFormatProblems(part.option)) {
          yield {
            span,
            message: `${message} Now: '${result.text}'.`,
            ...(severity !== undefined && { severity }),
            fixes: javaFix(part.option, span),
          };
        }
      }
    }
  },
};

const modifiers: Rule = {
  id: 'patterns/modifiers',
  severity: 'information',
  why: 'Between the percent sign and the word stand the least and the most characters, such as %-5 or %.20. Cutting takes characters from the left; a few words ignore both.',
  *check(context) {
    for (const place of patternsIn(context)) {
      for (const part of place.parts) {
        if (part.kind === 'literal' || part.width.span === undefined) continue;
        const span = place.inDocument(part.width.span);
        if (part.width.badDigit !== undefined) {
          yield {
            span: place.inDocument(part.width.badDigit),
            severity: 'error',
            message: 'This is a digit, but not one from 0 to 9: log4net throws, and the layout is lost.',
          };
        } else if (part.width.max < 0) {
          const [least = ''] = place.text.slice(part.width.span.start, part.width.span.end).split('.');
          yield {
            span,
            severity: 'error',
            message: `No text is that long, and the number turns negative: log4net fails at each event and ${place.language === 'string' ? 'drops what this stands in' : 'sends nothing'}. Write at most 2147483647.`,
            fixes: [replacement('Delete the greatest length', span, least, true)],
          };
        } else if (
          part.kind === 'conversion' &&
          context.catalogue.word(place.language, part.word)?.ignoresModifiers === true &&
          !part.converter.declared
        ) {
          yield { span, message: `%${part.word} ignores widths.` };
        } else if (part.width.max >= 0 && part.width.min > part.width.max) {
          yield { span, message: `At most ${part.width.max} characters are kept and then filled up to ${part.width.min} with blanks.` };
        }
      }
    }
  },
};

const backslash: Rule = {
  id: 'patterns/backslash',
  severity: 'warning',
  why: 'log4net knows no escapes with a backslash: \\n and \\t are printed as they stand. A line break is %newline, a tab is &#9; in XML.',
  *check(context) {
    for (const place of patternsIn(context)) {
      if (place.language === 'string') continue;
      for (const part of place.parts) {
        if (part.kind !== 'literal') continue;
        const literal = place.text.slice(part.span.start, part.span.end);
        for (const match of literal.matchAll(/\\([nrt])(?![A-Za-z])/g)) {
          const span = place.inDocument({ start: part.span.start + match.index, end: part.span.start + match.index + 2 });
          const better = match[1] === 't' ? '&#9;' : '%newline';
          yield {
            span,
            message: `'${match[0]}' is printed as it stands: log4net knows no escapes with a backslash. Write ${better}.`,
            fixes: [replacement(`Write ${better}`, span, better, true)],
          };
        }
      }
    }
  },
};

const slowWord: Rule = {
  id: 'patterns/slow-word',
  severity: 'hint',
  why: 'Words for class, method, file and line make log4net walk the stack for each event, which takes far longer than everything else.',
  *check(context) {
    for (const place of patternsIn(context)) {
      const slow = place.parts.find(
        (it): it is ConversionPart =>
          it.kind === 'conversion' && !it.converter.declared && context.catalogue.word(place.language, it.word)?.slow === true,
      );
      if (slow === undefined) continue;
      yield {
        span: place.inDocument(slow.span),
        message: `%${slow.word} makes log4net walk the stack for each event: fine for a few, slow for many.`,
      };
    }
  },
};

const empty: Rule = {
  id: 'patterns/empty',
  severity: 'information',
  why: 'A layout with an empty pattern prints nothing: each event leaves as an empty text.',
  *check(context) {
    for (const place of patternsIn(context)) {
      if (place.text !== '' || place.language === 'string' || place.setting.fact?.kind !== 'pattern') continue;
      const { value } = place.setting;
      yield {
        span: place.setting.nameSpan,
        message: 'The pattern is empty: each event is sent as an empty text. Write at least %message.',
        ...(value !== undefined && { fixes: [replacement('Write %message%newline', value.span, '%message%newline')] }),
      };
    }
  },
};

/** A converter whose class prints nothing a layout could use. */
const converterClass: Rule = {
  id: 'patterns/converter-class',
  severity: 'warning',
  why: 'A converter is a class derived from the pattern converter of log4net. Any other class is refused, and its word stays unknown.',
  *check({ config, catalogue }) {
    for (const { setting, owner } of settingsOfKind(config, 'type')) {
      const { object } = owner;
      if (object.type?.kind !== 'converter-info' || effective(object, 'type') !== setting) continue;
      const value = effective(object, 'type')?.value;
      if (value === undefined) continue;
      const found = catalogue.findType(value.text);
      if (
        found === undefined
          ? !/^\s*System\./.test(value.text)
          : found.kind === 'pattern-converter' || found.kind === 'pattern-string-converter'
      )
        continue;
      yield { span: value.span, message: `'${value.text}' is no pattern converter: log4net refuses it, and the word prints as text.` };
    }
  },
};

export const patternRules: readonly Rule[] = [
  unknownWord,
  misreadWord,
  unclosedOption,
  option,
  date,
  modifiers,
  backslash,
  slowWord,
  empty,
  converterClass,
];

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
  const { start } = element.span;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  const own = lineStart > 0 && indent.trim() === '';
  const gap = own ? `\n${indent}` : '';
  const inner = own ? '  ' : '';
  const converter = `<converter>${gap}${inner}<param name="name" value="${name}" />${gap}${inner}<param name="type" value="${type}" />${gap}</converter>${gap}`;
  const edits: readonly TextEdit[] = [{ span: { start, end: start }, text: converter }];
  return [{ title: `Declare the converter '${name}'`, edits, preferred: true }];
}

function javaFix(format: string, span: Finding['span']): readonly Fix[] {
  const mended = format.replace(/'[^']*'|"[^"]*"|\\.|S+|Y+|D+|hh?/g, piece => {
    if (piece.startsWith('S')) return 'f'.repeat(Math.min(piece.length, 7));
    if (piece.startsWith('Y')) return 'y'.repeat(Math.max(piece.length, 2));
    if (piece.startsWith('D')) return 'd'.repeat(Math.min(piece.length, 2));
    return /^hh?$/.test(piece) ? 'H'.repeat(piece.length) : piece;
  });
  return mended === format
    ? []
    : [replacement(`Write ${mended}`, span, mended.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'), true)];
}
