/** Preview Mail… */
import * as vscode from 'vscode';
import type { LanguageApp } from '../app';
import { isServed } from '../language/client';
import { commandId } from '../registry/commands';
import { textArgument } from './arguments';

export async function previewMail({ language, mailPreview }: LanguageApp, args: unknown): Promise<void> {
  const uri = textArgument(args, 'uri');
  const active = vscode.window.activeTextEditor?.document;
  const document = uri === undefined ? active : await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  if (document === undefined || !isServed(document)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a log4net configuration first: a mail is made from it.'));
    return;
  }
  await language.start();
  const appender = textArgument(args, 'appender') ?? (await chooseAppender(document));
  if (appender !== undefined) await mailPreview.show(document.uri, appender);
}

/** The appenders that send mails are those the server puts a lens on. */
async function chooseAppender(document: vscode.TextDocument): Promise<string | undefined> {
  const lenses = await vscode.commands.executeCommand<readonly vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 1000);
  const names = lenses.flatMap(({ command }) => {
    const arguments_: readonly unknown[] = command?.arguments ?? [];
    return command?.command === commandId('previewMail') ? (textArgument(arguments_[0], 'appender') ?? []) : [];
  });
  const [only] = names;
  if (only === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No appender of this configuration sends mails.'));
    return undefined;
  }
  if (names.length === 1) return only;
  return vscode.window.showQuickPick(names, {
    title: vscode.l10n.t('Preview Mail'),
    placeHolder: vscode.l10n.t('Of which appender?'),
  });
}
