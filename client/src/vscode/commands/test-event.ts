/** A sample event of now through one appender, as the server renders it: what Send Test Event sends and the check follows. */
import { TestEventRequest, type TestEventResult } from '../../../../server/src/protocol';
import * as vscode from 'vscode';
import type { LanguageApp } from '../app';
import { isLog4net } from '../language/documents';
import { commandId } from '../registry/commands';

/** The host a test event says it comes from: nobody's real one. */
export const testHost = 'TEST-NODE';

/** Undefined where the server does not answer. Each has a time and an execution id of its own, so that none is a duplicate. */
export function askForTestEvent({ language }: LanguageApp, uri: string, appender: string): Promise<TestEventResult | undefined> {
  return language.ask(TestEventRequest, {
    uri,
    appender,
    now: new Date().toISOString(),
    executionId: crypto.randomUUID(),
    hostName: testHost,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

/** The configuration a test event is made from: the named one, else one that is open. */
export async function documentOf(uri: string | undefined): Promise<vscode.TextDocument | undefined> {
  if (uri !== undefined) return vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  const active = vscode.window.activeTextEditor?.document;
  const open = [active, ...vscode.window.visibleTextEditors.map(it => it.document), ...vscode.workspace.textDocuments].find(
    it => it !== undefined && isLog4net(it),
  );
  if (open !== undefined) return open;
  const create = vscode.l10n.t('New Configuration…');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Open a log4net configuration first: a test event is made from it.'),
    create,
  );
  if (answer === create) await vscode.commands.executeCommand(commandId('newConfiguration'));
  return undefined;
}
