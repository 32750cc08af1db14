/** Every command's handler, by id. A new command is one file, one line here and one entry in the registry. */
import * as vscode from 'vscode';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import type { App, Handler } from '../app';
import { commands, type CommandId } from '../registry/commands';
import { checkEndToEnd } from './check-end-to-end';
import { chooseReceiver } from './choose-receiver';
import { copyCommandLine } from './copy-command-line';
import { copyEventJson, copyEventText, copyTestCase } from './copy-event';
import { deleteCapturedEvents } from './delete-captured-events';
import { editExplainedEvent, explainEvent } from './explain-event';
import { exportCapturedEvents } from './export-captured-events';
import { fillPlaceholders } from './fill-placeholders';
import { findRuntimeError } from './find-runtime-error';
import { goToConfiguration } from './go-to-configuration';
import { importCapturedEvents } from './import-captured-events';
import { newConfiguration } from './new-configuration';
import { nothingArrives } from './nothing-arrives';
import { openRuleDocumentation } from './open-rule-documentation';
import { previewMail } from './preview-mail';
import { register } from './register';
import { replayEvents } from './replay-events';
import { sendTestEvent } from './send-test-event';
import { pauseAllForwarding, setUpForwarding } from './set-up-forwarding';
import { sendToLocalCatcher } from './send-to-local-catcher';
import { startTestListener } from './start-test-listener';
import { stopTestListener } from './stop-test-listener';
import { watchMqttTopic } from './watch-mqtt-topic';
import { validateSchema } from './validate-schema';

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
  importCapturedEvents,
  replayEvents,
  deleteCapturedEvents,
  copyCommandLine,
  goToConfiguration,
  copyEventText,
  copyEventJson,
  copyTestCase,
  explainEvent: explainEvent(newestFirst),
  editExplainedEvent,
  checkEndToEnd,
  nothingArrives,
  previewMail,
  sendToLocalCatcher,
  watchMqttTopic,
  findRuntimeError,
  openRuleDocumentation,
  validateSchema,
};

/** What the listener holds; enough to pick from, and the one that somebody asks about by its id. */
function newestFirst({ listening }: App): readonly CapturedEvent[] {
  return [...(listening.store?.events() ?? [])].reverse();
}

export function registerCommands(app: App): vscode.Disposable {
  return vscode.Disposable.from(...commands.map(({ id }) => register(app, id, handlers[id])));
}
