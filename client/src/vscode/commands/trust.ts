/** Whether sockets may be opened here; the answer is the reason against it, a sentence. */
import * as vscode from 'vscode';

export function socketsForbidden(): string | undefined {
  if (!vscode.workspace.isTrusted)
    return vscode.l10n.t('Listening, sending and forwarding are off in a workspace you have not trusted. Editing and checking work.');
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 0 && folders.every(it => it.uri.scheme !== 'file'))
    return vscode.l10n.t('This workspace is virtual: there is no computer here to listen on. Open a folder on a computer.');
  return undefined;
}

/** Says why not, with the way out. True when it may go on. */
export async function mayOpenSockets(): Promise<boolean> {
  const reason = socketsForbidden();
  if (reason === undefined) return true;
  if (vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(reason);
    return false;
  }
  const manage = vscode.l10n.t('Manage Workspace Trust');
  if ((await vscode.window.showWarningMessage(reason, manage)) === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
