/** From one place to another: definitions, uses, names, who hands events to whom, outlines and links. */
import { LSPErrorCodes, ResponseError, type Location, type LocationLink, type TypeDefinitionParams } from 'vscode-languageserver';
import * as convert from '../convert';
import { fileKey, type Open } from '../documents';
import type { Door } from '../door';
import { guarded } from '../guard';
import type { WorkspaceFiles } from '../workspace-files';

/**
 * @param files where symbols are looked for, besides the open documents
 * @param placeOf where a class of somebody's own is described
 */
export function answerNavigating(door: Door, files: WorkspaceFiles, placeOf: (type: string) => Location | undefined): void {
  const { connection, documents, service, log } = door;
  connection.onDefinition(
    door.at('textDocument/definition', undefined, (open, offset) => {
      const found = service().definition(open.analysed, offset);
      if (!found) return undefined;
      const { uri } = open.document;
      return [
        {
          originSelectionRange: door.range(open, found.origin),
          targetUri: uri,
          targetRange: door.range(open, found.span),
          targetSelectionRange: door.range(open, found.nameSpan),
        },
      ];
    }),
  );
  connection.onTypeDefinition(
    door.at<TypeDefinitionParams, LocationLink[] | undefined>('textDocument/typeDefinition', undefined, (open, offset) => {
      const found = service().typeDefinition(open.analysed, offset);
      if (!found) return undefined;
      const originSelectionRange = door.range(open, found.origin);
      const { written, userType } = found;
      const described = userType === undefined ? undefined : placeOf(userType);
      return [
        ...(written
          ? [
              {
                originSelectionRange,
                targetUri: open.document.uri,
                targetRange: door.range(open, written.span),
                targetSelectionRange: door.range(open, written.nameSpan),
              },
            ]
          : []),
        ...(described
          ? [{ originSelectionRange, targetUri: described.uri, targetRange: described.range, targetSelectionRange: described.range }]
          : []),
      ];
    }),
  );
  connection.onReferences(
    door.at('textDocument/references', [], (open, offset, { context }) =>
      service()
        .references(open.analysed, offset, context.includeDeclaration)
        .map(it => ({ uri: open.document.uri, range: door.range(open, it) })),
    ),
  );
  connection.onDocumentHighlight(
    door.at('textDocument/documentHighlight', [], ({ document, analysed }, offset) =>
      service()
        .documentHighlights(analysed, offset)
        .map(it => convert.toHighlight(document, it)),
    ),
  );
  connection.languages.callHierarchy.onPrepare(
    door.at('textDocument/prepareCallHierarchy', undefined, ({ document, analysed }, offset) => {
      const station = service().stationAt(analysed, offset);
      return station && [convert.toCallItem(document, station)];
    }),
  );
  connection.languages.callHierarchy.onIncomingCalls(({ item }) =>
    door.onItem('callHierarchy/incomingCalls', item, (open, offset) =>
      service()
        .getsFrom(open.analysed, offset)
        .map(it => ({
          from: convert.toCallItem(open.document, it.station),
          fromRanges: it.references.map(span => door.range(open, span)),
        })),
    ),
  );
  connection.languages.callHierarchy.onOutgoingCalls(({ item }) =>
    door.onItem('callHierarchy/outgoingCalls', item, (open, offset) =>
      service()
        .handsTo(open.analysed, offset)
        .map(it => ({ to: convert.toCallItem(open.document, it.station), fromRanges: it.references.map(span => door.range(open, span)) })),
    ),
  );
  connection.onPrepareRename(
    door.at('textDocument/prepareRename', undefined, (open, offset) => {
      const found = service().prepareRename(open.analysed, offset);
      return found && { range: door.range(open, found.span), placeholder: found.name };
    }),
  );
  connection.onRenameRequest(
    door.at('textDocument/rename', undefined, ({ document, analysed }, offset, { newName }) => {
      const renaming = service().rename(analysed, offset, newName);
      if (!renaming.ok) throw new ResponseError(LSPErrorCodes.RequestFailed, renaming.reason);
      return { changes: { [document.uri]: convert.toTextEdits(document, renaming.edits) } };
    }),
  );
  connection.onDocumentSymbol(
    door.within('textDocument/documentSymbol', [], ({ document, analysed }) =>
      service()
        .symbols(analysed)
        .map(it => convert.toDocumentSymbol(document, it)),
    ),
  );
  connection.onDocumentLinks(
    door.within('textDocument/documentLink', [], open =>
      service()
        .documentLinks(open.analysed)
        .map(({ span, target, tooltip }) => ({ range: door.range(open, span), target, tooltip })),
    ),
  );
  connection.onWorkspaceSymbol(({ query }, token) =>
    guarded(
      'workspace/symbol',
      log,
      [],
      async () => {
        const places = new Map<string, Open>(documents.all().map(it => [fileKey(it.document.uri), it]));
        for await (const file of files.all()) {
          if (token.isCancellationRequested) return [];
          if (!places.has(fileKey(file.document.uri))) places.set(fileKey(file.document.uri), file);
        }
        return [...places.values()].flatMap(open =>
          service()
            .findSymbols(open.analysed, query)
            .map(it => ({
              name: it.name,
              kind: convert.symbolKinds[it.kind],
              location: { uri: open.document.uri, range: door.range(open, it.nameSpan) },
              containerName: it.detail,
            })),
        );
      },
      token,
    ),
  );
}
