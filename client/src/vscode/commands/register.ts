/** Registers a command; a bug in one ends in the log and in a sentence, never in silence. */
import * as vscode from 'vscode';
import type { Handler, LanguageApp } from '../app';
import { words } from '../log';
import { commandId, type CommandId } from '../registry/commands';

export function register<A extends LanguageApp>(app: A, id: CommandId, handler: Handler<A>): vscode.Disposable {
  return vscode.commands.registerCommand(commandId(id), async (args: unknown) => {
    try {
      await handler(app, args);
    } catch (error) {
      app.log.error(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : words(error)}`);
      void vscode.window.showErrorMessage(vscode.l10n.t('{0} failed: {1}', id, app.log.redact(words(error))));
    }
  });
}
