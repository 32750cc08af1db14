/** Validate Against the Schema: with the validator of the settings, and with the other one for whoever wants a second opinion. */
import * as vscode from 'vscode';
import type { LanguageApp } from '../app';
import { isServed } from '../language/client';
import type { SchemaEngine } from '../schema/schema-check';
import { readSettings } from '../settings';
import { textArgument } from './arguments';

/** `{ uri, engine }`, both optional. */
export async function validateSchema({ schemaCheck }: LanguageApp, args: unknown): Promise<void> {
  const uri = textArgument(args, 'uri');
  const active = vscode.window.activeTextEditor?.document;
  const document = uri === undefined ? active : await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  if (document === undefined || !isServed(document)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a log4net configuration first: it is what is checked.'));
    return;
  }
  const wanted = textArgument(args, 'engine');
  let engine: SchemaEngine | undefined = wanted === 'embedded' || wanted === 'xerces' ? wanted : readSettings().settings.schemaEngine;
  while (engine !== undefined) engine = await checkAndSay(schemaCheck, document, engine);
}

/** Returns the validator to ask next, if a person wants another. */
async function checkAndSay(
  schemaCheck: LanguageApp['schemaCheck'],
  document: vscode.TextDocument,
  engine: SchemaEngine,
): Promise<SchemaEngine | undefined> {
  const { window, l10n } = vscode;
  const other: SchemaEngine = engine === 'embedded' ? 'xerces' : 'embedded';
  const askOther = other === 'xerces' ? l10n.t('Ask Xerces as Well') : l10n.t('Use the Embedded Validator');
  const result = await schemaCheck.check(document, engine);
  if (result === undefined) {
    void window.showErrorMessage(l10n.t('The log4net language server does not answer; its log says why.'));
    return undefined;
  }
  if (result.kind !== 'checked') {
    const reason = result.kind === 'not-checked' ? result.reason : '';
    return (await window.showWarningMessage(reason, ...(engine === 'xerces' ? [askOther] : []))) === askOther ? other : undefined;
  }
  const { length } = result.findings;
  const name = document.uri.path.split('/').at(-1) ?? '';
  const schema = result.schema === 'qlik' ? l10n.t("Qlik's schema") : l10n.t("log4net's schema");
  const by = engine === 'xerces' ? 'Xerces' : l10n.t('embedded validator');
  if (length === 0)
    return (await window.showInformationMessage(l10n.t('{0} fits {1} ({2}).', name, schema, by), askOther)) === askOther
      ? other
      : undefined;
  const show = l10n.t('Show Problems');
  const text =
    length === 1
      ? l10n.t('{0} does not fit {1} at one place ({2}).', name, schema, by)
      : l10n.t('{0} does not fit {1} at {3} places ({2}).', name, schema, by, length);
  const answer = await window.showWarningMessage(text, show, askOther);
  if (answer === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
  return answer === askOther ? other : undefined;
}
