/** Semantic tokens: the parts of conversion patterns, in all patterns of the document. */
import type { PatternPart } from '../pattern/parse';
import type { Span } from '../syntax/tree';
import type { Analysed } from './analysed';
import { patternsOf, type PatternPlace } from './patterns';

export interface SemanticToken {
  readonly span: Span;
  /** `unknown`: a percent sign that no word follows, and what was probably meant. */
  readonly kind: 'word' | 'unknown' | 'modifier' | 'option' | 'escape';
}

/** In document order, without overlaps. */
export function semanticTokens(doc: Analysed): readonly SemanticToken[] {
  return patternsOf(doc).flatMap(place => place.parts.flatMap(part => tokensOf(place, part)));
}

function tokensOf({ text, toDocument }: PatternPlace, part: PatternPart): readonly SemanticToken[] {
  const token = (start: number, end: number, kind: SemanticToken['kind']): readonly SemanticToken[] =>
    start < end ? [{ span: toDocument({ start, end }), kind }] : [];
  switch (part.kind) {
    case 'literal':
      return text.slice(part.span.end - 2, part.span.end) === '%%' && part.text.endsWith('%')
        ? token(part.span.end - 2, part.span.end, 'escape')
        : [];
    case 'dropped':
      return [...token(part.span.start, part.span.end, 'unknown'), ...token(part.wordSpan.start, part.wordSpan.end, 'unknown')];
    case 'conversion': {
      const { span, wordSpan, width, optionSpan } = part;
      const modifier = width.span ? token(width.span.start, width.span.end, 'modifier') : [];
      const option = optionSpan ? token(optionSpan.start, optionSpan.end, 'option') : [];
      return [...token(span.start, span.start + 1, 'word'), ...modifier, ...token(wordSpan.start, wordSpan.end, 'word'), ...option];
    }
  }
}
