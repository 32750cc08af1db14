/** Which documents wake the server: log4net files, XML that is log4net under another name, sections of application configurations. */
import * as vscode from 'vscode';
import { log4netLanguage } from '../registry/contributes';
import { headLength, hasLog4netSection, isApplicationConfig, looksLikeLog4net } from '../../../../server/src/protocol/recognise';

export const isLog4net = (document: vscode.TextDocument): boolean => document.languageId === log4netLanguage.id;

/** Looks at every document that is or will be opened. `wake` is called for each one that is the server's business. */
export function watchDocuments(wake: () => void): vscode.Disposable {
  /** Switched once only: a person who switches back to XML means it. */
  const switched = new Set<string>();
  const consider = (document: vscode.TextDocument): void => {
    if (isLog4net(document)) {
      wake();
      return;
    }
    if (document.languageId !== 'xml') return;
    if (isApplicationConfig(document.uri.path)) {
      if (hasLog4netSection(document.getText())) wake();
      return;
    }
    const uri = document.uri.toString();
    if (switched.has(uri) || !looksLikeLog4net(head(document))) return;
    switched.add(uri);
    void vscode.languages.setTextDocumentLanguage(document, log4netLanguage.id);
  };
  vscode.workspace.textDocuments.forEach(consider);
  return vscode.workspace.onDidOpenTextDocument(consider);
}

const head = (document: vscode.TextDocument): string =>
  document.getText(new vscode.Range(document.positionAt(0), document.positionAt(headLength)));
