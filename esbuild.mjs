#!/usr/bin/env node
// Builds dist/: every bundle that is shipped, each named once in `bundles`.
//   node esbuild.mjs [--production] [--watch]
// Development builds carry source maps, production builds are minified and carry none.
import { build, context } from 'esbuild';
import { chmodSync, cpSync, existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onlyUsedIcons } from './scripts/lib/icons.mjs';

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

/**
 * Libraries that several of the Node bundles use: each is a bundle of its own in dist/lib/, once for all, loaded when it is first asked for.
 */
const libraries = [
  'fast-xml-parser',
  'handlebars',
  'iconv-lite',
  'mqtt',
  'nodemailer',
  'postal-mime',
  're2js',
  'smtp-server',
  'undici',
  'xsd-schema-validator',
];

/**
 * Read at run time, by path: the schemas, and the Java helper that xsd-schema-validator looks for in the folder above its
 * own (lib/). From where they are in the repository to where they go in dist/.
 */
const copied = {
  'schemas/qlik-local-log-config.xsd': 'schemas/qlik-local-log-config.xsd',
  'schemas/log4net.xsd': 'schemas/log4net.xsd',
  'node_modules/xsd-schema-validator/support/XMLValidator.class': 'support/XMLValidator.class',
};

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
  ...libraries.map(name => ({ out: `lib/${name}.js`, entry: name, ...node })),
];

/**
 * Builds all bundles and answers their metafiles by name; throws when an entry point is missing or does not build.
 * @returns {Promise<Record<string, import('esbuild').Metafile>>}
 */
export async function buildAll({ production = false, outdir = path.join(root, 'dist') } = {}) {
  const missing = bundles.filter(it => it.entry.includes('/') && !existsSync(path.join(root, it.entry)));
  if (missing.length > 0)
    throw new Error(`These entry points are missing: ${missing.map(it => `${it.entry} (for dist/${it.out})`).join(', ')}.`);
  const metafiles = await Promise.all(bundles.map(async bundle => (await build(options(bundle, production, outdir))).metafile));
  removeLeftovers(metafiles, outdir);
  copyFiles(outdir);
  for (const bundle of bundles) if (bundle.executable) chmodSync(path.join(outdir, bundle.out), 0o755);
  return Object.fromEntries(bundles.map((bundle, at) => [bundle.out, /** @type {import('esbuild').Metafile} */ (metafiles[at])]));
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
    plugins:
      platform.platform === 'browser'
        ? [nodeLibrariesInBrowser, onlyUsedIcons]
        : platform.format === 'cjs' && entry.includes('/')
          ? [sharedLibraries]
          : entry === 'smtp-server'
            ? [withoutSampleKey]
            : entry === 'undici'
              ? [onlyTheProxy]
              : [],
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
 * The library brings a private key for trying TLS out. The mail catcher offers no TLS, and no private key is shipped.
 * @type {import('esbuild').Plugin}
 */
const withoutSampleKey = {
  name: 'without-sample-key',
  setup(it) {
    it.onLoad({ filter: /smtp-server[\\/].*\.[cm]?js$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replace(/-----BEGIN (RSA )?PRIVATE KEY-----[^]*?-----END (RSA )?PRIVATE KEY-----/g, ''),
      loader: 'js',
    }));
  },
};

/**
 * Node has a `fetch`; of the library only the way by a proxy is needed, half of its size.
 * @type {import('esbuild').Plugin}
 */
const onlyTheProxy = {
  name: 'only-the-proxy',
  setup(it) {
    it.onLoad({ filter: /undici[\\/]index\.js$/ }, ({ path: file }) => ({
      contents: [
        "Object.assign(require('./lib/dispatcher/dispatcher.js').prototype, require('./lib/api/index.js'));",
        "exports.EnvHttpProxyAgent = require('./lib/dispatcher/env-http-proxy-agent.js');",
        "exports.setGlobalDispatcher = require('./lib/global.js').setGlobalDispatcher;",
      ].join('\n'),
      resolveDir: path.dirname(file),
      loader: 'js',
    }));
    // Its cache may use a database that only newer releases of Node have. Nothing is cached here.
    it.onLoad({ filter: /undici[\\/]lib[\\/]util[\\/]runtime-features\.js$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replace(
        "() => require('node:sqlite')",
        "() => { throw Object.assign(new Error('not bundled'), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' }); }",
      ),
      loader: 'js',
    }));
  },
};

/**
 * Leads a Node bundle to the library's own bundle.
 * @type {import('esbuild').Plugin}
 */
const sharedLibraries = {
  name: 'shared-libraries',
  setup(it) {
    it.onResolve({ filter: new RegExp(`^(${libraries.join('|')})$`) }, ({ path: name }) => ({ path: `./lib/${name}.js`, external: true }));
  },
};

/** @param {string} outdir */
function copyFiles(outdir) {
  // The helper is missing where the package was installed without it; Xerces then says so when it is asked.
  for (const [from, to] of Object.entries(copied))
    if (existsSync(path.join(root, from))) cpSync(path.join(root, from), path.join(outdir, to));
}

/**
 * Leaves nothing in dist/ that an earlier build made and this one did not: it would be shipped.
 * @param {readonly import('esbuild').Metafile[]} metafiles @param {string} outdir
 */
function removeLeftovers(metafiles, outdir) {
  const made = new Set(metafiles.flatMap(it => Object.keys(it.outputs)).map(file => path.resolve(root, file)));
  for (const entry of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !made.has(file) && !entry.name.endsWith('.vsix')) rmSync(file);
  }
}

async function watch() {
  const contexts = await Promise.all(
    bundles.map(bundle => context({ ...options(bundle, false, path.join(root, 'dist')), logLevel: 'info' })),
  );
  copyFiles(path.join(root, 'dist'));
  await Promise.all(contexts.map(it => it.watch()));
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const flag = (/** @type {string} */ name) => process.argv.includes(name);
  try {
    if (flag('--watch')) await watch();
    else await buildAll({ production: flag('--production') });
  } catch (error) {
    // esbuild has already printed what does not compile.
    if (!(error instanceof Error && 'errors' in error)) console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
