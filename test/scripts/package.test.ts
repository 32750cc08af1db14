/** What `npm run package` makes: small, the same every time, complete, and nothing that does not belong. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import { unzip } from '../support/zip';

describe('the package', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'log4net-package-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const pack = (name: string): Buffer => {
    const file = path.join(folder, name);
    const { status, stderr } = spawnSync(process.execPath, ['scripts/package.mjs', '--out', file], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return readFileSync(file);
  };

  let archive: Buffer = Buffer.alloc(0);
  let files: ReadonlyMap<string, Buffer> = new Map();
  before(() => {
    archive = pack('first.vsix');
    files = new Map([...unzip(archive)].map(([name, content]) => [name.replace(/^extension\//, ''), content]));
  });

  test('is under 3 MB', () => assert.ok(archive.length < 3_000_000, `${archive.length} bytes`));

  test('has the same bytes when it is made again', () => assert.ok(pack('second.vsix').equals(archive)));

  test('holds every file its manifest names', () => {
    const manifest = JSON.parse(files.get('package.json')?.toString() ?? '') as { main: string; browser: string };
    const named = [...JSON.stringify(manifest).matchAll(/"\.\/([^"]+\.\w+)"/g)].map(it => it[1] ?? '');
    assert.ok(named.length > 5, named.join(' '));
    assert.deepEqual(
      named.filter(it => !files.has(it)),
      [],
    );
    assert.ok(files.has(path.posix.normalize(manifest.main)) && files.has(path.posix.normalize(manifest.browser)));
  });

  test('holds every picture that its readme shows', () => {
    const shown = [...(files.get('readme.md')?.toString() ?? '').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(it => it[1] ?? '');
    assert.ok(shown.length > 0, 'the readme shows nothing');
    assert.deepEqual(
      shown.filter(it => !files.has(it)),
      [],
    );
  });

  test('holds every bundle that another one loads by name', () => {
    const bundles = [...files].filter(([name]) => /^dist\/[^/]+\.m?js$/.test(name));
    const loaded = bundles.flatMap(([, content]) =>
      [...content.toString().matchAll(/["'`](?:\.\/)?(lib\/[\w-]+\.js|[a-z]+(?:[-.][a-z]+)*\.m?js)["'`]/g)].map(
        it => `dist/${it[1] ?? ''}`,
      ),
    );
    const ours = new Set([
      'dist/server.js',
      'dist/server.browser.js',
      'dist/listener-worker.js',
      'dist/panel.js',
      'dist/xsd.mjs',
      ...loaded.filter(it => it.startsWith('dist/lib/')),
    ]);
    assert.ok(ours.size > 8);
    assert.deepEqual(
      [...ours].filter(it => !files.has(it)),
      [],
    );
  });

  test('holds a page for each rule, which the ids of findings lead to', () => {
    const pages = [...files.keys()].filter(it => /^docs\/rules\/[a-z]+\/[a-z0-9-]+\.md$/.test(it));
    const settings = JSON.stringify(JSON.parse(files.get('package.json')?.toString() ?? '')).match(/log4netAppenders\.rules\.[a-z]+\//g);
    assert.ok(pages.length > 100 && pages.length === settings?.length, `${pages.length} pages, ${settings?.length} settings`);
  });

  test('holds what checking against the schemas reads at run time', () => {
    assert.deepEqual(
      ['dist/schemas/qlik-local-log-config.xsd', 'dist/schemas/log4net.xsd', 'dist/support/XMLValidator.class'].filter(
        it => !files.has(it),
      ),
      [],
    );
  });

  test('holds no sources, tests, maps or secrets', () => {
    const stray = [...files.keys()].filter(it =>
      /(^|\/)(node_modules|test|scripts|out|\.git|\.cache)\/|\.(ts|tsx|map|vsix|env)$|package-lock|tsconfig/.test(it),
    );
    assert.deepEqual(stray, []);
  });

  test('loads nothing at run time that is neither Node nor vscode nor in it', () => {
    const bundles = [...files].filter(([name]) => /^dist\/.*\.js$/.test(name) && !name.includes('browser') && !name.includes('panel'));
    const node = new Set(builtinModules);
    // ws asks for two native helpers and goes on without them.
    const optional = new Set(['vscode', 'bufferutil', 'utf-8-validate']);
    const strangers = bundles.flatMap(([name, content]) =>
      [...content.toString().matchAll(/\brequire\(["']([^"'.][^"']*)["']\)/g)]
        .map(it => it[1]?.replace('node:', '') ?? '')
        .filter(it => !node.has(it) && !optional.has(it))
        .map(it => `${name}: ${it}`),
    );
    assert.deepEqual(strangers, []);
  });

  test('passes on the licences of what is bundled, the icons by name', () => {
    const notices = files.get('THIRD-PARTY-NOTICES.txt')?.toString() ?? '';
    for (const name of [
      'mqtt',
      'nodemailer',
      'iconv-lite',
      'preact',
      'vscode-languageclient',
      'fast-xml-parser',
      'libxml2-wasm',
      'handlebars',
    ]) {
      assert.match(notices, new RegExp(`^${name} \\d`, 'm'), name);
    }
    assert.match(notices, /^@vscode\/codicons [\s\S]*?Licence: CC-BY-4\.0[\s\S]*?Codicons.*Microsoft.*Creative Commons Attribution 4\.0/m);
    assert.ok(files.has('LICENSE.txt'));
  });
});
