/** The panel by the keyboard alone, and what it keeps while it is hidden. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import type { Frame } from 'playwright-core';
import { sampleEvents } from '../../support/sample-events';
import { folderWith, inWorkbench } from '../support/host';
import { freePort, listenOn, send } from '../support/panel';
import { until, type Workbench } from '../support/workbench';

const many = 5_000;

const configuration = (port: number): string => `<configuration>
  <appender name="Failed" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="127.0.0.1" />
    <param name="remotePort" value="${port}" />
    <layout type="log4net.Layout.PatternLayout">
      <param name="conversionPattern" value="%level;%logger;%message" />
    </layout>
  </appender>
</configuration>
`;

test('thousands of rows are few elements, the keyboard moves through them, and a hidden page comes back as it was', async () => {
  const workspace = await folderWith({ 'readme.txt': 'nothing' });
  const port = await freePort();
  const sender = createSocket('udp4');
  try {
    await inWorkbench('panel-keyboard', workspace.folder, {}, async workbench => {
      const panel = await listenOn(workbench, port);
      for (let at = 0; at < many; at++)
        await send(
          sender,
          port,
          `/scheduler-task-failed/;node;Task ${at};App;U\\a;;;2026-03-12 06:02:01,586;${at % 10 === 0 ? 'ERROR' : 'INFO'};;text`,
        );
      await panel.locator('.count', { hasText: many.toLocaleString() }).waitFor();
      assert.ok((await panel.locator('.grid .body .line').count()) < 100, 'only what is seen exists');
      await throughTheRows(workbench, panel);

      // Hidden pages are thrown away; what was shown is there again, filter and columns included.
      await workbench.runCommand('View: Toggle Panel Visibility');
      await until(
        () => Promise.resolve(panel.isDetached()),
        it => it,
        () => 'The hidden page is still there.',
      );
      await workbench.runCommand('View: Toggle Panel Visibility');
      const again = await workbench.webview('.grid');
      await again.locator('.count', { hasText: '500 of ' }).waitFor();
      assert.equal(await again.locator('.filter-bar input').inputValue(), 'level>=error');
      await again.locator('[role=columnheader]', { hasText: 'Sender' }).waitFor();
    });
  } finally {
    sender.close();
    await workspace.remove();
  }
});

test('each action is reached and done by the keyboard', async () => {
  const workspace = await folderWith({ 'readme.txt': 'nothing', 'LocalLogConfig.xml': '' });
  const port = await freePort();
  const sender = createSocket('udp4');
  try {
    await inWorkbench('panel-actions', workspace.folder, {}, async workbench => {
      const { page } = workbench;
      const panel = await listenOn(workbench, port);
      const samples = sampleEvents().filter(it => it.datagram.length > 0 && it.datagram.length < 5_000);
      for (const { datagram } of samples) await send(sender, port, datagram);
      await send(sender, port, 'INFO;A.B.C;what the pattern of the configuration wrote');
      await panel.locator('.count', { hasText: String(samples.length + 1) }).waitFor();
      await panel.locator('.grid').focus();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await panel.locator('.details:focus').waitFor();

      const names = await reachedByTab(workbench, panel);
      const wanted = [
        ...['Events', 'Stop', 'automatic', 'Set Up…', 'Filter events', 'What can be filtered by', 'Dropped', 'Users', 'Pause|Follow'],
        ...['Highlight what this filter finds', 'When events came', 'Choose columns', 'More actions', 'Captured events'],
        ...['Go to Configuration', 'Explain', 'Copy as JSON', 'Copy text', 'Copy as test case'],
        ...['Close the details', 'Fields'],
      ];
      const missing = wanted.filter(it => !names.some(name => new RegExp(`^(${it})`).test(name)));
      assert.deepEqual(missing, [], `the tab key reaches only: ${names.join(', ')}`);

      await completeByKeyboard(workbench, panel);
      await menusByKeyboard(workbench, panel);
      await timeByKeyboard(workbench, panel);
      await tabsByKeyboard(workbench, panel);
    });
  } finally {
    sender.close();
    await workspace.remove();
  }
});

test('Go to Configuration leads from a field to the word that wrote it', async () => {
  const port = await freePort();
  const workspace = await folderWith({ 'readme.txt': 'nothing', 'LocalLogConfig.xml': configuration(port) });
  const sender = createSocket('udp4');
  try {
    await inWorkbench('go-to-configuration', workspace.folder, {}, async workbench => {
      const panel = await listenOn(workbench, port);
      await send(sender, port, 'INFO;A.B.C;hello');
      await panel.locator('.grid .body .line').first().click();
      await panel.locator('.details').waitFor();
      await panel.locator('.details').getByRole('button', { name: 'Go to Configuration' }).click();
      await workbench.page.locator('.tab.active', { hasText: 'LocalLogConfig.xml' }).waitFor();
      await workbench.statusItem(/Ln 6, Col \d+ \(\d+ selected\)/).waitFor();
      await panel.locator('.details').getByRole('button', { name: 'Copy as test case' }).click();
      const copied = await until(
        () => workbench.page.evaluate(() => navigator.clipboard.readText()),
        it => it.startsWith('['),
        it => `The clipboard holds: ${it}`,
      );
      const [one] = JSON.parse(copied) as {
        readonly config: string;
        readonly expected: { readonly datagrams: readonly { readonly base64: string }[] };
      }[];
      assert.equal(one?.config, configuration(port));
      assert.equal(Buffer.from(one.expected.datagrams[0]?.base64 ?? '', 'base64').toString(), 'INFO;A.B.C;hello');
    });
  } finally {
    sender.close();
    await workspace.remove();
  }
});

/** Arrow keys, Home, End, Enter, Escape, `/`: no mouse. */
async function throughTheRows({ page }: Workbench, panel: Frame): Promise<void> {
  const grid = panel.locator('.grid');
  const current = (): Promise<string | null> => panel.locator('.line.selected').getAttribute('aria-rowindex');
  await grid.focus();
  await page.keyboard.press('End');
  await panel.locator('.line.selected', { hasText: `Task ${many - 1}` }).waitFor();
  await page.keyboard.press('Home');
  await panel.locator('.line.selected[aria-rowindex="2"]').waitFor();
  await page.keyboard.press('PageDown');
  assert.ok(Number(await current()) > 3);
  await page.keyboard.press('ArrowDown');
  const at = await current();
  assert.equal(await grid.getAttribute('aria-activedescendant'), await panel.locator('.line.selected').getAttribute('id'));
  await page.keyboard.press('Enter');
  await panel.locator('.details:focus').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await panel.locator('.grid:focus').waitFor();
  assert.equal(await current(), at, 'closing the details comes back to the row');
  await panel.getByRole('button', { name: 'Choose columns' }).focus();
  await page.keyboard.press('Enter');
  await panel.getByRole('checkbox', { name: 'Sender' }).focus();
  await page.keyboard.press('Space');
  await panel.locator('[role=columnheader]', { hasText: 'Sender' }).waitFor();
  await page.keyboard.press('Escape');
  await grid.focus();
  await page.keyboard.press('/');
  await page.keyboard.type('level>=error');
  await panel.locator('.count', { hasText: '500 of ' }).waitFor();
  // At once: what stands there on the way is a filter of its own.
  await page.keyboard.insertText(' level>=blah');
  await panel.locator('.complaint', { hasText: '"blah" is no level' }).waitFor();
  assert.match(await panel.locator('.count').innerText(), /^500 of/, 'the rows are still those of the filter before');
  for (let typed = 0; typed < ' level>=blah'.length; typed++) await page.keyboard.press('Backspace');
  await panel.locator('.complaint').waitFor({ state: 'detached' });
  await panel.locator('.count', { hasText: '500 of ' }).waitFor();
}

/** The names of what the tab key comes by, from the first tab of the page on. */
async function reachedByTab({ page }: Workbench, panel: Frame): Promise<readonly string[]> {
  await panel.getByRole('tab', { name: 'Events' }).focus();
  const names: string[] = [];
  for (let times = 0; times < 80; times++) {
    const name = await panel.evaluate(() => {
      const it = document.activeElement;
      const said = it?.getAttribute('aria-label') ?? it?.textContent ?? '';
      return said.trim().slice(0, 60);
    });
    if (name !== '') names.push(name);
    if (name === 'Fields') break;
    await page.keyboard.press('Tab');
  }
  return names;
}

async function completeByKeyboard({ page }: Workbench, panel: Frame): Promise<void> {
  await panel.locator('.grid').focus();
  await page.keyboard.press('/');
  await page.keyboard.type('verd');
  await panel.getByRole('option', { name: 'verdict:' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await panel.getByRole('option', { name: 'rejected' }).waitFor();
  await page.keyboard.type('rej');
  await until(
    () => panel.getByRole('option').count(),
    it => it === 1,
    it => `${it} values are offered for "rej".`,
  );
  await page.keyboard.press('ArrowDown');
  assert.match((await panel.getByRole('combobox').getAttribute('aria-activedescendant')) ?? '', /suggestion-0/);
  await page.keyboard.press('Enter');
  assert.equal(await panel.getByRole('combobox').inputValue(), 'verdict:rejected ');
  await panel.locator('.count', { hasText: ' of ' }).waitFor();
  await page.keyboard.press('Escape');
  await panel.locator('.count', { hasText: /^\d+ events/ }).waitFor();
}

/** The menu of all events, and the menu of one of them, which is VS Code's own. */
async function menusByKeyboard(workbench: Workbench, panel: Frame): Promise<void> {
  const { page } = workbench;
  await panel.getByRole('button', { name: 'More actions' }).focus();
  await page.keyboard.press('Enter');
  await panel.locator('[role=menuitem]:focus', { hasText: 'Export…' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await panel.locator('[role=menuitem]:focus:not(:has-text("Export…"))').waitFor();
  await page.keyboard.press('Escape');
  await panel.locator('[aria-label="More actions"]:focus').waitFor();
  await panel.locator('.grid').focus();
  await page.keyboard.press('Home');
  await panel.locator('.line.selected').waitFor();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Copy Text' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menuitem', { name: 'Copy Text' }).waitFor({ state: 'detached' });
}

async function timeByKeyboard({ page }: Workbench, panel: Frame): Promise<void> {
  const chart = panel.getByRole('slider', { name: 'When events came' });
  await chart.focus();
  await page.keyboard.press('End');
  assert.match((await chart.getAttribute('aria-valuetext')) ?? '', /^\d\d:\d\d:\d\d to \d\d:\d\d:\d\d: \d+ /);
  await page.keyboard.press('Enter');
  await until(
    () => panel.getByRole('combobox').inputValue(),
    it => /^time>=\S+ time<\S+$/.test(it),
    it => `The filter is "${it}".`,
  );
  assert.equal(await panel.locator('.complaint').count(), 0);
  await panel.getByRole('button', { name: 'Clear the filter' }).focus();
  await page.keyboard.press('Enter');
  await panel.locator('.count', { hasText: /^\d+ events/ }).waitFor();
}

async function tabsByKeyboard({ page }: Workbench, panel: Frame): Promise<void> {
  await panel.getByRole('tab', { name: 'Events' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await panel.getByText('Forwarding is off').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await panel.getByRole('rowheader', { name: 'qs-node-1' }).first().waitFor();
  await panel.getByRole('button', { name: 'Count' }).focus();
  await page.keyboard.press('Enter');
  await panel.locator('th[aria-sort=descending]', { hasText: 'Count' }).waitFor();
}
