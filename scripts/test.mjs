#!/usr/bin/env node
// `npm test`: sets itself up and runs everything: types, lint, unit tests, packaging, and the tests inside a real VS Code.
//   node scripts/test.mjs [--all]
// The oldest VS Code we support always, the newest as well with --all or CI=true. VSCODE_EXECUTABLE names a desktop VS Code to use too.
// Ends with `N passed, N failed`. What could not run is named with its reason; with CI=true that is a failure.
import { onInterrupt, run } from './lib/processes.mjs';
import { progress, seconds } from './lib/progress.mjs';
import { globSync } from './lib/files.mjs';
import { inRepository, root } from './lib/root.mjs';
import { setUp } from './lib/setup.mjs';

/** @typedef {{ name: string, message: string }} Failure */
/** @typedef {{ passed: number, failures: readonly Failure[], skipped?: readonly { name: string, reason: string }[] }} StepResult */

const ci = process.env['CI'] === 'true';
/** @type {readonly import('./lib/server-edition.mjs').Edition[]} */
const editions = ci || process.argv.includes('--all') ? ['floor', 'newest'] : ['floor'];
const started = performance.now();

let passed = 0;
/** @type {(Failure & { step: string })[]} */
const failures = [];
/** @type {{ name: string, reason: string }[]} */
const notRun = [];

onInterrupt(async () => console.log('\nInterrupted.'));

await setUp();
const { runNodeTests } = await import('./lib/node-tests.mjs');
const { bundleSuite, runSuite, workbenchTests } = await import('./lib/suite.mjs');
const { chromiumForTests } = await import('./lib/browser.mjs');
const { versions, serverProgram, nodeFor } = await import('./lib/server-edition.mjs');
const { downloadedDesktop, installedDesktop } = await import('./lib/desktop.mjs');

// Two programs of one thread each: they do not wait for one another.
await Promise.all([step('types', typeCheck), step('lint', lint)]);
const built = await step('build', build);
await step('unit tests', () =>
  runNodeTests(
    globSync(root, 'test', name => /\.test\.tsx?$/.test(name)).filter(file => !file.startsWith('test/vscode/')),
    { fileTimeoutMs: 300_000, timeoutMs: 1_500_000 },
  ),
);
const packaged = built && (await step('package', () => program('package', [inRepository('scripts', 'package.mjs')])));

const browser = await attempt(chromiumForTests);
for (const edition of editions) {
  const title = `VS Code ${versions[edition].version}`;
  const missing = !packaged
    ? 'there is no package to test'
    : (browser ?? (await attempt(() => serverProgram(versions[edition]))) ?? (await attempt(() => nodeFor(versions[edition].node))));
  if (missing !== undefined) {
    notRun.push({ name: `the tests in ${title}`, reason: missing });
    continue;
  }
  await step(`suite in ${title}`, () => suiteIn({ edition }));
  await step(`workbench of ${title}`, () =>
    runNodeTests(workbenchTests(), { oneByOne: true, timeoutMs: 1_800_000, env: { VSCODE_EDITION: edition } }),
  );
}
if (built) await desktop();
report();

/** The same suite on a desktop, where there is one: that a machine has none is no failure, not even in CI. */
async function desktop() {
  const found = process.env['VSCODE_EXECUTABLE']
    ? await installedDesktop()
    : await progress('Asking for a desktop VS Code', () => downloadedDesktop());
  if ('executable' in found) await step('suite in a desktop VS Code', () => suiteIn(found));
  else console.log(`Not run: the suite in a desktop VS Code, because ${found.reason}.`);
}

/** @param {{ edition: import('./lib/server-edition.mjs').Edition } | { executable: string }} launcher @returns {Promise<StepResult>} */
async function suiteIn(launcher) {
  const { tests } = await runSuite({ launcher, suite: await bundleSuite() });
  return {
    passed: tests.filter(it => it.outcome === 'passed').length,
    failures: tests.flatMap(it => (it.outcome === 'failed' ? [{ name: it.title, message: it.error ?? '' }] : [])),
    skipped: tests.flatMap(it => (it.outcome === 'skipped' ? [{ name: it.title, reason: 'it is switched off' }] : [])),
  };
}

/** @returns {Promise<StepResult>} */
async function typeCheck() {
  const results = [];
  for (const project of ['core', 'node', 'page', 'test', 'scripts']) {
    results.push(
      await program(`the types of tsconfig.${project}.json`, [
        inRepository('node_modules', 'typescript', 'bin', 'tsc'),
        '-p',
        `tsconfig.${project}.json`,
      ]),
    );
  }
  return { passed: 0, failures: results.flatMap(it => it.failures) };
}

/** @returns {Promise<StepResult>} */
async function lint() {
  const results = [
    await program('eslint', [inRepository('node_modules', 'eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0']),
    await program('prettier', [inRepository('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.']),
  ];
  return { passed: 0, failures: results.flatMap(it => it.failures) };
}

/** @returns {Promise<StepResult>} */
async function build() {
  const { buildAll } = await import('../esbuild.mjs');
  await buildAll();
  return { passed: 0, failures: [] };
}

/** A program that is right when it ends with 0: it counts as no test, but its failure counts. @param {string} name @param {readonly string[]} args */
async function program(name, args) {
  const { code, output } = await run(process.execPath, args, { cwd: root, timeoutMs: 600_000 });
  return { passed: 0, failures: code === 0 ? [] : [{ name, message: output.trim() }] };
}

/**
 * Runs one step and books what came of it; answers whether all was well. An exception is a failure of the step.
 * @param {string} name @param {() => Promise<StepResult>} work
 */
async function step(name, work) {
  const start = performance.now();
  /** @type {StepResult} */
  const result = await progress(`Running: ${name}`, work).catch(error => ({
    passed: 0,
    failures: [{ name, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }],
  }));
  passed += result.passed;
  failures.push(...result.failures.map(it => ({ ...it, step: name })));
  notRun.push(...(result.skipped ?? []).map(it => ({ name: `${name}: ${it.name}`, reason: it.reason || 'it gives no reason' })));
  const counted = result.passed > 0 ? `${result.passed} passed, ` : '';
  console.log(`${result.failures.length === 0 ? '✔' : '✖'} ${name}: ${counted}${result.failures.length} failed (${seconds(start)})`);
  return result.failures.length === 0;
}

/** Why something cannot be had; undefined when it can. @param {() => Promise<unknown>} work */
async function attempt(work) {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function report() {
  for (const { step, name, message } of failures) console.log(`\n✖ ${step}: ${name}\n${message.replace(/^/gm, '    ')}`);
  if (notRun.length > 0) console.log(`\nNot run${ci ? ', which is a failure in CI' : ''}:`);
  for (const { name, reason } of notRun) console.log(`  ${name}: ${reason}`);
  const failed = failures.length + (ci ? notRun.length : 0);
  console.log(`\nAll of it took ${seconds(started)}.`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
