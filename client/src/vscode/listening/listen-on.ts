/** Listening on a port with the person in the loop: what asks before it binds, and what to do when the port is taken. */
import * as vscode from 'vscode';
import type { BindOutcome } from '../../listener/contract';
import { hears, isEvery } from '../../listener/place';
import { adapters } from '../../listener/sources/adapters';
import type { App } from '../app';
import { panelViewId } from '../registry/commands';
import { settingsSection } from '../registry/settings';
import { readSettings } from '../settings';

/**
 * Binds, and goes through what may come in between with the person. Undefined when nothing is bound in the end.
 * @param address what a person chose; the settings' otherwise
 */
export async function listenOn(app: App, port: number, address = readSettings().settings.bindAddress): Promise<Bound | undefined> {
  const allowed = await confirmed(address);
  return allowed === undefined ? undefined : bind(app, port, allowed);
}

/** The same for several ports, asking once about the address. @returns how many are open in the end */
export async function listenOnAll(app: App, ports: readonly number[], address: string): Promise<number> {
  const allowed = ports.length === 0 ? undefined : await confirmed(address);
  if (allowed === undefined) return 0;
  let open = 0;
  for (const port of ports) if ((await bind(app, port, allowed)) !== undefined) open++;
  return open;
}

type Bound = Extract<BindOutcome, { kind: 'bound' }>;

async function bind({ listening }: App, port: number, allowed: string): Promise<Bound | undefined> {
  if (!(await moved(listening, port, allowed))) return undefined;
  for (let wanted = port; ;) {
    const outcome = await listening.start(wanted, allowed);
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

/** A port has one socket: on another address it has to be closed there first. False where the person would not. */
async function moved(listening: App['listening'], port: number, address: string): Promise<boolean> {
  const open = listening.places.find(it => it.protocol === undefined && it.port === port);
  if (open === undefined || hears(open.address, address)) return true;
  const move = vscode.l10n.t('Listen on {0} Instead', address);
  const message = vscode.l10n.t('Port {0} is open on {1}: what is sent to {2} does not arrive there.', port, open.address, address);
  if ((await vscode.window.showWarningMessage(message, move)) !== move) return false;
  await listening.stop(open);
  return true;
}

/** Shows the panel and leaves the keyboard where it is. */
export async function showPanel(): Promise<void> {
  await vscode.commands.executeCommand(`${panelViewId}.focus`, { preserveFocus: true });
}

/** An adapter of this computer, by name. */
export async function chooseAdapter(title: string): Promise<string | undefined> {
  const own = adapters().filter(it => !it.isLoopback);
  const items = [
    { label: vscode.l10n.t('This Computer Only'), description: '127.0.0.1', address: '127.0.0.1' },
    ...own.map(it => ({ label: it.name, description: it.address, address: it.address })),
    {
      label: vscode.l10n.t('Every Adapter'),
      description: '0.0.0.0',
      detail: vscode.l10n.t('Whoever reaches this computer can send to the listener. Asks once more.'),
      address: '0.0.0.0',
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('On which adapter?'),
    matchOnDescription: true,
  });
  return picked?.address;
}

/** An address of this computer that an appender can send to; of every adapter at once there is none. */
export async function chooseCopyTarget(title: string): Promise<string | undefined> {
  // An address of a link alone would need the adapter's name behind it, which means nothing on another computer.
  const others = adapters().filter(it => !it.isLoopback && !/^fe[89ab]/i.test(it.address));
  const items = [
    ...others.map(it => ({
      label: it.name,
      description: it.address,
      detail: vscode.l10n.t('Services on other computers reach it, and so does anybody else there.'),
      address: it.address,
    })),
    {
      label: vscode.l10n.t('This Computer Only'),
      description: '127.0.0.1',
      detail: vscode.l10n.t('Only a service on this computer reaches it.'),
      address: '127.0.0.1',
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('To which address of this computer?'),
    matchOnDescription: true,
  });
  return picked?.address;
}

/** Opening every adapter is asked about each time; the panel and the status bar say so for as long as it lasts. */
async function confirmed(address: string): Promise<string | undefined> {
  if (!isEvery(address)) return address;
  const open = vscode.l10n.t('Listen on Every Adapter');
  const local = vscode.l10n.t('This Computer Only');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Let every computer in the network send to this listener?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'On {0} whoever reaches this computer can send it anything. {1} says who may.',
        address,
        `${settingsSection}.listener.allowedSenders`,
      ),
    },
    local,
    open,
  );
  if (answer === undefined) return undefined;
  return answer === open ? address : '127.0.0.1';
}
