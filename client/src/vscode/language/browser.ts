/** The server as a web worker. */
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import type { Connect } from './client';

/** The web worker host has it; Node's types do not. */
declare const Worker: new (script: string) => object;

export const connectBrowser =
  (context: vscode.ExtensionContext): Connect =>
  options => {
    const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.browser.js').toString(true);
    return Promise.resolve(new LanguageClient('log4netAppenders', 'log4net', options, new Worker(script)));
  };
