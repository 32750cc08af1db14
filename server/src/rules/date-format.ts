/** What the rules say of .NET date formats, wherever they stand. */
import type { Finding } from './rule';

/** What is wrong with a .NET date format, apart from where it stands. */
export function dateFormatProblems(format: string): readonly { readonly message: string; readonly severity?: Finding['severity'] }[] {
  const letters = unquoted(format);
  const problems: { message: string; severity?: Finding['severity'] }[] = [];
  if (/SS/.test(letters)) problems.push({ message: "'S' is no letter of .NET and prints as it is: milliseconds are 'fff'." });
  if (/Y/.test(letters) && format.length > 1)
    problems.push({ message: "'Y' is no letter of .NET and prints as it is: the year is 'yyyy'." });
  if (/D/.test(letters) && format.length > 1) problems.push({ message: "'D' is no letter of .NET and prints as it is: the day is 'dd'." });
  if (/h/.test(letters) && !/t/.test(letters))
    problems.push({ message: "'hh' is the hour up to 12, and nothing says whether before or after noon: use 'HH'." });
  return problems;
}

/** The format without quoted text and escaped letters. */
export function unquoted(format: string): string {
  return format.replace(/\\./g, '').replace(/'[^']*'?|"[^"]*"?/g, '');
}
