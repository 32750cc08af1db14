#!/usr/bin/env node
// Builds dist/: every bundle that is shipped, each named once in `bundles`.
//   node esbuild.mjs [--production] [--watch] [--partial]
// Development builds carry source maps, production builds are minified and carry none.
// `--partial` builds what exists; without it a missing entry point is an error.
import { build, context } from 'esbuild';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = import.meta.dirname;

/** VS Code 1.100 runs extensions on Node 20, in the browser on what Chromium 132 knows. */
const node = /** @type {const} */ ({ platform: 'node', target: 'node20', format: 'cjs' });
const worker = /** @type {const} */ ({ platform: 'browser', target: 'chrome132', format: 'cjs' });
const page = /** @type {const} */ ({
  platform: 'browser',
  target: 'chrome132',
  format: 'iife',
  jsx: 'automatic',
  jsxImportSource: 'preact',
});

/** @typedef {import('esbuild').BuildOptions & { out: string, entry: string, executable?: boolean }} Bundle */

/**
 * Every bundle: its file in dist/, what it starts from, how it is built. The page's styles come out beside it as panel.css.
 * @type {readonly Bundle[]}
 */
export const bundles = [
  { out: 'client.js', entry: 'client/src/vscode/extension.ts', ...node, external: ['vscode'] },
  { out: 'client.browser.js', entry: 'client/src/vscode/extension.browser.ts', ...worker, external: ['vscode'] },
  { out: 'server.js', entry: 'server/src/lsp/main.node.ts', ...node },
  { out: 'server.browser.js', entry: 'server/src/lsp/main.browser.ts', ...worker, format: 'iife' },
  { out: 'cli.js', entry: 'client/src/terminal/cli.ts', ...node, executable: true },
  { out: 'listener-worker.js', entry: 'client/src/listener/sources/udp-worker.ts', ...node },
  { out: 'panel.js', entry: 'client/src/panel/ui/main.tsx', ...page },
  { out: 'xsd.mjs', entry: 'server/src/xsd/embedded.ts', ...node, format: 'esm' },
];

/**
 * Builds all bundles and answers their metafiles by name; throws when an entry point is missing or does not build.
 */
export async function buildAll({ production = false, partial = false, outdir = path.join(root, 'dist') } = {}) {
  const present = presentBundles(partial);
  const results = await Promise.all(
    present.map(
      async bundle =>
        /** @type {[string, import('esbuild').Metafile]} */ ([bundle.out, (await build(options(bundle, production, outdir))).metafile]),
    ),
  );
  finish(present, results, outdir);
  return Object.fromEntries(results);
}

/** @param {boolean} partial */
function presentBundles(partial) {
  const missing = bundles.filter(bundle => !existsSync(path.join(root, bundle.entry)));
  if (missing.length > 0) {
    const list = missing.map(bundle => `${bundle.entry} (for dist/${bundle.out})`).join(', ');
    if (!partial) throw new Error(`These entry points are missing: ${list}.`);
    console.error(`Not built, because the entry point is missing: ${list}.`);
  }
  return bundles.filter(bundle => !missing.includes(bundle));
}

/** @param {Bundle} bundle @param {boolean} production @param {string} outdir @returns {import('esbuild').BuildOptions & { metafile: true }} */
function options({ out, entry, executable, ...platform }, production, outdir) {
  return {
    absWorkingDir: root,
    entryPoints: { [out.replace(/\.m?js$/, '')]: entry },
    outdir,
    outExtension: { '.js': path.extname(out) },
    bundle: true,
    treeShaking: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
    // Some packages give Node a UMD build as `main` that no bundler can follow; their `module` is the same code.
    mainFields: platform.platform === 'node' ? ['module', 'main'] : ['browser', 'module', 'main'],
    loader: { '.xml': 'text', '.xsd': 'text', '.md': 'text', '.ttf': 'file' },
    assetNames: '[name]',
    define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
    // An ES module bundle of CommonJS packages needs the `require` it no longer has.
    banner: { js: bannerOf(entry, executable, platform.format) },
    plugins: platform.platform === 'browser' ? [nodeLibrariesInBrowser] : [],
    ...platform,
    metafile: true,
  };
}

/** @param {string} entry @param {boolean | undefined} executable @param {string | undefined} format */
function bannerOf(entry, executable, format) {
  if (executable && !readFileSync(path.join(root, entry), 'utf8').startsWith('#!')) return '#!/usr/bin/env node';
  if (format === 'esm')
    return "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";
  return '';
}

/**
 * iconv-lite wants Node's `buffer` and `string_decoder`: in the browser the npm packages of the same names stand in.
 * @type {import('esbuild').Plugin}
 */
const nodeLibrariesInBrowser = {
  name: 'node-libraries-in-browser',
  setup(it) {
    it.onResolve({ filter: /^(buffer|string_decoder)\/?$/ }, ({ path: name, resolveDir, kind, pluginData }) =>
      pluginData === 'again' ? undefined : it.resolve(name.endsWith('/') ? name : `${name}/`, { resolveDir, kind, pluginData: 'again' }),
    );
  },
};

/**
 * Leaves nothing in dist/ that an earlier build made and this one did not: it would be shipped.
 * @param {readonly [string, import('esbuild').Metafile][]} results @param {string} outdir
 */
function removeLeftovers(results, outdir) {
  const made = new Set(results.flatMap(([, metafile]) => Object.keys(metafile.outputs).map(file => path.basename(file))));
  for (const file of readdirSync(outdir)) {
    if (!made.has(file) && !file.endsWith('.vsix')) rmSync(path.join(outdir, file), { recursive: true, force: true });
  }
}

/** @param {readonly Bundle[]} present @param {readonly [string, import('esbuild').Metafile][]} results @param {string} outdir */
function finish(present, results, outdir) {
  mkdirSync(outdir, { recursive: true });
  removeLeftovers(results, outdir);
  for (const bundle of present) if (bundle.executable) chmodSync(path.join(outdir, bundle.out), 0o755);
}

/** @param {boolean} partial */
async function watch(partial) {
  const contexts = await Promise.all(
    presentBundles(partial).map(bundle => context({ ...options(bundle, false, path.join(root, 'dist')), logLevel: 'info' })),
  );
  await Promise.all(contexts.map(it => it.watch()));
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const flag = (/** @type {string} */ name) => process.argv.includes(name);
  try {
    if (flag('--watch')) await watch(flag('--partial'));
    else await buildAll({ production: flag('--production'), partial: flag('--partial') });
  } catch (error) {
    // esbuild has already printed what does not compile.
    if (!(error instanceof Error && 'errors' in error)) console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
