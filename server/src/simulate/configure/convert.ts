/** Text → value, in log4net's order of conversions and with .NET's own refusals. */
import type { PropertyFact } from '../../catalogue/types';
import type { Span } from '../../syntax/tree';
import { encoderFor, isEncodingName } from '../../wire/encoding';
import { couldResolve, parseAddress } from '../net/address';
import { NetFailure } from '../net/failure';
import { isIntegerType, parseBoolean, parseEnum, parseInteger } from '../net/numbers';
import type { World } from '../world';
import { classNamed } from './classes';
import type { Value } from './net-object';

/** What a text has to become. */
export type Target = Pick<PropertyFact, 'kind' | 'clrType' | 'text'>;

/**
 * The value, or `undefined` where log4net has no conversion or knows no such level: it then warns and leaves the property.
 * A text that .NET refuses throws a `NetFailure`, which loses the whole appender. Objects made from text, such as a layout
 * from its pattern, are the caller's business.
 */
export function convertText(text: string, target: Target, span: Span, world: World): Value | undefined {
  if (target.kind === 'file-size' && !fileSize.test(text)) world.journal.say('file-size', { value: text }, span);
  if (isText(target.clrType)) return { kind: 'text', text };
  if (isIntegerType(target.clrType)) return { kind: 'number', number: parseInteger(text, target.clrType) };
  switch (target.kind) {
    case 'level': {
      const level = world.levels.find(text);
      if (!level) world.journal.say('level-unknown', { value: text }, span);
      return level && { kind: 'level', level };
    }
    case 'bool':
      return { kind: 'bool', bool: parseBoolean(text) };
    case 'enum':
      return { kind: 'enum', number: parseEnum(text, world.catalogue.enumOf(target.clrType)), text };
    case 'encoding':
      return { kind: 'encoding', encoding: encodingNamed(text), name: text };
    case 'address':
      return { kind: 'address', address: addressNamed(text) };
    case 'type':
      return { kind: 'class', ...classNamed(text, world.catalogue) };
    case 'string':
    case 'pattern':
    case 'pattern-string':
    case 'int':
    case 'long':
    case 'byte':
    case 'short':
    case 'port':
    case 'file-size':
    case 'time-span':
    case 'regex':
    case 'date-format':
    case 'file-path':
    case 'host':
    case 'mail-addresses':
    case 'object':
    case 'unknown':
      // Texts and numbers were dealt with by their CLR type; from a text to anything else there is no way.
      return undefined;
  }
}

/** What .NET's number parser and log4net's three units allow; anything else leaves the limit as it was, or nearly. */
const fileSize = /^\s*[+-]?\d+\s*([KMG]B)?\s*$/i;

export function isText(clrType: string): boolean {
  return clrType === 'System.String' || clrType === 'System.Object';
}

function encodingNamed(name: string): ReturnType<typeof encoderFor> {
  if (!isEncodingName(name)) throw new NetFailure(`"${name}" is no encoding that .NET knows`);
  return encoderFor(name);
}

function addressNamed(text: string): NonNullable<ReturnType<typeof parseAddress>> {
  const address = parseAddress(text);
  if (address) return address;
  if (!couldResolve(text)) throw new NetFailure(notAnAddress(text));
  return text.toLowerCase() === 'localhost' ? { family: 4, text: '127.0.0.1' } : { family: 4, text };
}

function notAnAddress(text: string): string {
  return text === '' ? 'the address is empty' : `"${text}" is neither an IP address nor the name of a host`;
}
