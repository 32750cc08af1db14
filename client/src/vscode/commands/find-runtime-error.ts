/** Find a Runtime Error in This File…: from a line of log4net's internal log to the node it is about. */
import * as vscode from 'vscode';
import { FindMessageRequest, type FoundMessage } from '../../../../server/src/protocol';
import type { LanguageApp } from '../app';
import { goTo } from '../explain/explaining';
import { isServed } from '../language/client';

export async function findRuntimeError({ language }: LanguageApp): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !isServed(document)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a log4net configuration first: the error is looked for in it.'));
    return;
  }
  const line = await vscode.window.showInputBox({
    title: vscode.l10n.t('Find a Runtime Error in This File'),
    prompt: vscode.l10n.t('Paste a line that log4net wrote to its internal log.'),
    placeHolder: 'log4net:ERROR XmlHierarchyConfigurator: No appender named [Butler] could be found.',
    value: await loggedLine(),
  });
  if (line === undefined || line.trim() === '') return;
  const found = await language.ask(FindMessageRequest, { uri: document.uri.toString(), line });
  if (found === undefined) {
    void vscode.window.showErrorMessage(vscode.l10n.t('The language server does not answer; its log says more.'));
    return;
  }
  if (found.span) await goTo(document.uri, found.span);
  void vscode.window.showInformationMessage(answer(found));
}

/** What was copied, where it is such a line. */
async function loggedLine(): Promise<string> {
  const copied = await vscode.env.clipboard.readText();
  return copied.length < 4000 && /log4net:(ERROR|WARN)/.test(copied) ? copied.trim() : '';
}

function answer({ kind, message }: FoundMessage): string {
  switch (kind) {
    case 'found':
    case 'unknown':
      return message;
    case 'near':
      return vscode.l10n.t('{0} This file does not make log4net say it any more; here is what it speaks of.', message);
    case 'elsewhere':
      return vscode.l10n.t('{0} Nothing in this file has to do with it: it comes from another file, or was mended.', message);
  }
}
