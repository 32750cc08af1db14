/** The journal of this window, taken for as long as it forwards. */
import * as vscode from 'vscode';
import type { OpenedOutbox } from '../../delivery/outbox/file';
import type { Log } from '../log';

/** Refused, with the name of who has it, while another window forwards. */
export async function openJournal({ folder, log }: { readonly folder: string; readonly log: Log }): Promise<OpenedOutbox> {
  const { openFileOutbox } = await import('../../delivery/outbox/file');
  return openFileOutbox({
    folder,
    owner: vscode.l10n.t('VS Code with {0} ({1})', vscode.workspace.name ?? vscode.l10n.t('no folder'), process.pid),
    pid: process.pid,
    log: line => log.warn(line),
  });
}
