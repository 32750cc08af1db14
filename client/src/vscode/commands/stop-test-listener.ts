/** Stop Test Listener: what was captured stays. */
import * as vscode from 'vscode';
import type { App } from '../app';

export async function stopTestListener({ listening }: App): Promise<void> {
  const { places } = listening;
  if (places.length < 2) {
    await listening.stop();
    return;
  }
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('All of them'), port: undefined },
      ...places.map(({ address, port }) => ({ label: String(port), description: address, port })),
    ],
    { title: vscode.l10n.t('Stop Test Listener') },
  );
  if (picked !== undefined) await listening.stop(picked.port);
}
