/** The configuration that sends to a port, and the words in it that wrote an event's fields. */
import * as vscode from 'vscode';
import { FieldSourcesRequest, type FieldSources } from '../../../../server/src/protocol';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import type { LanguageApp } from '../app';
import { isServed } from '../language/client';

export interface SendingConfiguration {
  readonly document: vscode.TextDocument;
  readonly sources: FieldSources;
}

const fileNames = '**/{LocalLogConfig.xml,log4net.config,log4net.xml,*.log4net,App.config,Web.config}';
/** Enough for every service of a site; a folder with more is not searched to its end for one event. */
const mostFiles = 100;

/** Among the open documents. Undefined where none sends there. */
export const openConfigurationFor = (app: LanguageApp, event: CapturedEvent): Promise<SendingConfiguration | undefined> =>
  firstOf(app, vscode.workspace.textDocuments.filter(isServed), event);

/** Open documents first, then files of the workspace that mention the port. Undefined where none sends there. */
export async function configurationFor(app: LanguageApp, event: CapturedEvent): Promise<SendingConfiguration | undefined> {
  const found = await openConfigurationFor(app, event);
  if (found !== undefined) return found;
  for await (const uri of furtherConfigurations(text => text.includes(String(event.port)))) {
    const there = await firstOf(app, [await vscode.workspace.openTextDocument(uri)], event);
    if (there !== undefined) return there;
  }
  return undefined;
}

/** Files of the workspace that are not open, may be configurations by their name, and hold what is wanted. */
export async function* furtherConfigurations(wanted: (text: string) => boolean): AsyncGenerator<vscode.Uri> {
  const open = new Set(vscode.workspace.textDocuments.filter(isServed).map(it => it.uri.toString()));
  const files = await vscode.workspace.findFiles(fileNames, '**/{node_modules,bin,obj}/**', mostFiles);
  for (const uri of files) {
    if (open.has(uri.toString())) continue;
    if (wanted(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)))) yield uri;
  }
}

async function firstOf(
  { language }: LanguageApp,
  documents: readonly vscode.TextDocument[],
  event: CapturedEvent,
): Promise<SendingConfiguration | undefined> {
  if (documents.length > 0) await language.start();
  for (const document of documents) {
    const { port, text, fields } = event;
    const sources = await language.ask(FieldSourcesRequest, { uri: document.uri.toString(), port, text, fields: Object.keys(fields) });
    if (sources !== undefined) return { document, sources };
  }
  return undefined;
}
