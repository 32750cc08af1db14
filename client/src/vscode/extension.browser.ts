/** VS Code in a browser: the language part only. A browser has no sockets; the commands that need some say so. */
import * as vscode from 'vscode';
import type { Handlers, LanguageApp } from './app';
import { chooseReceiver } from './commands/choose-receiver';
import { receiverTitle } from './receiver-title';
import { editExplainedEvent, explainEvent } from './commands/explain-event';
import { fillPlaceholders } from './commands/fill-placeholders';
import { findRuntimeError } from './commands/find-runtime-error';
import { newConfiguration } from './commands/new-configuration';
import { openRuleDocumentation } from './commands/open-rule-documentation';
import { previewMail } from './commands/preview-mail';
import { register } from './commands/register';
import { validateSchema } from './commands/validate-schema';
import { Explaining } from './explain/explaining';
import { MailPreview } from './explain/mail-preview';
import { View } from './explain/view';
import { connectBrowser } from './language/browser';
import { createLanguage } from './language/client';
import { closeTags } from './language/close-tag';
import { watchDocuments } from './language/documents';
import { showReferencesCommand } from './language/references';
import { languageStatus } from './language/status';
import { createLog } from './log';
import { commands, panelViewId } from './registry/commands';
import { SchemaCheck } from './schema/schema-check';

const handlers: Handlers<LanguageApp> = {
  newConfiguration,
  fillPlaceholders,
  chooseReceiver,
  explainEvent: explainEvent(() => []),
  editExplainedEvent,
  previewMail,
  findRuntimeError,
  openRuleDocumentation,
  validateSchema,
};

export function activate(context: vscode.ExtensionContext): void {
  const log = createLog();
  const language = createLanguage(connectBrowser(context), log);
  const explanations = new View();
  const explaining = new Explaining(language, explanations);
  const mailPreview = new MailPreview(language, explanations);
  const schemaCheck = new SchemaCheck(language, log);
  const app: LanguageApp = { context, log, language, explaining, views: explanations, mailPreview, schemaCheck };
  context.subscriptions.push(
    log,
    language,
    explaining,
    mailPreview,
    explanations,
    schemaCheck,
    ...commands.map(({ id }) => register(app, id, handlers[id] ?? needsComputer)),
    showReferencesCommand(),
    languageStatus(language, receiverTitle),
    closeTags(language),
    vscode.window.registerWebviewViewProvider(panelViewId, { resolveWebviewView: explain }),
    watchDocuments(() => void language.start().catch(() => undefined)),
  );
}

function needsComputer(): void {
  void vscode.window.showInformationMessage(reason());
}

function explain({ webview }: vscode.WebviewView): void {
  const text = reason().replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  webview.html = `<!DOCTYPE html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head><body><p>${text}</p></body></html>`;
}

const reason = (): string =>
  vscode.l10n.t(
    'Listening, sending and forwarding need a computer to run on: open the folder in VS Code on the desktop, or in a remote window.',
  );
