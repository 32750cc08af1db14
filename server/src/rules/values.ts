/** Numbers, booleans and choices as log4net reads them: what it takes, and what a bad one does. */
import type { PropertyFact, ValueKind } from '../catalogue/types';
import { attributeOf } from '../model/element';
import { trimNet } from '../pattern/net-number';
import type { Span } from '../syntax/tree';
import { replacement } from './edits';
import { nearest } from './nearest';
import { hasVariable, settingsOf, textOf, type PlacedSetting } from './objects';
import { plainValues, lost } from './plain-values';
import type { Finding, Fix, Rule, RuleContext } from './rule';

const WHOLE_NUMBER = /^[\t-\r ]*[-+]?\d+[\t-\r ]*$/;

const port: Rule = {
  id: 'values/port',
  severity: 'error',
  why: 'A port is a whole number from 1 to 65535. Outside that range log4net keeps the default, mostly 0, and never sends; something that is no number loses the whole appender.',
  *check(context) {
    for (const { text, span, fact, place } of plainValues(context, ['port'])) {
      const [low, high] = fact.range ?? [0, 65535];
      if (!WHOLE_NUMBER.test(text) || Math.abs(Number(text)) > 2147483647) {
        const { digits, host } = portIn(text);
        // With the address in it mended by itself, the only address there is would be gone.
        const keepsAddress = host === undefined || textOf(place.owner.object, 'remoteaddress') !== undefined;
        yield {
          span,
          message: `'${text}' is no port: log4net drops the whole appender. Write a whole number from 1 to ${high}.`,
          ...(digits !== undefined &&
            Number(digits) >= 1 &&
            Number(digits) <= high && { fixes: [replacement(`Write ${digits}`, span, digits, keepsAddress)] }),
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
      const meant = size === undefined ? plainNumber(text) : size.bytes;
      yield {
        span,
        message: good
          ? `${text.trim()} is too ${Number(text) < low ? 'small' : 'large'} for ${fact.name}: log4net drops the whole ${lost(place)}. Stay between ${low} and ${high}.`
          : `'${text}' is no whole number: log4net drops the whole ${lost(place)}.${size === undefined ? ` ${fact.name} takes digits only.` : ` Units belong to ${size.property}.`}`,
        fixes: [
          ...(size === undefined ? [] : [useSizeProperty(size, place.setting.nameSpan, span, text)]),
          ...(good || meant === undefined ? [] : [replacement(`Write ${meant}`, span, meant)]),
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

export const valueRules: readonly Rule[] = [port, number, boolean, enumeration, choice, fileSize];

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

interface SizeWithUnit {
  /** The property of the same object that takes a size with its unit. */
  readonly property: string;
  /** The size as that property takes it: `10MB`. */
  readonly size: string;
  /** The same in bytes, as log4net counts them; absent for a number that is too large. */
  readonly bytes: string | undefined;
}

/** How a size with its unit can be written, where this value seems to be one and the object has a property for it. */
function sizeProperty(fact: PropertyFact, text: string, { catalogue }: RuleContext, { owner }: PlacedSetting): SizeWithUnit | undefined {
  const [, digits, unit] = /^\s*(\d+)\s*([KMG])(?:i?B)?\s*$/i.exec(text) ?? [];
  if (fact.kind !== 'long' || owner.object.type === undefined || digits === undefined || unit === undefined) return undefined;
  const property = catalogue.properties(owner.object.type).find(it => it.kind === 'file-size')?.name;
  if (property === undefined) return undefined;
  const letter = unit.toUpperCase();
  const bytes = Number(digits) * 1024 ** ('KMG'.indexOf(letter) + 1);
  return { property, size: `${digits}${letter}B`, bytes: Number.isSafeInteger(bytes) ? String(bytes) : undefined };
}

function useSizeProperty({ property, size }: SizeWithUnit, name: Span, value: Span, text: string): Fix {
  const edits = [{ span: name, text: property }, ...(text.trim().toUpperCase() === size ? [] : [{ span: value, text: size }])];
  return { title: `Use ${property}`, edits, preferred: true };
}

/** The port somebody meant, and the host where it is written before it: `10.0.0.1:9998`. */
function portIn(text: string): { readonly digits: string | undefined; readonly host?: string } {
  const [, host, behind] = /^\s*([^\s:]+|\[[^\s\]]*\]):(\d+)\s*$/.exec(text) ?? [];
  return host === undefined ? { digits: plainNumber(text) } : { digits: behind, host };
}

/** The one number in a text, without the signs that group its digits; `undefined` where more than one can be meant. */
function plainNumber(text: string): string | undefined {
  const grouped = /^\s*([-+]?\d{1,3})((?:[,.'’_\u00a0\u202f ]\d{3})+)\s*$/.exec(text);
  if (grouped !== null && new Set(grouped[2]?.replace(/\d/g, '')).size === 1)
    return `${grouped[1] ?? ''}${grouped[2]?.replace(/\D/g, '') ?? ''}`;
  const [only, ...others] = text.match(/\d+/g) ?? [];
  if (only === undefined || others.length > 0) return undefined;
  return /(?<![\p{L}\d_])[-+]?\d+(?![\p{L}\d_])/u.exec(text)?.[0];
}

function list(names: readonly string[]): string {
  const shown = names.length > 8 ? [...names.slice(0, 7), '…'] : names;
  return shown.join(', ');
}
