/** From nothing to a message in a channel, by the flow alone and by keyboard alone. The channel is a service on this machine that answers as Slack does. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { sampleEvents } from '../../support/sample-events';
import { inWorkbench, folderWith } from '../support/host';
import { until, type Workbench } from '../support/workbench';

/** The secret part of the address: it may turn up nowhere but in the secret store. */
const secret = '/services/T0/B0/webhook-secret-that-is-nowhere';

test('from nothing to a test message in a channel, then real events, by the flow alone and by keyboard', async () => {
  const channel = await slackLike();
  const workspace = await folderWith({ 'readme.txt': 'nothing' });
  const port = await freePort();
  try {
    await inWorkbench('forwarding', workspace.folder, { dialogs: true }, async (workbench, host) => {
      const { page } = workbench;
      await command(workbench, 'log4net: Set Up Forwarding…');
      await choose(workbench, 'New Slack channel');
      await answer(workbench, 'Address of the incoming webhook', `http://127.0.0.1:${channel.port}${secret}`);
      await answer(workbench, 'the address does not tell', '#qlik-test');
      await choose(workbench, 'Failed and aborted tasks');

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

      await listenOn(workbench, port);
      const panel = await workbench.webview('.header');
      await panel.getByRole('tab', { name: 'Forwarding' }).click();
      const failed = sampleEvents().find(it => it.id === 'e01')?.datagram ?? assert.fail('e01');
      for (let at = 0; at < 40; at++) await send(port, failed);
      await panel.locator('.sinks td', { hasText: 'Slack #qlik-test' }).waitFor();
      // One message; the others are duplicates or held back by the rate limit, and counted.
      await panel.locator('.sinks td.number').first().getByText('40', { exact: true }).waitFor();
      await until(
        () => Promise.resolve(channel.messages.length),
        it => it === 2,
        it => `${it} messages arrived, 2 expected.`,
      );
      assert.match(channel.messages[1] ?? '', /"Task failed: Reload Sales Overview nightly"/);
      await command(workbench, 'Notifications: Clear All Notifications');
      await workbench.theme('dark');
      await picture(workbench, 'forwarding-dark');
      await workbench.theme('light');
      await picture(workbench, 'forwarding-light');
      assert.doesNotMatch(await panel.locator('body').innerText(), /webhook-secret/);

      await command(workbench, 'log4net: Pause All Forwarding');
      await workbench.notification('is off. What waits is kept.').waitFor();
      await workbench.statusItem(/⇢ Slack/).waitFor({ state: 'detached' });
      await searchFor('webhook-secret', '#qlik-test', host.dataFolder);
    });
  } finally {
    await workspace.remove();
    channel.close();
  }
});

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

/** No file of VS Code's data, settings and logs included, holds the secret in the open; the canary is found, so the search sees. */
async function searchFor(text: string, canary: string, folder: string): Promise<void> {
  let seen = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter(it => it.isFile() && !it.parentPath.includes('/extensions'))) {
    const content = await readFile(path.join(entry.parentPath, entry.name), 'latin1').catch(() => '');
    assert.ok(!content.includes(text), `${path.join(entry.parentPath, entry.name)} holds the secret`);
    if (content.includes(canary)) seen++;
  }
  assert.ok(seen >= 2, `the label is in ${seen} files: settings and log were expected`);
}

async function slackLike(): Promise<{ readonly port: number; readonly messages: readonly string[]; close(): void }> {
  const messages: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      if (request.url === secret) messages.push(body);
      response
        .writeHead(request.url === secret ? 200 : 404, { 'content-type': 'text/html' })
        .end(request.url === secret ? 'ok' : 'no_service');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
