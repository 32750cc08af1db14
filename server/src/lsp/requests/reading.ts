/** What an editor shows beside and within the text: completion, hover, signature help, hints, colours, lenses. */
import type { CompletionParams } from 'vscode-languageserver';
import type { Completion } from '../../service';
import * as convert from '../convert';
import { guarded } from '../guard';
import { encodeTokens } from '../tokens';
import type { Door } from '../door';

export function answerReading(door: Door): void {
  const { connection, service, client, log } = door;
  connection.onCompletion(
    door.at(
      'textDocument/completion',
      { isIncomplete: false, items: [] },
      ({ document, analysed }, offset, { context }: CompletionParams) => ({
        isIncomplete: false,
        items: service()
          .complete(analysed, offset, context?.triggerCharacter)
          .map(it => convert.toCompletionItem(document, it, offset, client())),
      }),
    ),
  );
  connection.onCompletionResolve(item =>
    guarded('completionItem/resolve', log, item, () => {
      const about = item.data as Completion['about'];
      const doc = about && service().resolveCompletion(about);
      return doc === undefined ? item : { ...item, documentation: convert.toMarkup(doc, client()) };
    }),
  );
  connection.onHover(
    door.at('textDocument/hover', undefined, ({ document, analysed }, offset) => {
      const found = service().hover(analysed, offset);
      return found && convert.toHover(document, found, client());
    }),
  );
  connection.onSignatureHelp(
    door.at('textDocument/signatureHelp', undefined, ({ analysed }, offset) => {
      const found = service().signatureHelp(analysed, offset);
      return found && convert.toSignature(found, client());
    }),
  );
  connection.languages.inlayHint.on(
    door.within('textDocument/inlayHint', [], ({ document, analysed }, params) =>
      service()
        .inlayHints(analysed, convert.toSpan(document, params.range))
        .map(it => convert.toInlayHint(document, it)),
    ),
  );
  connection.languages.semanticTokens.on(
    door.within('textDocument/semanticTokens/full', { data: [] }, ({ document, analysed }) => ({
      data: encodeTokens(document, service().semanticTokens(analysed)),
    })),
  );
  connection.onCodeLens(
    door.within('textDocument/codeLens', [], ({ document, analysed }) =>
      service()
        .codeLenses(analysed)
        .flatMap(it => convert.toCodeLens(document, it, client())),
    ),
  );
}
