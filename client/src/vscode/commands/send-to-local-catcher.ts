/** Send to Local Catcher: the mail that log4net would send, by real SMTP to a server of our own that passes nothing on. */
import * as vscode from 'vscode';
import type { OutgoingMail } from '../../listener/sources/smtp-catcher';
import type { App } from '../app';
import type { OtherSource } from '../listening/listening';
import { showPanel } from '../listening/listen-on';
import { commandId } from '../registry/commands';
import { readSettings } from '../settings';
import { textArgument } from './arguments';
import { askForTestEvent, documentOf } from './test-event';
import { mayOpenSockets } from './trust';

interface MailSource extends OtherSource {
  send(mail: OutgoingMail): Promise<string | undefined>;
}

export async function sendToLocalCatcher(app: App, args: unknown): Promise<void> {
  if (!(await mayOpenSockets())) return;
  const document = await documentOf(textArgument(args, 'uri'));
  if (document === undefined) return;
  await app.language.start();
  const appender = textArgument(args, 'appender') ?? (await chooseAppender(document));
  if (appender === undefined) return;
  const result = await askForTestEvent(app, document.uri.toString(), appender);
  if (result === undefined) {
    void vscode.window.showErrorMessage(vscode.l10n.t('The language server does not answer; its log says more.'));
    return;
  }
  if (!result.ok || result.simulation.mails.length === 0) {
    void vscode.window.showWarningMessage(result.ok ? vscode.l10n.t("'{0}' would send no mail for this event.", appender) : result.reason);
    return;
  }
  const catcher = await catcherOf(app);
  if (typeof catcher === 'string') {
    void vscode.window.showErrorMessage(catcher);
    return;
  }
  for (const mail of result.simulation.mails) {
    const problem = await catcher.send(mail);
    if (problem === undefined) continue;
    app.log.error(problem);
    void vscode.window.showErrorMessage(problem);
    return;
  }
  await showPanel();
}

let opening: Promise<MailSource | string> | undefined;

/** One for the window, from the first mail on, however quick the second one is asked for. */
async function catcherOf(app: App): Promise<MailSource | string> {
  const open = app.listening.other('smtp');
  if (open !== undefined && 'send' in open) return open as MailSource;
  opening ??= openCatcher(app).finally(() => (opening = undefined));
  return opening;
}

async function openCatcher({ listening, log }: App): Promise<MailSource | string> {
  const { mailPort } = readSettings().settings;
  return listening.open<MailSource>(async take => {
    const { openSmtpCatcher } = await import('../../listener/sources/smtp-catcher');
    const catcher = await openSmtpCatcher(mailPort, {
      now: Date.now,
      take,
      onError: sentence => {
        log.warn(sentence);
      },
    });
    if (typeof catcher === 'string') return catcher;
    if (catcher.port !== mailPort)
      void vscode.window.showInformationMessage(vscode.l10n.t('TCP port {0} is taken: mail is caught on {1}.', mailPort, catcher.port));
    const place = { address: '127.0.0.1', port: catcher.port, since: new Date().toISOString(), open: false, protocol: 'smtp' as const };
    return { place, send: mail => catcher.send(mail), close: () => catcher.close() };
  });
}

/** The appenders that send mails are those the server puts a lens on. */
async function chooseAppender(document: vscode.TextDocument): Promise<string | undefined> {
  const lenses = await vscode.commands.executeCommand<readonly vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 1000);
  const names = lenses.flatMap(({ command }) => {
    const arguments_: readonly unknown[] = command?.arguments ?? [];
    return command?.command === commandId('sendToLocalCatcher') ? (textArgument(arguments_[0], 'appender') ?? []) : [];
  });
  if (names.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t('No appender of this configuration sends mails.'));
  if (names.length < 2) return names[0];
  return vscode.window.showQuickPick(names, {
    title: vscode.l10n.t('Send to Local Catcher'),
    placeHolder: vscode.l10n.t('Of which appender?'),
  });
}
