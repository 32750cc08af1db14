/** What completion replaces at a site: more than the word in tags, where brackets are typed along. */
import type { Span, XmlElement } from '../../syntax/tree';

/** From the `<` to the end of the name. */
export function startOfTag({ span, nameSpan }: XmlElement): Span {
  return { start: span.start, end: nameSpan.end };
}

/** Whether the rest of the start tag stands there already, so that only the name is to be replaced. */
export function isWritten(text: string, { attributes, nameSpan, startTag }: XmlElement): boolean {
  return attributes.length > 0 || /^\s*\/?>/.test(text.slice(nameSpan.end, startTag.end));
}

/** From `</` to `>`, as far as they are written. */
export function endTagSpan(text: string, offset: number, word: Span): Span {
  const start = text.lastIndexOf('</', offset - 1);
  const end = Math.max(offset, word.end);
  return { start: start < 0 ? word.start : start, end: text.charAt(end) === '>' ? end + 1 : end };
}
