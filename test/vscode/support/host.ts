/** A real VS Code for a test: the server edition, with the packaged extension in it, and a headless Chromium to look at it. */
import { copyFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { chromiumForTests } from '../../../scripts/lib/browser.mjs';
import { startServerEdition, versions, type Edition } from '../../../scripts/lib/server-edition.mjs';
import { inRepository } from '../../../scripts/lib/root.mjs';
import { workbenchOn, type Workbench } from './workbench';

export type { Edition } from '../../../scripts/lib/server-edition.mjs';

/** Which VS Code this run tests: `VSCODE_EDITION=floor` (default) or `newest`. */
export const edition: Edition = process.env['VSCODE_EDITION'] === 'newest' ? 'newest' : 'floor';

/** The version number of an edition. */
export const versionOf = (it: Edition): string => versions[it].version;

export interface HostOptions {
  /** Default: what the run tests. */
  readonly edition?: Edition;
  /** `packaged` (default) installs dist/log4net-appenders.vsix into an otherwise empty VS Code; `development` runs the repository; `none` leaves it out. */
  readonly extension?: 'packaged' | 'development' | 'none';
  /** The user's settings, on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of scope `machine`: in a remote window, which this always is, they count only here. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** True: folders start untrusted, as they do for a user. */
  readonly workspaceTrust?: boolean;
  /** True: modal dialogs are shown, as a person sees them. Needs the packaged extension: a window that takes a `payload` refuses dialogs. */
  readonly dialogs?: boolean;
  /** For the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface Host {
  readonly version: string;
  readonly port: number;
  /** The server's data: `data/logs` holds every log file, `data/User` the user's settings. */
  readonly dataFolder: string;
  /** Opens a window on a folder; answers when the workbench stands. Two windows on one host are fine. */
  open(folder: string, options?: OpenOptions): Promise<Workbench>;
  /** Replaces the user's settings; open windows follow at once. */
  writeSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** What the server printed so far. */
  log(): string;
  /** Closes the windows as a person would, then the browser and the server; no process, port or temporary folder stays. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Pairs for the workbench's `payload`, after our own. */
  readonly payload?: readonly (readonly [string, string])[];
}

export async function startHost(options: HostOptions = {}): Promise<Host> {
  const extension = options.extension ?? 'packaged';
  const vsix = inRepository('dist', 'log4net-appenders.vsix');
  if (extension === 'packaged' && !existsSync(vsix))
    throw new Error('dist/log4net-appenders.vsix is missing: run `npm run package` first.');
  const server = await startServerEdition({
    edition: options.edition ?? edition,
    testDriver: options.dialogs !== true,
    offline: true,
    workspaceTrust: options.workspaceTrust ?? false,
    // Settings and extensions open as tabs in every version, not as dialogs in the newest.
    settings: { 'workbench.editor.useModal': 'off', ...options.settings },
    machineSettings: options.machineSettings ?? {},
    env: options.env ?? {},
    ...(extension === 'packaged' ? { vsix } : {}),
  });
  const pages: Page[] = [];
  let browser: Browser | undefined;
  let context: BrowserContext | undefined;
  const close = async (): Promise<void> => {
    // Leaving the page ends the extension host (and its sockets) at once; killing the browser would leave it a grace time.
    await Promise.allSettled(pages.map(page => leave(page)));
    await browser?.close();
    await server.close();
  };
  try {
    const { executablePath, args, env } = await chromiumForTests();
    browser = await chromium.launch({ executablePath, args: [...args], ...(env === undefined ? {} : { env }) });
    context = await browser.newContext({
      viewport: options.viewport ?? { width: 1440, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    // Without an answer here secrets would be forgotten with the page.
    await context.route('**/mint-key', route => route.fulfill({ status: 200, body: Buffer.alloc(32, 7) }));
  } catch (error) {
    await close();
    throw error;
  }
  const window = context;
  return {
    version: server.version,
    port: server.port,
    dataFolder: server.dataFolder,
    open: async (folder, { payload = [] } = {}) => {
      const page = await window.newPage();
      pages.push(page);
      const own: [string, string][] = extension === 'development' ? [['extensionDevelopmentPath', server.remoteUri(inRepository())]] : [];
      await page.goto(server.address(folder, [...own, ...payload]));
      return workbenchOn(page, () => leave(page));
    },
    writeSettings: settings => server.writeSettings({ 'workbench.editor.useModal': 'off', ...settings }),
    log: server.log,
    close,
  };
}

/**
 * Runs a test in a window of its own and tidies up; when it fails, a screenshot and the logs are kept in out/vscode/ and named in the error.
 * `name` is the files' name there.
 */
export async function inWorkbench(
  name: string,
  folder: string,
  options: HostOptions,
  test: (workbench: Workbench, host: Host) => Promise<void>,
): Promise<void> {
  const host = await startHost(options);
  let workbench: Workbench | undefined;
  try {
    workbench = await host.open(folder);
    await test(workbench, host);
  } catch (error) {
    const kept = await keepEvidence(`${name}-${host.version}`, workbench?.page, host);
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nWhat it looked like, and the logs: ${kept}`, {
      cause: error,
    });
  } finally {
    await host.close();
  }
}

/** A copy of a folder to change freely, and the way to remove it. */
export async function copyOf(folder: string): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const copy = await mkdtemp(path.join(tmpdir(), 'log4net-workspace-'));
  await cp(folder, copy, { recursive: true });
  return { folder: copy, remove: () => rm(copy, { recursive: true, force: true, maxRetries: 3 }) };
}

/** The sample workspace `npm start` opens, as a copy. */
export const sampleWorkspace = (): ReturnType<typeof copyOf> => copyOf(inRepository('docs', 'sample-workspace'));

/** A folder that is not ours with one file in it. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'log4net-workspace-'));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

async function leave(page: Page): Promise<void> {
  if (page.isClosed()) return;
  // An unsaved file makes the workbench ask; leaving is what we want all the same.
  page.once('dialog', dialog => void dialog.accept());
  await page.goto('about:blank');
  await page.close();
}

async function keepEvidence(name: string, page: Page | undefined, host: Host): Promise<string> {
  const folder = inRepository('out', 'vscode', name);
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  const logs = path.join(host.dataFolder, 'data', 'logs');
  if (existsSync(logs)) await cp(logs, path.join(folder, 'logs'), { recursive: true });
  await page?.screenshot({ path: path.join(folder, 'screen.png') }).catch(() => undefined);
  const settings = path.join(host.dataFolder, 'data', 'User', 'settings.json');
  if (existsSync(settings)) await copyFile(settings, path.join(folder, 'settings.json')).catch(() => undefined);
  return path.relative(inRepository(), folder);
}
