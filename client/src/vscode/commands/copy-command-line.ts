/** Copy Command Line…: the same engine in a terminal, also where there is no Node but VS Code's own runtime. */
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { App } from '../app';
import { isLog4net } from '../language/documents';
import { commandLine } from './command-line';

export async function copyCommandLine({ context, listening }: App): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const file = document !== undefined && isLog4net(document) && document.uri.scheme === 'file' ? document.uri.fsPath : undefined;
  const ports = listening.places.map(it => String(it.port));
  const choices: readonly { readonly label: string; readonly detail: string; readonly arguments: readonly string[] }[] = [
    ...(file === undefined ? [] : [{ label: 'lint', detail: vscode.l10n.t('Check this configuration'), arguments: ['lint', file] }]),
    {
      label: 'lint **',
      detail: vscode.l10n.t('Check every configuration below the current folder'),
      arguments: ['lint', '**/LocalLogConfig.xml'],
    },
    {
      label: 'listen',
      detail: vscode.l10n.t('Listen and print each event as JSON'),
      arguments: ['listen', ...(ports.length === 0 ? ['9998'] : ports).flatMap(it => ['--port', it]), '--format', 'jsonl'],
    },
  ];
  const picked = await vscode.window.showQuickPick(choices, { title: vscode.l10n.t('Copy which command line?') });
  if (picked === undefined) return;
  const line = commandLine({
    platform: process.platform,
    runtime: process.execPath,
    isNode: /^node(\.exe)?$/i.test(process.execPath.split(/[\\/]/).at(-1) ?? ''),
    program: context.asAbsolutePath('dist/cli.js'),
    arguments: picked.arguments,
  });
  await vscode.env.clipboard.writeText(line);
  const missing = existsSync(process.execPath) ? '' : vscode.l10n.t(' Note that {0} is not there any more.', process.execPath);
  void vscode.window.showInformationMessage(vscode.l10n.t('Copied. Paste it into a terminal on this computer.{0}', missing));
}
