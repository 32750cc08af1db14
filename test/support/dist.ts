/** What is shipped, built into a folder of its own: whole, so that bundles find one another and what they read. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** Throws when it does not build. */
export function buildDist(folder: string): void {
  const script = `const { buildAll } = await import('./esbuild.mjs'); await buildAll({ outdir: ${JSON.stringify(folder)} });`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

const runs = (program: string): boolean => spawnSync(program, ['-version']).status === 0;

/** Java is no part of a developer's machine; where the whole suite must pass (CI) it has to be there. */
export const withoutJava = runs('java') || process.env['CI'] === 'true' ? false : 'no java on this machine';
export const withoutJdk = runs('javac') || process.env['CI'] === 'true' ? false : 'no JDK on this machine';
