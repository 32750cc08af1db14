/** Delete Captured Events…: says what it deletes, and what not. */
import * as vscode from 'vscode';
import type { App } from '../app';
import { countedEvents } from './counted';

export async function deleteCapturedEvents({ listening, log }: App): Promise<void> {
  const kept = await listening.restore();
  const { store, nodes } = kept;
  const inMemory = store.end - store.first;
  const onDisk = kept.state.events + kept.state.waiting;
  const known = nodes.all().length;
  if (inMemory + onDisk + known === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There are no captured events.'));
    return;
  }
  const events = vscode.l10n.t('Delete Events');
  const both = vscode.l10n.t('Delete Events and Nodes');
  const detail = [
    vscode.l10n.t(
      'In memory {0}, on disk {1}: they are deleted and cannot be brought back.',
      countedEvents(inMemory),
      countedEvents(onDisk),
    ),
    ...(kept.isShared
      ? [vscode.l10n.t('Windows without a folder share what is on disk: what the others captured is deleted there as well.')]
      : []),
    known === 1
      ? vscode.l10n.t('One node is known, with what it last sent: that stays unless you delete it as well.')
      : vscode.l10n.t('{0} nodes are known, with what each last sent: they stay unless you delete them as well.', known),
    vscode.l10n.t('What was exported or forwarded, or waits to be forwarded, stays where it is, and listening goes on.'),
  ].join('\n\n');
  const message = vscode.l10n.t('Delete {0}?', countedEvents(Math.max(inMemory, onDisk)));
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, events, ...(known > 0 ? [both] : []));
  if (answer === undefined) return;
  await listening.delete({ nodes: answer === both });
  log.info(`Deleted ${inMemory} events in memory and ${onDisk} on disk${answer === both ? `, and what was known of ${known} nodes` : ''}.`);
}
