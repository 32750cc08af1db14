#!/usr/bin/env node
// Prints how the simulator does against the conformance corpus.
//   node scripts/conformance.mjs [GROUP | CASE-ID | CASES.json …]     a single case is shown in full
import { spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const outfile = path.join(root, 'out', 'conformance', `${process.pid}.mjs`);
await mkdir(path.dirname(outfile), { recursive: true });
let code;
try {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/conformance/report.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const wanted = process.argv.slice(2).map(it => (it.endsWith('.json') ? path.resolve(it) : it));
  const child = spawn(process.execPath, ['--enable-source-maps', outfile, ...wanted], { cwd: root, stdio: 'inherit' });
  code = await new Promise(resolve => child.on('exit', status => resolve(status ?? 1)));
} finally {
  await rm(outfile, { force: true });
}
process.exit(code ?? 1);
