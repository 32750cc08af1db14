/** The suite inside VS Code: both launchers call `run` in the extension host. Its report goes to the file named in LOG4NET_SUITE_REPORT. */
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SuiteReport, SuiteTest } from '../support/suite-report';

export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000 });
  const files = readdirSync(__dirname)
    .filter(it => it.endsWith('.test.js'))
    .sort();
  for (const file of files) mocha.addFile(path.join(__dirname, file));
  const tests: SuiteTest[] = [];
  const failed = await new Promise<number>(resolve => {
    const runner = mocha.run(resolve);
    runner.on('pass', test => tests.push({ title: test.fullTitle(), outcome: 'passed', ms: test.duration ?? 0 }));
    runner.on('pending', test => tests.push({ title: test.fullTitle(), outcome: 'skipped', ms: 0 }));
    runner.on('fail', (test, error: Error) => {
      tests.push({ title: test.fullTitle(), outcome: 'failed', ms: test.duration ?? 0, error: error.stack ?? error.message });
    });
  });
  report({ tests });
  if (failed > 0) throw new Error(`${failed} of ${tests.length} tests failed.`);
}

/** Whole or not at all: the launcher waits for the file to appear. */
function report(it: SuiteReport): void {
  const file = process.env['LOG4NET_SUITE_REPORT'];
  if (file === undefined) return;
  writeFileSync(`${file}.part`, JSON.stringify(it));
  renameSync(`${file}.part`, file);
}
