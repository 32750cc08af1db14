/** Loading the catalogue, as a server that starts does: the module with its data, minified, and the look-ups for one version. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import { bar, race } from './support/race';

interface Loaded {
  readonly catalogueFor: (version: string) => unknown;
}

const folder = mkdtempSync(path.join(tmpdir(), 'log4net-bench-'));
try {
  const file = path.join(folder, 'catalogue.cjs');
  bundleTo(file);
  const code = readFileSync(file, 'utf8');
  const facts = readdirSync('schemas/catalogue')
    .filter(it => it.endsWith('.json') && !it.endsWith('.schema.json'))
    .map(it => readFileSync(path.join('schemas/catalogue', it), 'utf8'));

  const median = await race(`The catalogue (${Math.round(code.length / 1024)} KB) for one version`, {
    'log4net-appenders': () => load(code).catalogueFor('2.0'),
    'JSON.parse (facts, no look-ups)': () => facts.map(it => JSON.parse(it) as unknown),
  });
  bar('ms to load the catalogue, in a warm process', median('log4net-appenders'), { atMost: 15 });

  // What counts is the first time in a process. Others on the machine only ever add to it: the fastest of some is the nearest to it.
  const cold = Array.from({ length: 9 }, () => inProcessOfItsOwn(file)).sort((a, b) => a - b);
  console.log(`\n  in processes of their own: ${cold.map(it => it.toFixed(1)).join(' ')} ms`);
  bar('ms to load the catalogue, first thing in a process', cold[0] ?? NaN, { atMost: 15 });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Bundled like what is shipped, by the bundler as a program: it cannot be bundled itself. */
function bundleTo(outfile: string): void {
  const options = {
    entryPoints: ['server/src/catalogue/index.ts'],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
  };
  const script = `import { build } from 'esbuild'; await build(${JSON.stringify(options)});`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** Compiled anew each time. */
function load(code: string): Loaded {
  const module = { exports: {} };
  const run = vm.runInThisContext(`(function (module, exports) {${code}\n})`) as (module: object, exports: object) => void;
  run(module, module.exports);
  return module.exports as Loaded;
}

/** Milliseconds from asking for the file to the first look-up. */
function inProcessOfItsOwn(file: string): number {
  const script = `const start = performance.now(); require(${JSON.stringify(file)}).catalogueFor('2.0').findType('x'); console.log(performance.now() - start);`;
  return Number(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout);
}
