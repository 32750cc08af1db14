/** What a new sink of each kind has to be asked for. Secrets come back apart, for the store. */
import * as vscode from 'vscode';

export interface NewSink {
  readonly kind: string;
  readonly label: string;
  readonly description: string;
  /** Undefined when the person gives up. `id` names the secrets. */
  readonly ask: (id: string) => Promise<Answers | undefined>;
}

export interface Answers {
  readonly settings: Readonly<Record<string, unknown>>;
  /** By the name the settings refer to. */
  readonly secrets: Readonly<Record<string, string>>;
}

export const newSinks: readonly NewSink[] = [
  { kind: 'mqtt', label: vscode.l10n.t('New MQTT broker…'), description: vscode.l10n.t('JSON to a topic'), ask: askMqtt },
  { kind: 'slack', label: vscode.l10n.t('New Slack channel…'), description: vscode.l10n.t('by incoming webhook'), ask: askSlack },
  { kind: 'teams', label: vscode.l10n.t('New Teams channel…'), description: vscode.l10n.t('by workflow webhook'), ask: askTeams },
  { kind: 'email', label: vscode.l10n.t('New mail recipient…'), description: vscode.l10n.t('by SMTP'), ask: askEmail },
];

async function askMqtt(id: string): Promise<Answers | undefined> {
  const title = vscode.l10n.t('New MQTT broker');
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
  const username = await ask(title, vscode.l10n.t('User name; empty for none'), '', anything);
  if (username === undefined) return undefined;
  if (username === '') return { settings: { url, topic }, secrets: {} };
  const password = await askSecret(title, vscode.l10n.t('Password; it goes into the secret store'));
  return password === undefined ? undefined : { settings: { url, topic, username, password: { secret: id } }, secrets: { [id]: password } };
}

async function askSlack(id: string): Promise<Answers | undefined> {
  const title = vscode.l10n.t('New Slack channel');
  const address = await askSecret(title, vscode.l10n.t('Address of the incoming webhook; it goes into the secret store'), webAddress);
  if (address === undefined) return undefined;
  const label = await askLabel(title, '#qlik-alerts');
  return label === undefined ? undefined : { settings: { label, webhookUrl: { secret: id } }, secrets: { [id]: address.trim() } };
}

async function askTeams(id: string): Promise<Answers | undefined> {
  const title = vscode.l10n.t('New Teams channel');
  const address = await askSecret(
    title,
    vscode.l10n.t('Address of the workflow ("When a Teams webhook request is received"); it goes into the secret store'),
    webAddress,
  );
  if (address === undefined) return undefined;
  const label = await askLabel(title, vscode.l10n.t('Team and channel'));
  return label === undefined ? undefined : { settings: { label, webhookUrl: { secret: id } }, secrets: { [id]: address.trim() } };
}

async function askEmail(id: string): Promise<Answers | undefined> {
  const title = vscode.l10n.t('New mail recipient');
  const server = await ask(title, vscode.l10n.t('Mail server, as HOST:PORT'), 'mail.example.com:587', it =>
    /^[a-z0-9.-]+:\d{1,5}$/i.test(it) ? undefined : vscode.l10n.t('A name or address and a port, such as mail.example.com:587.'),
  );
  if (server === undefined) return undefined;
  const from = await ask(title, vscode.l10n.t('Sender'), '', mailAddress);
  if (from === undefined) return undefined;
  const to = await ask(title, vscode.l10n.t('Recipients, separated by commas'), '', it =>
    it
      .split(',')
      .map(part => mailAddress(part.trim()))
      .find(problem => problem !== undefined),
  );
  if (to === undefined) return undefined;
  const user = await ask(title, vscode.l10n.t('User name; empty for none'), '', anything);
  if (user === undefined) return undefined;
  const [host = '', port = ''] = server.split(':');
  const settings = { host, port: Number(port), secure: port === '465', from, to };
  if (user === '') return { settings, secrets: {} };
  const password = await askSecret(title, vscode.l10n.t('Password; it goes into the secret store'));
  return password === undefined ? undefined : { settings: { ...settings, user, password: { secret: id } }, secrets: { [id]: password } };
}

/** A webhook cannot tell its channel: the person does, for the status bar. */
const askLabel = (title: string, value: string): Promise<string | undefined> =>
  ask(title, vscode.l10n.t('A name for it, such as the channel: the address does not tell'), value, it =>
    it === '' ? vscode.l10n.t('It must not be empty.') : undefined,
  );

const anything = (): undefined => undefined;

const webAddress = (it: string): string | undefined =>
  /^https:\/\/[^\s/]+\/|^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\//i.test(it)
    ? undefined
    : vscode.l10n.t('An address that begins with https://');

const mailAddress = (it: string): string | undefined =>
  /^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(it) ? undefined : vscode.l10n.t('A mail address such as qlik@example.com.');

async function ask(
  title: string,
  prompt: string,
  value: string,
  problem: (text: string) => string | undefined,
): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({ title, prompt, value, ignoreFocusOut: true, validateInput: it => problem(it.trim()) });
  return answer?.trim();
}

/** Shows dots only. */
export async function askSecret(
  title: string,
  prompt: string,
  problem: (text: string) => string | undefined = () => undefined,
): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({
    title,
    prompt,
    password: true,
    ignoreFocusOut: true,
    validateInput: it => (it === '' ? vscode.l10n.t('It must not be empty.') : problem(it.trim())),
  });
  return answer;
}
