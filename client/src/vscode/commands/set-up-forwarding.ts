/** Set Up Forwarding…: where to, what, how long. Nothing is sent before the last answer. */
import * as vscode from 'vscode';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import type { App } from '../app';
import { askForSink, askSecret, newSinks, type NewSink } from '../forwarding/new-sinks';
import { secretKey, secretNames } from '../forwarding/plan-sinks';
import { sampleEvent } from '../forwarding/sample-event';
import { words } from '../log';
import { clockTime } from '../views/status-bar';
import { settingsSection } from '../registry/settings';
import { readSettings } from '../settings';
import { mayOpenSockets } from './trust';

export async function setUpForwarding(app: App): Promise<void> {
  if (!(await mayOpenSockets())) return;
  const chosen = await chooseSink(app);
  if (chosen !== undefined) await switchOn(app, chosen);
}

export async function pauseAllForwarding({ forwarding }: App): Promise<void> {
  const label = forwarding.state?.label;
  await forwarding.off();
  if (label !== undefined) void vscode.window.showInformationMessage(vscode.l10n.t('Forwarding to {0} is off. What waits is kept.', label));
}

interface Item extends vscode.QuickPickItem {
  /** The id of a sink there is, or the kind of a new one. */
  readonly choice: string | NewSink;
}

/** An id out of the settings; a new sink is written there first. */
async function chooseSink(app: App): Promise<string | undefined> {
  const { sinks } = readSettings().settings;
  const items: readonly Item[] = sinks.map(it => ({
    label: text(it['id']),
    description: [text(it['kind']), text(it['label'])].filter(part => part !== '').join(' '),
    detail: [text(it['url']), text(it['topic']), text(it['when'])].filter(part => part !== '').join(' · '),
    choice: text(it['id']),
  }));
  const add: readonly Item[] = (await newSinks()).map(it => ({
    label: `$(add) ${vscode.l10n.t(it.way.title)}…`,
    description: vscode.l10n.t(it.way.description),
    detail: '',
    choice: it,
  }));
  const picked = await vscode.window.showQuickPick([...items, ...add], {
    title: vscode.l10n.t('Forward captured events to…'),
    placeHolder: vscode.l10n.t('Forwarding stops when this window closes; for permanent alerts use Butler.'),
  });
  if (picked === undefined) return undefined;
  return typeof picked.choice === 'string' ? picked.choice : addSink(app, picked.choice);
}

/** Asks for what the new sink needs, puts secrets into the store and the rest into the settings. Nothing is sent yet. */
async function addSink({ context }: App, chosen: NewSink): Promise<string | undefined> {
  const { sinks } = readSettings().settings;
  const id = freeId(
    chosen.kind.kind,
    sinks.map(it => text(it['id'])),
  );
  const answers = await askForSink(chosen, id);
  if (answers === undefined) return undefined;
  const what = await chooseWhat(vscode.l10n.t(chosen.way.title));
  if (what === undefined) return undefined;
  for (const [name, value] of Object.entries(answers.secrets)) await context.secrets.store(secretKey(name), value);
  const sink = { id, kind: chosen.kind.kind, ...answers.settings, ...what };
  await vscode.workspace.getConfiguration(settingsSection).update('forwarding.sinks', [...sinks, sink], vscode.ConfigurationTarget.Global);
  return id;
}

interface What {
  readonly when?: string;
  readonly userEvents?: true;
}

/** Failed and aborted tasks by default; user events only by a choice that says what they are. */
async function chooseWhat(title: string): Promise<What | undefined> {
  const choices: readonly { readonly label: string; readonly detail?: string; readonly what: What }[] = [
    { label: vscode.l10n.t('Failed and aborted tasks'), what: { when: 'type:task-failed,task-aborted,reload-failed,reload-aborted' } },
    { label: vscode.l10n.t('Warnings and errors'), what: { when: 'level>=warn' } },
    { label: vscode.l10n.t('Everything but user events'), what: {} },
    {
      label: vscode.l10n.t('Everything, user events too'),
      detail: vscode.l10n.t('User events are personal data: they tell who worked when. Make sure that you may pass them on.'),
      what: { userEvents: true },
    },
  ];
  return (await vscode.window.showQuickPick(choices, { title, placeHolder: vscode.l10n.t('Which events?'), ignoreFocusOut: true }))?.what;
}

/** After a reload: what an earlier time left is not sent by itself, and not forgotten either. */
export async function askAboutWaiting(app: App): Promise<void> {
  const known = new Set(readSettings().settings.sinks.map(it => text(it['id'])));
  for (const [id, count] of await app.forwarding.waiting()) {
    if (!known.has(id)) continue;
    const send = vscode.l10n.t('Send Them…');
    const answer = await vscode.window.showInformationMessage(vscode.l10n.t("{0} events for '{1}' waited; send them?", count, id), send);
    if (answer === send && (await mayOpenSockets())) await switchOn(app, id, true);
  }
}

/** @param sendWaiting whether a person has said already that what waits is to be sent */
async function switchOn(app: App, id: string, sendWaiting = false): Promise<void> {
  const sink = readSettings().settings.sinks.find(it => it['id'] === id);
  if (sink === undefined || !(await enterMissingSecrets(app, sink))) return;
  let order = await chooseDuration(id);
  while (typeof order === 'string') {
    await { preview: showPreview, test: sendTestMessage, text: changeText }[order](app, id);
    order = await chooseDuration(id);
  }
  if (order === undefined) return;
  const includeTests = await chooseTests();
  if (includeTests === undefined) return;
  const switched = await app.forwarding.on({
    sinks: [id],
    minutes: order,
    includeTests,
    sendWaiting: async count => {
      if (sendWaiting) return true;
      const send = vscode.l10n.t('Send Them');
      const answer = await vscode.window.showWarningMessage(
        vscode.l10n.t('{0} events wait from an earlier time.', count),
        { modal: true, detail: vscode.l10n.t('Without them, they are deleted and forwarding begins with what arrives from now on.') },
        send,
      );
      return answer === send;
    },
  });
  if (!switched.ok) {
    app.log.warn(switched.reason);
    void vscode.window.showErrorMessage(switched.reason);
    return;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Forwarding to {0} until {1}. It stops when this window closes; for permanent alerts use Butler.',
      switched.label,
      clockTime(switched.until),
    ),
  );
}

/** A password that the settings refer to and the store does not have (a new computer, a cleared store). */
async function enterMissingSecrets({ context }: App, sink: Readonly<Record<string, unknown>>): Promise<boolean> {
  for (const name of secretNames(sink)) {
    if ((await context.secrets.get(secretKey(name))) !== undefined) continue;
    const secret = await askSecret(text(sink['id']), vscode.l10n.t("The secret '{0}' is not in the secret store; enter it", name));
    if (secret === undefined) return false;
    await context.secrets.store(secretKey(name), secret);
  }
  return true;
}

/** Minutes, never more than the setting allows; or what a person wants to see first. */
async function chooseDuration(id: string): Promise<number | 'preview' | 'test' | 'text' | undefined> {
  const most = readSettings().settings.switchOffAfterMinutes;
  const minutes = [...new Set([15, 60, 240, 480, most])].filter(it => it <= most).sort((a, b) => a - b);
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: `$(eye) ${vscode.l10n.t('Show what would be sent')}`,
        description: vscode.l10n.t('opens no connection'),
        choice: 'preview' as const,
      },
      {
        label: `$(beaker) ${vscode.l10n.t('Send test message')}`,
        description: vscode.l10n.t('marked TEST, sent now'),
        choice: 'test' as const,
      },
      {
        label: `$(edit) ${vscode.l10n.t('Change the text')}`,
        description: vscode.l10n.t('a template, shown on a captured event as you type'),
        choice: 'text' as const,
      },
      ...minutes.map(it => ({
        label: it % 60 === 0 ? vscode.l10n.t('{0} h', it / 60) : vscode.l10n.t('{0} min', it),
        description: vscode.l10n.t('until {0}', clockTime(new Date(Date.now() + it * 60_000))),
        choice: it,
      })),
    ],
    { title: vscode.l10n.t("Switch on forwarding to '{0}' for how long?", id), ignoreFocusOut: true },
  );
  return picked?.choice;
}

/** The newest captured event, as a test; without one, a made-up failed task. */
function trialEvent({ listening }: App): CapturedEvent {
  const { store } = listening;
  const newest = store === undefined ? undefined : store.at(store.end - 1);
  return { ...(newest ?? sampleEvent()), origin: 'test' };
}

async function showPreview(app: App, id: string): Promise<void> {
  const tried = await app.forwarding.preview(id, trialEvent(app));
  if (!tried.ok) return void vscode.window.showErrorMessage(tried.reason);
  const { heading, body } = tried.value;
  const language = body.startsWith('{') ? 'json' : 'plaintext';
  const document = await vscode.workspace.openTextDocument({ language, content: heading === undefined ? body : `${heading}\n\n${body}` });
  await vscode.window.showTextDocument(document, { preview: true, preserveFocus: true, viewColumn: vscode.ViewColumn.Beside });
}

/** The `template` of a sink, rendered on a captured event while it is typed; what is wrong with it stands below the box. */
async function changeText(app: App, id: string): Promise<void> {
  const { compileTemplate } = await import('../../delivery/template');
  const event = trialEvent(app);
  const { sinks } = readSettings().settings;
  const show = (typed: string): vscode.InputBoxValidationMessage => {
    const compiled = compileTemplate(typed);
    const wrong = (message: string) => ({ message, severity: vscode.InputBoxValidationSeverity.Error });
    if (typed.trim() === '') return { message: vscode.l10n.t('The plain form.'), severity: vscode.InputBoxValidationSeverity.Info };
    if (!compiled.ok) return wrong(compiled.complaint);
    try {
      const text = compiled.render({ deliveryId: crypto.randomUUID(), event, attempt: 1 }, it => it);
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
    value: text(sinks.find(it => it['id'] === id)?.['template']) || '{{taskName}} on {{hostName}}: {{logMessage}}',
    ignoreFocusOut: true,
    validateInput: show,
  });
  if (template === undefined) return;
  const changed = sinks.map(it => (it['id'] === id ? { ...it, template: template.trim() === '' ? undefined : template } : it));
  await vscode.workspace.getConfiguration(settingsSection).update('forwarding.sinks', changed, vscode.ConfigurationTarget.Global);
}

/** The service's own answer and how long it took. */
async function sendTestMessage(app: App, id: string): Promise<void> {
  const tried = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Sending a test message to '{0}'…", id) },
    () => app.forwarding.sendTest(id, trialEvent(app)),
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

async function chooseTests(): Promise<boolean | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('Real events only'), detail: vscode.l10n.t('Events of "Send Test Event" stay in the panel.'), tests: false },
      { label: vscode.l10n.t('Test events too'), detail: vscode.l10n.t('They carry "origin": "test".'), tests: true },
    ],
    { title: vscode.l10n.t('Switch on forwarding'), ignoreFocusOut: true },
  );
  return picked?.tests;
}

function freeId(base: string, taken: readonly string[]): string {
  if (!taken.includes(base)) return base;
  for (let n = 2; ; n++) if (!taken.includes(`${base}-${n}`)) return `${base}-${n}`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
