/** Go to Configuration: from a captured event, or one of its fields, to the conversion pattern that wrote it. */
import * as vscode from 'vscode';
import type { App } from '../app';
import { configurationFor } from '../listening/sources';
import { textArgument } from './arguments';

/** `captured`: the event's id, the newest one otherwise; `field`: a field of it, the whole pattern otherwise. */
export async function goToConfiguration(app: App, args: unknown): Promise<void> {
  const { store } = app.listening;
  const id = textArgument(args, 'captured');
  const event = id === undefined ? store?.at(store.end - 1) : store?.byId(id);
  if (event === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no captured event to find the configuration of.'));
    return;
  }
  const found = await configurationFor(app, event);
  if (found === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'No configuration that is open or in this workspace sends to port {0}. Open the file that does, and try again.',
        event.port,
      ),
    );
    return;
  }
  const { document, sources } = found;
  const { start, end } = sources.fields[textArgument(args, 'field') ?? ''] ?? sources.pattern;
  const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
  await vscode.window.showTextDocument(document, { selection });
}
