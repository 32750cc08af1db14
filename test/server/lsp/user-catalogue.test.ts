/** `.log4net-appenders.json` in a workspace, over the protocol: what it adds is known everywhere, as soon as it is saved. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { eventually } from '../../support/eventually';
import { fullCapabilities, startServer, type LspClient, type ServerProcess } from '../../support/lsp-client';

const folder = mkdtempSync(path.join(tmpdir(), 'log4net-user-'));
const file = path.join(folder, '.log4net-appenders.json');
const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;
const fax = (property: string): string =>
  JSON.stringify({
    types: [
      { type: 'Acme.FaxAppender', kind: 'appender', doc: 'Sends a fax.', properties: [{ name: property, kind: 'int', doc: 'How often.' }] },
    ],
  });
const capabilities = {
  ...fullCapabilities,
  workspace: { ...fullCapabilities.workspace, workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: true } },
};

let server: ServerProcess;
let client: LspClient;
before(async () => {
  mkdirSync(path.join(folder, 'Scheduler'));
  writeFileSync(file, `\uFEFF${fax('retries')}`);
  server = await startServer();
  client = server.client;
  await client.initialize(capabilities, undefined, [{ uri: pathToFileURL(folder).href, name: 'x' }]);
});
after(async () => {
  assert.equal(await server.stop(), 0);
  assert.deepEqual(client.log, []);
  rmSync(folder, { recursive: true, force: true });
});

const config = (inside: string): string =>
  `<log4net><appender name="A" type="Acme.FaxAppender, Acme">${inside}</appender><root><appender-ref ref="A"/></root></log4net>`;
const labelsIn = async (name: string): Promise<readonly string[]> => {
  const text = config('<param name="" value=""/>');
  await client.open(uriOf(name), text);
  return (await client.completion(uriOf(name), text.indexOf('name="" ') + 6)).map(it => it.label);
};

test('its types are known from the first finding on: no unknown class, a wrong value is found as information', async () => {
  const uri = uriOf('log4net.config');
  await client.open(uri, config('<param name="retries" value="many"/>'));
  const found = await client.diagnostics(uri);
  assert.ok(!/no class|not known here/.test(JSON.stringify(found)));
  const wrong = found.filter(it => String(it.code).startsWith('values/'));
  assert.deepEqual(
    wrong.map(it => it.severity),
    [3],
    JSON.stringify(found),
  );
});

test('completion offers its class and its properties, hover shows its words', async () => {
  assert.ok((await labelsIn('a.log4net')).includes('retries'));
  const text = '<log4net><appender name="A" type=""/></log4net>';
  await client.open(uriOf('b.log4net'), text);
  const types = await client.completion(uriOf('b.log4net'), text.indexOf('type="') + 6);
  assert.ok(
    types.some(it => it.label.includes('FaxAppender')),
    types.map(it => it.label).join(),
  );
  const uri = uriOf('a.log4net');
  const hover = await client.at<{ contents: { value: string } } | null>('textDocument/hover', uri, config('').indexOf('FaxAppender'));
  assert.match(hover?.contents.value ?? '', /Sends a fax/);
});

test('a saved change counts at once, and what is wrong with the file is shown on it until it is mended', async () => {
  const save = async (text: string | undefined): Promise<void> => {
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
    await client.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToFileURL(file).href, type: text === undefined ? 3 : 2 }],
    });
  };
  const complaints = (): readonly string[] =>
    client.published
      .findLast(it => it.uri === pathToFileURL(file).href)
      ?.diagnostics.map(({ message }) => (typeof message === 'string' ? message : message.value)) ?? [];
  const refreshes = client.refreshes.length;
  await save(fax('pages'));
  await eventually(async () => assert.ok((await labelsIn(`c${Date.now()}.log4net`)).includes('pages')));
  assert.ok(client.refreshes.length > refreshes, 'open files are asked for again');
  await save('{');
  await eventually(() => assert.match(complaints()[0] ?? '', /^\.log4net-appenders\.json is not valid JSON/));
  await save('{ "types": [{ "type": "A.B", "kind": "fax" }] }');
  await eventually(() => assert.match(complaints()[0] ?? '', /needs a "kind"/));
  await save(undefined);
  await eventually(() => assert.deepEqual(complaints(), []));
  assert.ok(!(await labelsIn('d.log4net')).includes('pages'));
});

test('a folder that is added brings its own', async () => {
  const other = mkdtempSync(path.join(tmpdir(), 'log4net-user-'));
  writeFileSync(path.join(other, '.log4net-appenders.json'), fax('colour'));
  const added = [{ uri: pathToFileURL(other).href, name: 'y' }];
  await client.notify('workspace/didChangeWorkspaceFolders', { event: { added, removed: [] } });
  await eventually(async () => assert.ok((await labelsIn(`e${Date.now()}.log4net`)).includes('colour')));
  await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: added } });
  await eventually(async () => assert.ok(!(await labelsIn(`f${Date.now()}.log4net`)).includes('colour')));
  rmSync(other, { recursive: true });
});

test('a client that reads files itself is asked for them', async () => {
  const own = await startServer();
  own.client.connection.onRequest('log4net/readText', ({ uri }: { readonly uri: string }) =>
    uri === 'vscode-vfs://github/acme/x/.log4net-appenders.json' ? fax('virtual') : null,
  );
  await own.client.initialize(capabilities, { readsText: true }, [{ uri: 'vscode-vfs://github/acme/x', name: 'x' }]);
  const text = config('<param name="" value=""/>');
  const uri = 'vscode-vfs://github/acme/x/log4net.config';
  await own.client.open(uri, text);
  await own.client.diagnostics(uri);
  assert.ok((await own.client.completion(uri, text.indexOf('name="" ') + 6)).some(it => it.label === 'virtual'));
  assert.equal(await own.stop(), 0);
});
