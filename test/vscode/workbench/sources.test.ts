/** Other sources than a socket that is written to: a mail caught, and a temporary copy of what goes to another computer. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { folderWith, inWorkbench } from '../support/host';
import { freePort, send } from '../support/panel';
import { until, type Workbench } from '../support/workbench';

const name = 'LocalLogConfig.xml';
const layout = `<layout type="log4net.Layout.PatternLayout">
      <param name="conversionpattern" value="%property{TaskName} failed: %message" />
    </layout>`;

const configuration = (port: number): string => `<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <appender name="Mail" type="log4net.Appender.SmtpAppender">
    <evaluator type="log4net.Core.LevelEvaluator">
      <param name="threshold" value="ALL" />
    </evaluator>
    <param name="to" value="operations@lab.example" />
    <param name="from" value="qlik-sense@lab.example" />
    <param name="subject" value="Qlik Sense: task failed" />
    <param name="smtpHost" value="mail.lab.example" />
    <param name="bufferSize" value="0" />
    ${layout}
  </appender>
  <appender name="Udp" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="10.99.99.99" />
    <param name="remotePort" value="${port}" />
    <param name="encoding" value="utf-8" />
    ${layout}
  </appender>
  <logger name="System.Scheduler.Scheduler.Master.Task.TaskSession">
    <appender-ref ref="Mail" />
    <appender-ref ref="Udp" />
  </logger>
</configuration>
`;

const options = { viewport: { width: 1500, height: 950 }, settings: { 'editor.minimap.enabled': false } };

test('a mail that log4net would send is caught, and shown as a mail', async () => {
  const workspace = await folderWith({ [name]: configuration(await freePort()) });
  try {
    await inWorkbench('mail-catcher', workspace.folder, options, async workbench => {
      await workbench.theme('dark');
      await workbench.openFile(name);
      await workbench.clickLens('Send to Local Catcher');
      const panel = await workbench.webview('.header');
      const line = panel.locator('.grid .body .line');
      await line.first().waitFor();
      assert.equal(await line.count(), 1);
      const row = await line.first().innerText();
      assert.match(row, /mail[^]*Qlik Sense: task failed[^]*TEST[^]*not judged: a mail/);
      assert.equal(await line.locator('.verdict.mail').count(), 1);
      await panel.locator('.listening.on', { hasText: /Mail on 127\.0\.0\.1:\d+/ }).waitFor();
      assert.match(await panel.locator('.fact', { hasText: 'Received' }).innerText(), /Received\s+1$/);
      assert.equal(await panel.locator('.filter-bar .count').innerText(), '1 event');
      assert.equal(await panel.locator('.chip', { hasText: 'Dropped' }).count(), 0, 'nobody has dropped it');
      await workbench.screenshot('mail-row-dark');
      await line.first().click();
      await panel.locator('.details .fields tr').first().waitFor();
      const fields = await panel.locator('.details .fields').innerText();
      assert.match(fields, /From\s+qlik-sense@lab\.example[^]*To\s+operations@lab\.example[^]*Subject\s+Qlik Sense: task failed/);
      assert.match(await panel.locator('.details .summary').innerText(), /A mail: people read it, no receiver judges it/);
      const actions = await panel.locator('.details .actions button').evaluateAll(all => all.map(it => it.getAttribute('aria-label')));
      assert.deepEqual(actions, ['Copy text', 'Copy as JSON', 'Close the details'], 'a mail has no pattern and is not replayed');
      await workbench.screenshot('mail-details-dark');
      await workbench.theme('light');
      await workbench.screenshot('mail-details-light');
      await workbench.runCommand('log4net: Stop Test Listener');
      await panel.locator('.listening', { hasText: 'Not listening' }).waitFor();
    });
  } finally {
    await workspace.remove();
  }
});

test('a copy of what goes to another computer is put into the file, and leaves it when the listener stops', async () => {
  const port = await freePort();
  const before = configuration(port);
  const workspace = await folderWith({ [name]: before });
  const saved = path.join(workspace.folder, name);
  const onDisk = (good: (text: string) => boolean): Promise<string> =>
    until(
      () => readFile(saved, 'utf8'),
      good,
      text => `The file never came to hold what was expected. It holds:\n${text}`,
      20_000,
    );
  try {
    await inWorkbench('temporary-copy', workspace.folder, options, async workbench => {
      const { quickInput } = workbench;
      await workbench.theme('dark');
      await workbench.openFile(name);
      await workbench.clickLens(`Listen on ${port}`);
      await quickInput.box.getByText('It sends to 10.99.99.99: that is another computer').waitFor();
      await pictures(workbench, 'elsewhere');
      await quickInput.pick('Send a Copy Here');
      await quickInput.box.getByText('Only a service on this computer reaches it.').waitFor();
      await workbench.screenshot('copy-target-light');
      await quickInput.pick('This Computer Only');
      const panel = await workbench.webview('.header');
      await panel.locator('.listening.on', { hasText: `127.0.0.1:${port}` }).waitFor();
      await workbench.told('leaves the file when the listener stops');
      await workbench.screenshot('copy-listening-light');
      await workbench.save();
      const copied = await onDisk(text => text.includes('name="Udp-test-copy"'));
      assert.match(copied, /<!-- Temporary: a copy for the test listener on 127\.0\.0\.1\./);
      assert.match(copied, /<appender name="Udp-test-copy"[^]*?name="remoteAddress" value="127\.0\.0\.1"/);
      assert.match(copied, /<appender-ref ref="Udp" \/>\s*<appender-ref ref="Udp-test-copy" \/>/);
      assert.match(copied, /name="remoteAddress" value="10\.99\.99\.99"/, 'what the first one sends is left as it is');

      const sender = createSocket('udp4');
      await send(sender, port, 'Finance failed: Max retries reached');
      sender.close();
      await panel.locator('.grid .body .line').first().waitFor();
      await workbench.runCommand('log4net: Stop Test Listener');
      await panel.locator('.listening', { hasText: 'Not listening' }).waitFor();
      await workbench.told(`Took the temporary appender out of ${name}`);
      await onDisk(text => text === before);
      await workbench.theme('dark');
      await workbench.screenshot('copy-gone-dark');

      // A window that goes away while it listens cannot tidy up: the next one asks.
      await workbench.clickLens(`Listen on ${port}`);
      await quickInput.pick('Send a Copy Here');
      await quickInput.pick('This Computer Only');
      await panel.locator('.listening.on', { hasText: `127.0.0.1:${port}` }).waitFor();
      await workbench.save();
      await onDisk(text => text.includes('name="Udp-test-copy"'));
      await workbench.page.reload();
      await workbench.openFile(name);
      await workbench.answer('still holds a temporary appender', 'Take It Out');
      await onDisk(text => text === before);
    });
  } finally {
    await workspace.remove();
  }
});

/** The quick pick that is open, in dark and in light; switching the theme closes it, so it is opened anew. */
async function pictures(workbench: Workbench, what: string): Promise<void> {
  const { page, quickInput } = workbench;
  await workbench.screenshot(`${what}-dark`);
  await page.keyboard.press('Escape');
  await quickInput.box.waitFor({ state: 'hidden' });
  await workbench.theme('light');
  await workbench.clickLens(/^Listen on/);
  await quickInput.box.getByText('that is another computer').waitFor();
  await workbench.screenshot(`${what}-light`);
}
