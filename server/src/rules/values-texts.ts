/** Values with a language of their own: levels, expressions, variables, dates, patterns. */
import { attributeOf } from '../model/element';
import { levelMap } from '../model/levels';
import { formatNetDate } from '../pattern/net-date';
import { translateNetRegex } from '../pattern/net-regex';
import { variableReferences } from '../pattern/pattern-string';
import type { Span, XmlElement } from '../syntax/tree';
import {
  changesWithinMonth,
  closedQuote,
  dateFormatProblems,
  mendedDateFormat,
  quotedWords,
  sampleTime,
  unquotedWords,
  withoutWords,
} from './date-format';
import { replacedValue, replacement } from './edits';
import { nearest } from './nearest';
import { everySetting, hasVariable, settingsOfKind, textOf, type PlacedSetting } from './objects';
import { plainValues, lost } from './plain-values';
import type { Finding, Fix, Rule, RuleContext } from './rule';

const level: Rule = {
  id: 'values/level',
  severity: 'warning',
  why: 'A level is given by its name, never by a number, and without blanks around it. An unknown one is not set: a logger then inherits or stays as it was, a threshold or a bound lets everything through.',
  *check(context) {
    const { config, catalogue } = context;
    const levels = levelMap(config, catalogue);
    const names = [...levels.values()].map(it => it.name);
    const finding = (text: string, span: Span, effect: string): Finding => {
      const guess = synonyms[text.trim().toLowerCase()] ?? nearest(text.trim(), names);
      return {
        span,
        message:
          text.trim() === ''
            ? `The level is empty: ${effect}.`
            : `There is no level '${text}': ${effect}.${guess === undefined ? '' : ` Did you mean '${guess}'?`}`,
        ...(guess !== undefined && { fixes: [replacement(`Write ${guess}`, span, guess, true)] }),
      };
    };
    for (const { element, level: set, isRoot } of config.loggers) {
      if (set === undefined || levels.has(set.text.toLowerCase()) || (set.text === 'inherited' && !isRoot)) continue;
      // A missing attribute is structure/missing-attribute's.
      if (set.text === '' && element.children.every(it => it.kind !== 'element' || attributeOf(it, 'value') === undefined)) continue;
      if (hasVariable(set.text)) {
        yield {
          span: set.span,
          message:
            "A logger's level is not expanded: log4net looks for a level of exactly this name, finds none, and the level is not set.",
        };
        continue;
      }
      yield finding(
        set.text,
        set.span,
        isRoot
          ? 'root keeps its level, DEBUG unless set before, so more is logged than you want'
          : 'the logger takes the level of the one above it',
      );
    }
    for (const { text, span, fact, place } of plainValues(context, ['level'])) {
      if (levels.has(text.toLowerCase())) continue;
      if (place.owner.setting === undefined && place.owner.appender === undefined && place.owner.object !== config.repository) continue;
      const fallback = fact.default === undefined ? 'it is not set' : `it stays at ${fact.default}`;
      yield finding(text, span, `${fallback}${fact.default === 'OFF' ? ', and nothing triggers' : ', and everything passes'}`);
    }
    for (const { element, text, span } of levelUses(context)) {
      const definedBy = levels.get(text.toLowerCase())?.definedBy?.element;
      if (definedBy === undefined || definedBy.span.start < element.span.start || catalogue.level(text) !== undefined) continue;
      yield {
        span,
        message: `The level '${text}' is defined further down, and log4net does not know it here yet: it is not set. Define it first.`,
        related: [{ span: definedBy.span, message: 'It is defined here.' }],
      };
    }
    const threshold = config.body === undefined ? undefined : attributeOf(config.body, 'threshold');
    if (
      threshold?.value !== undefined &&
      threshold.valueSpan !== undefined &&
      threshold.value !== '' &&
      threshold.value !== 'null' &&
      !levels.has(threshold.value.toLowerCase())
    ) {
      yield finding(threshold.value, threshold.valueSpan, 'the threshold is not set, and everything passes');
    }
  },
};

const regex: Rule = {
  id: 'values/regex',
  severity: 'error',
  why: 'A regular expression is one of .NET. One that .NET refuses loses the whole appender.',
  *check(context) {
    for (const { text, span } of plainValues(context, ['regex'])) {
      if (text === '') continue;
      const translated = translateNetRegex(text);
      if (translated.ok) continue;
      yield translated.invalid
        ? { span, message: `.NET refuses this expression, and log4net drops the whole appender: ${lowerFirst(translated.reason)}` }
        : {
            span,
            severity: 'information',
            message: `.NET understands this expression; it cannot be tried out here: ${lowerFirst(translated.reason)}`,
          };
    }
  },
};

const variable: Rule = {
  id: 'values/variable',
  severity: 'error',
  why: 'log4net replaces ${NAME} by an environment variable of the service. Without the closing brace it throws, and the whole appender is lost.',
  *check({ config }) {
    if (!hasVariable(config.document.text)) return;
    for (const { setting, owner } of everySetting(config)) {
      const { value } = setting;
      if (value === undefined || !hasVariable(value.text)) continue;
      const open = variableReferences(value.text).find(it => !it.closed);
      if (open === undefined) continue;
      const [name] = /\$\{[\w().-]*(?![^]*\$\{)/.exec(config.document.text.slice(value.span.start, value.span.end)) ?? [];
      const end =
        name === undefined
          ? undefined
          : value.span.start + config.document.text.slice(value.span.start, value.span.end).lastIndexOf(name) + name.length;
      yield {
        span: value.span,
        message: `'\${' has no closing '}': log4net drops the whole ${lost({ setting, owner })}. Close it.`,
        ...(end !== undefined && { fixes: [replacement(`Close it: ${name ?? ''}}`, { start: end, end }, '}', true)] }),
      };
    }
  },
};

const datePattern: Rule = {
  id: 'values/date-format',
  severity: 'warning',
  why: 'A date format is one of .NET: MM is the month, mm the minute, HH the hour up to 23, fff the milliseconds. Other letters print as they are.',
  *check(context) {
    const write = (span: Span, mended: string): { readonly fixes?: readonly Fix[] } => ({
      fixes: [replacedValue(`Write ${mended}`, context.config.document.text, span, mended, true)],
    });
    for (const { text, span, place } of plainValues(context, ['date-format'])) {
      if (!rollsByDate(place)) continue;
      const bare = text.replace(DATE_WORD, '$1');
      if (bare !== text) {
        const mended = mendedFileDate(bare);
        yield {
          span,
          message: `A ${place.setting.fact?.name ?? 'date pattern'} is a date format alone, without a conversion word around it. Write only what stands in the braces.`,
          ...(changesWithinMonth(mended) && write(span, mended)),
        };
        continue;
      }
      const result = formatNetDate(sampleTime, text);
      if (!result.ok) {
        const closed = result.problem === 'unclosed-quote' ? closedQuote(text) : undefined;
        yield {
          span,
          severity: 'error',
          message: `.NET refuses this date format${result.problem === 'unclosed-quote' ? ', as a quote is not closed' : ''}: log4net drops the whole appender.`,
          ...(closed !== undefined && write(span, mendedFileDate(closed))),
        };
        continue;
      }
      const mended = mendedFileDate(text);
      const fixes = mended === text || !changesWithinMonth(mended) ? {} : write(span, mended);
      const words = unquotedWords(text).map(({ start, end }) => text.slice(start, end));
      if (words.length > 0) {
        yield {
          span,
          message: `'${words.join("', '")}' is not quoted, so .NET takes letters of it for parts of the date: the name gets '${result.text}'. Put it between quotes.`,
          ...fixes,
        };
      }
      for (const message of dateFormatProblems(withoutWords(text), true)) yield { span, message, ...fixes };
      if (!changesWithinMonth(text)) {
        yield {
          span,
          severity: 'error',
          message:
            'This pattern does not change within a month, so log4net cannot tell when to roll and drops the whole appender. Use at least the month, MM.',
          ...fixes,
        };
      }
    }
  },
};

const patternInPlainText: Rule = {
  id: 'values/pattern-as-text',
  severity: 'warning',
  why: 'Conversion words work in a file name only when its type is a pattern string. Otherwise the percent sign and the word become part of the name.',
  *check({ config, catalogue }) {
    const words = new Set(catalogue.words('string').flatMap(it => it.names));
    const patternString = catalogue.typesOfKind('pattern-string').find(it => it.behaviour === 'pattern-string')?.type;
    for (const { setting } of settingsOfKind(config, 'file-path')) {
      const { fact, value, via, element } = setting;
      if (fact === undefined || value === undefined || via !== undefined) continue;
      const word = [...value.text.matchAll(/%([a-zA-Z]+)(?![%\w])/g)].find(it => words.has(it[1] ?? ''))?.[1];
      if (word === undefined) continue;
      yield {
        span: value.span,
        message: `Without a type this is plain text: the file will really be called '…%${word}…'. Let the value be a pattern string.`,
        ...(patternString !== undefined && {
          fixes: [
            {
              title: 'Make it a pattern string',
              edits: [
                {
                  span: {
                    start: setting.form === 'param' ? setting.nameSpan.end + 1 : element.nameSpan.end,
                    end: setting.form === 'param' ? setting.nameSpan.end + 1 : element.nameSpan.end,
                  },
                  text: ` type="${patternString}"`,
                },
              ],
              preferred: true,
            },
          ],
        }),
      };
    }
  },
};

export const textRules: readonly Rule[] = [level, regex, variable, datePattern, patternInPlainText];

/** A conversion word around a format, as in a file name that is a pattern string. */
const DATE_WORD = /%(?:utc)?d(?:ate)?\{([^{}]*)\}/g;

/** A date pattern with everything mended that can be. */
function mendedFileDate(text: string): string {
  return quotedWords(mendedDateFormat(quotedWords(text), true));
}

/** Rolling by size alone, or once, log4net never looks at the date pattern. */
function rollsByDate({ owner }: PlacedSetting): boolean {
  return !/^\s*(?:size|once)\s*$/i.test(textOf(owner.object, 'rollingstyle') ?? '');
}

const synonyms: Readonly<Record<string, string>> = {
  warning: 'WARN',
  information: 'INFO',
  informational: 'INFO',
  err: 'ERROR',
  none: 'OFF',
  everything: 'ALL',
  verbose: 'VERBOSE',
  crit: 'CRITICAL',
};

/** Where levels are named in elements, which log4net reads from top to bottom; appenders are built when a logger refers to them. */
function* levelUses({ config }: RuleContext): Generator<{ readonly element: XmlElement; readonly text: string; readonly span: Span }> {
  for (const { element, level: set } of config.loggers) if (set !== undefined) yield { element, ...set };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
