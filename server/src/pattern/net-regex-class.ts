/** A class in brackets of a .NET expression, subtractions included → the units it holds. */
import { type Cursor, invalid, Refusal } from './net-regex-cursor';
import type { UnitSet } from './net-regex-sets';
import { anyCase, complement, single, subtract, union } from './net-regex-sets';

const deepest = 50;

/** A class; the opening bracket is already read. */
export function readClass(cursor: Cursor, ignoreCase: boolean, depth = 0): UnitSet {
  if (depth > deepest) throw new Refusal('The expression is nested too deep to be tried here.', false);
  const negative = cursor.take('^');
  const parts: UnitSet[] = [];
  let subtracted: UnitSet | undefined;
  /** The first unit of a range whose last one comes next. */
  let from: number | undefined;
  for (let first = true; ; first = false) {
    if (cursor.at >= cursor.text.length) throw invalid('A closing bracket is missing');
    const letter = cursor.next();
    let unit = letter.charCodeAt(0);
    let escaped = false;
    if (letter === ']' && !first) break;
    if (letter === '\\' && cursor.peek() !== '') {
      const part = cursor.setEscape();
      if (part) {
        if (from !== undefined) throw invalid('A class such as \\d cannot be the end of a range');
        parts.push(part);
        continue;
      }
      unit = cursor.peek() === '-' ? 45 : -1;
      if (unit === 45) {
        cursor.at++;
        parts.push(single(45));
        continue;
      }
      unit = cursor.characterEscape();
      escaped = true;
    } else if (letter === '[' && cursor.peek() === ':' && from === undefined) {
      // [:name:] is skipped without a meaning, as .NET does; the bracket itself counts.
      cursor.at += /^:\w*:\]/.exec(cursor.text.slice(cursor.at, cursor.at + 64))?.[0].length ?? 0;
    }
    if (from !== undefined) {
      if (letter === '[' && !escaped && !first) {
        parts.push(single(from));
        subtracted = readSubtraction(cursor, ignoreCase, depth + 1);
      } else {
        if (from > unit) throw invalid('A range of a class has its ends in the wrong order');
        parts.push([[from, unit]]);
      }
      from = undefined;
    } else if (cursor.peek() === '-' && cursor.peek(1) !== '' && cursor.peek(1) !== ']') {
      from = unit;
      cursor.at++;
    } else if (letter === '-' && !escaped && cursor.peek() === '[' && !first) {
      cursor.at++;
      subtracted = readSubtraction(cursor, ignoreCase, depth + 1);
    } else parts.push(single(unit));
  }
  const listed = ignoreCase ? anyCase(union(...parts)) : union(...parts);
  const set = negative ? complement(listed) : listed;
  return subtracted ? subtract(set, subtracted) : set;
}

function readSubtraction(cursor: Cursor, ignoreCase: boolean, depth: number): UnitSet {
  const set = readClass(cursor, ignoreCase, depth);
  if (cursor.peek() !== '' && cursor.peek() !== ']') throw invalid('A subtraction must be the last thing in a class');
  return set;
}
