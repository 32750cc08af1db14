#!/usr/bin/env node
// `npm start`: opens a real VS Code with the extension on a copy of the sample workspace.
//   node scripts/start.mjs [--server] [--floor]
// Tried in this order: a desktop VS Code on PATH (VSCODE_EXECUTABLE names another), one downloaded, the server edition in a browser.
// `--server` goes straight to the server edition, `--floor` takes the oldest VS Code we support there. BROWSER=none opens no browser.
// Ctrl-C ends everything that was started.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onInterrupt, run, start, stop } from './lib/processes.mjs';
import { progress } from './lib/progress.mjs';
import { inRepository, root } from './lib/root.mjs';
import { setUp } from './lib/setup.mjs';

/** What has to be undone at the end, newest first. @type {(() => Promise<void>)[]} */
const undo = [];
const cleanUp = async () => {
  for (const step of undo.reverse()) await step().catch(error => console.error(String(error)));
  undo.length = 0;
};
let interrupted = false;
onInterrupt(async () => {
  interrupted = true;
  console.log('\nClosing VS Code …');
  await cleanUp();
});
endWithParent();

try {
  await setUp();
  const { buildAll } = await import('../esbuild.mjs');
  await progress('Building the extension', () => buildAll());
  const workspace = await copySample();
  const desktop = process.argv.includes('--server') ? undefined : await findDesktop();
  await (desktop === undefined ? openServerEdition(workspace) : openDesktop(desktop, workspace));
  await cleanUp();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await cleanUp();
  process.exit(1);
}

async function copySample() {
  const folder = await mkdtemp(path.join(tmpdir(), 'log4net-start-'));
  undo.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const workspace = path.join(folder, 'sample-workspace');
  await cp(inRepository('docs', 'sample-workspace'), workspace, { recursive: true });
  return { folder, workspace, file: path.join(workspace, 'Scheduler', 'LocalLogConfig.xml') };
}

async function findDesktop() {
  const { downloadedDesktop, installedDesktop } = await import('./lib/desktop.mjs');
  const installed = await installedDesktop();
  if ('executable' in installed) return installed.executable;
  console.log(`Not using an installed VS Code: ${installed.reason}.`);
  const downloaded = await progress('Asking for a VS Code to download', () => downloadedDesktop());
  if ('executable' in downloaded) return downloaded.executable;
  if (downloaded.reason !== installed.reason) console.log(`Not downloading one: ${downloaded.reason}.`);
  return undefined;
}

/**
 * A desktop window with a profile of its own; ends when the person closes it.
 * @param {string} executable @param {{ folder: string, workspace: string, file: string }} sample
 */
async function openDesktop(executable, { folder, workspace, file }) {
  const { quietSettings, cleanEnvironment } = await import('./lib/server-edition.mjs');
  const profile = path.join(folder, 'profile');
  await mkdir(path.join(profile, 'User'), { recursive: true });
  await writeFile(path.join(profile, 'User', 'settings.json'), JSON.stringify(quietSettings, undefined, 2));
  console.log(`Opening ${executable}. Close its window, or press Ctrl-C here, to end.`);
  const child = start(
    executable,
    [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--new-window',
      '--disable-updates',
      '--skip-welcome',
      '--skip-release-notes',
      '--disable-workspace-trust',
      `--user-data-dir=${profile}`,
      `--extensions-dir=${path.join(folder, 'extensions')}`,
      `--extensionDevelopmentPath=${root}`,
      workspace,
      file,
    ],
    { stdio: 'ignore', env: cleanEnvironment() },
  );
  undo.push(() => stop(child));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  if (interrupted) await new Promise(() => undefined);
  if (code !== 0 && code !== null) throw new Error(`${executable} ended with status ${code}.`);
}

/**
 * The server edition with the packaged extension; runs until Ctrl-C.
 * @param {{ folder: string, workspace: string, file: string }} sample
 */
async function openServerEdition({ folder, workspace, file }) {
  const { startServerEdition } = await import('./lib/server-edition.mjs');
  const { openInBrowser } = await import('./lib/browser.mjs');
  const vsix = path.join(folder, 'log4net-appenders.vsix');
  const packaged = await progress('Packaging the extension', () =>
    run(process.execPath, [inRepository('scripts', 'package.mjs'), '--out', vsix]),
  );
  if (packaged.code !== 0) throw new Error(`The extension could not be packaged:\n${packaged.output.trim()}`);
  const server = await startServerEdition({
    edition: process.argv.includes('--floor') ? 'floor' : 'newest',
    vsix,
    dataFolder: path.join(folder, 'server'),
    token: true,
  });
  undo.push(server.close);
  const address = server.address(workspace, [['openFile', server.remoteUri(file)]]);
  console.log(`\nVS Code ${server.version} with the extension is ready:\n\n  ${address}\n`);
  const opened = await openInBrowser(address);
  console.log(`${opened ? 'Your browser opens it.' : 'Open it in a browser.'} Press Ctrl-C here to end.`);
  const sentence = await server.ended;
  // What ended it may have been Ctrl-C: then the clean-up is under way and exits.
  if (interrupted) await new Promise(() => undefined);
  throw new Error(sentence);
}

/** npm passes a kill on to nobody: without this, what we started would outlive it. */
function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void cleanUp().finally(() => process.exit(143));
  }, 1000).unref();
}
