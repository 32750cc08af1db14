/** Stop Test Listener: what was captured stays. */
import * as vscode from 'vscode';
import type { ListeningOn } from '../../panel/protocol';
import type { App } from '../app';

export async function stopTestListener({ listening }: App): Promise<void> {
  const { places } = listening;
  if (places.length < 2) {
    await listening.stop();
    return;
  }
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('All of them'), place: undefined },
      ...places.map(it => ({ label: String(it.port), description: `${kindOf(it)} ${it.address}`, place: it })),
    ],
    { title: vscode.l10n.t('Stop Test Listener'), placeHolder: vscode.l10n.t('Which one?') },
  );
  if (picked !== undefined) await listening.stop(picked.place);
}

function kindOf({ protocol }: ListeningOn): string {
  if (protocol === undefined) return vscode.l10n.t('UDP, on');
  return protocol === 'smtp' ? vscode.l10n.t('mail, on') : vscode.l10n.t('MQTT, from');
}
