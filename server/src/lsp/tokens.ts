/** Semantic tokens in the protocol's relative numbers. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SemanticToken } from '../service';

/** The kinds of token by the protocol's own names, so that every theme colours them; the index is what is sent. */
const names: Readonly<Record<SemanticToken['kind'], string>> = {
  word: 'function',
  unknown: 'variable',
  modifier: 'number',
  option: 'parameter',
  escape: 'regexp',
};

export const tokenTypes: readonly string[] = Object.values(names);

/** `tokens` in document order; one over several lines is cut at the line breaks. */
export function encodeTokens(document: TextDocument, tokens: readonly SemanticToken[]): number[] {
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const { span, kind } of tokens) {
    for (let start = span.start; start < span.end;) {
      const from = document.positionAt(start);
      const lineEnd = document.offsetAt({ line: from.line, character: Number.MAX_SAFE_INTEGER });
      const end = Math.min(span.end, lineEnd);
      if (end > start) {
        data.push(
          from.line - line,
          from.line === line ? from.character - character : from.character,
          end - start,
          tokenTypes.indexOf(names[kind]),
          0,
        );
        line = from.line;
        character = from.character;
      }
      start = Math.max(end, document.offsetAt({ line: from.line + 1, character: 0 }));
      if (start <= end && end < span.end) break;
    }
  }
  return data;
}
