/** What every feature is given: one version of one text, read once. The contract of this room, as `rules/rule.ts` is of its own. */
import type { Catalogue } from '../catalogue/types';
import type { Configuration } from '../model/types';
import type { SavedAs } from '../syntax/bytes';
import type { Span, XmlDocument } from '../syntax/tree';

/** Immutable; belongs to one version of one document. */
export interface Analysed {
  readonly text: string;
  readonly document: XmlDocument;
  readonly config: Configuration;
  readonly catalogue: Catalogue;
  /** File name and the folders above it, nearest first; `[]` for an unsaved text. */
  readonly path: readonly string[];
  /** How the file is saved, where somebody looked. */
  readonly savedAs?: SavedAs | undefined;
  /** The part that is log4net's: all of the text, or the section inside an application's own configuration file. */
  readonly scope: Span;
}

/** A replacement of `span` by `text`; edits of one list never overlap. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** The text after the edits, which may come in any order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    result += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return result + text.slice(at);
}

/** Whether the span holds the offset; a cursor right behind the last character still counts. */
export function holds(span: Span | undefined, offset: number): span is Span {
  return span !== undefined && span.start <= offset && offset <= span.end;
}

/** Whether the offset is log4net's business: anywhere in its own file, between the `<` and the `>` of a section elsewhere. */
export function inScope({ scope, text }: Analysed, offset: number): boolean {
  const after = scope.start === 0 ? scope.end > 0 || text === '' : offset > scope.start;
  return after && (scope.end === text.length ? offset <= scope.end : offset < scope.end);
}

/** Text as it may stand between the given quotes. */
export function escapeValue(text: string, quote: '"' | "'" = '"'): string {
  const safe = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
  return quote === '"' ? safe.replaceAll('"', '&quot;') : safe.replaceAll("'", '&apos;');
}
