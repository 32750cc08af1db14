/** Booleans, whole numbers and enumerations as .NET parses them from text. */
import type { EnumFact } from '../../catalogue/types';
import { trimNet } from '../../pattern/net-number';
import { NetFailure } from './failure';

/** `Boolean.Parse`: the two English words in any case, blanks around them allowed. */
export function parseBoolean(text: string): boolean {
  const word = trimNet(text.replace(/^[\s\0]+|[\s\0]+$/g, '')).toLowerCase();
  if (word === 'true') return true;
  if (word === 'false') return false;
  throw new NetFailure(`"${text}" is neither true nor false`);
}

interface IntegerType {
  readonly least: bigint;
  readonly most: bigint;
}

const integerTypes: ReadonlyMap<string, IntegerType> = new Map([
  ['System.Byte', { least: 0n, most: 255n }],
  ['System.Int16', { least: -32768n, most: 32767n }],
  ['System.Int32', { least: -2147483648n, most: 2147483647n }],
  ['System.Int64', { least: -9223372036854775808n, most: 9223372036854775807n }],
]);

export function isIntegerType(clrType: string): boolean {
  return integerTypes.has(clrType);
}

/** `Int32.Parse` and its kin: sign and blanks allowed, no separators, no decimals. A 64-bit value loses precision, never sign. */
export function parseInteger(text: string, clrType: string): number {
  const digits = /^[\t-\r ]*([+-]?)(\d+)[\t-\r ]*\0*$/.exec(text);
  if (!digits || /[^0-9]/.test(digits[2] ?? '')) throw new NetFailure(`"${text}" is no whole number`);
  const value = BigInt(`${digits[1] === '-' ? '-' : ''}${digits[2] ?? ''}`);
  const limits = integerTypes.get(clrType);
  if (limits && (value < limits.least || value > limits.most)) {
    throw new NetFailure(`"${text}" is too large or too small a number`);
  }
  return Number(value);
}

type Names = Pick<EnumFact, 'values'>;

/** `Enum.Parse` without regard to case: names joined by commas, or a number, defined or not. */
export function parseEnum(text: string, fact: Names | undefined): number {
  const trimmed = trimNet(text);
  if (trimmed === '') throw new NetFailure('a name is missing');
  if (/^[+-]?\d/.test(trimmed)) return parseInteger(trimmed, 'System.Int32');
  let value = 0;
  for (const part of trimmed.split(',')) {
    const name = trimNet(part);
    const found = fact?.values.find(it => it.name.toLowerCase() === name.toLowerCase());
    if (!found) throw new NetFailure(`"${name}" is none of ${listed(fact)}`);
    value |= found.value;
  }
  return value;
}

function listed(fact: Names | undefined): string {
  return fact?.values.map(it => it.name).join(', ') ?? 'the names that are allowed';
}
