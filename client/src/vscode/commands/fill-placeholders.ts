/** Set the Receiver's Address Everywhere: asks once for each kind of blank that stands for an address, remembers the answers. */
import * as vscode from 'vscode';
import { PlaceholdersRequest, type Placeholder } from '../../../../server/src/protocol';
import type { LanguageApp } from '../app';
import { isLog4net } from '../language/documents';
import { textArgument } from './arguments';
import { addressProblem } from './input';

/** The last answer, for a blank that was never answered before; and the last one for each text of a blank. */
const lastKey = 'placeholders.lastAddress';
const byTextKey = 'placeholders.addresses';

export async function fillPlaceholders(app: LanguageApp, args: unknown): Promise<void> {
  const document = await documentOf(textArgument(args, 'uri'));
  if (document === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a log4net configuration first.'));
    return;
  }
  // Filled in after each answer, so that Escape leaves only what is not answered yet. The mail server is not the
  // receiver: what reads differently is asked for by itself.
  const asked = new Set<string>();
  for (;;) {
    const found = (await app.language.ask(PlaceholdersRequest, { uri: document.uri.toString() })) ?? [];
    const { version } = document;
    const left = found.filter(it => it.wants === 'address' && !asked.has(it.text));
    const [first] = left;
    if (first === undefined) break;
    const same = left.filter(it => it.text === first.text);
    const answer = await askAddress(app, first.text, same.length, asked.size);
    if (answer === undefined) return;
    asked.add(first.text);
    if (document.version !== version) {
      void vscode.window.showWarningMessage(vscode.l10n.t('The file was changed meanwhile; nothing was filled in. Please try again.'));
      return;
    }
    await replace(document, same, answer);
  }
  if (asked.size === 0) void vscode.window.showInformationMessage(vscode.l10n.t('No address is left to fill in here.'));
}

async function askAddress({ context }: LanguageApp, text: string, places: number, askedBefore: number): Promise<string | undefined> {
  const answers = context.globalState.get<Readonly<Record<string, string>>>(byTextKey, {});
  const last = askedBefore === 0 ? context.globalState.get<string>(lastKey, '127.0.0.1') : '';
  const where =
    places === 1
      ? vscode.l10n.t('IP address or host name in place of {0}.', text)
      : vscode.l10n.t('IP address or host name in place of {0}, {1} times.', text, places);
  const typed = await vscode.window.showInputBox({
    title: askedBefore === 0 ? vscode.l10n.t("Set the receiver's address everywhere") : vscode.l10n.t('One more address'),
    prompt: askedBefore === 0 ? where : `${where} ${vscode.l10n.t('Escape leaves it for later.')}`,
    value: answers[text] ?? last,
    validateInput: addressProblem,
    ignoreFocusOut: true,
  });
  if (typed === undefined) return undefined;
  const address = typed.trim();
  if (askedBefore === 0) await context.globalState.update(lastKey, address);
  await context.globalState.update(byTextKey, { ...answers, [text]: address });
  return address;
}

async function replace(document: vscode.TextDocument, blanks: readonly Placeholder[], address: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end } of blanks)
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), address);
  await vscode.workspace.applyEdit(edit);
}

async function documentOf(uri: string | undefined): Promise<vscode.TextDocument | undefined> {
  if (uri !== undefined) return vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  const document = vscode.window.activeTextEditor?.document;
  return document !== undefined && isLog4net(document) ? document : undefined;
}
