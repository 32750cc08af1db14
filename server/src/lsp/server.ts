/** The language server on any connection: what it can do, and which part of the service answers which request. */
import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  TextDocumentSyncKind,
  type CallHierarchyItem,
  type CancellationToken,
  type CodeAction as LspCodeAction,
  type CompletionParams,
  type Connection,
  type Position,
  type ServerCapabilities,
} from 'vscode-languageserver';
import {
  CloseTagRequest,
  ExplainRequest,
  FieldSourcesRequest,
  FindMessageRequest,
  PlaceholdersRequest,
  CheckFileRequest,
  PreviewMailRequest,
  ReadTextRequest,
  SchemaCheckRequest,
  SamplesRequest,
  StatusRequest,
  TestEventRequest,
  type RequestName,
} from '../protocol';
import { createService, type Completion, type Service, type Span } from '../service';
import { abilitiesOf, commands, type ClientAbilities } from './client';
import * as convert from './convert';
import { Diagnostics } from './diagnostics';
import { Documents, type Open } from './documents';
import type { ServerHost } from './host';
import { describe, guarded } from './guard';
import { checkSchema } from './schema-check';
import { defaultSettings, parseSettings, type Settings } from './settings';
import { encodeTokens, tokenTypes } from './tokens';
import { UserCatalogue, type Workspace } from './user-catalogue';

const capabilities: ServerCapabilities = {
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  diagnosticProvider: { identifier: 'log4net', interFileDependencies: false, workspaceDiagnostics: false },
  completionProvider: { triggerCharacters: ['<', '"', "'", '/', '%', '{', '.', ' ', '=', ','], resolveProvider: true },
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: ['{'] },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  linkedEditingRangeProvider: true,
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentOnTypeFormattingProvider: { firstTriggerCharacter: '>', moreTriggerCharacter: ['/'] },
  documentLinkProvider: {},
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, CodeActionKind.SourceFixAll] },
  codeLensProvider: {},
  callHierarchyProvider: true,
  inlayHintProvider: true,
  semanticTokensProvider: { legend: { tokenTypes: [...tokenTypes], tokenModifiers: [] }, full: true },
};

/** Wires everything to the connection and begins to listen. The life of the process is the shell's business. */
export function startServer(connection: Connection, host: ServerHost = {}): void {
  let client: ClientAbilities = abilitiesOf({ capabilities: {} });
  let service: Service = createService();
  let settings: Settings = defaultSettings;
  let release: () => void = () => undefined;
  /** Nothing is judged before these are known, so that no finding comes and goes. */
  const waitingFor = new Set(['settings', 'catalogue']);
  const settingsKnown = new Promise<void>(resolve => (release = resolve));
  const settle = (what: 'settings' | 'catalogue'): void => {
    waitingFor.delete(what);
    if (waitingFor.size === 0) release();
  };
  const log = (line: string): void => connection.console.error(line);
  const catalogue = new UserCatalogue(connection, readText, log);
  const documents = new Documents(() => service);
  const diagnostics = new Diagnostics(connection, documents, () => service, log);

  let lastComplaint = '';
  /** Once for each mistake. As a notification: not every client answers the request with buttons. */
  const complain = (message: string): void => {
    if (message !== '' && message !== lastComplaint)
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
    lastComplaint = message;
  };
  /** A new service for what is known now; what an older one answered is asked for again. */
  const renew = (): void => {
    const onFault = (rule: string, fault: unknown): void => log(`the rule ${rule} failed: ${describe(fault)}`);
    service = createService({ ...settings, userTypes: catalogue.types, onFault });
    // Nothing was answered yet.
    if (waitingFor.size > 0) return;
    diagnostics.settingsChanged();
    if (client.refreshLenses) void connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
    if (client.refreshHints) void connection.sendRequest('workspace/inlayHint/refresh').catch(() => undefined);
  };
  const applySettings = (raw: unknown): void => {
    const read = parseSettings(raw);
    settings = read.settings;
    complain(read.complaints.join(' '));
    renew();
    settle('settings');
  };
  const askForSettings = (): Promise<void> =>
    guarded('workspace/configuration', log, undefined, async () =>
      applySettings(await connection.workspace.getConfiguration('log4netAppenders')),
    ).then(() => settle('settings'));
  /** The client reaches more than we do. */
  async function readText(uri: string): Promise<string | undefined> {
    if (!client.readsText) return host.readText?.(uri);
    return (await connection.sendRequest<string | null>(ReadTextRequest.method, { uri })) ?? undefined;
  }

  let workspace: Workspace = { workspaceFolders: null, capabilities: {} };
  connection.onInitialize(params => {
    client = abilitiesOf(params, host);
    workspace = params;
    diagnostics.start(client, settingsKnown);
    const given = params.initializationOptions as { readonly settings?: unknown } | null | undefined;
    if (!client.configuration) applySettings(given?.settings);
    return { capabilities, serverInfo: { name: 'log4net-appenders' } };
  });
  connection.onInitialized(() => {
    if (client.registersConfiguration) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'log4netAppenders' }).catch(() => undefined);
    }
    if (client.configuration) void askForSettings();
    void guarded('the catalogue file', log, undefined, () => catalogue.start(workspace, renew)).then(() => {
      renew();
      settle('catalogue');
    });
  });
  connection.onDidChangeConfiguration(({ settings }: { readonly settings?: unknown }) => {
    if (client.configuration) void askForSettings();
    else applySettings((settings as { readonly log4netAppenders?: unknown } | null | undefined)?.log4netAppenders ?? settings);
  });

  /** A handler for one open document; `nothing` where it is not open, or where we have a bug. */
  const within =
    <P extends { readonly textDocument: { readonly uri: string } }, R>(name: string, nothing: R, run: (open: Open, params: P) => R) =>
    (params: P, token?: CancellationToken): Promise<R> =>
      guarded<R, R>(
        name,
        log,
        nothing,
        () => (open => (open ? run(open, params) : nothing))(documents.get(params.textDocument.uri)),
        token,
      );
  /** The same for one place in it. */
  const at = <P extends { readonly textDocument: { readonly uri: string }; readonly position: Position }, R>(
    name: string,
    nothing: R,
    run: (open: Open, offset: number, params: P) => R,
  ): ((params: P, token?: CancellationToken) => Promise<R>) =>
    within<P, R>(name, nothing, (open, params) => run(open, open.document.offsetAt(params.position), params));
  /** For an item of the call hierarchy: its name says which it is. */
  const onItem = <R>(name: string, { uri, selectionRange }: CallHierarchyItem, run: (open: Open, offset: number) => R[]): Promise<R[]> =>
    guarded<R[], R[]>(name, log, [], () => {
      const open = documents.get(uri);
      return open ? run(open, open.document.offsetAt(selectionRange.start)) : [];
    });
  /** One of our own requests. */
  const answer = <P extends { readonly uri: string }, R>(
    { method }: RequestName<P, R>,
    nothing: R,
    run: (open: Open, params: P) => R | Promise<R>,
  ): void => {
    connection.onRequest(method, (params: P, token: CancellationToken) =>
      guarded<R, R>(method, log, nothing, () => (open => (open ? run(open, params) : nothing))(documents.get(params.uri)), token),
    );
  };
  const range = (open: Open, span: Span): ReturnType<typeof convert.toRange> => convert.toRange(open.document, span);

  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
    await settingsKnown;
    const none = { kind: 'full' as const, items: [] };
    return guarded('textDocument/diagnostic', log, none, () => diagnostics.report(textDocument.uri, previousResultId), token);
  });

  connection.onCompletion(
    at('textDocument/completion', { isIncomplete: false, items: [] }, ({ document, analysed }, offset, { context }: CompletionParams) => ({
      isIncomplete: false,
      items: service
        .complete(analysed, offset, context?.triggerCharacter)
        .map(it => convert.toCompletionItem(document, it, offset, client)),
    })),
  );
  connection.onCompletionResolve(item =>
    guarded('completionItem/resolve', log, item, () => {
      const about = item.data as Completion['about'];
      const doc = about && service.resolveCompletion(about);
      return doc === undefined ? item : { ...item, documentation: convert.toMarkup(doc, client) };
    }),
  );
  connection.onHover(
    at('textDocument/hover', undefined, ({ document, analysed }, offset) => {
      const found = service.hover(analysed, offset);
      return found && convert.toHover(document, found, client);
    }),
  );
  connection.onSignatureHelp(
    at('textDocument/signatureHelp', undefined, ({ analysed }, offset) => {
      const found = service.signatureHelp(analysed, offset);
      return found && convert.toSignature(found, client);
    }),
  );
  connection.languages.inlayHint.on(
    within('textDocument/inlayHint', [], ({ document, analysed }, params) =>
      service.inlayHints(analysed, convert.toSpan(document, params.range)).map(it => convert.toInlayHint(document, it)),
    ),
  );
  connection.languages.semanticTokens.on(
    within('textDocument/semanticTokens/full', { data: [] }, ({ document, analysed }) => ({
      data: encodeTokens(document, service.semanticTokens(analysed)),
    })),
  );

  connection.onDefinition(
    at('textDocument/definition', undefined, (open, offset) => {
      const found = service.definition(open.analysed, offset);
      if (!found) return undefined;
      const { uri } = open.document;
      return [
        {
          originSelectionRange: range(open, found.origin),
          targetUri: uri,
          targetRange: range(open, found.span),
          targetSelectionRange: range(open, found.nameSpan),
        },
      ];
    }),
  );
  connection.onReferences(
    at('textDocument/references', [], (open, offset, { context }) =>
      service.references(open.analysed, offset, context.includeDeclaration).map(it => ({ uri: open.document.uri, range: range(open, it) })),
    ),
  );
  connection.onDocumentHighlight(
    at('textDocument/documentHighlight', [], ({ document, analysed }, offset) =>
      service.documentHighlights(analysed, offset).map(it => convert.toHighlight(document, it)),
    ),
  );
  connection.languages.callHierarchy.onPrepare(
    at('textDocument/prepareCallHierarchy', undefined, ({ document, analysed }, offset) => {
      const station = service.stationAt(analysed, offset);
      return station && [convert.toCallItem(document, station)];
    }),
  );
  connection.languages.callHierarchy.onIncomingCalls(({ item }) =>
    onItem('callHierarchy/incomingCalls', item, (open, offset) =>
      service
        .getsFrom(open.analysed, offset)
        .map(it => ({ from: convert.toCallItem(open.document, it.station), fromRanges: it.references.map(span => range(open, span)) })),
    ),
  );
  connection.languages.callHierarchy.onOutgoingCalls(({ item }) =>
    onItem('callHierarchy/outgoingCalls', item, (open, offset) =>
      service
        .handsTo(open.analysed, offset)
        .map(it => ({ to: convert.toCallItem(open.document, it.station), fromRanges: it.references.map(span => range(open, span)) })),
    ),
  );
  connection.onPrepareRename(
    at('textDocument/prepareRename', undefined, (open, offset) => {
      const found = service.prepareRename(open.analysed, offset);
      return found && { range: range(open, found.span), placeholder: found.name };
    }),
  );
  connection.onRenameRequest(
    at('textDocument/rename', undefined, ({ document, analysed }, offset, { newName }) => {
      const renaming = service.rename(analysed, offset, newName);
      if (!renaming.ok) throw new ResponseError(LSPErrorCodes.RequestFailed, renaming.reason);
      return { changes: { [document.uri]: convert.toTextEdits(document, renaming.edits) } };
    }),
  );
  connection.languages.onLinkedEditingRange(
    at('textDocument/linkedEditingRange', undefined, (open, offset) => {
      const spans = service.linkedEditing(open.analysed, offset);
      return spans && { ranges: spans.map(it => range(open, it)) };
    }),
  );
  connection.onDocumentSymbol(
    within('textDocument/documentSymbol', [], ({ document, analysed }) =>
      service.symbols(analysed).map(it => convert.toDocumentSymbol(document, it)),
    ),
  );
  connection.onWorkspaceSymbol(({ query }, token) =>
    guarded(
      'workspace/symbol',
      log,
      [],
      () =>
        documents.all().flatMap(open =>
          service.findSymbols(open.analysed, query).map(it => ({
            name: it.name,
            kind: convert.symbolKinds[it.kind],
            location: { uri: open.document.uri, range: range(open, it.nameSpan) },
            containerName: it.detail,
          })),
        ),
      token,
    ),
  );
  connection.onFoldingRanges(
    within('textDocument/foldingRange', [], ({ document, analysed }) =>
      service.folding(analysed).flatMap(it => convert.toFoldingRange(document, it)),
    ),
  );
  connection.onSelectionRanges(
    within('textDocument/selectionRange', [], ({ document, analysed }, params) =>
      params.positions.map(it => convert.toSelectionRange(document, service.selectionRanges(analysed, document.offsetAt(it)))),
    ),
  );
  connection.onDocumentFormatting(
    within('textDocument/formatting', [], ({ document, analysed }, { options }) =>
      convert.toTextEdits(document, service.format(analysed, options)),
    ),
  );
  connection.onDocumentRangeFormatting(
    within('textDocument/rangeFormatting', [], ({ document, analysed }, params) =>
      convert.toTextEdits(document, service.format(analysed, params.options, convert.toSpan(document, params.range))),
    ),
  );
  connection.onDocumentOnTypeFormatting(
    at('textDocument/onTypeFormatting', [], ({ document, analysed }, offset) => {
      const text = service.closeTag(analysed, offset);
      return text === undefined ? [] : convert.toTextEdits(document, [{ span: { start: offset, end: offset }, text }]);
    }),
  );
  connection.onDocumentLinks(
    within('textDocument/documentLink', [], open =>
      service.documentLinks(open.analysed).map(({ span, target, tooltip }) => ({ range: range(open, span), target, tooltip })),
    ),
  );
  connection.onCodeAction(
    within('textDocument/codeAction', [], ({ document, analysed }, params): LspCodeAction[] => {
      const only = params.context.only;
      const wanted = (kind: string): boolean => only === undefined || only.some(it => kind === it || kind.startsWith(`${it}.`));
      return service
        .codeActions(analysed, convert.toSpan(document, params.range))
        .filter(it => it.ask === undefined || client.commands.has(commands.fillPlaceholders))
        .map(it => convert.toCodeAction(document, it, client.ruleDocs))
        .filter(it => wanted(it.kind ?? CodeActionKind.QuickFix));
    }),
  );
  connection.onCodeLens(
    within('textDocument/codeLens', [], ({ document, analysed }) =>
      service.codeLenses(analysed).flatMap(it => convert.toCodeLens(document, it, client)),
    ),
  );

  answer(SchemaCheckRequest, { kind: 'not-checked', reason: 'The file is not open; open it and try again.' }, (open, params) =>
    checkSchema(service, open, params, host),
  );
  const closed = { ok: false as const, reason: 'The file is not open; open it and try again.' };
  answer(TestEventRequest, closed, ({ analysed }, params) => service.testEvent(analysed, params));
  answer(PlaceholdersRequest, [], ({ analysed }) => service.placeholders(analysed));
  answer(StatusRequest, undefined, ({ analysed }) => service.status(analysed));
  answer(CloseTagRequest, undefined, ({ analysed }, { offset }) => service.closeTag(analysed, offset));
  answer(SamplesRequest, [], ({ analysed }, { appender }) => service.samples(analysed, appender));
  answer(ExplainRequest, undefined, ({ document, analysed }, { version, ...params }) =>
    document.version === version ? service.explain(analysed, params) : undefined,
  );
  answer(CheckFileRequest, undefined, ({ analysed }) => service.checkFile(analysed));
  answer(PreviewMailRequest, ['The file is not open; open it and try again.'], ({ analysed }, { appender }) =>
    service.previewMail(analysed, appender),
  );
  answer(FindMessageRequest, { kind: 'unknown', message: 'The file is not open; open it and try again.' }, ({ analysed }, { line }) =>
    service.findMessage(analysed, line),
  );
  answer(FieldSourcesRequest, undefined, ({ analysed }, params) => service.fieldSources(analysed, params));

  documents.listen(connection);
  connection.listen();
}
