/** Start Test Listener: on a port of its own choice, or on the one a code lens names. */
import { networkInterfaces } from 'node:os';
import * as vscode from 'vscode';
import type { App } from '../app';
import { listenOn, showPanel } from '../listening/listen-on';
import { isLoopback } from '../listening/listening';
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
