/** The id of a finding leads to the page of its rule, without a network. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CodeAction, Diagnostic } from 'vscode-languageserver-protocol';
import { bundle, fullCapabilities, startServer, type LspClient } from '../../support/lsp-client';

const folder = mkdtempSync(path.join(tmpdir(), 'rule docs '));
after(() => rmSync(folder, { recursive: true, force: true }));
/** The server in `dist` of a folder of its own, as in a checkout or the package; with the pages beside it or not. */
const installed = async (withPages: boolean): Promise<string> => {
  const home = path.join(folder, withPages ? 'with' : 'without');
  mkdirSync(path.join(home, 'dist'), { recursive: true });
  const program = await bundle('server.js');
  cpSync(program, path.join(home, 'dist', 'server.js'));
  // The shipped one shares its libraries with other bundles.
  const libraries = path.join(path.dirname(program), 'lib');
  if (existsSync(libraries)) cpSync(libraries, path.join(home, 'dist', 'lib'), { recursive: true });
  if (withPages) cpSync(path.join('docs', 'rules'), path.join(home, 'docs', 'rules'), { recursive: true });
  return path.join(home, 'dist', 'server.js');
};

const uri = 'file:///folder/Scheduler/LocalLogConfig.xml';
const text = '<log4net><root><appender-ref ref="Nobody"/></root><Logger name="X"/></log4net>';

async function findings(program: string, options?: unknown): Promise<readonly Diagnostic[]> {
  return asked(program, options, client => client.diagnostics(uri));
}

async function asked<R>(program: string, options: unknown, ask: (client: LspClient) => Promise<R>): Promise<R> {
  const server = await startServer(['--stdio'], program);
  try {
    await server.client.initialize(fullCapabilities, options);
    await server.client.open(uri, text);
    return await ask(server.client);
  } finally {
    assert.equal(await server.stop(), 0);
  }
}

test('where the pages lie beside the server, each finding leads to the page of its rule', async () => {
  const found = await findings(await installed(true));
  assert.ok(found.length > 1);
  for (const { code, codeDescription } of found) {
    const page = fileURLToPath(codeDescription?.href ?? assert.fail(String(code)));
    assert.ok(existsSync(page), page);
    assert.match(readFileSync(page, 'utf8'), new RegExp(`^# ${String(code)}$`, 'm'));
  }
});

test('a client may say where the pages are, and code actions carry the same link', async () => {
  const options = { ruleDocs: 'command:open?%22{rule}%22' };
  const program = await installed(true);
  const links = await asked(program, options, async client => {
    const diagnostics = await client.diagnostics(uri);
    const actions = await client.of<readonly CodeAction[]>('textDocument/codeAction', uri, {
      range: diagnostics.find(it => it.code === 'structure/element-case')?.range,
      context: { diagnostics: [] },
    });
    return [...diagnostics, ...actions.flatMap(it => it.diagnostics ?? [])].map(it => [it.code, it.codeDescription?.href]);
  });
  assert.ok(links.filter(([code]) => code === 'structure/element-case').length > 1);
  for (const [code, href] of links) assert.equal(href, `command:open?%22${String(code)}%22`);
});

test('without pages there is no link that leads nowhere', async () => {
  assert.ok((await findings(await installed(false))).every(it => it.codeDescription === undefined));
});
