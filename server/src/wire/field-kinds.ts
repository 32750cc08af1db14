/** What the kinds of field look like, and the tests that receivers apply; the vocabulary of `schemas/receivers`. */
import type { CheckTest, FieldKind, FormatField } from './receivers';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const guidLowerCase = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isoHyphen = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+\d{4}$/;
const isoCompact = /^\d{8}T\d{6}\.\d{3}\+\d{4}$/;
const local = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},\d{3}$/;
const anyIso = /^\d{4}-?\d{2}-?\d{2}T\d{2}:?\d{2}:?\d{2}([.,]\d{1,7})?([+-]\d{2}:?\d{2}|Z)$/;

/** log4net's text for a property that is not set. */
export const nullText = '(null)';

const pass: Readonly<Record<CheckTest, (text: string) => boolean>> = {
  'guid-any-case': text => guid.test(text),
  'guid-lower-case': text => guidLowerCase.test(text),
  'iso-hyphen': text => isoHyphen.test(text),
  'iso-hyphen-or-compact': text => isoHyphen.test(text) || isoCompact.test(text),
  'iso-hyphen-or-local': text => isoHyphen.test(text) || local.test(text),
  integer: text => !Number.isNaN(parseInt(text, 10)),
  'integer-not-negative': text => parseInt(text, 10) >= 0,
  'integer-above-zero': text => parseInt(text, 10) > 0,
  number: text => !Number.isNaN(parseFloat(text)),
};

/** Whether a receiver's test lets the text through. */
export function passes(test: CheckTest, text: string): boolean {
  return pass[test](text);
}

/** How a number test writes down what it read: leading digits only. Undefined for tests that keep the text. */
export function numberRead(test: CheckTest, text: string): number | undefined {
  switch (test) {
    case 'integer':
    case 'integer-not-negative':
    case 'integer-above-zero':
      return parseInt(text, 10);
    case 'number':
      return parseFloat(text);
    case 'guid-any-case':
    case 'guid-lower-case':
    case 'iso-hyphen':
    case 'iso-hyphen-or-compact':
    case 'iso-hyphen-or-local':
      return undefined;
  }
}

const levelName = /^[A-Za-z]{2,16}$/;
const blankless = /^[^\s;]+$/;
const hostName = /^[\p{L}\p{N}_.:-]{1,255}$/u;

const looksLike: Readonly<Record<FieldKind, (text: string) => boolean>> = {
  type: () => true,
  literal: () => true,
  host: text => hostName.test(text),
  logger: text => blankless.test(text),
  level: text => levelName.test(text),
  account: text => text.includes('\\') || blankless.test(text),
  user: text => text.includes('\\'),
  text: () => true,
  command: text => text.length < 100,
  'context-path': text => text.startsWith('/') || text === 'Not available',
  guid: text => guid.test(text),
  'guid-or-empty': text => guid.test(text),
  'guid-or-hash': text => text === '0' || /^[0-9a-f-]{32,}$/i.test(text),
  'date-local': text => local.test(text),
  'date-iso': text => anyIso.test(text),
  integer: text => /^-?\d+$/.test(text),
  number: text => /^-?\d+([.,]\d+)?$/.test(text),
  message: () => true,
  exception: () => true,
};

/** How much a misfit tells against a reading: a date or an id is hard to mistake, a host name is not. */
const weight: Readonly<Record<FieldKind, number>> = {
  type: 0,
  literal: 8,
  host: 2,
  logger: 2,
  level: 3,
  account: 1,
  user: 3,
  text: 0,
  command: 1,
  'context-path': 2,
  guid: 8,
  'guid-or-empty': 8,
  'guid-or-hash': 6,
  'date-local': 8,
  'date-iso': 8,
  integer: 4,
  number: 4,
  message: 0,
  exception: 0,
};

/** 0 where the text is what the field holds; more, the less it can be. */
export function misfit(field: FormatField, text: string): number {
  if (text === '') return field.mayBeEmpty === true || weight[field.kind] < 4 ? 0 : 1;
  if (text === nullText) return field.kind === 'literal' ? weight.literal : 0;
  if (field.kind === 'literal') return text === field.source ? 0 : weight.literal;
  if (field.values !== undefined) return field.values.includes(text) ? 0 : 4;
  return looksLike[field.kind](text) ? 0 : weight[field.kind];
}

/** Whether the field's kind can be recognised from its text at all. */
export function isTelling(field: FormatField): boolean {
  return weight[field.kind] >= 3 || field.values !== undefined;
}
