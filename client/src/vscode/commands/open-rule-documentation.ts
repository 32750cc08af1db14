/** Open the Documentation of the Rules: the page of one rule, where a finding's id was clicked, else the index. */
import * as vscode from 'vscode';
import type { LanguageApp } from '../app';
import { commandId } from '../registry/commands';
import { textArgument } from './arguments';

/** The link of a finding's id, for the server to fill in: the pages are part of the package, so it works offline. */
export const ruleDocsLink = `command:${commandId('openRuleDocumentation')}?%7B%22rule%22:%22{rule}%22%7D`;

export async function openRuleDocumentation({ context }: LanguageApp, args: unknown): Promise<void> {
  const rule = textArgument(args, 'rule') ?? '';
  const page = /^[a-z]+\/[a-z0-9-]+$/.test(rule) ? rule : 'README';
  const uri = vscode.Uri.joinPath(context.extensionUri, 'docs', 'rules', ...`${page}.md`.split('/'));
  const canPreview = (await vscode.commands.getCommands(true)).includes('markdown.showPreview');
  await (canPreview ? vscode.commands.executeCommand('markdown.showPreview', uri) : vscode.window.showTextDocument(uri, { preview: true }));
}
