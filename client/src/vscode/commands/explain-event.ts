/** Explain This Event, and what belongs to it: another event, an event of one's own. */
import * as vscode from 'vscode';
import { SamplesRequest } from '../../../../server/src/protocol';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { restoreEvent } from '../../../../server/src/wire/log-event';
import type { LanguageApp } from '../app';
import { pickEvent } from '../explain/pick-event';
import { isServed } from '../language/client';
import { textArgument } from './arguments';

/** The newest that can be picked. */
const mostCaptured = 20;

/** `captured`: what the listener holds, newest first; a browser holds nothing. */
export const explainEvent =
  <A extends LanguageApp>(captured: (app: A) => readonly CapturedEvent[]) =>
  async (app: A, args: unknown): Promise<void> => {
    const document = await documentOf(app, textArgument(args, 'uri'));
    if (document === undefined) return;
    await app.language.start();
    const appender = textArgument(args, 'appender');
    const events = captured(app);
    const wanted = events.find(it => it.id === textArgument(args, 'captured'));
    const about = { document: document.uri, ...(appender !== undefined && { appender }) };
    if (wanted) {
      const { event, machine } = restoreEvent(wanted);
      const title = wanted.type?.replaceAll('-', ' ') ?? vscode.l10n.t('Captured event');
      await app.explaining.start({ ...about, title, event: `${JSON.stringify({ ...event, machine }, undefined, 2)}\n` });
      return;
    }
    const samples = await app.language.ask(SamplesRequest, { uri: document.uri.toString(), ...(appender !== undefined && { appender }) });
    if (samples === undefined) {
      void vscode.window.showErrorMessage(vscode.l10n.t('The language server does not answer; its log says more.'));
      return;
    }
    await pickEvent(app.explaining, { ...about, samples, captured: events.slice(0, mostCaptured) });
  };

export async function editExplainedEvent({ explaining }: LanguageApp): Promise<void> {
  await explaining.edit();
}

/** The one that was asked about, the one in front, or the one that is explained now. */
async function documentOf({ explaining }: LanguageApp, uri: string | undefined): Promise<vscode.TextDocument | undefined> {
  if (uri !== undefined) return vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  const active = vscode.window.activeTextEditor?.document;
  if (active !== undefined && isServed(active)) return active;
  if (explaining.subject !== undefined) return vscode.workspace.openTextDocument(explaining.subject.document);
  const open = vscode.window.visibleTextEditors.find(it => isServed(it.document))?.document;
  if (open === undefined)
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a log4net configuration first: an event is explained in it.'));
  return open;
}
