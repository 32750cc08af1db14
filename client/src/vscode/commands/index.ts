/** Every command's handler, by id. A new command is one file, one line here and one entry in the registry. */
import * as vscode from 'vscode';
import type { App, Handler } from '../app';
import { commands, type CommandId } from '../registry/commands';
import { deleteCapturedEvents, exportCapturedEvents } from './captured-events';
import { chooseReceiver } from './choose-receiver';
import { copyCommandLine } from './copy-command-line';
import { fillPlaceholders } from './fill-placeholders';
import { newConfiguration } from './new-configuration';
import { register } from './register';
import { sendTestEvent } from './send-test-event';
import { pauseAllForwarding, setUpForwarding } from './set-up-forwarding';
import { startTestListener } from './start-test-listener';
import { stopTestListener } from './stop-test-listener';

export const handlers: Readonly<Record<CommandId, Handler<App>>> = {
  newConfiguration,
  startTestListener,
  stopTestListener,
  sendTestEvent,
  fillPlaceholders,
  chooseReceiver,
  setUpForwarding,
  pauseAllForwarding,
  exportCapturedEvents,
  deleteCapturedEvents,
  copyCommandLine,
};

export function registerCommands(app: App): vscode.Disposable {
  return vscode.Disposable.from(...commands.map(({ id }) => register(app, id, handlers[id])));
}
