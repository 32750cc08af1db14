/** Packages that are needed as files, not as dependencies: fetched by npm, checked, unpacked once, kept in the cache. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { npm, run } from './processes.mjs';
import { progress } from './progress.mjs';
import { cache } from './root.mjs';

/**
 * @typedef {object} Pinned
 * @property {string} package name and exact version, `code-server@4.100.3`
 * @property {string} [integrity] `sha512-…`; a tarball that differs is refused
 */

/**
 * A folder with the package's content; fetched on the first call.
 * @param {Pinned} pinned
 * @param {object} [options]
 * @param {string} [options.part] only this folder of the package, as the root of the result
 * @param {string} [options.title] what the person is told
 * @param {(folder: string) => Promise<void>} [options.prepare] done once before the folder counts as there
 */
export async function unpacked(pinned, { part = '', title = `Downloading ${pinned.package}`, prepare } = {}) {
  const folder = path.join(cache, pinned.package.replaceAll('/', '+'));
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  // Two runs at once each work in a folder of their own; the first to finish wins.
  const work = await mkdtemp(path.join(cache, 'fetching-'));
  try {
    const tarball = await progress(title, () => fetchTarball(pinned, work));
    const content = path.join(work, 'content');
    await mkdir(content);
    const inside = ['package', ...part.split('/').filter(it => it !== '')];
    await progress(`Unpacking ${pinned.package}`, () =>
      // Relative names: some tars on Windows take `C:` for another machine.
      must('tar', ['-xzf', `../${path.basename(tarball)}`, `--strip-components=${inside.length}`, inside.join('/')], content),
    );
    await prepare?.(content);
    await rename(content, folder).catch(error => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true, maxRetries: 3 });
  }
  return folder;
}

/**
 * Installs the run-time dependencies a package brings along, without running any of their scripts.
 * @param {string} folder @param {string} title
 */
export function installDependencies(folder, title) {
  return progress(title, async () => {
    const { code, output } = await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
    });
    if (code !== 0) throw new Error(`npm could not install the dependencies in ${folder}:\n${output.trim()}`);
  });
}

/** @param {Pinned} pinned @param {string} folder */
async function fetchTarball(pinned, folder) {
  const { code, output } = await npm(['pack', pinned.package, '--ignore-scripts', '--loglevel=error', '--pack-destination', folder], {
    cwd: folder,
  });
  const file = (await readdir(folder)).find(it => it.endsWith('.tgz'));
  if (code !== 0 || file === undefined) {
    throw new Error(`npm could not fetch ${pinned.package}. It needs the npm registry, or a mirror set in your .npmrc.\n${output.trim()}`);
  }
  const tarball = path.join(folder, file);
  if (pinned.integrity !== undefined && (await integrityOf(tarball)) !== pinned.integrity) {
    throw new Error(`${pinned.package} is not the file that was pinned: its checksum differs. Nothing of it was run.`);
  }
  return tarball;
}

/** The `sha512-…` form npm uses. @param {string} file */
export async function integrityOf(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

/** @param {string} command @param {readonly string[]} args @param {string} cwd */
async function must(command, args, cwd) {
  const { code, output } = await run(command, args, { cwd });
  if (code !== 0) throw new Error(`${command} failed (${code}): ${output.trim()}`);
}
