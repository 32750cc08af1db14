/** Browsers: one for the tests, without a window, and the one a person uses. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile, readFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { unpacked } from './packages.mjs';
import { onPath, run } from './processes.mjs';
import { progress } from './progress.mjs';
import { versions } from './server-edition.mjs';

/** What a headless Chromium in a container, without a graphics card and without the internet, has to be told. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Whatever a page asks of the internet, the tests neither need nor notice it.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

/**
 * A Chromium for the tests: CHROME_PATH, one that is installed, else one out of the npm registry (Linux on x64).
 * @returns {Promise<{ executablePath: string, args: readonly string[], env?: Record<string, string> }>} for playwright's `launch`
 */
export async function chromiumForTests() {
  const chosen = process.env['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) throw new Error(`CHROME_PATH names ${chosen}, but there is no such file.`);
    return { executablePath: chosen, args: chromiumArguments };
  }
  const installed =
    ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']
      .map(onPath)
      .find(it => it !== undefined) ?? usualPlaces.find(it => existsSync(it));
  if (installed !== undefined) return { executablePath: installed, args: chromiumArguments };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('The tests need Chrome, Chromium or Edge. Install one, or name it in CHROME_PATH.');
  }
  return chromiumFromNpm();
}

const usualPlaces = [
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The package holds the browser itself, compressed; its own code would unpack it into the shared temporary folder. */
export async function chromiumFromNpm() {
  const folder = await unpacked(versions.chromium, {
    title: 'Downloading Chromium (64 MB)',
    prepare: async content => {
      await progress('Unpacking Chromium', async () => {
        await inflate(path.join(content, 'bin', 'chromium.br'), path.join(content, 'bin', 'chromium'));
        await chmod(path.join(content, 'bin', 'chromium'), 0o755);
        for (const [archive, into] of /** @type {const} */ ([
          ['al2023', 'system'],
          ['fonts', 'fonts'],
        ])) {
          await inflate(path.join(content, 'bin', `${archive}.tar.br`), path.join(content, `${archive}.tar`));
          await mkdir(path.join(content, into), { recursive: true });
          const { code, output } = await run('tar', ['-xf', `../${archive}.tar`], { cwd: path.join(content, into) });
          if (code !== 0) throw new Error(`Chromium's ${archive} could not be unpacked: ${output}`);
        }
      });
    },
  });
  const executablePath = path.join(folder, 'bin', 'chromium');
  const browser = { executablePath, args: chromiumArguments };
  if ((await run(executablePath, ['--version'], { timeoutMs: 20_000 })).code === 0) return browser;
  // A bare machine lacks NSS and the like; the package brings them.
  const env = { LD_LIBRARY_PATH: path.join(folder, 'system', 'lib'), FONTCONFIG_PATH: path.join(folder, 'fonts', 'fonts') };
  const { code, output } = await run(executablePath, ['--version'], { env: { ...process.env, ...env }, timeoutMs: 20_000 });
  if (code !== 0)
    throw new Error(
      `Chromium from npm does not start here (${output.trim()}). Install the package chromium, or name a browser in CHROME_PATH.`,
    );
  return { ...browser, env: { ...stringsOf(process.env), ...env } };
}

/**
 * Opens an address in the browser of the person at the screen; says whether there was one to ask.
 * BROWSER=none switches it off, BROWSER=PROGRAM names one.
 * @param {string} address @returns {Promise<boolean>}
 */
export async function openInBrowser(address) {
  const chosen = process.env['BROWSER'];
  if (chosen === 'none') return false;
  const [command, args] = openerFor(address, chosen);
  if (command === undefined) return false;
  // The browser is the person's own: it is not ours to end, and may stay in the foreground for hours.
  const child = spawn(command, args, { stdio: 'ignore', detached: true, windowsHide: true });
  child.unref();
  return new Promise(resolve => {
    child.once('error', () => resolve(false)).once('exit', code => resolve(code === 0));
    setTimeout(() => resolve(true), 2000);
  });
}

/** @param {string} address @param {string | undefined} chosen @returns {[string | undefined, string[]]} */
function openerFor(address, chosen) {
  if (chosen !== undefined && chosen !== '') return [onPath(chosen) ?? (existsSync(chosen) ? chosen : undefined), [address]];
  if (process.platform === 'darwin') return ['open', [address]];
  // `start` is a word of cmd, which would cut the address at `&`.
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', address]];
  const screen = (process.env['DISPLAY'] ?? '') !== '' || (process.env['WAYLAND_DISPLAY'] ?? '') !== '';
  return [screen ? onPath('xdg-open') : undefined, [address]];
}

/** @param {string} from @param {string} to */
async function inflate(from, to) {
  await writeFile(to, await promisify(brotliDecompress)(await readFile(from)));
}

/** @param {NodeJS.ProcessEnv} env @returns {Record<string, string>} */
const stringsOf = env => Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
