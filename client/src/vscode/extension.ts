/** VS Code on a computer: the language part, the listener and forwarding. Nothing runs before a log4net file or a command asks for it. */
import * as vscode from 'vscode';
import { segmentsIn } from '../listener/disk/segments';
import type { App } from './app';
import { receiverTitle } from './receiver-title';
import { registerCommands } from './commands';
import { askAboutWaiting } from './commands/set-up-forwarding';
import { Forwarding } from './forwarding/forwarding';
import { Explaining } from './explain/explaining';
import { MailPreview } from './explain/mail-preview';
import { View } from './explain/view';
import { createLanguage } from './language/client';
import { closeTags } from './language/close-tag';
import { watchDocuments } from './language/documents';
import { showReferencesCommand } from './language/references';
import { languageStatus } from './language/status';
import { askAboutCopies, Copies } from './listening/copies';
import { keptIn } from './listening/kept-in';
import { Listening } from './listening/listening';
import { createLog, words } from './log';
import { panelViewId } from './registry/commands';
import { SchemaCheck } from './schema/schema-check';
import { readSettings } from './settings';
import { EventsView } from './views/events-view';
import { statusBar } from './views/status-bar';

let closing: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = createLog();
  const language = createLanguage(async options => (await import('./language/node')).connectNode(context)(options), log);
  const listening = new Listening({
    open: async (settings, kept) => (await import('./listening/open')).openListener(context, language, settings, kept),
    keep: async () => (await import('./listening/kept')).openKept(context, () => readSettings().settings, log),
    hasKept: async () => (await segmentsIn(keptIn(context))).length > 0,
    settings: () => readSettings().settings,
    log,
  });
  const forwarding = new Forwarding({
    log,
    folder: context.globalStorageUri.fsPath,
    secrets: context.secrets,
    sinks: () => readSettings().settings.sinks,
    onDidReceive: listening.onDidReceive,
  });
  const copies = new Copies(context.workspaceState, language, listening, log);
  const explanations = new View();
  const explaining = new Explaining(language, explanations);
  const mailPreview = new MailPreview(language, explanations);
  const schemaCheck = new SchemaCheck(language, log);
  const parts = { language, explaining, views: explanations, mailPreview, schemaCheck, listening, copies, forwarding };
  const app: App = { context, log, ...parts };
  const view = new EventsView(app);
  closing = async () => {
    await forwarding.off();
    await listening.close();
  };
  complain(log);
  context.subscriptions.push(
    log,
    language,
    copies,
    listening,
    forwarding,
    explaining,
    mailPreview,
    explanations,
    schemaCheck,
    view,
    vscode.window.registerWebviewViewProvider(panelViewId, view),
    registerCommands(app),
    showReferencesCommand(),
    languageStatus(language, receiverTitle),
    closeTags(language),
    statusBar(listening, forwarding),
    later(() => askAboutWaiting(app), log),
    later(() => askAboutCopies(copies), log),
    later(() => listening.lookForKept(), log, 0),
    watchDocuments(() => void language.start().catch((error: unknown) => startFailed(error))),
    vscode.workspace.onDidChangeConfiguration(change => {
      if (!change.affectsConfiguration('log4netAppenders')) return;
      complain(log);
      void listening.settingsChanged().then(
        complaints => {
          if (complaints.length > 0) void vscode.window.showWarningMessage(complaints.join(' '));
        },
        (error: unknown) => log.error(words(error)),
      );
    }),
  );
}

/** Sockets close and what waits is kept before the window is gone. */
export async function deactivate(): Promise<void> {
  await closing?.();
}

/** Once the window has come up: what is not asked for must not make it slower. */
function later(work: () => Promise<void>, log: ReturnType<typeof createLog>, ms = 2_000): vscode.Disposable {
  const timer = setTimeout(() => void work().catch((error: unknown) => log.error(words(error))), ms);
  return new vscode.Disposable(() => clearTimeout(timer));
}

function complain(log: ReturnType<typeof createLog>): void {
  const { complaints } = readSettings();
  if (complaints.length === 0) return;
  for (const complaint of complaints) log.warn(complaint);
  void vscode.window.showWarningMessage(complaints.join(' '));
}

function startFailed(error: unknown): void {
  void vscode.window.showErrorMessage(vscode.l10n.t('The log4net language server does not start: {0}', words(error)));
}
