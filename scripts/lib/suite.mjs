/** Runs the suite inside VS Code (test/vscode/suite) by either launcher: a desktop program, or the server edition in a headless browser. */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { globSync } from './files.mjs';
import { inRepository, root } from './root.mjs';

/** @typedef {import('../../test/vscode/support/suite-report').SuiteReport} SuiteReport */

/** Bundles the suite; answers the file whose `run` VS Code calls. */
export async function bundleSuite() {
  const { build } = await import('esbuild');
  const outdir = inRepository('out', 'vscode-suite');
  await rm(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: globSync(root, 'test/vscode/suite', name => name === 'index.ts' || name.endsWith('.test.ts')),
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}

/**
 * @param {object} options
 * @param {{ edition: import('./server-edition.mjs').Edition } | { executable: string }} options.launcher
 * @param {string} options.suite the file bundleSuite answered
 * @param {number} [options.timeoutMs]
 * @returns {Promise<SuiteReport>} throws with the log when VS Code ends, or hangs, without a report
 */
export async function runSuite({ launcher, suite, timeoutMs = 300_000 }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'log4net-suite-'));
  const workspace = path.join(folder, 'sample-workspace');
  const report = path.join(folder, 'report.json');
  try {
    await cp(inRepository('docs', 'sample-workspace'), workspace, { recursive: true });
    const work = { suite, workspace, report, timeoutMs, folder };
    const log = 'edition' in launcher ? await inServerEdition(launcher.edition, work) : await inDesktop(launcher.executable, work);
    if (!existsSync(report)) throw new Error(`VS Code ended without a report of its tests:\n${log.trim()}`);
    return JSON.parse(await readFile(report, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** @typedef {{ suite: string, workspace: string, report: string, timeoutMs: number, folder: string }} Work */

/** @param {import('./server-edition.mjs').Edition} edition @param {Work} work @returns {Promise<string>} the log */
async function inServerEdition(edition, { suite, workspace, report, timeoutMs }) {
  const { startServerEdition } = await import('./server-edition.mjs');
  const { chromiumForTests } = await import('./browser.mjs');
  const { chromium } = await import('playwright-core');
  const server = await startServerEdition({ edition, testDriver: true, offline: true, env: { LOG4NET_SUITE_REPORT: report } });
  try {
    const { executablePath, args, env } = await chromiumForTests();
    const browser = await chromium.launch({ executablePath, args: [...args], ...(env === undefined ? {} : { env }) });
    try {
      const page = await browser.newPage();
      await page.goto(
        server.address(workspace, [
          ['extensionDevelopmentPath', server.remoteUri(root)],
          ['extensionTestsPath', server.remoteUri(suite)],
        ]),
      );
      const end = performance.now() + timeoutMs;
      while (!existsSync(report)) {
        if (performance.now() > end) throw new Error(`The suite did not end within ${timeoutMs / 1000} s:\n${server.log().trim()}`);
        if (/Extension Host Process exited with code: [1-9]/.test(server.log())) {
          await new Promise(resolve => setTimeout(resolve, 1000));
          break;
        }
        await new Promise(resolve => setTimeout(resolve, 100));
      }
      await page.goto('about:blank').catch(() => undefined);
    } finally {
      await browser.close();
    }
    return server.log();
  } finally {
    await server.close();
  }
}

/** @param {string} executable @param {Work} work @returns {Promise<string>} the log */
async function inDesktop(executable, { suite, workspace, report, folder }) {
  const { runTests } = await import('@vscode/test-electron');
  const { quietSettings } = await import('./server-edition.mjs');
  const profile = path.join(folder, 'profile');
  await mkdir(path.join(profile, 'User'), { recursive: true });
  await writeFile(path.join(profile, 'User', 'settings.json'), JSON.stringify(quietSettings));
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      extensionTestsEnv: { LOG4NET_SUITE_REPORT: report },
      launchArgs: [workspace, `--user-data-dir=${profile}`, `--extensions-dir=${path.join(folder, 'extensions')}`],
    });
    return '';
  } catch (error) {
    // A failed test makes it fail as well; the report says which.
    return error instanceof Error ? error.message : String(error);
  }
}

/** The tests that use a whole window from outside. */
export const workbenchTests = () => globSync(root, 'test/vscode/workbench', name => name.endsWith('.test.ts'));
