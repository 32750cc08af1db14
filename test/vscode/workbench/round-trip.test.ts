/**
 * The whole round trip as a person does it, by keyboard and mouse: from the blanks of a sample to accepted rows in the
 * panel and the same events at an MQTT subscriber. Every datagram goes to 127.0.0.1.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { connectAsync, type MqttClient } from 'mqtt';
import type { Frame } from 'playwright-core';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { startBroker, type Broker } from '../../support/broker';
import { sampleEvents } from '../../support/sample-events';
import { inWorkbench, sampleWorkspace } from '../support/host';
import { until, type Workbench } from '../support/workbench';

/** `LOG4NET_PICTURES=1` renews the pictures of the README, with the port that everybody has. */
const pictures = process.env['LOG4NET_PICTURES'] === '1';

const file = 'Scheduler/LocalLogConfig.xml';
/** What a person types into the password box; it may turn up nowhere but in the secret store. */
const password = 'pa55-word-that-is-nowhere';

test('from a sample with blanks to accepted rows in the panel and the same events at an MQTT subscriber', async () => {
  const workspace = await sampleWorkspace();
  const port = pictures ? 9998 : await freeUdpPort();
  const broker = await passwordBroker();
  const subscriber = await subscribe(broker);
  const sink = {
    id: 'broker',
    kind: 'mqtt',
    url: broker.url,
    topic: 'qliksense/{{type}}',
    username: 'alice',
    password: { secret: 'broker' },
  };
  try {
    await inWorkbench(
      'round-trip',
      workspace.folder,
      {
        machineSettings: { 'log4netAppenders.forwarding.sinks': [sink] },
        // The blanks are counted in this file only; the sample workspace has more of them elsewhere.
        settings: { 'log4netAppenders.workspace.check': false },
      },
      async (workbench, host) => {
        await seesTheBlanks(workbench);
        await fillsThemIn(workbench);
        await completesThePort(workbench, port);
        await workbench.save();
        await assertFilledIn(path.join(workspace.folder, file), port);

        await workbench.clickLens(`Listen on ${port}`);
        // The appender sends to another computer.
        await workbench.quickInput.pick('Listen Here All the Same');
        const panel = await workbench.webview('.header');
        await panel.locator('.listening.on', { hasText: `127.0.0.1:${port}` }).waitFor();
        await picture(workbench, 'panel-empty');

        await switchesForwardingOn(workbench);
        await workbench.clickLens('Send Test Event');
        await rows(panel, 1);
        await workbench.clickLens('Send Test Event');
        await rows(panel, 2);
        for (const row of await panel.locator('.grid .body .line').all()) {
          assert.equal(await row.locator('.verdict.accepted').count(), 1, await row.innerText());
          assert.match(await row.innerText(), /TEST-NODE[^]*task failed[^]*TEST/);
        }
        const shown = [await fieldsOfRow(panel, 0), await fieldsOfRow(panel, 1)];
        for (const fields of shown) assert.ok((fields.get('TaskName') ?? '').length > 3, JSON.stringify([...fields]));
        assert.notEqual(shown[0]?.get('ExecutionId'), shown[1]?.get('ExecutionId'), 'the second click is no duplicate');

        const received = await subscriber.atLeast(2);
        assert.deepEqual(
          received.map(it => it.event.fields['ExecutionId']),
          shown.map(it => it.get('ExecutionId')),
        );
        for (const { topic, event } of received) {
          assert.equal(topic, 'qliksense/task-failed');
          assert.deepEqual([event.origin, event.verdict, event.port], ['test', 'accepted', port]);
        }
        await picture(workbench, 'round-trip-dark');
        await workbench.theme('light');
        await picture(workbench, 'round-trip-light');

        await hearsAnIndependentSender(panel, port);
        await picture(workbench, 'panel-verdicts-light');
        await searchFor(password, path.join(host.dataFolder, 'data', 'logs'));
        await workbench.runCommand('log4net: Stop Test Listener');
        await panel.locator('.listening', { hasText: 'Not listening' }).waitFor();
        await canBind(port);
      },
    );
  } finally {
    await subscriber.close();
    await broker.close();
    await workspace.remove();
  }
});

async function seesTheBlanks(workbench: Workbench): Promise<void> {
  await workbench.openFile(file);
  const problems = await workbench.problems(found => found.filter(it => it.includes('blank to fill in')).length === 4);
  assert.equal(problems.filter(it => it.startsWith('Error')).length, 4, `nothing but the blanks is wrong:\n${problems.join('\n')}`);
  await workbench.theme('dark');
  await picture(workbench, 'blanks');
}

/** The fix asks for the receiver's address, then for the mail server's. */
async function fillsThemIn(workbench: Workbench): Promise<void> {
  const { page, quickInput } = workbench;
  await toEditor(workbench);
  await workbench.goTo(18, 45);
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .monaco-list-row.focused', { hasText: "Set the receiver's address everywhere" }).waitFor();
  await page.keyboard.press('Enter');
  await quickInput.box.getByText('IP of server where Butler is running').waitFor();
  await quickInput.type('10.20.30.5');
  await quickInput.accept();
  await quickInput.box.getByText('mail server').waitFor();
  await quickInput.type('mail.lab.example');
  await quickInput.accept();
  await quickInput.box.waitFor({ state: 'hidden' });
  await workbench.problems(found => found.every(it => !it.includes('blank to fill in')));
}

/** Deletes the first appender's port and writes it anew, with what completion offers. */
async function completesThePort(workbench: Workbench, port: number): Promise<void> {
  const { page } = workbench;
  await toEditor(workbench);
  await workbench.goTo(19, 1);
  await page.keyboard.press('Control+Shift+K');
  await workbench.problems(found => found.some(it => it.includes('remotePort')));
  await toEditor(workbench);
  await workbench.goTo(18, 1);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('<param name="');
  const offered = await workbench.completions();
  assert.ok(
    offered.some(it => it.startsWith('remotePort')),
    offered.join('\n'),
  );
  assert.ok(!offered.some(it => it.startsWith('smtpHost')), 'an appender for datagrams has no mail server');
  await page.keyboard.type('remoteP');
  await page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: 'remotePort' }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  const written = (await page.locator('.view-line', { hasText: 'remotePort' }).first().innerText()).replaceAll('\u00a0', ' ').trim();
  await page.keyboard.type(written.endsWith('"') ? ` value="${port}` : `" value="${port}`);
  await page.keyboard.press('End');
  await page.keyboard.type(' />');
  await workbench.problems(found => found.every(it => !it.includes('remotePort')));
  await toEditor(workbench);
}

/** From wherever the keyboard is into the editor. */
async function toEditor({ page }: Workbench): Promise<void> {
  await page.keyboard.press('Control+1');
  await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
}

/** On disk, where the window writes it in its own time. */
async function assertFilledIn(saved: string, port: number): Promise<void> {
  const filled = (text: string): boolean =>
    text.match(/name="remoteAddress" value="10\.20\.30\.5"/g)?.length === 3 &&
    text.match(/name="smtpHost" value="mail\.lab\.example"/g)?.length === 1 &&
    text.includes(`<param name="remotePort" value="${port}" />`);
  await until(
    () => readFile(saved, 'utf8'),
    filled,
    text => `The file does not hold what was filled in:\n${text}`,
    10_000,
  );
}

/** Chooses the broker of the settings, enters its password, a quarter of an hour, test events too. */
async function switchesForwardingOn(workbench: Workbench): Promise<void> {
  const { quickInput } = workbench;
  await workbench.runCommand('log4net: Set Up Forwarding…');
  await quickInput.pick('qliksense/{{type}}');
  await quickInput.box.getByText('is not in the secret store').waitFor();
  await quickInput.type(password);
  await quickInput.accept();
  await quickInput.pick('15 min');
  await quickInput.pick('Test events too');
  await workbench.statusItem(/⇢ MQTT 127\.0\.0\.1:\d+ qliksense.* · until \d\d:\d\d/).waitFor();
}

/** Another program's datagrams: no mark, and each with the verdict that the samples know. */
async function hearsAnIndependentSender(panel: Frame, port: number): Promise<void> {
  const samples = sampleEvents().filter(
    it => ['butler-task-failed', 'sos-user-qseow-proxy-session'].includes(it.contract ?? '') && it.datagram.length < 1000,
  );
  const task = samples.find(it => it.contract === 'butler-task-failed' && verdictOf(it, 'butler-16') === 'accepted');
  const refused = samples.find(it => it.contract === 'butler-task-failed' && verdictOf(it, 'butler-16') === 'rejected');
  const user = samples.find(it => it.contract === 'sos-user-qseow-proxy-session' && verdictOf(it, 'butler-sos-15') === 'accepted');
  assert.ok(task && refused && user);
  for (const [at, { datagram }] of [task, refused, user].entries()) {
    execFileSync('bash', ['-c', 'printf %s "$1" > /dev/udp/127.0.0.1/"$2"', 'send', datagram, String(port)]);
    await rows(panel, 3 + at);
  }
  const lines = panel.locator('.grid .body .line');
  await lines.nth(2).locator('.verdict.accepted').waitFor();
  await lines.nth(3).locator('.verdict.rejected').waitFor();
  await lines.nth(4).locator('.verdict.accepted, .verdict.altered').waitFor();
  assert.equal(await panel.locator('.grid .mark').count(), 2, 'only the test events are marked');
  const fields = await fieldsOfRow(panel, 4);
  const [, host, command, directory, id] = user.datagram.split(';');
  assert.deepEqual(
    ['HostName', 'Command', 'UserDirectory', 'UserId'].map(it => fields.get(it)),
    [host, command, directory, id],
  );
  await fieldsOfRow(panel, 3);
}

const verdictOf = (
  sample: { readonly verdicts: readonly { readonly receiver: string; readonly verdict: string }[] },
  receiver: string,
): string | undefined => sample.verdicts.find(it => it.receiver === receiver)?.verdict;

async function rows(panel: Frame, count: number): Promise<void> {
  await until(
    () => panel.locator('.grid .body .line').count(),
    found => found === count,
    found => `${found} rows are shown, ${count} expected.`,
  );
}

/** Clicks a row and reads the details. */
async function fieldsOfRow(panel: Frame, at: number): Promise<ReadonlyMap<string, string>> {
  await panel.locator('.grid .body .line').nth(at).click();
  await panel.locator('.grid .body .line.selected').waitFor();
  await panel.locator('.details .fields tr').first().waitFor();
  const names = await panel.locator('.details .fields th').allInnerTexts();
  const values = await panel.locator('.details .fields td .value').allInnerTexts();
  return new Map(names.map((name, n) => [name, values[n] ?? '']));
}

/** Into the README's folder, or out/vscode. */
async function picture(workbench: Workbench, name: string): Promise<void> {
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.quickInput.box.waitFor({ state: 'hidden' });
  // The palette fades in the newest version, and a picture would show it half gone.
  await new Promise(resolve => setTimeout(resolve, 500));
  await workbench.screenshot(pictures ? `media/${name}.png` : name);
}

interface Received {
  readonly topic: string;
  readonly event: CapturedEvent;
}

async function subscribe(broker: Broker): Promise<{ atLeast(count: number): Promise<readonly Received[]>; close(): Promise<void> }> {
  const client: MqttClient = await connectAsync(broker.url, { username: 'alice', password });
  const seen: Received[] = [];
  client.on('message', (topic, payload) => seen.push({ topic, event: JSON.parse(payload.toString('utf8')) as CapturedEvent }));
  await client.subscribeAsync('qliksense/#', { qos: 1 });
  return {
    atLeast: count =>
      until(
        () => Promise.resolve(seen),
        it => it.length >= count,
        it => `The subscriber saw ${it.length} events, ${count} expected.`,
      ),
    close: () => client.endAsync(),
  };
}

async function passwordBroker(): Promise<Broker> {
  const scratch = await sampleWorkspace();
  const users = path.join(scratch.folder, 'users');
  await writeFile(users, `alice:${password}\n`);
  execFileSync('mosquitto_passwd', ['-U', users]);
  const hashed = await readFile(users, 'utf8');
  await scratch.remove();
  return startBroker(['allow_anonymous false', 'password_file $FOLDER/users'], { users: hashed });
}

/** No log holds the secret; that the logs hold anything at all is shown by what must be in them. */
async function searchFor(secret: string, folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(names.filter(it => it.isFile()).map(it => readFile(path.join(it.parentPath, it.name), 'utf8')));
  assert.ok(
    texts.some(it => it.includes('Forwarding to MQTT')),
    'the log of the extension is there',
  );
  assert.ok(!texts.some(it => it.includes(secret)));
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** Stopping gives the port back. */
async function canBind(port: number): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  socket.close();
}
