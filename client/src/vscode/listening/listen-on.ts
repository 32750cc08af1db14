/** Listening on a port with the person in the loop: what asks before it binds, and what to do when the port is taken. */
import * as vscode from 'vscode';
import type { BindOutcome } from '../../listener/contract';
import type { App } from '../app';
import { panelViewId } from '../registry/commands';
import { settingsSection } from '../registry/settings';
import { readSettings } from '../settings';

/** Binds, and goes through what may come in between with the person. Undefined when nothing is bound in the end. */
export async function listenOn({ listening }: App, port: number): Promise<Extract<BindOutcome, { kind: 'bound' }> | undefined> {
  const address = await chooseAddress();
  if (address === undefined) return undefined;
  for (let wanted = port; ;) {
    const outcome = await listening.start(wanted, address);
    switch (outcome.kind) {
      case 'bound':
        return outcome;
      case 'failed':
        void vscode.window.showErrorMessage(outcome.message);
        return undefined;
      case 'taken': {
        const { nextFree } = outcome;
        if (nextFree === undefined) {
          void vscode.window.showErrorMessage(outcome.message);
          return undefined;
        }
        const other = vscode.l10n.t('Listen on {0} Instead', nextFree);
        if ((await vscode.window.showWarningMessage(outcome.message, other)) !== other) return undefined;
        wanted = nextFree;
      }
    }
  }
}

/** Shows the panel and leaves the keyboard where it is. */
export async function showPanel(): Promise<void> {
  await vscode.commands.executeCommand(`${panelViewId}.focus`, { preserveFocus: true });
}

/** The address of the settings; opening every adapter is asked about each time. */
async function chooseAddress(): Promise<string | undefined> {
  const { bindAddress } = readSettings().settings;
  if (bindAddress !== '0.0.0.0' && bindAddress !== '::') return bindAddress;
  const open = vscode.l10n.t('Listen on Every Adapter');
  const local = vscode.l10n.t('This Computer Only');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Let every computer in the network send to this listener?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The setting {0} is {1}: whoever reaches this computer can send it anything.',
        `${settingsSection}.listener.bindAddress`,
        bindAddress,
      ),
    },
    local,
    open,
  );
  if (answer === undefined) return undefined;
  return answer === open ? bindAddress : '127.0.0.1';
}
