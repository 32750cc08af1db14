/** The panel in a real window under axe, in every kind of theme. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { sampleEvents } from '../../support/sample-events';
import { folderWith, inWorkbench } from '../support/host';
import { freePort, listenOn, send, switchTheme, themes } from '../support/panel';
import type { Workbench } from '../support/workbench';

const many = 1_000;
/** Taken of the panel at full height; `LOG4NET_PICTURES=1` renews those of the README, otherwise they lie in out/vscode. */
const pictures: ReadonlyMap<string, string> = new Map([
  ['Dark Modern', 'panel-dark'],
  ['Light Modern', 'panel-light'],
]);

test('no rule of accessibility is broken in any kind of theme: events, nodes, forwarding, and nothing yet', async t => {
  const workspace = await folderWith({ 'readme.txt': 'nothing' });
  const port = await freePort();
  const sender = createSocket('udp4');
  try {
    await inWorkbench('accessibility', workspace.folder, {}, async workbench => {
      const { page } = workbench;
      const panel = await listenOn(workbench, port);
      await panel.getByText('Nothing received').waitFor();
      await check(workbench, 'nothing yet', 25);
      const samples = sampleEvents().filter(it => it.datagram.length > 0 && it.datagram.length < 5_000);
      for (let at = 0; at < many; at++) await send(sender, port, samples[at % samples.length]?.datagram ?? '');
      await panel.locator('.count', { hasText: many.toLocaleString() }).waitFor();
      for (const theme of themes) {
        await panel.getByRole('tab', { name: 'Events' }).click();
        await panel.locator('.grid').focus();
        await page.keyboard.press('Home');
        await page.keyboard.press('Enter');
        await panel.locator('.details .fields').waitFor();
        await switchTheme(workbench, panel, theme);
        const name = pictures.get(theme);
        if (name !== undefined) await picture(workbench, name);
        await panel.getByRole('button', { name: 'What can be filtered by' }).click();
        await panel.getByRole('option').first().waitFor();
        const passed = await check(workbench, `${theme}, events`, 38);
        await page.keyboard.press('Escape');
        await panel.getByRole('button', { name: 'Choose columns' }).click();
        await check(workbench, `${theme}, columns`, 35);
        await page.keyboard.press('Escape');
        for (const tab of ['Forwarding', 'Nodes']) {
          await panel.getByRole('tab', { name: tab }).click();
          await check(workbench, `${theme}, ${tab}`, 25);
        }
        t.diagnostic(`${theme}: ${passed} rules pass with ${many} rows, details and the filter's menu`);
      }
    });
  } finally {
    sender.close();
    await workspace.remove();
  }
});

async function picture(workbench: Workbench, name: string): Promise<void> {
  await workbench.runCommand('View: Toggle Maximized Panel');
  await workbench.quickInput.box.waitFor({ state: 'hidden' });
  // What lies under the mouse says what it is, over the panel's header.
  await workbench.page.mouse.move(200, 500);
  // The palette fades, and the table finds its new height.
  await new Promise(resolve => setTimeout(resolve, 800));
  await workbench.screenshot(process.env['LOG4NET_PICTURES'] === '1' ? `media/${name}.png` : name);
  await workbench.runCommand('View: Toggle Maximized Panel');
}

/** Looks at the panel's page only; answers how many rules were checked and hold. */
async function check({ page }: Workbench, what: string, atLeast: number): Promise<number> {
  const { violations, passes } = await new AxeBuilder({ page }).include(['iframe.webview', 'iframe#active-frame', 'body']).analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${what}: ${id}: ${String(nodes[0]?.html)}`),
    [],
  );
  assert.ok(passes.length >= atLeast, `${what}: only ${passes.length} rules were checked`);
  return passes.length;
}
