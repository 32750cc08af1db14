#!/usr/bin/env node
// Bundles the unit tests and runs them with Node's own runner.
//   node scripts/unit.mjs [PART-OF-PATH …]     only the test files whose path holds one of the parts
import { spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { globSync } from './lib/files.mjs';
import { build } from 'esbuild';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const wanted = process.argv.slice(2);
const files = globSync(root, 'test', name => /\.test\.tsx?$/.test(name))
  .filter(file => !file.startsWith('test/vscode/'))
  .filter(file => wanted.length === 0 || wanted.some(part => file.includes(part)));
if (files.length === 0) {
  console.error(`No test file matches ${wanted.join(' ')}.`);
  process.exit(2);
}
const outdir = path.join(root, 'out', 'unit', String(process.pid));
await mkdir(outdir, { recursive: true });
let code = 1;
try {
  await build({
    absWorkingDir: root,
    entryPoints: files,
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
  const out = files.map(file => path.join(outdir, file.replace(/\.tsx?$/, '.mjs')));
  const reporter = process.env['UNIT_REPORTER'] ?? 'spec';
  const child = spawn(process.execPath, ['--enable-source-maps', '--test', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', ...out], { cwd: root, stdio: 'inherit' });
  code = await new Promise(resolve => child.on('exit', status => resolve(status ?? 1)));
} finally {
  await rm(outdir, { recursive: true, force: true });
}
process.exit(code);
