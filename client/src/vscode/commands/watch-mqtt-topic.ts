/** Watch an MQTT Topic…: what other listeners forwarded to a broker, in this panel. */
import * as vscode from 'vscode';
import { endpoint } from '../../listener/place';
import type { App } from '../app';
import { secretKey } from '../forwarding/plan-sinks';
import { showPanel } from '../listening/listen-on';
import { settingsSection } from '../registry/settings';
import { readSettings } from '../settings';
import { mayOpenSockets } from './trust';

export async function watchMqttTopic(app: App): Promise<void> {
  if (!(await mayOpenSockets())) return;
  const title = vscode.l10n.t('Watch an MQTT Topic');
  const { mqtt } = readSettings().settings;
  const url = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Address of the broker, without user and password'),
    value: typeof mqtt['url'] === 'string' ? mqtt['url'] : 'mqtt://127.0.0.1:1883',
  });
  if (url === undefined) return;
  const known = Array.isArray(mqtt['topics']) ? mqtt['topics'].filter(it => typeof it === 'string') : [];
  const topics = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Topics, with a blank between them; # stands for all below'),
    value: known.length > 0 ? known.join(' ') : 'qliksense/#',
  });
  if (topics === undefined) return;
  if (!(await isAlone(app, url.trim()))) return;
  // An account belongs to the broker of the settings, and goes to no other.
  const isOurs = url.trim() === mqtt['url'];
  const password = isOurs ? await secretOf(app, mqtt['password']) : undefined;
  const opened = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: url }, () =>
    app.listening.open(async (take, changed) => {
      const { openMqttSource } = await import('../../listener/sources/mqtt');
      let isCut = false;
      const source = await openMqttSource(
        {
          url: url.trim(),
          topics: topics.split(/\s+/).filter(it => it !== ''),
          ...(isOurs && typeof mqtt['username'] === 'string' && { username: mqtt['username'] }),
          ...(password !== undefined && { password }),
        },
        {
          now: Date.now,
          take,
          onState: (state, sentence) => {
            app.log.info(sentence);
            isCut = state === 'lost';
            changed();
            if (isCut) void vscode.window.showWarningMessage(sentence);
          },
        },
      );
      if (typeof source === 'string') return source;
      const { broker } = source;
      const place = { ...broker, since: new Date().toISOString(), open: false, protocol: 'mqtt' as const };
      return {
        get place() {
          return { ...place, isCut };
        },
        close: () => source.close(),
      };
    }),
  );
  if (typeof opened === 'string') void vscode.window.showErrorMessage(opened);
  else await showPanel();
}

/** Two subscriptions at one broker would show twice what both carry: the new one takes the place of the other, or is not made. */
async function isAlone({ listening }: App, url: string): Promise<boolean> {
  if (!URL.canParse(url)) return true;
  const { brokerOf, endpointOf } = await import('../../listener/sources/mqtt');
  const { address, port } = endpointOf(brokerOf(url));
  const open = listening.places.find(it => it.protocol === 'mqtt' && it.address === address && it.port === port);
  if (open === undefined) return true;
  const instead = vscode.l10n.t('Watch These Topics Instead');
  const message = vscode.l10n.t('Topics of {0} are watched already: what both carry would be shown twice.', endpoint(address, port));
  if ((await vscode.window.showWarningMessage(message, instead)) !== instead) return false;
  await listening.stop(open);
  return true;
}

/** `{ "secret": "NAME" }` of the settings; anything else is no password. */
async function secretOf({ context, log }: App, setting: unknown): Promise<string | undefined> {
  if (typeof setting !== 'object' || setting === null || !('secret' in setting) || typeof setting.secret !== 'string') return undefined;
  const secret = await context.secrets.get(secretKey(setting.secret));
  if (secret === undefined)
    log.warn(`${settingsSection}.listener.mqtt: there is no secret called "${setting.secret}" in the secret store.`);
  return secret;
}
