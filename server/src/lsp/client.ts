/** What the client on the other end can take, read once from what it says of itself. */
import type { InitializeParams } from 'vscode-languageserver';
import type { ServerHost } from './host';

export interface ClientAbilities {
  readonly snippets: boolean;
  readonly markdown: boolean;
  readonly pullDiagnostics: boolean;
  readonly refreshDiagnostics: boolean;
  readonly refreshLenses: boolean;
  readonly refreshHints: boolean;
  /** Answers `workspace/configuration`. */
  readonly configuration: boolean;
  /** Tells about changed settings only when asked to. */
  readonly registersConfiguration: boolean;
  /** Answers our `log4net/readText`: `initializationOptions.readsText`. */
  readonly readsText: boolean;
  /** Answers our `log4net/findFiles`: `initializationOptions.findsFiles`. */
  readonly findsFiles: boolean;
  /** Tells about changed files when asked to. */
  readonly watchesFiles: boolean;
  /**
   * Leaves `workspace/diagnostic` open until something changes: `initializationOptions.waitsForChanges`. Others get the same
   * answer again, at once.
   */
  readonly waitsForChanges: boolean;
  /** Where the page of a rule lies, with `{rule}` for its id: `initializationOptions.ruleDocs`, else what the host knows. */
  readonly ruleDocs: string | undefined;
  /** Ids of host commands that the client registers; lenses and fixes of others are left out. */
  readonly commands: ReadonlySet<string>;
}

/** The host's commands, each with one argument object. */
export const commands = {
  /** `{ uri, appender }` */
  sendTestEvent: 'log4netAppenders.sendTestEvent',
  /** `{ uri, appender, port, address }` */
  startTestListener: 'log4netAppenders.startTestListener',
  /** `{ uri, appender }` */
  explainEvent: 'log4netAppenders.explainEvent',
  /** `{ uri, appender }` */
  previewMail: 'log4netAppenders.previewMail',
  /** `{ uri, appender }` */
  sendToLocalCatcher: 'log4netAppenders.sendToLocalCatcher',
  /** `{ uri }` */
  checkEndToEnd: 'log4netAppenders.checkEndToEnd',
  /** `{ uri }` */
  fillPlaceholders: 'log4netAppenders.fillPlaceholders',
  /** `{ uri, position, locations }`, as the protocol writes them: editors want their own kind of object there. */
  showReferences: 'log4netAppenders.showReferences',
} as const;

/** `initializationOptions.commands` lists the commands the client registers; without it, the first three are assumed. */
export function abilitiesOf(
  { capabilities, initializationOptions }: Pick<InitializeParams, 'capabilities' | 'initializationOptions'>,
  { ruleDocs }: Pick<ServerHost, 'ruleDocs'> = {},
): ClientAbilities {
  const { textDocument, workspace } = capabilities;
  const own = initializationOptions as
    | {
        readonly commands?: unknown;
        readonly readsText?: unknown;
        readonly findsFiles?: unknown;
        readonly waitsForChanges?: unknown;
        readonly ruleDocs?: unknown;
      }
    | null
    | undefined;
  const listed = own?.commands;
  return {
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') !== false,
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshLenses: workspace?.codeLens?.refreshSupport === true,
    refreshHints: workspace?.inlayHint?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    readsText: own?.readsText === true,
    findsFiles: own?.findsFiles === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    waitsForChanges: own?.waitsForChanges === true,
    ruleDocs: typeof own?.ruleDocs === 'string' ? own.ruleDocs : ruleDocs,
    commands: new Set(
      Array.isArray(listed)
        ? listed.filter(it => typeof it === 'string')
        : [commands.sendTestEvent, commands.startTestListener, commands.fillPlaceholders],
    ),
  };
}
