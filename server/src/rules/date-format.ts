/** What the rules say of .NET date formats, wherever they stand, and how one is mended. */
import { formatNetDate } from '../pattern/net-date';
import { parseInstant, utcTime } from '../pattern/net-time';

/** The time that formats are shown by: day, month and year cannot be mistaken for each other. */
export const sampleTime = utcTime(parseInstant('2024-03-19T08:07:06.045Z'));

/** What is wrong with a .NET date format; `rolling`: for the name of a rolling file. */
export function dateFormatProblems(format: string, rolling = false): readonly string[] {
  const letters = unquoted(format);
  const problems: string[] = [];
  if (/SS/.test(letters)) problems.push("'S' is no letter of .NET and prints as it is: milliseconds are 'fff'.");
  if (/Y/.test(letters) && format.length > 1) problems.push("'Y' is no letter of .NET and prints as it is: the year is 'yyyy'.");
  if (/D/.test(letters) && format.length > 1) problems.push("'D' is no letter of .NET and prints as it is: the day is 'dd'.");
  if (/h/.test(letters) && !/t/.test(letters))
    problems.push("'hh' is the hour up to 12, and nothing says whether before or after noon: use 'HH'.");
  if (minutesForMonths(segments(format), rolling).size > 0)
    problems.push(`'mm' is the minute${rolling ? ': the file rolls every minute' : ', beside day and year, too'}. The month is 'MM'.`);
  return problems;
}

/** The format with the letters of .NET that were meant; `rolling`: for the name of a rolling file. */
export function mendedDateFormat(format: string, rolling = false): string {
  const parts = segments(format);
  const months = minutesForMonths(parts, rolling);
  const twelve = parts.some(it => it.kind === 'field' && it.text.startsWith('t'));
  return parts
    .map((part, index) => {
      if (part.kind !== 'field') return part.text;
      if (months.has(index)) return part.text.toUpperCase();
      const { length } = part.text;
      switch (part.text.charAt(0)) {
        case 'S':
          return 'f'.repeat(Math.min(length, 7));
        case 'Y':
          return 'y'.repeat(Math.max(length, 2));
        case 'D':
          return 'd'.repeat(Math.min(length, 2));
        case 'h':
          return twelve ? part.text : 'H'.repeat(length);
        default:
          return part.text;
      }
    })
    .join('');
}

/** The format without quoted text and escaped letters. */
export function unquoted(format: string): string {
  return segments(format)
    .map(it => (it.kind === 'quoted' ? '' : it.text))
    .join('');
}

/** Words in the name of a rolling file that nobody quoted, with the signs around them: `.log`. Only such as .NET reads letters of. */
export function unquotedWords(format: string): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const { index, 0: run } of format.matchAll(/\\[^]|(?:'(?:\\[^]|[^'\\])*'?)|(?:"(?:\\[^]|[^"\\])*"?)|[A-Za-z]+/g)) {
    if (!/^[A-Za-z]/.test(run)) continue;
    const before = dateAt(DATE_BEFORE, run);
    const behind = dateAt(DATE_BEHIND, run.slice(before.length));
    const word = run.slice(before.length, run.length - behind.length);
    if (!isWord(word)) continue;
    let start = index + before.length;
    let end = start + word.length;
    while (JOINS.test(format.charAt(start - 1))) start--;
    while (JOINS.test(format.charAt(end))) end++;
    const last = found.at(-1);
    if (last !== undefined && last.end >= start) last.end = end;
    else found.push({ start, end });
  }
  return found;
}

/** The format with such words between quotes. */
export function quotedWords(format: string): string {
  return unquotedWords(format).reduceRight(
    (text, { start, end }) => `${text.slice(0, start)}'${text.slice(start, end)}'${text.slice(end)}`,
    format,
  );
}

/** The format without such words. */
export function withoutWords(format: string): string {
  return unquotedWords(format).reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), format);
}

/** A format that .NET refuses for an open quote, with the quote closed or, at the end, left out; `undefined` where that helps nothing. */
export function closedQuote(format: string): string | undefined {
  const open = segments(format).at(-1);
  if (open?.kind !== 'quoted' || open.text.startsWith('\\')) return undefined;
  const mended = open.text.length === 1 ? format.slice(0, -1) : format + open.text.charAt(0);
  return formatNetDate(sampleTime, mended).ok && changesWithinMonth(mended) ? mended : undefined;
}

/** Whether what a format prints is another text at some time of each month, as log4net needs it to roll by. */
export function changesWithinMonth(format: string): boolean {
  return /[MdhHmst]/.test(unquoted(format));
}

interface Segment {
  readonly kind: 'quoted' | 'field' | 'sign';
  readonly text: string;
}

/** A format cut into quoted text, runs of one letter, and other signs. */
function segments(format: string): readonly Segment[] {
  return [...format.matchAll(/\\[^]|'(?:\\[^]|[^'\\])*'?|"(?:\\[^]|[^"\\])*"?|([A-Za-z])\1*|[^]/g)].map(([text, letter]) => ({
    kind: letter !== undefined ? 'field' : /^['"\\]/.test(text) ? 'quoted' : 'sign',
    text,
  }));
}

/**
 * Where `mm` stands for the month: between day and year, or beside one of them where no time is printed. `rolling`: where
 * no hour is printed, since no file is to roll every minute of each hour.
 */
function minutesForMonths(parts: readonly Segment[], rolling = false): ReadonlySet<number> {
  const fields = parts.flatMap(({ kind, text }, index) => (kind === 'field' ? [{ letter: text.charAt(0), index }] : []));
  const hasHour = fields.some(it => /[hH]/.test(it.letter));
  const hasTime = fields.some(it => /[hHsSf]/.test(it.letter));
  const isDate = (letter: string | undefined): boolean => letter !== undefined && /[yYdD]/.test(letter);
  const found = new Set<number>();
  for (const [at, { letter, index }] of fields.entries()) {
    if (letter !== 'm') continue;
    const before = isDate(fields[at - 1]?.letter);
    const behind = isDate(fields[at + 1]?.letter);
    if (rolling && !hasHour) found.add(index);
    else if (before && behind) found.add(index);
    else if ((before || behind) && !hasTime) found.add(index);
  }
  return found;
}

/** Parts of a date that a word may stand beside without a sign between: `yyyyMMddlog`. */
const DATE_BEFORE = /^(?:yy|YY|MM|dd|DD|HH|hh|mm|ss)+/;
const DATE_BEHIND = /(?:yy|YY|MM|dd|DD|HH|hh|mm|ss)+$/;

/** A word may begin or end with two letters that are a part of a date by chance. */
function dateAt(place: RegExp, run: string): string {
  const [parts = ''] = run.length > LONGEST_RUN ? [] : (place.exec(run) ?? []);
  return /yy|YY|MM|HH/.test(parts) ? parts : '';
}

const LONGEST_RUN = 100;

/** Signs that belong to the word beside them; `/` and `:` are separators to .NET. */
const JOINS = /^[._\- \d]$/;

/** Letters that are a part of a date neither to .NET nor by mistake, beside others that are one to .NET. */
function isWord(text: string): boolean {
  return /[^dfFghHKmMstyzTYDSZ]/.test(text) && /[dfFghHKmMstyz]/.test(text);
}
