/** Choose the Receiver to Judge as… */
import * as vscode from 'vscode';
import { receivers } from '../../../../server/src/wire/receivers';
import { settingsSection } from '../registry/settings';

export async function chooseReceiver(): Promise<void> {
  const section = vscode.workspace.getConfiguration(settingsSection, vscode.window.activeTextEditor?.document);
  const current = section.get<string>('receiver') ?? 'auto';
  const item = (id: string, label: string, detail: string) => ({ label, detail, id, ...(id === current && { description: '$(check)' }) });
  const picked = await vscode.window.showQuickPick(
    [
      item('auto', vscode.l10n.t('Automatic'), vscode.l10n.t('By port and prefix, among the newest released ones')),
      ...receivers.map(it => item(it.id, it.title, it.released ? it.line : vscode.l10n.t('{0}, not released', it.line))),
    ],
    {
      title: vscode.l10n.t('Whom are your events meant for?'),
      placeHolder: vscode.l10n.t('Configurations are checked and events judged by what it accepts'),
    },
  );
  if (picked === undefined || picked.id === current) return;
  const { workspaceFolderValue, workspaceValue } = section.inspect<string>('receiver') ?? {};
  const target =
    workspaceFolderValue !== undefined
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : workspaceValue !== undefined
        ? vscode.ConfigurationTarget.Workspace
        : vscode.ConfigurationTarget.Global;
  await section.update('receiver', picked.id, target);
}
