/** Bundles tests that are written in TypeScript and runs them with Node's own runner. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { run } from './processes.mjs';
import { inRepository, root } from './root.mjs';

/**
 * @typedef {object} TestResult
 * @property {number} passed
 * @property {readonly { name: string, file?: string, message: string }[]} failures
 * @property {readonly { name: string, reason: string }[]} skipped what did not run, with the reason it gave
 */

/**
 * @param {readonly string[]} files paths in the repository
 * @param {object} [options]
 * @param {string} [options.reporter] what is printed while they run: `spec`, `dot`, `tap`; none by default
 * @param {boolean} [options.oneByOne] never two files at once
 * @param {number} [options.fileTimeoutMs] for each file: one that hangs is named and ended, the others still run (Node 20.11 and newer)
 * @param {number} [options.timeoutMs] for all of them: a guard against hanging
 * @param {Readonly<Record<string, string>>} [options.env]
 * @returns {Promise<TestResult>}
 */
export async function runNodeTests(files, { reporter, oneByOne = false, fileTimeoutMs, timeoutMs = 900_000, env = {} } = {}) {
  const outdir = inRepository('out', 'unit', String(process.pid));
  await mkdir(outdir, { recursive: true });
  try {
    await bundle(files, outdir);
    const counts = path.join(outdir, 'counts.jsonl');
    const { code, output } = await run(
      process.execPath,
      [
        '--enable-source-maps',
        '--test',
        ...(oneByOne ? ['--test-concurrency=1'] : []),
        ...(fileTimeoutMs !== undefined && knowsTimeouts() ? [`--test-timeout=${fileTimeoutMs}`] : []),
        `--test-reporter=${inRepository('scripts', 'lib', 'count-reporter.mjs')}`,
        `--test-reporter-destination=${counts}`,
        ...(reporter === undefined ? [] : [`--test-reporter=${reporter}`, '--test-reporter-destination=stdout']),
        ...files.map(file => path.join(outdir, file.replace(/\.tsx?$/, '.mjs'))),
      ],
      {
        cwd: root,
        env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
        timeoutMs,
        ...(reporter === undefined ? {} : { stdio: ['ignore', 'inherit', 'inherit'] }),
      },
    );
    return resultOf(await readFile(counts, 'utf8').catch(() => ''), code, output);
  } finally {
    await rm(outdir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** `--test-timeout` came with Node 20.11 and 21.2. */
function knowsTimeouts() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 21 || (major === 20 && minor >= 11) || (major === 21 && minor >= 2);
}

/** @param {readonly string[]} files @param {string} outdir */
async function bundle(files, outdir) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: [...files],
    outbase: root,
    outdir,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    outExtension: { '.js': '.mjs' },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
  });
}

/** @param {string} lines what count-reporter.mjs wrote @param {number} code @param {string} output @returns {TestResult} */
function resultOf(lines, code, output) {
  const events = lines.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]));
  const failures = events.filter(it => it.outcome === 'failed').map(({ name, file, message }) => ({ name, file, message }));
  // A runner that breaks down without naming a test is a failure of its own.
  if (code !== 0 && failures.length === 0)
    failures.push({ name: 'the test run', file: undefined, message: `ended with status ${code}\n${output.trim()}` });
  return {
    passed: events.filter(it => it.outcome === 'passed').length,
    failures,
    skipped: events.filter(it => it.outcome === 'skipped').map(({ name, message }) => ({ name, reason: message })),
  };
}
