/** .NET's date formats in the invariant culture: standard ones of one letter, and custom ones. */
import type { NetDateTime } from './net-time';
import { utcTime } from './net-time';

export type DateFormatProblem = 'invalid-format' | 'unclosed-quote';

export type FormattedDate = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: DateFormatProblem };

const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const shortDate = 'MM/dd/yyyy';
const longDate = 'dddd, dd MMMM yyyy';
const roundTrip = "yyyy'-'MM'-'dd'T'HH':'mm':'ss.fffffffK";
const rfc1123 = "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'";

/** A format of exactly one letter stands for one of these; any other single character is an error. */
const standardFormats: ReadonlyMap<string, string> = new Map([
  ['d', shortDate],
  ['D', longDate],
  ['f', `${longDate} HH:mm`],
  ['F', `${longDate} HH:mm:ss`],
  ['g', `${shortDate} HH:mm`],
  ['G', `${shortDate} HH:mm:ss`],
  ['m', 'MMMM dd'],
  ['M', 'MMMM dd'],
  ['o', roundTrip],
  ['O', roundTrip],
  ['r', rfc1123],
  ['R', rfc1123],
  ['s', "yyyy'-'MM'-'dd'T'HH':'mm':'ss"],
  ['t', 'HH:mm'],
  ['T', 'HH:mm:ss'],
  ['u', "yyyy'-'MM'-'dd HH':'mm':'ss'Z'"],
  ['U', `${longDate} HH:mm:ss`],
  ['y', 'yyyy MMMM'],
  ['Y', 'yyyy MMMM'],
]);

/** The formats that log4net knows by name, in any case. */
export type NamedDateFormat = 'ISO8601' | 'ABSOLUTE' | 'DATE';

/** Which of log4net's own formats an option names; `undefined` for a .NET format. Without an option it is ISO8601. */
export function namedDateFormat(option: string | undefined): NamedDateFormat | undefined {
  if (option === undefined) return 'ISO8601';
  const upper = option.length <= 8 ? option.toUpperCase() : '';
  return upper === 'ISO8601' || upper === 'ABSOLUTE' || upper === 'DATE' ? upper : undefined;
}

/** A time as the date words print it: by one of log4net's own formats, or a .NET format. */
export function formatLogDate(time: NetDateTime, option: string | undefined): FormattedDate {
  const named = namedDateFormat(option);
  if (named === undefined) return formatNetDate(time, option ?? '');
  const clock = `${pad(time.hour, 2)}:${pad(time.minute, 2)}:${pad(time.second, 2)},${pad(Math.floor(time.fraction / 10_000), 3)}`;
  switch (named) {
    case 'ABSOLUTE':
      return { ok: true, text: clock };
    case 'ISO8601':
      return { ok: true, text: `${time.year}-${pad(time.month, 2)}-${pad(time.day, 2)} ${clock}` };
    case 'DATE':
      return { ok: true, text: `${pad(time.day, 2)} ${monthName(time.month).slice(0, 3)} ${time.year} ${clock}` };
  }
}

/**
 * `DateTime.ToString(format, InvariantCulture)`. An empty format is `G`. Where .NET would throw a FormatException, the
 * problem is named instead. `z` of a UTC time prints +0, as measured; older .NET Frameworks print the local offset there.
 */
export function formatNetDate(time: NetDateTime, format: string): FormattedDate {
  if (format.length > 1) return custom(time, format);
  const standard = standardDateFormat(format);
  if (standard === undefined) return { ok: false, problem: 'invalid-format' };
  return custom(format === 'U' ? utcTime(time.instant) : time, standard);
}

/** The custom format that a standard one of one letter stands for; empty is `G`. */
export function standardDateFormat(format: string): string | undefined {
  return standardFormats.get(format === '' ? 'G' : format);
}

/** What is wrong with the option of a date word, whatever the time; `undefined` where .NET takes it. */
export function dateFormatProblem(option: string | undefined): DateFormatProblem | undefined {
  const formatted = formatLogDate(utcTime({ ms: 0, ticks: 0 }), option);
  return formatted.ok ? undefined : formatted.problem;
}

/**
 * Runs of letters in the option of a date word that .NET prints as they stand, such as the `SSS` or `YYYY` of other
 * languages. Quoted ones are meant that way and are left out, and so is a lone `T`. Offsets refer to the option.
 */
export function lettersPrintedAsTheyAre(
  option: string,
): readonly { readonly text: string; readonly start: number; readonly end: number }[] {
  if (namedDateFormat(option) !== undefined || option.length < 2) return [];
  const found: { readonly text: string; readonly start: number; readonly end: number }[] = [];
  for (const match of option.matchAll(/\\.|'[^']*'|"[^"]*"|([A-Za-z])\1*/g)) {
    const [text, letter] = match;
    if (letter === undefined || 'dfFghHKmMstyz'.includes(letter) || text === 'T') continue;
    found.push({ text, start: match.index, end: match.index + text.length });
  }
  return found;
}

function custom(time: NetDateTime, format: string): FormattedDate {
  let text = '';
  for (let at = 0; at < format.length;) {
    const letter = format.charAt(at);
    switch (letter) {
      case "'":
      case '"': {
        const quoted = readQuoted(format, at);
        if (!quoted.ok) return quoted;
        text += quoted.text;
        at = quoted.end;
        break;
      }
      case '%': {
        const next = format.charAt(at + 1);
        if (next === '' || next === '%') return { ok: false, problem: 'invalid-format' };
        const single = custom(time, next);
        if (!single.ok) return single;
        text += single.text;
        at += 2;
        break;
      }
      case '\\': {
        if (at + 1 >= format.length) return { ok: false, problem: 'invalid-format' };
        text += format.charAt(at + 1);
        at += 2;
        break;
      }
      case 'F': {
        const count = repeats(format, at);
        if (count > 7) return { ok: false, problem: 'invalid-format' };
        const digits = pad(time.fraction, 7).slice(0, count).replace(/0+$/, '');
        // Without a digit left, a decimal point before it goes too.
        text = digits === '' && text.endsWith('.') ? text.slice(0, -1) : text + digits;
        at += count;
        break;
      }
      case 'f': {
        const count = repeats(format, at);
        if (count > 7) return { ok: false, problem: 'invalid-format' };
        text += pad(time.fraction, 7).slice(0, count);
        at += count;
        break;
      }
      default: {
        const count = letter === 'K' ? 1 : repeats(format, at);
        text += field(time, letter, count) ?? letter.repeat(count);
        at += count;
      }
    }
  }
  return { ok: true, text };
}

/** One field that cannot fail; `undefined` for a letter that stands for itself. */
function field(time: NetDateTime, letter: string, count: number): string | undefined {
  switch (letter) {
    case 'g':
      return 'A.D.';
    case 'h':
      return pad(time.hour % 12 === 0 ? 12 : time.hour % 12, Math.min(count, 2));
    case 'H':
      return pad(time.hour, Math.min(count, 2));
    case 'm':
      return pad(time.minute, Math.min(count, 2));
    case 's':
      return pad(time.second, Math.min(count, 2));
    case 't':
      return (time.hour < 12 ? 'AM' : 'PM').slice(0, count === 1 ? 1 : 2);
    case 'd':
      return count <= 2 ? pad(time.day, count) : (dayNames[time.weekDay] ?? '').slice(0, count === 3 ? 3 : undefined);
    case 'M':
      return count <= 2 ? pad(time.month, count) : monthName(time.month).slice(0, count === 3 ? 3 : undefined);
    case 'y':
      return count <= 2 ? pad(time.year % 100, count) : pad(time.year, count);
    case 'z':
      return zone(time, count);
    case 'K':
      return time.kind === 'utc' ? 'Z' : zone(time, 3);
    default:
      return undefined;
  }
}

function zone(time: NetDateTime, count: number): string {
  const minutes = Math.abs(time.offset);
  const hours = pad(Math.floor(minutes / 60), count === 1 ? 1 : 2);
  return `${time.offset < 0 ? '-' : '+'}${hours}${count >= 3 ? `:${pad(minutes % 60, 2)}` : ''}`;
}

function readQuoted(
  format: string,
  start: number,
): { readonly ok: true; readonly text: string; readonly end: number } | { readonly ok: false; readonly problem: DateFormatProblem } {
  const quote = format.charAt(start);
  let text = '';
  for (let at = start + 1; at < format.length; at++) {
    const letter = format.charAt(at);
    if (letter === quote) return { ok: true, text, end: at + 1 };
    if (letter === '\\') {
      at++;
      if (at >= format.length) return { ok: false, problem: 'invalid-format' };
    }
    text += format.charAt(at);
  }
  return { ok: false, problem: 'unclosed-quote' };
}

function repeats(format: string, start: number): number {
  let end = start + 1;
  while (end < format.length && format.charAt(end) === format.charAt(start)) end++;
  return end - start;
}

function monthName(month: number): string {
  return monthNames[month - 1] ?? '';
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
