/** What changes the text or the selection: linked editing, folding, selections, formatting, code actions. */
import { CodeActionKind, type CodeAction as LspCodeAction } from 'vscode-languageserver';
import { commands } from '../client';
import * as convert from '../convert';
import type { Door } from '../door';

export function answerEditing(door: Door): void {
  const { connection, service, client } = door;
  connection.languages.onLinkedEditingRange(
    door.at('textDocument/linkedEditingRange', undefined, (open, offset) => {
      const spans = service().linkedEditing(open.analysed, offset);
      return spans && { ranges: spans.map(it => door.range(open, it)) };
    }),
  );
  connection.onFoldingRanges(
    door.within('textDocument/foldingRange', [], ({ document, analysed }) =>
      service()
        .folding(analysed)
        .flatMap(it => convert.toFoldingRange(document, it)),
    ),
  );
  connection.onSelectionRanges(
    door.within('textDocument/selectionRange', [], ({ document, analysed }, params) =>
      params.positions.map(it => convert.toSelectionRange(document, service().selectionRanges(analysed, document.offsetAt(it)))),
    ),
  );
  connection.onDocumentFormatting(
    door.within('textDocument/formatting', [], ({ document, analysed }, { options }) =>
      convert.toTextEdits(document, service().format(analysed, options)),
    ),
  );
  connection.onDocumentRangeFormatting(
    door.within('textDocument/rangeFormatting', [], ({ document, analysed }, params) =>
      convert.toTextEdits(document, service().format(analysed, params.options, convert.toSpan(document, params.range))),
    ),
  );
  connection.onDocumentOnTypeFormatting(
    door.at('textDocument/onTypeFormatting', [], ({ document, analysed }, offset) => {
      const text = service().closeTag(analysed, offset);
      return text === undefined ? [] : convert.toTextEdits(document, [{ span: { start: offset, end: offset }, text }]);
    }),
  );
  connection.onCodeAction(
    door.within('textDocument/codeAction', [], ({ document, analysed }, params): LspCodeAction[] => {
      const only = params.context.only;
      const wanted = (kind: string): boolean => only === undefined || only.some(it => kind === it || kind.startsWith(`${it}.`));
      return service()
        .codeActions(analysed, convert.toSpan(document, params.range))
        .filter(it => it.ask === undefined || client().commands.has(commands.fillPlaceholders))
        .map(it => convert.toCodeAction(document, it, client().ruleDocs))
        .filter(it => wanted(it.kind ?? CodeActionKind.QuickFix));
    }),
  );
}
