/** Planted secrets in as many sinks of a real window, all of them quoted back by the services: none is on the screen, in a setting, a log, the journal or an export. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { canary, plant, quotingPeers, search } from '../../support/planted-secrets';
import { sampleEvents } from '../../support/sample-events';
import { folderWith, inWorkbench } from '../support/host';
import { freePort, listenOn, proposes, send } from '../support/panel';
import { until } from '../support/workbench';

const failedTask = sampleEvents().find(it => it.id === 'e01')?.datagram ?? assert.fail('e01');

test('no secret of all these sinks is in the panel, a notification, the settings, the logs, the journal or the export', () =>
  quotingPeers(async (http, smtp, tcp) => {
    const { sinks, values } = plant(http, smtp, tcp, 'nothing in the open');
    const workspace = await folderWith({ 'readme.txt': 'nothing' });
    const socket = createSocket('udp4');
    const machineSettings = {
      'log4netAppenders.forwarding.sinks': sinks.map((sink, at) => ({ ...sink, id: `s${at}`, label: `${canary} ${at}` })),
    };
    const options = { dialogs: true, machineSettings, env: Object.fromEntries(values) };
    try {
      await inWorkbench('forwarding-secrets', workspace.folder, options, async (workbench, host) => {
        const { quickInput, page } = workbench;
        const port = await freePort();
        const panel = await listenOn(workbench, port);
        await panel.getByRole('tab', { name: 'Forwarding' }).click();
        for (let at = 0; at < sinks.length; at++) {
          await workbench.runCommand('log4net: Set Up Forwarding…');
          await quickInput.type(`s${at}`);
          await quickInput.pick(new RegExp(`^s${at}(?!\\d)`));
          await quickInput.pick('15 min');
          await quickInput.pick('Real events only');
          await until(
            () => panel.locator('.sinks tbody tr:has(td.number)').count(),
            it => it === at + 1,
            it => `${it} sinks are on, ${at + 1} expected.`,
          );
        }
        await workbench.runCommand('Notifications: Clear All Notifications');
        await send(socket, port, failedTask.replace('Reload Sales Overview nightly', canary));
        await until(
          () => panel.locator('.sinks .problem').count(),
          it => it === sinks.length,
          it => `${it} of ${sinks.length} sinks have failed.`,
        );
        const forwardingTab = await panel.locator('body').innerText();
        await workbench.screenshot('forwarding-secrets');
        // A test message tells the service's own answer.
        await workbench.runCommand('log4net: Set Up Forwarding…');
        await quickInput.pick(/^s0(?!\d)/);
        await quickInput.pick('Send test message');
        const told = workbench.notification('was not taken');
        await told.waitFor();
        const notification = await told.innerText();
        await page.keyboard.press('Escape');
        await panel.getByRole('tab', { name: 'Events' }).click();
        await panel.locator('.grid .body .line', { hasText: canary }).first().click();
        await panel.locator('.details .tabs button', { hasText: 'Delivery' }).click();
        const event = await panel.locator('body').innerText();
        await workbench.runCommand('log4net: Export Captured Events…');
        await quickInput.pick('JSON Lines');
        await quickInput.box
          .getByText(/^Export 1 /)
          .first()
          .waitFor();
        await proposes(workbench, path.join(workspace.folder, 'events.jsonl'));
        await quickInput.accept();
        await workbench.notification('Exported 1 ').waitFor();

        const window = await page.locator('.monaco-workbench').innerText();
        const places = new Map([
          ['the forwarding tab', forwardingTab],
          ['the details of the event', event],
          ['the notification', notification],
          ['the rest of the window', window],
          ['the export', await readFile(path.join(workspace.folder, 'events.jsonl'), 'utf8')],
          ['the exported account', await readFile(path.join(workspace.folder, 'events.forwarding.json'), 'utf8')],
          ['the settings, the logs and the journal', await contentOf(host.dataFolder)],
        ]);
        assert.match(places.get('the settings, the logs and the journal') ?? '', /dead\.jsonl/);
        assert.match(places.get('the settings, the logs and the journal') ?? '', /settings\.json/);
        assert.deepEqual(search(places), []);
      });
    } finally {
      socket.close();
      await workspace.remove();
    }
  }));

/** Names and contents of all files below, programs left out. */
async function contentOf(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = files
    .filter(it => it.isFile() && !it.parentPath.includes('/extensions'))
    .map(async it => `${it.name}\n${await readFile(path.join(it.parentPath, it.name), 'utf8').catch(() => '')}`);
  return (await Promise.all(texts)).join('\n');
}
