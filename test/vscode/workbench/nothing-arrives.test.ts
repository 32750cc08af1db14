/** Nothing Arrives?: the checklist with the listener off, with a port that another program holds, with a target elsewhere, and when events come. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { linesOnScreen, linesWhen } from '../support/explain';
import { folderWith, inWorkbench } from '../support/host';
import { freePort, listenOn, send } from '../support/panel';
import { inRepository } from '../../../scripts/lib/root.mjs';
import type { Workbench } from '../support/workbench';

const name = 'LocalLogConfig.xml';
const tab = 'Nothing Arrives?';

test('the checklist says what is in the way, with the way out, until an event has come', async () => {
  const port = await freePort();
  const template = await readFile(inRepository('templates', 'task-failed.xml'), 'utf8');
  const configuration = (address: string): string => template.replace('127.0.0.1', address).replace('"9998"', `"${port}"`);
  const workspace = await folderWith({ [name]: configuration('10.99.99.99'), 'readme.txt': 'Nothing here.' });
  /** Another program, which holds the port. An open socket would keep this process alive. */
  const other = createSocket('udp4').unref();
  const options = { viewport: { width: 1500, height: 1900 }, settings: { 'editor.minimap.enabled': false } };
  try {
    await inWorkbench('nothing-arrives', workspace.folder, options, async workbench => {
      await workbench.theme('dark');
      other.bind(port, '127.0.0.1');
      await once(other, 'listening');
      await workbench.openFile(name);
      await workbench.runCommand('log4net: Nothing Arrives?');
      await shows(workbench, [
        '3 things may keep events from arriving; 5 things cannot be tested from here.',
        '✖ Socket The listener is off: nothing can arrive. → Start it. Start Test Listener',
        `✖ Port UDP port ${port} is held by node (${process.pid}) on 127.0.0.1: datagrams go there. → Stop that program, or listen on`,
        '✔ Own datagram A datagram to 127.0.0.1 of this computer arrives.',
        '✔ File The file has no errors.',
        '? Service Qlik Sense is not on this computer',
        'These rows are written at INFO.',
        '? Node State changes of tasks come from the node whose Scheduler is the manager',
        `✖ Target It sends to 10.99.99.99:${port}: that is another computer.`,
        'Choose What to Do · Open Line 26',
        '✔ Rows A known row of System.Scheduler.Scheduler.Master.Task.TaskSession at INFO passes threshold and filters',
        '? Last event No event has come from a service yet, and none is remembered from before.',
      ]);
      await workbench.screenshot('nothing-arrives-off-dark');
      other.close();
      await once(other, 'close');

      const panel = await listenOn(workbench, port);
      await writeFile(path.join(workspace.folder, name), configuration('127.0.0.1'));
      await panel.locator('vscode-button', { hasText: tab }).first().click();
      await shows(workbench, [
        'One thing may keep events from arriving; 5 things cannot be tested from here.',
        `✔ Socket Listening on 127.0.0.1:${port} of`,
        `✔ Port The system lists the socket as ours; nobody else holds UDP port ${port}.`,
        '✔ Firewall No firewall is in the way of what this computer sends to itself.',
        '✔ Senders Everybody who reaches the socket may send.',
        `✖ Target It sends to 127.0.0.1:${port} (the computer it runs on), and the listener is there. But Qlik Sense Scheduler is not on this`,
        '? Last event No event has come from a service yet in the',
      ]);
      await workbench.screenshot('nothing-arrives-on-dark');

      const sender = createSocket('udp4');
      await send(sender, port, '/scheduler-task-failed/;qs-node-1;Finance;App;LAB\\alice;1;2;3;INFO;4;Failed');
      sender.close();
      await panel.locator('.grid .body .line').first().waitFor();
      await follow(workbench, 'Check Again');
      await shows(workbench, [
        `✔ Target It sends to 127.0.0.1:${port} (the computer it runs on), and the listener is there.`,
        '✔ Last event Events arrive: the last one was task failed of qs-node-1 on port',
      ]);
      await workbench.theme('light');
      await workbench.screenshot('nothing-arrives-light');

      await follow(workbench, 'Copy the Folder');
      await workbench.told('Copied.');
      assert.match(await workbench.page.evaluate('navigator.clipboard.readText()'), /Sense\\Log\\Scheduler\\Trace$/);
    });
  } finally {
    await workspace.remove();
  }
});

/** Waits for every one of these. The editor wraps long lines wherever it likes: blanks do not count. */
async function shows({ page }: Workbench, wanted: readonly string[]): Promise<void> {
  const bare = (text: string): string => text.replaceAll(/\s/g, '');
  const missing = (lines: readonly string[]): readonly string[] => wanted.filter(it => !bare(lines.join('')).includes(bare(it)));
  await linesWhen(page, tab, lines => missing(lines).length === 0).catch(async (error: unknown) => {
    throw new Error(`Missing: ${missing(await linesOnScreen(page, tab)).join(' | ')}`, { cause: error });
  });
}

/** A link of the list, as one follows links in an editor. */
async function follow({ page }: Workbench, text: string): Promise<void> {
  await page
    .locator('.detected-link', { hasText: text })
    .first()
    .click({ modifiers: ['Control'] });
}
