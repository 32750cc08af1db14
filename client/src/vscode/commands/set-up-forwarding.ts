/** Set Up Forwarding…: where to, what, how long. Nothing is sent before the last answer. */
import * as vscode from 'vscode';
import type { App } from '../app';
import { secretKey, secretNames } from '../forwarding/forwarding';
import { clockTime } from '../views/status-bar';
import { settingsSection } from '../registry/settings';
import { readSettings } from '../settings';
import { mayOpenSockets } from './trust';

export async function setUpForwarding(app: App): Promise<void> {
  if (!(await mayOpenSockets())) return;
  const { sinks } = readSettings().settings;
  const chosen = sinks.length === 0 ? await addMqtt(app) : await chooseSink(app);
  if (chosen !== undefined) await switchOn(app, chosen);
}

export async function pauseAllForwarding({ forwarding }: App): Promise<void> {
  const label = forwarding.state?.label;
  await forwarding.off();
  if (label !== undefined) void vscode.window.showInformationMessage(vscode.l10n.t('Forwarding to {0} is off. What waits is kept.', label));
}

/** An id out of the settings; a new sink is written there first. */
async function chooseSink(app: App): Promise<string | undefined> {
  const { sinks } = readSettings().settings;
  const items = sinks.map(it => ({
    label: text(it['id']),
    description: text(it['kind']),
    detail: [text(it['url']), text(it['topic']), text(it['when'])].filter(part => part !== '').join(' · '),
    id: text(it['id']),
  }));
  const add = { label: `$(add) ${vscode.l10n.t('New MQTT broker…')}`, description: '', detail: '', id: undefined };
  const picked = await vscode.window.showQuickPick([...items, add], { title: vscode.l10n.t('Forward captured events to…') });
  if (picked === undefined) return undefined;
  return picked.id ?? addMqtt(app);
}

async function addMqtt({ context }: App): Promise<string | undefined> {
  const title = vscode.l10n.t('New MQTT broker');
  const { sinks } = readSettings().settings;
  const url = await ask(title, vscode.l10n.t('Address of the broker'), 'mqtt://127.0.0.1:1883', it =>
    /^(mqtts?|wss?):\/\/[^/\s@]+$/i.test(it)
      ? undefined
      : vscode.l10n.t('An address such as mqtt://HOST:1883 or mqtts://HOST:8883, without user and password.'),
  );
  if (url === undefined) return undefined;
  const topic = await ask(title, vscode.l10n.t('Topic; {{type}} stands for the type of the event'), 'qliksense/{{type}}', it =>
    it === '' || /[+#]/.test(it) ? vscode.l10n.t('A topic without + and #, which are for subscribing.') : undefined,
  );
  if (topic === undefined) return undefined;
  const what = await chooseWhat(title);
  if (what === undefined) return undefined;
  const username = await ask(title, vscode.l10n.t('User name; empty for none'), '', () => undefined);
  if (username === undefined) return undefined;
  const id = freeId(
    'mqtt',
    sinks.map(it => text(it['id'])),
  );
  const password = username === '' ? undefined : await askSecret(title, vscode.l10n.t('Password; it goes into the secret store'));
  if (username !== '' && password === undefined) return undefined;
  if (password !== undefined) await context.secrets.store(secretKey(id), password);
  const sink = {
    id,
    kind: 'mqtt',
    url,
    topic,
    ...what,
    ...(username !== '' && { username }),
    ...(password !== undefined && { password: { secret: id } }),
  };
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

async function switchOn(app: App, id: string): Promise<void> {
  const sink = readSettings().settings.sinks.find(it => it['id'] === id);
  if (sink === undefined || !(await enterMissingSecrets(app, sink))) return;
  const order = await chooseDuration(id);
  if (order === undefined) return;
  const includeTests = await chooseTests();
  if (includeTests === undefined) return;
  const switched = await app.forwarding.on({
    sinks: [id],
    minutes: order,
    includeTests,
    sendWaiting: async count => {
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

/** Minutes, never more than the setting allows. */
async function chooseDuration(id: string): Promise<number | undefined> {
  const longest = readSettings().settings.switchOffAfterMinutes;
  const minutes = [15, 60, 240, 480].filter(it => it < longest).concat(longest);
  const picked = await vscode.window.showQuickPick(
    minutes.map(it => ({
      label: it % 60 === 0 ? vscode.l10n.t('{0} h', it / 60) : vscode.l10n.t('{0} min', it),
      description: vscode.l10n.t('until {0}', clockTime(new Date(Date.now() + it * 60_000))),
      minutes: it,
    })),
    { title: vscode.l10n.t("Switch on forwarding to '{0}' for how long?", id), ignoreFocusOut: true },
  );
  return picked?.minutes;
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

async function ask(
  title: string,
  prompt: string,
  value: string,
  problem: (text: string) => string | undefined,
): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({ title, prompt, value, ignoreFocusOut: true, validateInput: it => problem(it.trim()) });
  return answer?.trim();
}

const askSecret = (title: string, prompt: string): Thenable<string | undefined> =>
  vscode.window.showInputBox({
    title,
    prompt,
    password: true,
    ignoreFocusOut: true,
    validateInput: it => (it === '' ? vscode.l10n.t('It must not be empty.') : undefined),
  });

function freeId(base: string, taken: readonly string[]): string {
  if (!taken.includes(base)) return base;
  for (let n = 2; ; n++) if (!taken.includes(`${base}-${n}`)) return `${base}-${n}`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
