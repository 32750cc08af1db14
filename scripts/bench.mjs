#!/usr/bin/env node
// Measures: every test/bench/*.bench.ts in a process of its own, peers in the same run as ours. Ratios count, not times.
//   node scripts/bench.mjs [PART-OF-PATH …]
// Ends with 1 when a bar is missed.
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { globSync } from './lib/files.mjs';
import { onInterrupt, run } from './lib/processes.mjs';
import { inRepository, root } from './lib/root.mjs';
import { setUp } from './lib/setup.mjs';

await setUp();
onInterrupt(async () => undefined);
const wanted = process.argv.slice(2);
const files = globSync(root, 'test/bench', name => name.endsWith('.bench.ts')).filter(
  file => wanted.length === 0 || wanted.some(part => file.includes(part)),
);
if (files.length === 0) {
  console.error(`No bench matches ${wanted.join(' ')}.`);
  process.exit(2);
}
const { buildAll } = await import('../esbuild.mjs');
const { build } = await import('esbuild');
// What is measured is what is shipped.
await buildAll({ production: true, outdir: inRepository('out', 'bench', 'dist') });
const outdir = inRepository('out', 'bench', String(process.pid));
await mkdir(outdir, { recursive: true });
let missed = 0;
try {
  await build({
    absWorkingDir: root,
    entryPoints: files,
    outbase: root,
    outdir,
    bundle: true,
    // Some peers are CommonJS without names an ES module could import: bundled like ours, nobody has an advantage.
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    platform: 'node',
    // Drives a browser, takes no part in the race, and does not survive bundling.
    external: ['playwright-core', '@sparticuz/chromium'],
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
  for (const file of files) {
    const { code } = await run(process.execPath, ['--expose-gc', path.join(outdir, file.replace(/\.ts$/, '.mjs'))], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (code !== 0) missed++;
  }
} finally {
  await rm(outdir, { recursive: true, force: true });
}
process.exit(missed === 0 ? 0 : 1);
