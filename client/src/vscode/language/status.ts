/** The language status: what the server takes the file for. */
import * as vscode from 'vscode';
import { StatusRequest, type Status } from '../../../../server/src/protocol';
import { commandId } from '../registry/commands';
import { selector, type Language } from './client';

export function languageStatus(language: Language, receiverTitle: (id: string) => string): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('log4netAppenders.status', selector);
  item.name = 'log4net';
  item.text = 'log4net';
  item.command = { command: commandId('chooseReceiver'), title: vscode.l10n.t('Choose Receiver') };
  let asked = 0;
  const show = async (): Promise<void> => {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || vscode.languages.match(selector, document) === 0) return;
    const mine = ++asked;
    item.busy = true;
    const status = await language.ask(StatusRequest, { uri: document.uri.toString() });
    if (mine !== asked) return;
    item.busy = false;
    if (status !== undefined) item.text = statusText(status, receiverTitle(status.receiver));
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void show(), 400);
  };
  const watching = [
    item,
    language.onDidStart(later),
    vscode.window.onDidChangeActiveTextEditor(later),
    vscode.workspace.onDidChangeConfiguration(later),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document && vscode.languages.match(selector, document) > 0) later();
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
  ];
  return vscode.Disposable.from(...watching);
}

/** `Qlik dialect · log4net 2.0 (assumed) · Butler 16`. */
export function statusText({ dialect, log4netVersion, versionAssumed }: Status, receiver: string): string {
  const parts = [
    dialect === 'qlik' ? vscode.l10n.t('Qlik dialect') : vscode.l10n.t('log4net dialect'),
    versionAssumed ? vscode.l10n.t('log4net {0} (assumed)', log4netVersion) : `log4net ${log4netVersion}`,
    receiver,
  ];
  return parts.join(' · ');
}
