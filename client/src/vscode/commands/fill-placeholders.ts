/** Set the Receiver's Address Everywhere: asks once for each kind of blank that stands for an address, remembers the answers. */
import * as vscode from 'vscode';
import { PlaceholdersRequest, type Placeholder } from '../../../../server/src/protocol';
import type { LanguageApp } from '../app';
import { isLog4net } from '../language/documents';
import { textArgument } from './arguments';
import { addressProblem } from './input';

/** The last answer, for whatever blank comes next; and the last one for each text of a blank. */
const lastKey = 'placeholders.lastAddress';
const byTextKey = 'placeholders.addresses';

export async function fillPlaceholders({ context, language }: LanguageApp, args: unknown): Promise<void> {
  const document = await documentOf(textArgument(args, 'uri'));
  if (document === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a log4net configuration first.'));
    return;
  }
  const found = await language.ask(PlaceholdersRequest, { uri: document.uri.toString() });
  const groups = groupByText((found ?? []).filter(it => it.wants === 'address'));
  if (groups.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No address is left to fill in here.'));
    return;
  }
  const { version } = document;
  const answers = context.globalState.get<Readonly<Record<string, string>>>(byTextKey, {});
  const filled: (readonly [Placeholder, string])[] = [];
  for (const [at, group] of groups.entries()) {
    const [first] = group;
    if (first === undefined) continue;
    const answer = await vscode.window.showInputBox({
      title: vscode.l10n.t("Set the receiver's address everywhere"),
      ...(groups.length > 1 && { step: at + 1, totalSteps: groups.length }),
      prompt:
        group.length === 1
          ? vscode.l10n.t('IP address or host name for {0}', first.text)
          : vscode.l10n.t('IP address or host name for {0}, in {1} places', first.text, group.length),
      value: answers[first.text] ?? context.globalState.get<string>(lastKey, '127.0.0.1'),
      validateInput: addressProblem,
      ignoreFocusOut: true,
    });
    // Escape leaves this blank and those after it; what was answered counts.
    if (answer === undefined) break;
    const address = answer.trim();
    await context.globalState.update(lastKey, address);
    await context.globalState.update(byTextKey, { ...context.globalState.get(byTextKey, {}), [first.text]: address });
    filled.push(...group.map(it => [it, address] as const));
  }
  if (filled.length === 0) return;
  if (document.version !== version) {
    void vscode.window.showWarningMessage(vscode.l10n.t('The file was changed meanwhile; nothing was filled in. Please try again.'));
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const [{ start, end }, address] of filled)
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), address);
  await vscode.workspace.applyEdit(edit);
}

/** One question for each distinct text, in document order: the mail server is not the receiver. */
export function groupByText(placeholders: readonly Placeholder[]): readonly (readonly Placeholder[])[] {
  const texts = [...new Set(placeholders.map(it => it.text))];
  return texts.map(text => placeholders.filter(it => it.text === text));
}

async function documentOf(uri: string | undefined): Promise<vscode.TextDocument | undefined> {
  if (uri !== undefined) return vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  const document = vscode.window.activeTextEditor?.document;
  return document !== undefined && isLog4net(document) ? document : undefined;
}
