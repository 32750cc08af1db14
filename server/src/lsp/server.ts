/** The language server on any connection: what it can do, and how its parts hang together. */
import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  MessageType,
  ShowMessageNotification,
  TextDocumentSyncKind,
  type Connection,
  type ServerCapabilities,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver';
import { FindFilesRequest, ReadTextRequest, type FindFilesParams, type ReadTextParams } from '../protocol';
import { mayBeLog4net } from '../protocol/recognise';
import { createService, savedAs, type SavedAs, type Service } from '../service';
import { abilitiesOf, type ClientAbilities } from './client';
import { Diagnostics } from './diagnostics';
import { Documents } from './documents';
import { Door } from './door';
import { Folders, type Workspace } from './folders';
import { describe, guarded } from './guard';
import type { FoundFile, ServerHost } from './host';
import { answerEditing } from './requests/editing';
import { answerNavigating } from './requests/navigating';
import { answerOwn } from './requests/own';
import { answerReading } from './requests/reading';
import { defaultSettings, parseSettings, type Settings } from './settings';
import { tokenTypes } from './tokens';
import { UserCatalogue } from './user-catalogue';
import { WorkspaceFiles } from './workspace-files';

const capabilities: ServerCapabilities = {
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  diagnosticProvider: { identifier: 'log4net', interFileDependencies: false, workspaceDiagnostics: true },
  completionProvider: { triggerCharacters: ['<', '"', "'", '/', '%', '{', '.', ' ', '=', ','], resolveProvider: true },
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: ['{'] },
  definitionProvider: true,
  typeDefinitionProvider: true,
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
  codeActionProvider: {
    codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, CodeActionKind.RefactorExtract, CodeActionKind.SourceFixAll],
  },
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
  const folders = new Folders(connection);
  const catalogue = new UserCatalogue(connection, folders, readText, log);
  const savedHow = async (uri: string): Promise<SavedAs | undefined> => {
    const bytes = await host.files?.readBytes(uri);
    return bytes && savedAs(bytes);
  };
  const documents = new Documents(() => service, savedHow);
  const files = new WorkspaceFiles(
    { find: findFiles, readText, readHead: host.files?.readHead.bind(host.files), savedAs: savedHow },
    documents,
    () => service,
    () => settings.workspace,
    log,
  );
  const checksFiles = (): boolean => settings.workspace.check;
  const diagnostics = new Diagnostics({ connection, documents, files, service: () => service, checksFiles, log });
  const door = new Door({ connection, documents, service: () => service, client: () => client, log });

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
    service = createService({ ...settings, userTypes: catalogue.types, environment: host.environment?.() ?? [], onFault });
    // Nothing was answered yet.
    if (waitingFor.size > 0) return;
    diagnostics.settingsChanged();
    if (client.refreshLenses) void connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
    if (client.refreshHints) void connection.sendRequest('workspace/inlayHint/refresh').catch(() => undefined);
  };
  const applySettings = (raw: unknown): void => {
    const read = parseSettings(raw);
    const others = read.settings.workspace.exclude.join() !== settings.workspace.exclude.join();
    settings = read.settings;
    if (others) files.searchAgain();
    complain(read.complaints.join(' '));
    renew();
    settle('settings');
  };
  const askForSettings = (): Promise<void> =>
    guarded('workspace/configuration', log, undefined, async () =>
      applySettings(await connection.workspace.getConfiguration('log4netAppenders')),
    ).then(() => settle('settings'));
  /** The client reaches more than we do; the disk is nearer. */
  async function readText(uri: string, most?: number): Promise<string | undefined> {
    const text = await host.files?.readText(uri, most);
    if (text !== undefined || !client.readsText) return text;
    const params: ReadTextParams = { uri, ...(most !== undefined && { most }) };
    return (await connection.sendRequest<string | null>(ReadTextRequest.method, params)) ?? undefined;
  }
  async function findFiles({ include, exclude, most }: FindFilesParams): Promise<readonly FoundFile[]> {
    if (client.findsFiles) {
      const found = await connection.sendRequest<readonly string[] | null>(FindFilesRequest.method, { include, exclude, most });
      return (found ?? []).map(uri => ({ uri, stamp: '' }));
    }
    const search = { fits: mayBeLog4net, exclude, most };
    const inFolders = await Promise.all(folders.all().map(async it => (await host.files?.find(it, search)) ?? []));
    return inFolders.flat().slice(0, most);
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
    folders.start(workspace);
    if (client.watchesFiles) files.watch();
    folders.onChange(() => files.searchAgain());
    folders.onFiles(changes => files.filesChanged(changes));
    void guarded('the catalogue file', log, undefined, () => catalogue.start(renew)).then(() => {
      renew();
      settle('catalogue');
    });
  });
  connection.onDidChangeConfiguration(({ settings }: { readonly settings?: unknown }) => {
    if (client.configuration) void askForSettings();
    else applySettings((settings as { readonly log4netAppenders?: unknown } | null | undefined)?.log4netAppenders ?? settings);
  });

  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
    await settingsKnown;
    await documents.looked(textDocument.uri);
    const none = { kind: 'full' as const, items: [] };
    return guarded('textDocument/diagnostic', log, none, () => diagnostics.report(textDocument.uri, previousResultId), token);
  });
  connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }, token, _, partial) => {
    await settingsKnown;
    const piece = partial && ((report: WorkspaceDiagnosticReport): void => partial.report(report));
    const run = (): Promise<WorkspaceDiagnosticReport> => diagnostics.workspaceReport(previousResultIds, token, piece);
    return guarded('workspace/diagnostic', log, { items: [] }, run, token);
  });

  answerReading(door);
  answerNavigating(door, files, type => catalogue.placeOf(type));
  answerEditing(door);
  answerOwn(door, host);

  documents.onSavedAnew(() => diagnostics.settingsChanged());
  documents.listen(connection);
  connection.listen();
}
