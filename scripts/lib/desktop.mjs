/** VS Code as a desktop program: the one on this machine, or one that @vscode/test-electron downloads. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { onPath, run } from './processes.mjs';
import { cache } from './root.mjs';
import { versions } from './server-edition.mjs';

/** Either a program to run, or why there is none: a sentence. @typedef {{ executable: string } | { reason: string }} Found */

const noScreen = { reason: 'there is no screen to open a desktop window on' };

/**
 * VSCODE_EXECUTABLE, or a VS Code on PATH that can open a window and is new enough.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Found>}
 */
export async function installedDesktop(env = process.env) {
  const chosen = env['VSCODE_EXECUTABLE'];
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return { executable: chosen };
    throw new Error(`VSCODE_EXECUTABLE names ${chosen}, but there is no such file.`);
  }
  if (!hasScreen(env)) return noScreen;
  const reasons = [];
  for (const name of ['code', 'code-insiders', 'codium']) {
    const command = onPath(name);
    if (command === undefined) continue;
    const executable = programBehind(realpathSync(command));
    if (executable === undefined) {
      reasons.push(`${command} belongs to a remote VS Code, not to a desktop`);
      continue;
    }
    const version = await versionOf(command);
    if (version === undefined || isOlder(version, versions.floor.version)) {
      reasons.push(`${command} is version ${version ?? 'unknown'}, older than ${versions.floor.version}`);
      continue;
    }
    return { executable };
  }
  return { reason: reasons.length > 0 ? reasons.join('; ') : 'no desktop VS Code is on PATH' };
}

/**
 * Downloads a desktop VS Code, or says why not: where it could open no window it is not even asked for. Given up after `patience` milliseconds without an answer.
 * @param {object} [options]
 * @param {number} [options.patience]
 * @param {string} [options.version]
 * @param {(options: Partial<import('@vscode/test-electron').DownloadOptions>) => Promise<string>} [options.download] for tests
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {Promise<Found>}
 */
export async function downloadedDesktop({ patience = 10_000, version = versions.newest.version, download, env = process.env } = {}) {
  if (!hasScreen(env)) return noScreen;
  const fetchIt = download ?? (await import('@vscode/test-electron')).downloadAndUnzipVSCode;
  return new Promise(resolve => {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    /** @param {Found} found */
    const end = found => {
      clearTimeout(timer);
      resolve(found);
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => end({ reason: `the download server of VS Code gave no answer for ${patience / 1000} s` }), patience);
    };
    let shown = -1;
    wait();
    fetchIt({
      version,
      cachePath: path.join(cache, 'desktop'),
      timeout: patience,
      reporter: {
        report: report => {
          if (report.stage !== 'downloading') return;
          wait();
          const percent = Math.floor((10 * report.bytesSoFar) / report.totalBytes) * 10;
          if (percent > shown) console.log(`Downloading VS Code ${version}: ${percent} %`);
          shown = Math.max(percent, shown);
        },
        error: () => undefined,
      },
    }).then(
      executable => end({ executable }),
      error =>
        end({
          reason: `VS Code could not be downloaded (${error instanceof Error && error.message !== '' ? error.message : String(error)})`,
        }),
    );
  });
}

/** @param {NodeJS.ProcessEnv} env */
function hasScreen(env) {
  return process.platform !== 'linux' || (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/**
 * The program that the command `code` starts; undefined where the command talks to a window elsewhere.
 * Started directly it is our child, and ends with us.
 * @param {string} command
 */
export function programBehind(command) {
  const folder = path.dirname(path.dirname(command));
  const name = path.basename(command).replace(/\.cmd$/i, '');
  const candidates = [
    // Linux: /usr/share/code/bin/code → /usr/share/code/code
    path.join(folder, name),
    // Windows: …\bin\code.cmd → …\Code.exe
    ...['Code.exe', 'Code - Insiders.exe', 'VSCodium.exe'].map(it => path.join(folder, it)),
    // macOS: …/Contents/Resources/app/bin/code → …/Contents/MacOS/Electron
    ...['Electron', 'Code', 'VSCodium'].map(it => path.join(folder, '..', '..', 'MacOS', it)),
  ];
  if (/remote-cli|code-server|vscode-server/.test(command)) return undefined;
  return candidates.find(it => it !== command && existsSync(it) && statSync(it).isFile());
}

/** @param {string} command @returns {Promise<string | undefined>} */
async function versionOf(command) {
  const { code, output } = await run(command, ['--version'], { timeoutMs: 15_000, shell: process.platform === 'win32' });
  return code === 0 ? /^\d+\.\d+\.\d+/m.exec(output)?.[0] : undefined;
}

/** @param {string} version @param {string} than */
export function isOlder(version, than) {
  const [a, b] = [version, than].map(it => it.split('.').map(Number));
  for (let at = 0; at < 3; at++) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
