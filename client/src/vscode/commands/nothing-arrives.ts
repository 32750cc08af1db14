/** Nothing Arrives?: tests what can be tested from here, says what cannot, and offers the ways out. Never runs anything with more rights. */
import * as vscode from 'vscode';
import { checklist, type CheckAction, type Section } from '../../listener/checklist';
import type { App } from '../app';
import { actionKey, checklistLines } from '../check/checklist-lines';
import { lookAround } from '../check/look-around';
import { viewScheme } from '../explain/view';
import { listenOn, showPanel } from '../listening/listen-on';
import { commandId } from '../registry/commands';
import { settingsSection } from '../registry/settings';
import { textArgument } from './arguments';
import { mayOpenSockets } from './trust';

/** What the view shows: a link names an action by its place in it. */
let shown: readonly Section[] = [];

/** `run`, optional: an action of the list that is shown, which is done before everything is looked at anew. */
export async function nothingArrives(app: App, args: unknown): Promise<void> {
  const action = actionNamed(textArgument(args, 'run'));
  if (action !== undefined && !(await act(app, action))) return;
  const view = vscode.Uri.from({ scheme: viewScheme, path: `/${vscode.l10n.t('Nothing Arrives?')}` });
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking for what keeps events away…') },
    async () => {
      shown = checklist(await lookAround(app));
    },
  );
  app.views.set(view, checklistLines({ sections: shown, at: new Date().toLocaleTimeString(), command: commandId('nothingArrives') }));
  await app.views.open(view);
}

function actionNamed(key: string | undefined): CheckAction | undefined {
  if (key === undefined) return undefined;
  for (const [section, { checks }] of shown.entries())
    for (const [check, { actions = [] }] of checks.entries())
      for (const [n, action] of actions.entries()) if (actionKey(section, check, n) === key) return action;
  return undefined;
}

/** True where it may have changed what was found. */
async function act(app: App, action: CheckAction): Promise<boolean> {
  switch (action.kind) {
    case 'start':
      await vscode.commands.executeCommand(commandId('startTestListener'));
      return true;
    case 'listen':
      if ((await mayOpenSockets()) && (await listenOn(app, action.port, action.address)) !== undefined) await showPanel();
      return true;
    case 'listen-for': {
      const { uri, appender, address, port } = action;
      await vscode.commands.executeCommand(commandId('startTestListener'), { uri, appender, address, port });
      return true;
    }
    case 'open':
      await open(action);
      return false;
    case 'copy':
      await vscode.env.clipboard.writeText(action.text);
      void vscode.window.showInformationMessage(
        action.what === 'line'
          ? vscode.l10n.t('Copied. Paste it into a terminal with the rights for it: from here it is never run.')
          : vscode.l10n.t('Copied.'),
      );
      return false;
    case 'setting':
      await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${settingsSection}.${action.key}`);
      return false;
    case 'trust':
      await vscode.commands.executeCommand('workbench.trust.manage');
      return false;
  }
}

/** Beside the list, not in its place. */
async function open({ uri, start, end }: Extract<CheckAction, { readonly kind: 'open' }>): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  const known = vscode.window.visibleTextEditors.find(it => it.document === document)?.viewColumn;
  const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
  await vscode.window.showTextDocument(document, { viewColumn: known ?? vscode.ViewColumn.One, selection });
}
