/** The language client, whichever platform the server runs on: started with the first document that is its business. */
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import {
  FindFilesRequest,
  ReadTextRequest,
  type FindFilesParams,
  type ReadTextParams,
  type RequestName,
} from '../../../../server/src/protocol';
import type { Log } from '../log';
import { words } from '../log';
import { commandId } from '../registry/commands';
import { log4netLanguage } from '../registry/contributes';
import { settingsSection } from '../registry/settings';
import { ruleDocsLink } from '../commands/open-rule-documentation';
import { chosenSettings } from './chosen-settings';
import { otherXmlExtension, stepsBack } from './side-by-side';
import { findFiles, readText } from './workspace-files';

/** Documents the server serves: its own language, and sections of application configurations, which keep theirs. */
export const selector = [{ language: log4netLanguage.id }, { language: 'xml', pattern: '**/{[aA]pp,[wW]eb,*.exe,*.dll}.config' }];

export const isServed = (document: vscode.TextDocument): boolean => vscode.languages.match(selector, document) > 0;

export type Connect = (options: LanguageClientOptions) => Promise<BaseLanguageClient>;

export interface Language {
  dispose(): void;
  /** Starts the server if it does not run yet; resolves when it answers, rejects when it cannot be started. */
  start(): Promise<void>;
  /** One of our own requests. Undefined when the server is not there (the log says why) or nobody waits any more. */
  ask<P, R>(name: RequestName<P, R>, params: P, token?: vscode.CancellationToken): Promise<R | undefined>;
  /** Fired when the server answers for the first time. */
  readonly onDidStart: vscode.Event<void>;
}

/** Whether somebody set it, anywhere. */
function isSet(key: string): boolean {
  const found = vscode.workspace.getConfiguration(settingsSection).inspect(key);
  return (
    found !== undefined &&
    [found.globalValue, found.workspaceValue, found.workspaceFolderValue, found.globalLanguageValue, found.workspaceLanguageValue].some(
      it => it !== undefined,
    )
  );
}

/** Whether another XML extension does in this document what any of them does. */
const isOthers = (document: vscode.TextDocument): boolean =>
  stepsBack(
    document.languageId,
    vscode.workspace.getConfiguration(settingsSection, document).get('xml.generic'),
    vscode.extensions.getExtension(otherXmlExtension) !== undefined,
  );

export function createLanguage(connect: Connect, log: Log): Language {
  const started = new vscode.EventEmitter<void>();
  let running: Promise<BaseLanguageClient> | undefined;
  const options: LanguageClientOptions = {
    documentSelector: selector,
    outputChannel: log.channel,
    middleware: {
      provideFoldingRanges: (document, context, token, next) => (isOthers(document) ? [] : next(document, context, token)),
      provideSelectionRanges: (document, positions, token, next) => (isOthers(document) ? [] : next(document, positions, token)),
      provideLinkedEditingRange: (document, position, token, next) => (isOthers(document) ? undefined : next(document, position, token)),
      provideDocumentFormattingEdits: (document, options, token, next) => (isOthers(document) ? [] : next(document, options, token)),
      provideDocumentRangeFormattingEdits: (document, range, options, token, next) =>
        isOthers(document) ? [] : next(document, range, options, token),
      provideOnTypeFormattingEdits: (document, position, typed, options, token, next) =>
        isOthers(document) ? [] : next(document, position, typed, options, token),
      workspace: {
        configuration: async (params, token, next) => {
          const answer: unknown = await next(params, token);
          return Array.isArray(answer)
            ? answer.map((it: unknown, at) => (params.items[at]?.section === settingsSection ? chosenSettings(it, isSet) : it))
            : [];
        },
      },
    },
    initializationOptions: {
      readsText: true,
      findsFiles: true,
      waitsForChanges: true,
      ruleDocs: ruleDocsLink,
      commands: [
        commandId('sendTestEvent'),
        commandId('startTestListener'),
        commandId('fillPlaceholders'),
        commandId('explainEvent'),
        commandId('checkEndToEnd'),
        commandId('previewMail'),
        commandId('sendToLocalCatcher'),
        'log4netAppenders.showReferences',
      ],
    },
  };
  const launch = async (): Promise<BaseLanguageClient> => {
    const client = await connect(options);
    client.onRequest(ReadTextRequest.method, (params: ReadTextParams) => readText(params));
    client.onRequest(FindFilesRequest.method, (params: FindFilesParams, token: vscode.CancellationToken) => findFiles(params, token));
    await client.start();
    started.fire();
    return client;
  };
  const start = (): Promise<BaseLanguageClient> => {
    running ??= launch().catch((error: unknown) => {
      running = undefined;
      log.error(`The language server does not start: ${words(error)}`);
      throw error;
    });
    return running;
  };
  return {
    onDidStart: started.event,
    start: async () => {
      await start();
    },
    ask: async <P, R>({ method }: RequestName<P, R>, params: P, token?: vscode.CancellationToken) => {
      try {
        const client = await start();
        // Nothing travels as null.
        return (await client.sendRequest<R | null>(method, params, token)) ?? undefined;
      } catch (error) {
        if (token?.isCancellationRequested) return undefined;
        log.error(`${method}: ${words(error)}`);
        return undefined;
      }
    },
    dispose: () => {
      started.dispose();
      void running?.then(client => client.stop()).catch(() => undefined);
    },
  };
}
