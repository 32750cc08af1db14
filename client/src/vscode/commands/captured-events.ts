/** Export Captured Events…, Delete Captured Events… */
import * as vscode from 'vscode';
import type { App } from '../app';

/** Writes everything that is held, one event as JSON on each line, in the form of `schemas/event.schema.json`; beside it the account of each sink. */
export async function exportCapturedEvents({ listening, forwarding, log }: App): Promise<void> {
  const { store } = listening;
  const count = store === undefined ? 0 : store.end - store.first;
  if (store === undefined || count === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There are no captured events to export.'));
    return;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export {0} captured events', count),
    filters: { 'JSON Lines': ['jsonl'] },
    ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder, 'events.jsonl') }),
  });
  if (target === undefined) return;
  const lines = [...store.events()].map(it => `${JSON.stringify(it)}\n`).join('');
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(log.redact(lines)));
  const report = await forwarding.report();
  if (report !== undefined) {
    // Beside the events, not among them: the file of events can be read in again.
    const account = vscode.Uri.file(target.fsPath.replace(/(\.jsonl)?$/, '.forwarding.json')).with({ scheme: target.scheme });
    await vscode.workspace.fs.writeFile(account, new TextEncoder().encode(log.redact(JSON.stringify(report, undefined, 2))));
  }
  const open = vscode.l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t('Exported {0} events.', count), open);
  if (answer === open) await vscode.window.showTextDocument(target);
}

/** Says what it deletes, and what not. */
export async function deleteCapturedEvents({ listening }: App): Promise<void> {
  const { store } = listening;
  const count = store === undefined ? 0 : store.end - store.first;
  if (count === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There are no captured events.'));
    return;
  }
  const yes = vscode.l10n.t('Delete');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete {0} captured events?', count),
    {
      modal: true,
      detail: vscode.l10n.t(
        'They are held in memory only and cannot be brought back. What was exported or forwarded stays where it is, and listening goes on.',
      ),
    },
    yes,
  );
  if (answer === yes) listening.clear();
}
