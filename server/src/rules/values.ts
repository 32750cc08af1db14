/** Values as log4net reads them: what it takes, and what a bad one does. */
import type { PropertyFact, ValueKind } from '../catalogue/types';
import { attributeOf } from '../model/element';
import { levelMap } from '../model/levels';
import { translateNetRegex } from '../pattern/net-regex';
import { trimNet } from '../pattern/net-number';
import { variableReferences } from '../pattern/pattern-string';
import type { Appender } from '../model/types';
import type { Span, XmlElement } from '../syntax/tree';
import { escapeValue, replacement } from './edits';
import { nearest } from './nearest';
import { actsAs, everySetting, hasVariable, settingsOf, settingsOfKind, textOf, type PlacedSetting } from './objects';
import { patternsIn } from './pattern-places';
import type { Finding, Rule, RuleContext } from './rule';
import { dateFormatProblems, unquoted } from './date-format';

const WHOLE_NUMBER = /^[\t-\r ]*[-+]?\d+[\t-\r ]*$/;

/** A setting with a value that stands in the file as log4net gets it. */
interface Plain {
  readonly text: string;
  readonly span: Span;
  readonly fact: PropertyFact;
  readonly place: PlacedSetting;
}

const port: Rule = {
  id: 'values/port',
  severity: 'error',
  why: 'A port is a whole number from 1 to 65535. Outside that range log4net keeps the default, mostly 0, and never sends; something that is no number loses the whole appender.',
  *check(context) {
    for (const { text, span, fact } of plainValues(context, ['port'])) {
      const [low, high] = fact.range ?? [0, 65535];
      if (!WHOLE_NUMBER.test(text) || Math.abs(Number(text)) > 2147483647) {
        const digits = /\d+/.exec(text)?.[0];
        yield {
          span,
          message: `'${text}' is no port: log4net drops the whole appender. Write a whole number from 1 to ${high}.`,
          ...(digits !== undefined && Number(digits) <= high && { fixes: [replacement(`Write ${digits}`, span, digits, true)] }),
        };
        continue;
      }
      const number = Number(text);
      if (number < low || number > high) {
        yield {
          span,
          message:
            fact.range === undefined
              ? `${text.trim()} is no port: ports go up to ${high}. Nothing can be sent there.`
              : `${text.trim()} is no port: ports go up to ${high}. log4net keeps the default ${fact.default ?? '0'}, and nothing arrives where you want it.`,
        };
      } else if (number === 0 && (fact.required !== undefined || (fact.default ?? '0') !== '0')) {
        yield { span, message: 'Port 0 means "none": nothing is ever sent. Write the port the receiver listens on.' };
      }
    }
  },
};

const number: Rule = {
  id: 'values/number',
  severity: 'error',
  why: 'Numbers are whole and without a unit. Anything else makes log4net give up the whole appender.',
  *check(context) {
    const limits: Partial<Record<ValueKind, readonly [number, number]>> = {
      int: [-2147483648, 2147483647],
      short: [-32768, 32767],
      byte: [0, 255],
      long: [-(2 ** 63), 2 ** 63],
    };
    for (const { text, span, fact, place } of plainValues(context, ['int', 'short', 'byte', 'long'])) {
      const [low, high] = limits[fact.kind] ?? [0, 0];
      const good = WHOLE_NUMBER.test(text);
      if (good && Number(text) >= low && Number(text) <= high) {
        if (fact.range !== undefined && (Number(text) < fact.range[0] || Number(text) > fact.range[1])) {
          yield {
            span,
            severity: 'warning',
            message: `${fact.name} goes from ${fact.range[0]} to ${fact.range[1]}: log4net keeps its default ${fact.default ?? ''}.`,
          };
        }
        continue;
      }
      const size = sizeProperty(fact, text, context, place);
      const first = /[-+]?\d+/.exec(text)?.[0];
      yield {
        span,
        message: good
          ? `${text.trim()} is too ${Number(text) < low ? 'small' : 'large'} for ${fact.name}: log4net drops the whole ${lost(place)}. Stay between ${low} and ${high}.`
          : `'${text}' is no whole number: log4net drops the whole ${lost(place)}.${size === undefined ? ` ${fact.name} takes digits only.` : ` Units belong to ${size}.`}`,
        fixes: [
          ...(size === undefined ? [] : [replacement(`Use ${size}`, place.setting.nameSpan, size, true)]),
          ...(good || first === undefined ? [] : [replacement(`Write ${first}`, span, first)]),
        ],
      };
    }
  },
};

const boolean: Rule = {
  id: 'values/boolean',
  severity: 'error',
  why: "log4net understands 'true' and 'false' in any case, nothing else. 'yes', '1' or 'on' lose the whole appender; for additivity and debug they count as true.",
  *check(context) {
    for (const { text, span, place } of plainValues(context, ['bool'])) {
      if (isBoolean(text)) continue;
      yield {
        span,
        message: `'${text}' is neither true nor false to log4net: it drops the whole ${lost(place)}.`,
        fixes: booleanFixes(text, span),
      };
    }
    const { body } = context.config;
    for (const { element } of context.config.loggers)
      yield* misread(element, 'additivity', "log4net takes anything but 'true' or 'false' for true: events go on to the loggers above");
    if (body !== undefined)
      yield* misread(body, 'debug', "log4net takes anything but 'true' or 'false' for true: its internal messages are switched on");
  },
};

const address: Rule = {
  id: 'values/address',
  severity: 'error',
  why: 'The address is looked up once, while the file is read. One that cannot be found at that moment loses the whole appender.',
  *check(context) {
    for (const { text, span, fact } of plainValues(context, ['address', 'host'])) {
      const trimmed = text.trim();
      const effect = fact.kind === 'address' ? 'log4net drops the whole appender' : 'nothing can be sent';
      if (trimmed === '') {
        yield { span, message: `The address is empty: ${effect}. Write an IP address or a host name.` };
      } else if (trimmed !== text && fact.kind === 'address') {
        yield {
          span,
          message: `There are blanks around the address: ${effect}. Delete them.`,
          fixes: [replacement('Delete the blanks', span, trimmed, true)],
        };
      } else if (/\s/.test(trimmed)) {
        yield {
          span,
          message: `'${text}' is no address, it looks like a blank to fill in: ${effect}. Write an IP address or a host name.`,
          fixes: [{ title: "Set the receiver's address everywhere", edits: [], ask: 'fill-placeholders' }],
        };
      } else if (/^\w+:\/\//.test(trimmed)) {
        const host = /^\w+:\/\/([^/:]+)/.exec(trimmed)?.[1];
        yield {
          span,
          message: `An address is a host alone, without '${/^\w+:\/\//.exec(trimmed)?.[0] ?? ''}': ${effect}.`,
          ...(host !== undefined && { fixes: [replacement(`Write ${host}`, span, host, true)] }),
        };
      } else if (/^[^:]+:\d+$/.test(trimmed)) {
        const host = trimmed.slice(0, trimmed.indexOf(':'));
        yield {
          span,
          message: `The port does not belong into the address: ${effect}. It has a property of its own.`,
          fixes: [replacement(`Write ${host}`, span, host, true)],
        };
      } else if (/^[\d.]+$/.test(trimmed) && !mayBeIpV4(trimmed)) {
        yield { span, message: `'${trimmed}' is no IP address: ${effect}. It has four numbers from 0 to 255.` };
      } else if (/[^\w.:%[\]-]/u.test(trimmed.normalize('NFKD').replace(/\p{L}|\p{M}/gu, 'a'))) {
        yield { span, message: `'${trimmed}' can be neither an IP address nor a host name: ${effect}.` };
      }
    }
  },
};

const encoding: Rule = {
  id: 'values/encoding',
  severity: 'error',
  why: 'An encoding has one of the names that .NET knows. Any other loses the whole appender.',
  *check(context) {
    for (const { text, span, fact } of plainValues(context, ['encoding'])) {
      if (isEncoding(text)) continue;
      const known = ['utf-8', 'utf-16', 'us-ascii', 'iso-8859-1', 'iso-8859-15', 'windows-1252', 'windows-1250', 'windows-1251'];
      const dashed = text
        .trim()
        .toLowerCase()
        .replace(/^(utf|iso)[ _]?(\d)/, '$1-$2')
        .replace(/^latin-?1$|^ansi$/, 'windows-1252');
      const guess = known.find(it => it === dashed) ?? nearest(text.trim(), known);
      yield {
        span,
        message: `.NET knows no encoding '${text}': log4net drops the whole appender. ${fact.name} is usually utf-8.`,
        ...(guess !== undefined && { fixes: [replacement(`Write ${guess}`, span, guess, true)] }),
      };
    }
  },
};

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

const enumeration: Rule = {
  id: 'values/enum',
  severity: 'error',
  why: 'A fixed choice of names, in any case. A name that is not among them loses the whole appender.',
  *check(context) {
    for (const { text, span, fact, place } of plainValues(context, ['enum'])) {
      const known = context.catalogue.enumOf(fact.clrType);
      if (known === undefined) continue;
      const names = known.values.map(it => it.name);
      const bad = text
        .split(',')
        .map(it => it.trim())
        .find(it => !/^[-+]?\d+$/.test(it) && !names.some(name => name.toLowerCase() === it.toLowerCase()));
      if (bad === undefined) continue;
      const guess = nearest(bad, names);
      yield {
        span,
        message: `'${bad}' is no ${fact.name}: log4net drops the whole ${lost(place)}. Choose ${list(names)}.`,
        ...(guess !== undefined && { fixes: [replacement(`Write ${guess}`, span, text.replace(bad, guess), true)] }),
      };
    }
  },
};

const choice: Rule = {
  id: 'values/choice',
  severity: 'warning',
  why: 'Some properties take any text, but only a few mean something; any other counts as the default.',
  *check(context) {
    for (const { setting } of settingsOf(context.config, it => it.values !== undefined)) {
      const { fact, value } = setting;
      if (fact?.values === undefined || value === undefined || hasVariable(value.text)) continue;
      if (fact.values.some(it => it.toLowerCase() === value.text.trim().toLowerCase())) continue;
      const guess = nearest(value.text, fact.values);
      yield {
        span: value.span,
        message: `'${value.text}' means nothing to ${fact.name}, which understands ${list(fact.values)}: the default${fact.default === undefined ? '' : ` ${fact.default}`} holds.`,
        ...(guess !== undefined && { fixes: [replacement(`Write ${guess}`, value.span, guess, true)] }),
      };
    }
  },
};

const fileSize: Rule = {
  id: 'values/file-size',
  severity: 'warning',
  why: 'A size is a whole number of bytes, or one with KB, MB or GB. One that cannot be read hardly changes the limit, and log4net says so only to itself.',
  *check(context) {
    for (const { text, span } of plainValues(context, ['file-size'])) {
      if (/^\s*[-+]?\d+\s*(KB|MB|GB)?\s*$/i.test(text)) continue;
      const [, digits, unit] = /^\s*(\d+)\s*([KMG])/i.exec(text) ?? [];
      const guess = digits === undefined || unit === undefined ? undefined : `${digits}${unit.toUpperCase()}B`;
      yield {
        span,
        message: `'${text}' is no size log4net can read: the limit hardly changes. Write bytes, or a number with KB, MB or GB.`,
        ...(guess !== undefined && { fixes: [replacement(`Write ${guess}`, span, guess, true)] }),
      };
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

const mailAddresses: Rule = {
  id: 'values/mail-addresses',
  severity: 'error',
  why: 'Mail addresses are separated by commas. With semicolons between them every mail fails, and log4net says so only with internal debugging on.',
  *check(context) {
    for (const { text, span, fact } of plainValues(context, ['mail-addresses'])) {
      const inner = text.trim().replace(/^[;,\s]+|[;,\s]+$/g, '');
      if (inner === '') continue;
      const single = ONE_ADDRESS.has(fact.name.toLowerCase());
      if (single && /^[^"]*@[^"]*[,;][^"]*@[^"]*$/.test(inner)) {
        const [first = ''] = inner.split(/\s*[,;]\s*/);
        yield {
          span,
          message: `${fact.name} takes one address, not several: every mail fails, without a word. Keep one.`,
          fixes: [replacement(`Keep ${first}`, span, escapeValue(first))],
        };
        continue;
      }
      if (inner.includes(';')) {
        const mended = inner
          .split(/\s*;\s*/)
          .filter(it => it !== '')
          .join(',');
        yield {
          span,
          // Some builds of .NET read a semicolon and a blank as a separator.
          ...(/;\s/.test(inner) && { severity: 'warning' as const }),
          message: 'Semicolons do not separate mail addresses: mails fail, without a word. Use commas.',
          fixes: [replacement('Use commas', span, escapeValue(mended), true)],
        };
        continue;
      }
      const bad = inner
        .split(',')
        .map(it => it.trim())
        .find(it => !/^(?:[^<>@]*<)?[^\s<>@,;]+@[^\s<>@,;]+>?$/.test(it));
      if (bad !== undefined)
        yield {
          span,
          severity: 'warning',
          message: `'${bad}' is no mail address: every mail with it in ${fact.name} fails, without a word.`,
        };
    }
  },
};

/** Who sends, and who gets the answer: .NET reads exactly one address there. */
const ONE_ADDRESS: ReadonlySet<string> = new Set(['from', 'replyto']);

const fileName: Rule = {
  id: 'values/file-name',
  severity: 'error',
  why: 'A file appender opens its file while it is set up. Without a name, or with one that Windows does not allow, it cannot, and writes nothing; log4net says so with internal debugging only.',
  *check(context) {
    for (const { text, span, place } of plainValues(context, ['file-path'])) {
      const rolls = actsAs(context.catalogue, place.owner.object.type, 'rolling-file');
      if (!rolls && !actsAs(context.catalogue, place.owner.object.type, 'file')) continue;
      const bad = /[*?|"<>]/.exec(text)?.[0];
      if (text.trim() === '' && (!rolls || textOf(place.owner.object, 'staticlogfilename')?.trim().toLowerCase() !== 'false')) {
        yield { span, message: 'There is no file name: log4net cannot open the folder as a file and writes nothing. Name a file.' };
      } else if (bad !== undefined && !text.includes('%')) {
        yield {
          span,
          severity: 'warning',
          message: `Windows allows no '${bad}' in a file name: the file cannot be opened, and nothing is written. Choose another name.`,
        };
      }
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
    for (const { text, span } of plainValues(context, ['date-format'])) {
      for (const { message, severity } of dateFormatProblems(text)) yield { span, message, ...(severity !== undefined && { severity }) };
      const letters = unquoted(text);
      if (/m/.test(letters) && !/[hH]/.test(letters)) {
        yield {
          span,
          message: "'mm' is the minute: the file rolls every minute. The month is 'MM'.",
          fixes: [replacement("Write 'MM'", span, swapLetter(text, 'm', 'M'), true)],
        };
      } else if (!/[MdhHmst]/.test(letters)) {
        yield {
          span,
          severity: 'error',
          message:
            'This pattern does not change within a month, so log4net cannot tell when to roll and drops the whole appender. Use at least the month, MM.',
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

const nonAscii: Rule = {
  id: 'values/no-encoding',
  severity: 'information',
  why: 'Without an encoding .NET sends text in the code page of the server, and names with accents or umlauts arrive garbled. Receivers expect UTF-8.',
  *check(context) {
    const { config, catalogue } = context;
    for (const appender of config.appenders) {
      const { type, element } = appender;
      if (type === undefined || !actsAs(catalogue, type, 'udp-datagram') || textOf(appender, 'encoding') !== undefined) continue;
      const fact = catalogue.property(type, 'encoding');
      if (fact === undefined || fact.default !== undefined) continue;
      const strange = lettersBeyond(0x7f, context, appender);
      const last = appender.settings.findLast(it => it.value !== undefined);
      const written = last?.form === 'param' ? '<param name="encoding" value="utf-8" />' : '<encoding value="utf-8" />';
      yield {
        span: appender.typeSpan ?? element.nameSpan,
        ...(strange !== undefined && { severity: 'warning' as const }),
        message: `No encoding is set: letters outside ASCII${strange === undefined ? '' : `, such as '${strange}' in the pattern,`} are sent in the code page of the server and arrive garbled. Set encoding to utf-8.`,
        ...(last !== undefined && {
          fixes: [{ title: 'Add encoding utf-8', edits: [after(config.document.text, last.element.span, written)], preferred: true }],
        }),
      };
    }
  },
};

const poorEncoding: Rule = {
  id: 'values/poor-encoding',
  severity: 'warning',
  why: 'An encoding of few letters turns every other one into a question mark while the text is sent or written, for good.',
  *check(context) {
    for (const { text, span, place } of plainValues(context, ['encoding'])) {
      const most = MOST_LETTERS[text.toLowerCase()];
      const { appender } = place.owner;
      if (most === undefined || appender === undefined || place.owner.setting !== undefined) continue;
      const strange = lettersBeyond(most, context, appender);
      if (strange === undefined) continue;
      yield {
        span,
        message: `${text} has no '${strange}', which stands in the pattern: '?' is sent in its place. Use utf-8.`,
        fixes: [replacement('Write utf-8', span, 'utf-8', true)],
      };
    }
  },
};

/** The highest character that an encoding has, where that is easily said. */
const MOST_LETTERS: Readonly<Record<string, number>> = { 'us-ascii': 0x7f, ascii: 0x7f, 'iso-8859-1': 0xff, latin1: 0xff };

/** A letter in the patterns of the appender that lies beyond; the first one. */
function lettersBeyond(most: number, context: RuleContext, appender: Appender): string | undefined {
  for (const place of patternsIn(context)) {
    if (place.owner.appender?.element !== appender.element || place.language === 'string') continue;
    for (const letter of place.text) if ((letter.codePointAt(0) ?? 0) > most) return letter;
  }
  return undefined;
}

export const valueRules: readonly Rule[] = [
  port,
  number,
  boolean,
  address,
  encoding,
  level,
  enumeration,
  choice,
  fileSize,
  regex,
  mailAddresses,
  fileName,
  variable,
  datePattern,
  patternInPlainText,
  nonAscii,
  poorEncoding,
];

function swapLetter(format: string, from: string, to: string): string {
  return format.replace(/\\.|'[^']*'?|"[^"]*"?|./g, piece => (piece === from ? to : piece));
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

function* plainValues({ config }: RuleContext, kinds: readonly ValueKind[]): Generator<Plain> {
  for (const kind of kinds) {
    for (const place of settingsOfKind(config, kind)) {
      const { fact, value, via } = place.setting;
      // What goes through a type of its own, or through a variable, is known on the server only; a raw blank is syntax/placeholder's.
      if (fact === undefined || value === undefined || via !== undefined || hasVariable(value.text)) continue;
      if (kind === 'mail-addresses' ? /^\s*<[^@]*>\s*$/.test(value.text) : kind !== 'regex' && /<[^<>]*>/.test(value.text)) continue;
      yield { text: value.text, span: value.span, fact, place };
    }
  }
}

/** Where levels are named in elements, which log4net reads from top to bottom; appenders are built when a logger refers to them. */
function* levelUses({ config }: RuleContext): Generator<{ readonly element: XmlElement; readonly text: string; readonly span: Span }> {
  for (const { element, level: set } of config.loggers) if (set !== undefined) yield { element, ...set };
}

function* misread(element: Parameters<typeof attributeOf>[0], name: string, effect: string): Generator<Finding> {
  const attribute = attributeOf(element, name);
  if (attribute?.value === undefined || attribute.valueSpan === undefined || isBoolean(attribute.value)) return;
  if (name === 'debug' && (attribute.value === '' || attribute.value === 'null')) return;
  yield {
    span: attribute.valueSpan,
    severity: 'warning',
    message: `'${attribute.value}' is neither true nor false: ${effect}.`,
    fixes: booleanFixes(attribute.value, attribute.valueSpan),
  };
}

function isBoolean(text: string): boolean {
  const word = trimNet(text).replace(/\0+$/, '').toLowerCase();
  return word === 'true' || word === 'false';
}

function booleanFixes(text: string, span: Span): NonNullable<Finding['fixes']> {
  const word = text.trim().toLowerCase();
  const meant = ['yes', 'y', '1', 'on', 't', 'enabled', 'ja'].includes(word)
    ? 'true'
    : ['no', 'n', '0', 'off', 'f', 'disabled', 'nein', 'none'].includes(word)
      ? 'false'
      : nearest(word, ['true', 'false']);
  return meant === undefined
    ? [replacement('Write true', span, 'true'), replacement('Write false', span, 'false')]
    : [replacement(`Write ${meant}`, span, meant, true)];
}

/** The property of the same object that takes a size with its unit, where this value seems to be one. */
function sizeProperty(fact: PropertyFact, text: string, { catalogue }: RuleContext, { owner }: PlacedSetting): string | undefined {
  if (fact.kind !== 'long' || owner.object.type === undefined || !/^\s*\d+\s*[KMG]B\s*$/i.test(text)) return undefined;
  return catalogue.properties(owner.object.type).find((it: PropertyFact) => it.kind === 'file-size')?.name;
}

/** What is lost when a value cannot be read: outside an appender the whole run of the configurator ends. */
function lost({ owner }: PlacedSetting): string {
  return owner.appender === undefined ? 'configuration' : 'appender';
}

/** .NET takes shorter forms as well: 127.1 is 127.0.0.1. */
function mayBeIpV4(text: string): boolean {
  const parts = text.split('.');
  return parts.length < 4 || (parts.length === 4 && parts.every(it => /^\d{1,3}$/.test(it) && Number(it) <= 255));
}

/** The names .NET's Encoding.GetEncoding takes; without regard to case. */
function isEncoding(name: string): boolean {
  const lower = name.toLowerCase();
  return /^(utf-(7|8|16|16le|16be|32|32le|32be)|unicode(fffe)?|ucs-2|us-ascii|ascii|iso[-_]8859-\d{1,2}|iso8859-\d{1,2}|latin\d|l\d|cp\d{3,5}|ibm[-_]?\d{3,5}|windows-\d{3,5}|x-\S+|macintosh|koi8-?r?u?|gb2312|gbk|gb18030|big5|shift[_-]jis|euc-(jp|kr|cn)|iso-2022-(jp|kr)|ks_c_5601-1987)$/.test(
    lower,
  );
}

function after(text: string, { start, end }: Span, added: string): { readonly span: Span; readonly text: string } {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  return { span: { start: end, end }, text: indent.trim() === '' && lineStart > 0 ? `\n${indent}${added}` : added };
}

function list(names: readonly string[]): string {
  const shown = names.length > 8 ? [...names.slice(0, 7), '…'] : names;
  return shown.join(', ');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
