#!/usr/bin/env node
// Runs the tests that need a VS Code, without the rest of `npm test`.
//   node scripts/vscode-tests.mjs [--newest] [--no-suite] [--no-build] [PART-OF-PATH …]
// The workbench tests use dist/log4net-appenders.vsix, which is made anew unless --no-build is given. With a PART-OF-PATH the suite
// inside VS Code is left out. A failed workbench test leaves a screenshot and the logs in out/vscode/.
import { setUp } from './lib/setup.mjs';
import { run } from './lib/processes.mjs';
import { inRepository } from './lib/root.mjs';

const flags = ['--newest', '--no-suite', '--no-build'];
const wanted = process.argv.slice(2).filter(it => !it.startsWith('--'));
const flag = (/** @type {string} */ name) => process.argv.includes(name);
const unknown = process.argv.slice(2).find(it => it.startsWith('--') && !flags.includes(it));
if (unknown !== undefined) {
  console.error(`There is no ${unknown}. Usage: node scripts/vscode-tests.mjs [${flags.join('] [')}] [PART-OF-PATH …]`);
  process.exit(2);
}

await setUp();
const { runNodeTests } = await import('./lib/node-tests.mjs');
const { bundleSuite, runSuite, workbenchTests } = await import('./lib/suite.mjs');
const edition = flag('--newest') ? 'newest' : 'floor';
if (!flag('--no-build')) {
  const { buildAll } = await import('../esbuild.mjs');
  await buildAll();
  const { code } = await run(process.execPath, [inRepository('scripts', 'package.mjs')], { stdio: 'inherit' });
  if (code !== 0) process.exit(1);
}
let failed = 0;
if (!flag('--no-suite') && wanted.length === 0) {
  const { tests } = await runSuite({ launcher: { edition }, suite: await bundleSuite() });
  for (const { title, outcome, error } of tests) console.log(`${outcome}: ${title}${error === undefined ? '' : `\n${error}`}`);
  failed += tests.filter(it => it.outcome === 'failed').length;
}
const files = workbenchTests().filter(file => wanted.length === 0 || wanted.some(part => file.includes(part)));
if (files.length === 0) {
  // Without a file Node's runner would look for tests by itself, and find every one there is.
  console.error(`No workbench test has ${wanted.join(' or ')} in its path.`);
  process.exit(2);
}
const { failures } = await runNodeTests(files, { reporter: 'spec', oneByOne: true, env: { VSCODE_EDITION: edition } });
process.exit(failed + failures.length === 0 ? 0 : 1);
