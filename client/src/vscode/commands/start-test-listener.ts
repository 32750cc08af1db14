/** Start Test Listener: on a port of its own choice, or on the one a code lens names. */
import { networkInterfaces } from 'node:os';
import * as vscode from 'vscode';
import type { BindOutcome } from '../../listener/contract';
import type { App } from '../app';
import { isLoopback } from '../listening/listening';
import { panelViewId } from '../registry/commands';
import { settingsSection } from '../registry/settings';
import { readSettings } from '../settings';
import { portArgument, textArgument } from './arguments';
import { portProblem } from './input';
import { mayOpenSockets } from './trust';

export async function startTestListener(app: App, args: unknown): Promise<void> {
  if (!(await mayOpenSockets())) return;
  const port = portArgument(args, 'port') ?? (await choosePort(app));
  if (port === undefined) return;
  const started = await listenOn(app, port);
  if (started === undefined) return;
  await showPanel();
  warnOfOtherTarget(textArgument(args, 'address') ?? '', started);
}

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

async function choosePort({ listening }: App): Promise<number | undefined> {
  const other = vscode.l10n.t('Another port…');
  const taken = new Set(listening.places.map(it => it.port));
  const items = readSettings()
    .settings.ports.filter(it => !taken.has(it))
    .map(port => ({ label: String(port), description: usualFor(port), port }));
  const picked = await vscode.window.showQuickPick([...items, { label: other, description: '', port: undefined }], {
    title: vscode.l10n.t('Start Test Listener'),
    placeHolder: vscode.l10n.t('UDP port to listen on'),
  });
  if (picked === undefined || picked.port !== undefined) return picked?.port;
  const typed = await vscode.window.showInputBox({ title: vscode.l10n.t('UDP port to listen on'), validateInput: portProblem });
  return typed === undefined ? undefined : Number(typed.trim());
}

function usualFor(port: number): string {
  switch (port) {
    case 9998:
      return vscode.l10n.t('task events');
    case 9997:
      return vscode.l10n.t('user events');
    case 9996:
      return vscode.l10n.t('log events');
    default:
      return '';
  }
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

/** An appender that sends elsewhere is not heard here: better said now than wondered about later. */
function warnOfOtherTarget(target: string, { address, port }: { readonly address: string; readonly port: number }): void {
  if (!/^[\d.]+$|:/.test(target) || isLoopback(target) || address === '0.0.0.0' || address === target) return;
  const mine = Object.values(networkInterfaces()).some(it => it?.some(({ address: own }) => own === target));
  void vscode.window.showInformationMessage(
    mine
      ? vscode.l10n.t(
          'The configuration sends to {0}, which is this computer, but the listener hears {1}:{2} only. Test events arrive; for real ones set {3} to {0}.',
          target,
          address,
          port,
          `${settingsSection}.listener.bindAddress`,
        )
      : vscode.l10n.t('The configuration sends to {0}, which is another computer. Test events arrive here, real ones do not.', target),
  );
}
