/** What the output of a date word looks like, for reading it back. */
import { namedDateFormat, standardDateFormat } from './net-date';

/**
 * The source of an expression for what a date format prints; `undefined` for one that .NET refuses or whose output has no
 * form to go by. `option` is what stands in the braces of the word; absent without braces.
 */
export function dateShape(option: string | undefined): string | undefined {
  const named = namedDateFormat(option);
  const clock = String.raw`\d\d:\d\d:\d\d,\d{3}`;
  switch (named) {
    case 'ISO8601':
      return String.raw`\d{1,4}-\d\d-\d\d ` + clock;
    case 'ABSOLUTE':
      return clock;
    case 'DATE':
      return String.raw`\d\d [A-Z][a-z]{2} \d{1,4} ` + clock;
    case undefined:
      return customShape(option ?? '');
  }
}

function customShape(option: string): string | undefined {
  const format = option.length > 1 ? option : standardDateFormat(option);
  if (format === undefined || !/[dfFhHmMsy]/.test(format)) return undefined;
  let shape = '';
  for (let at = 0; at < format.length;) {
    const rest = format.slice(at);
    const [quoted, single, double] = /^'([^'\\]*)'|^"([^"\\]*)"/.exec(rest) ?? [];
    if (quoted !== undefined) {
      shape += escaped(single ?? double ?? '');
      at += quoted.length;
      continue;
    }
    const letter = rest.charAt(0);
    if (letter === '\\' || letter === '%' || letter === "'" || letter === '"') {
      if (letter !== '\\' || rest.length < 2) return undefined;
      shape += escaped(rest.charAt(1));
      at += 2;
      continue;
    }
    const count = (/^(.)\1*/su.exec(rest)?.[0] ?? letter).length;
    // Without a decimal left, F takes the point before it away.
    if (letter === 'F' && shape.endsWith('\\.')) shape = `${shape.slice(0, -2)}(?:\\.\\d{1,${count}})?`;
    else shape += field(letter, count) ?? escaped(letter.repeat(count));
    at += letter === 'K' ? 1 : count;
  }
  return shape;
}

function field(letter: string, count: number): string | undefined {
  switch (letter) {
    case 'd':
    case 'M':
      return count > 2 ? '[A-Z][a-z]+' : count === 2 ? String.raw`\d\d` : String.raw`\d{1,2}`;
    case 'h':
    case 'H':
    case 'm':
    case 's':
      return count >= 2 ? String.raw`\d\d` : String.raw`\d{1,2}`;
    case 'y':
      return count === 1 ? String.raw`\d{1,2}` : String.raw`\d{${count === 2 ? 2 : Math.max(count, 4)}}`;
    case 'f':
      return String.raw`\d{${count}}`;
    case 'F':
      return String.raw`\d{0,${count}}`;
    case 't':
      return count === 1 ? '[AP]' : '[AP]M';
    case 'z':
      return count === 1 ? String.raw`[+-]\d{1,2}` : count === 2 ? String.raw`[+-]\d\d` : String.raw`[+-]\d\d:\d\d`;
    case 'K':
      return String.raw`(?:Z|[+-]\d\d:\d\d)`;
    case 'g':
      return String.raw`A\.D\.`;
    default:
      return undefined;
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
