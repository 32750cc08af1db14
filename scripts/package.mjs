#!/usr/bin/env node
// Builds the package that VS Code installs.
//   node scripts/package.mjs [--out FILE]     default dist/log4net-appenders.vsix
// What is shipped is collected in out/package/ first, so that dist/ stays as it is. Two runs on one commit give the same bytes.
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { javaHelperIsForAnyJava, setUp } from './lib/setup.mjs';
import { run } from './lib/processes.mjs';
import { progress } from './lib/progress.mjs';
import { inRepository, root } from './lib/root.mjs';

/** Everything that is shipped beside the bundles and package.json. */
const shipped = [
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'language-configuration.json',
  'snippets',
  'syntaxes',
  'templates',
  'docs/rules',
  'schemas/event.schema.json',
  'schemas/log4net-appenders.schema.json',
];

const limit = 3_000_000;

await setUp();
const option = process.argv.indexOf('--out');
const target = path.resolve(
  process.argv[option === -1 ? process.argv.length : option + 1] ?? inRepository('dist', 'log4net-appenders.vsix'),
);
if (!(await javaHelperIsForAnyJava())) {
  console.error(
    'There is no JDK here to build the Java helper with, so the second opinion of Xerces (lint --xsd xerces) needs Java 21 or newer in this package.',
  );
}
const size = await progress('Packaging', () => packageTo(target));
console.log(`${path.relative(process.cwd(), target)}: ${(size / 1e6).toFixed(2)} MB`);

/** @param {string} file @returns {Promise<number>} its size in bytes */
async function packageTo(file) {
  const { buildAll } = await import('../esbuild.mjs');
  const { thirdPartyNotices } = await import('./lib/notices.mjs');
  const { createVSIX } = await import('@vscode/vsce');
  await mkdir(inRepository('out'), { recursive: true });
  const stage = await mkdtemp(inRepository('out', 'package-'));
  try {
    const metafiles = await buildAll({ production: true, outdir: path.join(stage, 'dist') });
    await writeFile(path.join(stage, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices(Object.values(metafiles)));
    for (const name of [...shipped, ...(await pictures())]) await cp(inRepository(name), path.join(stage, name), { recursive: true });
    await writeFile(path.join(stage, 'package.json'), await manifest());
    // Everything collected here is meant to be shipped; without this file vsce warns that nobody thought about it.
    await writeFile(path.join(stage, '.vscodeignore'), '.vscodeignore\n');
    await mkdir(path.dirname(file), { recursive: true });
    process.env['SOURCE_DATE_EPOCH'] ??= await timeOfTheCommit();
    await createVSIX({ cwd: stage, packagePath: file, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
  } finally {
    await rm(stage, { recursive: true, force: true, maxRetries: 3 });
  }
  const { size } = await stat(file);
  if (size > limit)
    throw new Error(
      `The package has ${(size / 1e6).toFixed(2)} MB, more than the ${limit / 1e6} MB it may have. Look at what grew: unzip -lv ${file}`,
    );
  return size;
}

/** The pictures and icons that a reader or VS Code will look for; media/ holds more. */
async function pictures() {
  const texts = await Promise.all(['README.md', 'CHANGELOG.md', 'package.json'].map(it => readFile(inRepository(it), 'utf8')));
  return new Set(texts.flatMap(text => [...text.matchAll(/\bmedia\/[\w./-]+\.\w+/g)].map(it => it[0])));
}

/** package.json without what only a checkout needs: the bundles carry their dependencies. */
async function manifest() {
  const forCheckouts = ['scripts', 'dependencies', 'devDependencies', 'private'];
  const entries = Object.entries(JSON.parse(await readFile(inRepository('package.json'), 'utf8')));
  return `${JSON.stringify(Object.fromEntries(entries.filter(([key]) => !forCheckouts.includes(key))), undefined, 2)}\n`;
}

/** In seconds; the package's files carry it. Outside a git checkout: a day that is always the same. */
async function timeOfTheCommit() {
  const { code, output } = await run('git', ['log', '-1', '--format=%ct'], { cwd: root });
  return code === 0 && /^\d+\s*$/.test(output) ? output.trim() : '1735689600';
}
