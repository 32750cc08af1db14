/** The packaged extension in a VS Code that has nothing else. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { edition, inWorkbench, sampleWorkspace, versionOf } from '../support/host';

test(`the packaged extension installs, sleeps, and wakes up for LocalLogConfig.xml (VS Code ${versionOf(edition)})`, async () => {
  const sample = await sampleWorkspace();
  try {
    await inWorkbench('smoke', sample.folder, {}, async (workbench, host) => {
      const installed = readdirSync(path.join(host.dataFolder, 'extensions'), { withFileTypes: true }).filter(it => it.isDirectory());
      assert.deepEqual(
        installed.map(it => it.name.replace(/-\d.*$/, '')),
        ['log4net-appenders.log4net-appenders'],
      );

      assert.ok(!(await workbench.runningExtensions()).includes('log4net-appenders'), 'it runs although no log4net file is open');
      await workbench.openFile('Scheduler/LocalLogConfig.xml');
      await workbench.statusItem('log4net configuration').waitFor();
      const problems = await workbench.problems(rows => rows.some(it => it.includes('<')));
      assert.ok(
        problems.some(it => /placeholder|fill/i.test(it)),
        problems.join('\n'),
      );
      assert.ok((await workbench.runningExtensions()).includes('log4net-appenders'), 'it does not run');
    });
  } finally {
    await sample.remove();
  }
});
