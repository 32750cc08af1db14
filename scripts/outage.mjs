#!/usr/bin/env node
// The outage test at full length: the broker away for 60 s under 500 events a second, kill -9 of the listener in the middle.
//   node scripts/outage.mjs [SECONDS] [EVENTS-PER-SECOND]
// Needs Mosquitto. `npm test` runs 10 s of it, and in CI all of it.
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { inRepository, root } from './lib/root.mjs';

const [seconds = 60, perSecond = 500] = process.argv.slice(2).map(Number);
process.chdir(root);
const outdir = inRepository('out', 'outage', String(process.pid));
await mkdir(outdir, { recursive: true });
try {
  const outfile = path.join(outdir, 'outage.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['test/support/outage.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  const { outage, brokenPromises } = await import(pathToFileURL(outfile).href);
  const result = await outage({ seconds, perSecond });
  const doubles = result.arrived.length - new Set(result.arrived.map((/** @type {{ text: string }} */ it) => it.text)).size;
  console.log(
    `sent ${result.sent.length}, reported ${result.reported.length} (${result.reportedBeforeKill} before the kill), arrived ${result.arrived.length} (${doubles} of them twice)`,
  );
  console.log(result.ledger);
  const wrong = brokenPromises(result);
  for (const sentence of wrong) console.log(`✖ ${sentence}`);
  if (wrong.length === 0) console.log('✔ every reported event arrived, in order, and the counts reconcile');
  else console.log(result.stderr);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  await rm(outdir, { recursive: true, force: true });
}
