/** Cuts texts to a service's limit so that a person sees that something is missing. */

/** At most `max` UTF-16 units, never half a surrogate pair, with a visible mark that says how much is gone. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  // The mark's own length depends on the number in it: leave room for the longest.
  const room = Math.max(0, max - ` … (+${text.length} characters)`.length);
  const end = isHighSurrogate(text.charCodeAt(room - 1)) ? room - 1 : room;
  const mark = ` … (+${text.length - end} characters)`;
  return mark.length <= max
    ? text.slice(0, Math.max(0, end)) + mark
    : text.slice(0, isHighSurrogate(text.charCodeAt(max - 1)) ? max - 1 : max);
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** Control characters but line feeds and tabs have no place in a message; lone surrogates are not text at all. */
export const printable = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '\ufffd')
    .replace(/\p{Cs}/gu, '\ufffd');
