/** What a person may want to see before forwarding is switched on: what would leave, other words for it, a test message. */
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { ExplainedLine } from '../../../../server/src/protocol';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import type { App } from '../app';
import { viewScheme } from '../explain/view';
import { words } from '../log';
import { settingsSection } from '../registry/settings';
import { readSettings } from '../settings';
import type { PlanOptions } from './plan-sinks';
import { firstFor, preview, sendTest } from './rehearsal';
import { sampleEvent } from './sample-event';

/** The newest captured event that the sink would get: what nobody asked for, such as user events, is not shown as if it left. Without one, a made-up failed task. */
async function eventToShow(app: App, id: string): Promise<CapturedEvent> {
  const { store } = app.listening;
  const captured = store === undefined ? undefined : await firstFor(planOptions(app), id, newestFirst(store));
  return captured?.ok === true && captured.value !== undefined ? captured.value : sampleEvent();
}

/** Further back nobody looks for an example. */
const mostLookedAt = 10_000;

function* newestFirst(store: NonNullable<App['listening']['store']>): Generator<CapturedEvent> {
  for (let at = store.end - 1; at >= Math.max(store.first, store.end - mostLookedAt); at--) {
    const event = store.at(at);
    if (event !== undefined) yield event;
  }
}

/** Beside the editor, as it would leave. */
export async function showPreview(app: App, id: string): Promise<void> {
  const tried = await preview(planOptions(app), id, await eventToShow(app, id));
  if (!tried.ok) return void vscode.window.showErrorMessage(tried.reason);
  const { heading, text = '', body } = tried.value;
  const title = vscode.l10n.t("Preview for '{0}'", id.replaceAll('/', '∕'));
  const uri = vscode.Uri.from({ scheme: viewScheme, path: `/${title}` });
  const plain = (it: string): readonly ExplainedLine[] => it.split('\n').map(line => ({ text: line, tone: 'plain' }));
  app.views.set(uri, [
    { text: vscode.l10n.t('What would be sent. Nothing has been sent.'), tone: 'quiet' },
    { text: '', tone: 'plain' },
    ...(heading === undefined ? [] : [{ text: heading, tone: 'heading' } as const, { text: '', tone: 'plain' } as const]),
    ...(text === '' ? [] : [...plain(text), ...plain(''), { text: vscode.l10n.t('As it leaves:'), tone: 'heading' } as const]),
    ...plain(body),
  ]);
  await app.views.open(uri);
}

/** The `template` of a sink, rendered on a captured event while it is typed; what is wrong with it stands below the box. */
export async function changeText(app: App, id: string): Promise<void> {
  const { compileTemplate } = await import('../../delivery/template');
  const event = await eventToShow(app, id);
  const { sinks } = readSettings().settings;
  const show = (typed: string): vscode.InputBoxValidationMessage => {
    const compiled = compileTemplate(typed);
    const wrong = (message: string) => ({ message, severity: vscode.InputBoxValidationSeverity.Error });
    if (typed.trim() === '') return { message: vscode.l10n.t('The plain form.'), severity: vscode.InputBoxValidationSeverity.Info };
    if (!compiled.ok) return wrong(compiled.complaint);
    try {
      const text = compiled.render({ deliveryId: crypto.randomUUID(), event, attempt: 1, listener: hostname() }, it => it);
      return { message: `→ ${text.slice(0, 300)}`, severity: vscode.InputBoxValidationSeverity.Info };
    } catch (error) {
      return wrong(words(error));
    }
  };
  const template = await vscode.window.showInputBox({
    title: vscode.l10n.t("Text of the messages to '{0}'", id),
    prompt: vscode.l10n.t(
      'Variables: {0}; and every field of the event. Empty: the plain form.',
      '{{taskName}} {{hostName}} {{logMessage}} {{type}} …',
    ),
    value: textOf(sinks.find(it => it['id'] === id)?.['template']) || '{{taskName}} on {{hostName}}: {{logMessage}}',
    ignoreFocusOut: true,
    validateInput: show,
  });
  if (template === undefined) return;
  const changed = sinks.map(it => (it['id'] === id ? { ...it, template: template.trim() === '' ? undefined : template } : it));
  await vscode.workspace.getConfiguration(settingsSection).update('forwarding.sinks', changed, vscode.ConfigurationTarget.Global);
}

/** A made-up event, so that nobody is alarmed and nothing personal leaves; the service's own answer and how long it took. */
export async function sendTestMessage(app: App, id: string): Promise<void> {
  const tried = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Sending a test message to '{0}'…", id) },
    () => sendTest(planOptions(app), id, sampleEvent()),
  );
  if (!tried.ok) return void vscode.window.showErrorMessage(tried.reason);
  const { outcome, milliseconds } = tried.value;
  if (outcome.kind === 'delivered')
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        "The test message for '{0}' was taken after {1} ms: {2}",
        id,
        milliseconds,
        outcome.answer ?? vscode.l10n.t('acknowledged'),
      ),
    );
  else void vscode.window.showErrorMessage(vscode.l10n.t("The test message for '{0}' was not taken: {1}", id, outcome.reason));
}

const planOptions = ({ log, context }: App): PlanOptions => ({ log, secrets: context.secrets, sinks: () => readSettings().settings.sinks });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
