/** Numbers and blanks as .NET reads them in options. */

// .NET's Char.IsWhiteSpace; JavaScript's trim() also takes U+FEFF and leaves U+0085.
const blanks = '\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const around = new RegExp(`^[${blanks}]+|[${blanks}]+$`, 'g');

/** `String.Trim()` of .NET. */
export function trimNet(text: string): string {
  return text.replace(around, '');
}

/** A decimal integer with an optional sign and blanks around it that fits into 32 bits; otherwise `undefined`. */
export function parseInt32(text: string): number | undefined {
  if (!/^[\t-\r ]*[+-]?[0-9]+[\t-\r ]*\0*$/.test(text)) return undefined;
  const value = Number(text.replace(/\0+$/, ''));
  return value >= -2147483648 && value <= 2147483647 ? value : undefined;
}
