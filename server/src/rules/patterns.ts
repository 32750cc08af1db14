/** Conversion patterns: nothing in them is ever refused, so what they will really print is said here. */
import { formatLogDate, namedDateFormat, type NamedDateFormat } from '../pattern/net-date';
import { parseInt32, trimNet } from '../pattern/net-number';
import type { ConversionPart } from '../pattern/parse';
import { dateFormatProblems, mendedDateFormat, sampleTime } from './date-format';
import { escapeValue, replacement } from './edits';
import { nearest } from './nearest';
import { effective, settingsOfKind } from './objects';
import { patternsIn } from './pattern-places';
import type { Rule } from './rule';

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
        const named = nearestName(part.option);
        if (named !== undefined) {
          yield {
            span,
            message: `'${part.option}' is no date format that log4net knows by name, and .NET makes of its letters what it can. Did you mean ${named}?`,
            fixes: [replacement(`Write ${named}`, span, named, true)],
          };
          continue;
        }
        const result = formatLogDate(sampleTime, part.option);
        if (!result.ok) {
          yield {
            span,
            message: `.NET refuses the date format '${part.option}': nothing is printed, and each event writes an error to log4net's internal log.`,
          };
          continue;
        }
        const mended = mendedDateFormat(part.option);
        for (const message of dateFormatProblems(part.option)) {
          yield {
            span,
            message: `${message} Now: '${result.text}'.`,
            ...(mended !== part.option && { fixes: [replacement(`Write ${mended}`, span, escapeValue(mended), true)] }),
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

export const patternRules: readonly Rule[] = [unclosedOption, option, date, modifiers, backslash, slowWord, empty, converterClass];

/** The name of a format that was meant by something near it, such as `ISO-8601`; a format of .NET is none. */
function nearestName(option: string): NamedDateFormat | undefined {
  if (!/^[A-Za-z][\w -]{3,}$/.test(option) || /yy|MM|dd|[Hhms]{2}|ff/.test(option)) return undefined;
  const names: readonly NamedDateFormat[] = ['ISO8601', 'ABSOLUTE', 'DATE'];
  const guess = nearest(option.replace(/\W|_/g, ''), names);
  return names.find(it => it === guess);
}
