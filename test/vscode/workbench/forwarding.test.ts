/** From nothing to a message in a channel, by the flow alone and by keyboard alone. The channel is a service on this machine that answers as Slack does. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import type { Frame } from 'playwright-core';
import type { ForwardingReport } from '../../../client/src/delivery/report';
import { sinkCounts } from '../../../client/src/panel/protocol';
import { sampleEvents } from '../../support/sample-events';
import { inWorkbench, folderWith } from '../support/host';
import { proposes } from '../support/panel';
import { until, type Workbench } from '../support/workbench';

/** The secret part of the address: it may turn up nowhere but in the secret store. */
const secret = '/services/T0/B0/webhook-secret-that-is-nowhere';
const workflow = '/workflows/x?sig=workflow-secret-that-is-nowhere';

test('from nothing to a test message in a channel, then real events, by the flow alone and by keyboard', async () => {
  const channel = await slackLike();
  const workspace = await folderWith({ 'readme.txt': 'nothing' });
  const port = await freePort();
  try {
    await inWorkbench('forwarding', workspace.folder, { dialogs: true }, async (workbench, host) => {
      const { page } = workbench;
      await setUpSlack(workbench, channel.port);

      await choose(workbench, 'Show what would be sent');
      await page.locator('.monaco-editor .view-line', { hasText: 'TEST Task failed: Test of forwarding' }).first().waitFor();
      assert.equal(channel.messages.length, 0, 'a preview sends nothing');
      // A template is rendered on a captured event while it is typed, and told what is wrong with it where it stands.
      await choose(workbench, 'Change the text');
      await workbench.quickInput.box.getByText('Text of the messages').first().waitFor();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('{{taskName');
      await page.getByText('The template cannot be read').first().waitFor();
      await page.keyboard.type('}} needs a look');
      await page.getByText('→ Test of forwarding needs a look').first().waitFor();
      await workbench.screenshot('forwarding-template');
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Delete');
      await page.getByText('The plain form.').first().waitFor();
      await page.keyboard.press('Enter');

      await choose(workbench, 'Send test message');
      const taken = workbench.notification('was taken after');
      await taken.waitFor();
      assert.match(await taken.innerText(), /The test message for 'slack' was taken after \d+ ms: 200 ok/);
      assert.equal(channel.messages.length, 1);
      assert.match(channel.messages[0] ?? '', /"TEST Task failed: Test of forwarding"/);
      assert.match(channel.messages[0] ?? '', /Forwarded by the log4net listener /);

      await choose(workbench, '15 min');
      await choose(workbench, 'Real events only');
      await workbench.statusItem(/⇢ Slack #qlik-test · until \d\d:\d\d/).waitFor();

      // A second sink, while the first one stays on.
      await command(workbench, 'log4net: Set Up Forwarding…');
      await choose(workbench, 'New Teams channel');
      await answer(workbench, 'Address of the workflow', `http://127.0.0.1:${channel.port}${workflow}`);
      await answer(workbench, 'the address does not tell', 'Qlik alerts');
      await choose(workbench, 'Failed and aborted tasks');
      await choose(workbench, '1 h');
      await choose(workbench, 'Real events only');
      await workbench.statusItem(/⇢ Slack #qlik-test · until \d\d:\d\d; Teams Qlik alerts · until \d\d:\d\d/).waitFor();

      await listenOn(workbench, port);
      const panel = await workbench.webview('.header');
      await panel.getByRole('tab', { name: 'Forwarding' }).click();
      for (let at = 0; at < 40; at++) await send(port, failedTask);
      await panel.locator('.sinks td', { hasText: 'Slack #qlik-test' }).waitFor();
      // One message; the others are held back by the rate limit, and counted.
      await counts(panel, { received: 40, delivered: 1, held: 39 });
      await until(
        () => Promise.resolve(channel.messages.length),
        it => it === 2,
        it => `${it} messages arrived, 2 expected.`,
      );
      assert.match(channel.messages[1] ?? '', /"Task failed: Reload Sales Overview nightly"/);
      await until(
        () => Promise.resolve(channel.cards),
        it => it.length === 1 && /"Task failed: Reload Sales Overview nightly"/.test(it[0] ?? ''),
        it => `Teams got ${it.join() || 'nothing'}.`,
      );
      await command(workbench, 'Notifications: Clear All Notifications');
      await workbench.theme('dark');
      await picture(workbench, 'forwarding-dark');
      await workbench.theme('light');
      await picture(workbench, 'forwarding-light');
      assert.doesNotMatch(await panel.locator('body').innerText(), /webhook-secret/);

      await command(workbench, 'log4net: Pause All Forwarding');
      await workbench.notification('is off. What waits is kept.').waitFor();
      await workbench.statusItem(/⇢ Slack/).waitFor({ state: 'detached' });

      await command(workbench, 'log4net: Export Captured Events…');
      await choose(workbench, 'JSON Lines');
      await workbench.quickInput.box
        .getByText(/^Export 40 /)
        .first()
        .waitFor();
      await proposes(workbench, path.join(workspace.folder, 'events.jsonl'));
      await page.keyboard.press('Enter');
      await workbench.notification('Exported 40 ').waitFor();
      const account = await readFile(path.join(workspace.folder, 'events.forwarding.json'), 'utf8');
      const { sinks } = JSON.parse(account) as ForwardingReport;
      const equation = 'received 40 = delivered 1 + queued 0 + held 39 + rejected 0 + dropped 0';
      assert.deepEqual(
        sinks.map(it => `${it.label}: ${it.equation}`),
        [`Slack #qlik-test: ${equation}`, `Teams Qlik alerts: ${equation}`],
      );
      for (const hidden of ['webhook-secret', 'workflow-secret']) {
        await searchFor(hidden, '#qlik-test', host.dataFolder, 2);
        await searchFor(hidden, '#qlik-test', workspace.folder, 1);
      }
    });
  } finally {
    await workspace.remove();
    channel.close();
  }
});

test('what waits outlives a reload and is asked about, what was refused is tried again from the panel, and nothing personal is shown', async () => {
  const channel = await slackLike();
  const workspace = await folderWith({ 'readme.txt': 'nothing' });
  const port = await freePort();
  const task = (n: number) => failedTask.replace('Reload Sales Overview nightly', `Task ${n}`).replaceAll(/[0-9a-f]{8}-/g, `0000000${n}-`);
  try {
    await inWorkbench('forwarding-kept', workspace.folder, { dialogs: true }, async workbench => {
      const { page } = workbench;
      await listenOn(workbench, port);
      await send(port, task(1));
      await send(port, userSession);
      const panel = await workbench.webview('.header');
      await panel.locator('.fact', { hasText: 'Received' }).getByText('2', { exact: true }).waitFor();

      await setUpSlack(workbench, channel.port);
      // The newest event is a user's, which this sink would not get: the example is the one before.
      await choose(workbench, 'Show what would be sent');
      await page.locator('.monaco-editor .view-line', { hasText: 'Task failed: Task 1' }).first().waitFor();
      await choose(workbench, '15 min');
      await choose(workbench, 'Real events only');
      await workbench.statusItem(/⇢ Slack #qlik-test · until \d\d:\d\d/).waitFor();

      channel.answers = 400;
      await send(port, task(2));
      await panel.getByRole('tab', { name: 'Forwarding' }).click();
      await counts(panel, { received: 1, delivered: 0, rejected: 1 });
      await panel.locator('.sinks .problem', { hasText: 'Slack refuses the message (400: invalid_blocks).' }).waitFor();
      await workbench.screenshot('forwarding-refused');
      channel.answers = 200;
      await panel.getByRole('button', { name: 'Try again (1)' }).press('Enter');
      await counts(panel, { received: 1, delivered: 1, rejected: 0 });

      channel.answers = 503;
      for (const n of [3, 4, 5]) await send(port, task(n));
      await counts(panel, { received: 4, delivered: 1, queued: 3 });
      await panel.locator('.sinks .problem', { hasText: 'Slack has a problem (503' }).waitFor();
      await workbench.statusItem(/⇢ Slack #qlik-test/).waitFor();
      await workbench.screenshot('forwarding-waiting');
      await page.reload();
      // A window that is reloaded a few seconds after it was opened may have forgotten which views were open.
      await workbench.runCommand('log4net: Focus on Events View');

      channel.answers = 200;
      await workbench.notification("3 events for 'slack' waited; send them?").waitFor();
      assert.equal(await page.locator('.statusbar-item', { hasText: '⇢ Slack' }).count(), 0, 'it is off after a reload');
      assert.equal(channel.messages.length, 1, 'nothing was sent by itself');
      await workbench.screenshot('forwarding-asked');
      // Escape leaves everything as it was.
      await command(workbench, 'log4net: Set Up Forwarding…');
      await choose(workbench, 'slack');
      await choose(workbench, '15 min');
      await choose(workbench, 'Real events only');
      await workbench.dialog('3 events wait from an earlier time.').waitFor();
      await page.keyboard.press('Escape');
      await workbench.dialog('3 events wait').waitFor({ state: 'detached' });
      await page.keyboard.press('F1');
      await workbench.quickInput.box.waitFor();
      await page.keyboard.press('Escape');
      await workbench.notification("3 events for 'slack' waited").getByRole('button', { name: 'Send Them…' }).press('Enter');
      await choose(workbench, '15 min');
      await choose(workbench, 'Real events only');
      await until(
        () => Promise.resolve(channel.messages.map(it => /Task failed: Task \d/.exec(it)?.[0])),
        it => it.length === 4,
        it => `${it.join()} arrived, 4 expected.`,
      );
      assert.deepEqual(
        channel.messages.map(it => /Task failed: Task \d/.exec(it)?.[0]),
        [2, 3, 4, 5].map(n => `Task failed: Task ${n}`),
      );
    });
  } finally {
    await workspace.remove();
    channel.close();
  }
});

test('forwarding goes off when its time is up, and a dry run until then opens no connection', async () => {
  const workspace = await folderWith({ 'readme.txt': 'nothing' });
  const port = await freePort();
  let connections = 0;
  const broker = createTcpServer(() => connections++).listen(0, '127.0.0.1');
  await once(broker, 'listening');
  const url = `mqtt://127.0.0.1:${(broker.address() as AddressInfo).port}`;
  const machineSettings = {
    'log4netAppenders.forwarding.switchOffAfter': 1,
    'log4netAppenders.forwarding.sinks': [{ id: 'dry', kind: 'mqtt', url, topic: 'q', dryRun: true }],
  };
  try {
    await inWorkbench('forwarding-ends', workspace.folder, { dialogs: true, machineSettings }, async (workbench, host) => {
      await listenOn(workbench, port);
      await command(workbench, 'log4net: Set Up Forwarding…');
      await choose(workbench, 'dry');
      await choose(workbench, '1 min');
      await choose(workbench, 'Real events only');
      await workbench.statusItem(/⇢ MQTT .* \(dry run\) · until \d\d:\d\d/).waitFor();
      const panel = await workbench.webview('.header');
      await panel.getByRole('tab', { name: 'Forwarding' }).click();
      await send(port, failedTask);
      await counts(panel, { received: 1, delivered: 1 });
      await searchFor('no text like this', 'Dry run, dry, q: ', host.dataFolder, 1);
      await workbench.notification('The time is up: forwarding to MQTT').waitFor({ timeout: 90_000 });
      await workbench.statusItem(/⇢ MQTT/).waitFor({ state: 'detached' });
      await panel.getByText('Forwarding is off').waitFor();
      assert.equal(connections, 0);
    });
  } finally {
    broker.close();
    await workspace.remove();
  }
});

const sample = (id: string) => sampleEvents().find(it => it.id === id)?.datagram ?? assert.fail(id);
const failedTask = sample('e01');
const userSession = sampleEvents().find(it => /proxy-session/.test(it.datagram))?.datagram ?? assert.fail('no user event');

/** Waits until the account of the sink says so. */
async function counts(panel: Frame, expected: Readonly<Partial<Record<(typeof sinkCounts)[number], number>>>): Promise<void> {
  await until(
    () => panel.locator('.sinks tbody tr').first().locator('td.number').allTextContents(),
    shown => Object.entries(expected).every(([name, count]) => shown[sinkCounts.indexOf(name as 'received')] === String(count)),
    shown => `The panel counts ${sinkCounts.map((name, at) => `${name} ${shown[at] ?? '?'}`).join(', ')}.`,
  );
}

/** The flow as far as the question for how long: a Slack-like channel for failed and aborted tasks. */
async function setUpSlack(workbench: Workbench, port: number): Promise<void> {
  await command(workbench, 'log4net: Set Up Forwarding…');
  await choose(workbench, 'New Slack channel');
  await answer(workbench, 'Address of the incoming webhook', `http://127.0.0.1:${port}${secret}`);
  await answer(workbench, 'the address does not tell', '#qlik-test');
  await choose(workbench, 'Failed and aborted tasks');
}

/** Runs a command of the palette without the mouse. */
async function command({ page, quickInput }: Workbench, title: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    await page.keyboard.press('F1');
    await quickInput.box.waitFor();
    await quickInput.box.locator('input').first().fill(`>${title}`);
    const focused = quickInput.box.locator(`.monaco-list-row.focused[aria-label^="${title}"]`);
    const found = await focused.waitFor({ timeout: 3_000 }).then(
      () => true,
      () => false,
    );
    if (found) return page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await quickInput.box.waitFor({ state: 'hidden' });
  }
  assert.fail(`VS Code does not offer "${title}".`);
}

/** Types until the row is the one with the focus, and takes it. */
async function choose({ page, quickInput }: Workbench, label: string): Promise<void> {
  await quickInput.box.locator('.monaco-list-row', { hasText: label }).first().waitFor();
  await page.keyboard.type(label);
  await quickInput.box.locator('.monaco-list-row.focused', { hasText: label }).waitFor();
  await page.keyboard.press('Enter');
}

async function answer({ page, quickInput }: Workbench, prompt: string, text: string): Promise<void> {
  await quickInput.box.getByText(prompt).waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

async function listenOn(workbench: Workbench, port: number): Promise<void> {
  await command(workbench, 'log4net: Start Test Listener');
  await choose(workbench, 'Another port…');
  await answer(workbench, 'UDP port to listen on', String(port));
  await (await workbench.webview('.header')).locator('.listening.on', { hasText: `:${port}` }).waitFor();
}

async function send(port: number, text: string): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise(resolve => socket.send(text, port, '127.0.0.1', resolve));
  socket.close();
}

async function picture(workbench: Workbench, name: string): Promise<void> {
  await workbench.quickInput.box.waitFor({ state: 'hidden' });
  await new Promise(resolve => setTimeout(resolve, 500));
  await workbench.screenshot(process.env['LOG4NET_PICTURES'] !== '1' ? name : `media/${name}.png`);
}

/** No file of a folder, such as VS Code's data with settings and logs, holds the secret in the open; the canary is found, so the search sees. */
async function searchFor(text: string, canary: string, folder: string, atLeast: number): Promise<void> {
  let seen = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter(it => it.isFile() && !it.parentPath.includes('/extensions'))) {
    const content = await readFile(path.join(entry.parentPath, entry.name), 'latin1').catch(() => '');
    assert.ok(!content.includes(text), `${path.join(entry.parentPath, entry.name)} holds the secret`);
    if (content.includes(canary)) seen++;
  }
  assert.ok(seen >= atLeast, `the label is in ${seen} files of ${folder}, which proves nothing`);
}

interface Channel {
  readonly port: number;
  /** Bodies of the messages that were taken. */
  readonly messages: readonly string[];
  /** Of the workflow that stands beside it. */
  readonly cards: readonly string[];
  /** The status it answers with. */
  answers: 200 | 400 | 503;
  close(): void;
}

async function slackLike(): Promise<Channel> {
  const messages: string[] = [];
  const cards: string[] = [];
  const said = { 200: 'ok', 400: 'invalid_blocks', 503: 'rollup_error' } as const;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      if (request.url === workflow) {
        cards.push(body);
        return void response.writeHead(202).end();
      }
      const status = request.url === secret ? channel.answers : 404;
      if (status === 200) messages.push(body);
      response.writeHead(status, { 'content-type': 'text/html' }).end(status === 404 ? 'no_service' : said[status]);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const channel: Channel = {
    port: (server.address() as AddressInfo).port,
    messages,
    cards,
    answers: 200,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return channel;
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
