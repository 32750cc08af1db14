/** Set Up Forwarding…: where to, what, how long. Nothing is sent before the last answer. */
import * as vscode from 'vscode';
import type { App } from '../app';
import { askForSink, askSecret, newSinks, type NewSink } from '../forwarding/new-sinks';
import { secretKey, secretNames } from '../forwarding/plan-sinks';
import { changeText, sendTestMessage, showPreview } from '../forwarding/trial';
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
  const label = forwarding.state?.on.map(it => it.label).join(', ');
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
  const waiting = [...(await waitingInJournal(app))].filter(([id]) => known.has(id));
  // Each sink has a question of its own: one that nobody answers keeps no other one back.
  await Promise.all(waiting.map(([id, count]) => askToSend(app, id, count)));
}

async function askToSend(app: App, id: string, count: number): Promise<void> {
  const send = vscode.l10n.t('Send Them…');
  const sentence =
    count === 1
      ? vscode.l10n.t("1 event for '{0}' waited; send it?", id)
      : vscode.l10n.t("{0} events for '{1}' waited; send them?", count, id);
  const answer = await vscode.window.showInformationMessage(sentence, send);
  if (answer === send && (await mayOpenSockets())) await switchOn(app, id, true);
}

/** The window that was here before a reload lets go of the journal some time after the new one has come up. */
async function waitingInJournal({ forwarding }: App): Promise<ReadonlyMap<string, number>> {
  for (let tries = 0; tries < 20; tries++) {
    const peeked = await forwarding.waiting();
    if ('waiting' in peeked) return peeked.waiting;
    await new Promise(resolve => setTimeout(resolve, 1_000));
  }
  return new Map();
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
    sink: id,
    minutes: order,
    includeTests,
    sendWaiting: count => (sendWaiting ? Promise.resolve('send') : whatToDoWithWaiting(count)),
  });
  if (!switched.ok) {
    if (switched.reason === undefined) return;
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

/** Escape deletes nothing: it leaves everything as it was. */
async function whatToDoWithWaiting(count: number): Promise<'send' | 'delete' | undefined> {
  const send = vscode.l10n.t('Send Them');
  const remove = vscode.l10n.t('Delete Them');
  const answer = await vscode.window.showWarningMessage(
    count === 1 ? vscode.l10n.t('1 event waits from an earlier time.') : vscode.l10n.t('{0} events wait from an earlier time.', count),
    { modal: true, detail: vscode.l10n.t('Send them first, or delete them and begin with what arrives from now on?') },
    send,
    remove,
  );
  return answer === send ? 'send' : answer === remove ? 'delete' : undefined;
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
        description: vscode.l10n.t('a made-up event marked TEST, sent now'),
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

async function chooseTests(): Promise<boolean | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('Real events only'), detail: vscode.l10n.t('Events of "Send Test Event" stay in the panel.'), tests: false },
      { label: vscode.l10n.t('Test events too'), detail: vscode.l10n.t('They are marked TEST.'), tests: true },
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
