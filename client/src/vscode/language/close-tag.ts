/** Closes an element when `>` or `</` was typed. VS Code has no request for that, so the change itself is watched. */
import * as vscode from 'vscode';
import { CloseTagRequest } from '../../../../server/src/protocol';
import type { Language } from './client';
import { isLog4net } from './documents';

export function closeTags(language: Language): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(async ({ document, contentChanges, reason }) => {
    const editor = vscode.window.activeTextEditor;
    const [change] = contentChanges;
    if (editor?.document !== document || !isLog4net(document) || reason !== undefined) return;
    if (change === undefined || contentChanges.length !== 1 || (change.text !== '>' && change.text !== '/')) return;
    if (vscode.workspace.getConfiguration('editor', document).get('formatOnType') === true) return;
    const { version } = document;
    const offset = change.rangeOffset + 1;
    const text = await language.ask(CloseTagRequest, { uri: document.uri.toString(), offset });
    // Somebody types faster than we answer: then the answer is about another text.
    if (text === undefined || document.version !== version || vscode.window.activeTextEditor !== editor) return;
    const position = document.positionAt(offset);
    // Undone together with the typing.
    const done = await editor.edit(it => it.insert(position, text), { undoStopBefore: false, undoStopAfter: false });
    if (!done || change.text === '/' || document.version !== version + 1) return;
    // Behind `>` the content comes next: back in front of the closing tag.
    editor.selection = new vscode.Selection(position, position);
  });
}
