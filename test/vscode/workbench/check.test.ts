/** Check Configuration End to End, from its lens and by its command: every hop in words, in dark and in light. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { linesWhen } from '../support/explain';
import { inWorkbench, sampleWorkspace } from '../support/host';

const file = 'Scheduler/LocalLogConfig.xml';

test('a configuration is checked from the file to what the receiver does with its datagram', async () => {
  const workspace = await sampleWorkspace();
  try {
    await inWorkbench('check', workspace.folder, { settings: { 'editor.minimap.enabled': false } }, async workbench => {
      const { page } = workbench;
      await workbench.theme('dark');
      await workbench.openFile(file);
      await workbench.clickLens('Check End to End');
      const blank = await linesWhen(page, 'Check of', lines => lines.some(it => it.includes('Forwarding')));
      assert.match(blank[0] ?? '', /stops? the trip/);
      assert.ok(
        blank.some(it => /^✖ Configuration\s+This is a blank/.test(it)),
        blank.join('\n'),
      );
      await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await workbench.screenshot('check-broken-dark');

      const sample = path.join(workspace.folder, file);
      const filled = (await readFile(sample, 'utf8'))
        .replaceAll(/<IP of server[^>]*>/g, '10.20.30.5')
        .replace('<mail server>', 'mail.lab.example');
      await writeFile(sample, filled);
      await page.keyboard.press('Control+1');
      await workbench.runCommand('log4net: Check Configuration End to End');
      const lines = await linesWhen(page, 'Check of', found => found.some(it => it.includes('Butler 16 would accept this.')));
      assert.ok(
        lines.some(it => /^✔ Datagram\s+\d+ bytes would go to 10\.20\.30\.5:9998\.$/.test(it)),
        lines.join('\n'),
      );
      assert.ok(lines.some(it => /^✔ Listener\s+Read as task-failed, 11 fields\.$/.test(it)));
      await workbench.screenshot('check-dark');
      await workbench.theme('light');
      await workbench.screenshot('check-light');
    });
  } finally {
    await workspace.remove();
  }
});
