import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type {
  ClientCapabilities,
  Diagnostic,
  SymbolInformation,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver-protocol';
import { settings } from '../../../client/src/vscode/registry/settings';
import { defaultSettings } from '../../../server/src/lsp/settings';
import { eventually } from '../../support/eventually';
import { fullCapabilities, startServer, type LspClient } from '../../support/lsp-client';

const broken = (name: string): string =>
  `<configuration><appender name="${name}" type="log4net.Appender.UdpAppender"><param name="remotePrt" value="1"/></appender></configuration>`;
const notOurs = '<project><appender name="x" class="y"/></project>';

const watching: ClientCapabilities = {
  ...fullCapabilities,
  workspace: { ...fullCapabilities.workspace, didChangeWatchedFiles: { dynamicRegistration: true } },
};

interface Workspace {
  readonly client: LspClient;
  readonly uriOf: (file: string) => string;
  readonly write: (file: string, text: string) => Promise<void>;
  readonly remove: (file: string) => Promise<void>;
}

/** A folder with these files, and a server that works in it; both go with the test. */
async function workspace(
  t: TestContext,
  files: Readonly<Record<string, string | Buffer>>,
  { capabilities = watching, options }: { readonly capabilities?: ClientCapabilities; readonly options?: object } = {},
): Promise<Workspace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'log4net workspace '));
  const write = async (file: string, text: string | Buffer): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  };
  for (const [file, text] of Object.entries(files)) await write(file, text);
  const server = await startServer();
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  await server.client.initialize(capabilities, options, [{ uri: pathToFileURL(folder).href, name: 'folder' }]);
  return {
    client: server.client,
    uriOf: file => pathToFileURL(path.join(folder, file)).href,
    write,
    remove: file => rm(path.join(folder, file)),
  };
}

type Item = WorkspaceDocumentDiagnosticReport;

const ask = async (client: LspClient, previous: readonly Item[] = []): Promise<readonly Item[]> =>
  (
    await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', {
      previousResultIds: previous.map(it => ({ uri: it.uri, value: it.resultId })),
    })
  ).items;

const saysIt = ({ message }: Diagnostic): boolean => JSON.stringify(message).includes('remotePrt');

/** By file: how many findings speak of the misspelt property, or that nothing changed. */
const told = (items: readonly Item[]): Readonly<Record<string, number | 'unchanged'>> =>
  Object.fromEntries(
    items.map(it => [
      decodeURIComponent(it.uri).split('/').slice(-2).join('/'),
      it.kind === 'full' ? it.items.filter(found => saysIt(found)).length : 'unchanged',
    ]),
  );

test('every log4net file of the workspace is judged, opened or not, and nothing else is', async t => {
  const { client } = await workspace(t, {
    'Scheduler/LocalLogConfig.xml': broken('A'),
    'app/App.config': `<configuration><log4net>${broken('B').replace(/<\/?configuration>/g, '')}</log4net></configuration>`,
    'app/Web.config': '<configuration><system.web/></configuration>',
    'app/other.xml': notOurs,
    'app/my (own) logging.xml': broken('C'),
    'app/wide.log4net': Buffer.from(`\ufeff${broken('W')}`, 'utf16le'),
    'app/notes.txt': broken('D'),
    'node_modules/x/log4net.config': broken('E'),
    'app/bin/x.exe.config': broken('G'),
    'app/long.xml': broken('F') + ' '.repeat(1_100_000),
  });
  const items = await ask(client);
  assert.deepEqual(told(items), {
    'Scheduler/LocalLogConfig.xml': 1,
    'app/App.config': 1,
    'app/my (own) logging.xml': 1,
    'app/wide.log4net': 1,
  });
  assert.ok(items.every(it => it.version === null && it.resultId !== undefined));
  assert.deepEqual(client.log, []);
});

test('a file that nobody opened is judged by its bytes too', async t => {
  const { client } = await workspace(t, {
    'a/log4net.config': '<?xml version="1.0" encoding="windows-1252"?>\n<log4net><!-- Größe --></log4net>\n',
  });
  const [item] = await ask(client);
  assert.ok(item?.kind === 'full');
  assert.ok(item.items.some(it => it.code === 'syntax/encoding'));
});

test('what did not change is not sent again; what changed, came or went is', async t => {
  const { client, uriOf, write, remove } = await workspace(t, { 'a/log4net.config': broken('A'), 'b/log4net.config': broken('B') });
  const first = await ask(client);
  assert.deepEqual(told(await ask(client, first)), { 'a/log4net.config': 'unchanged', 'b/log4net.config': 'unchanged' });
  await write('a/log4net.config', broken('A').replace('remotePrt', 'remotePort'));
  await write('c/log4net.xml', broken('C'));
  await remove('b/log4net.config');
  await client.notify('workspace/didChangeWatchedFiles', {
    changes: [
      { uri: uriOf('a/log4net.config'), type: 2 },
      { uri: uriOf('c/log4net.xml'), type: 1 },
      { uri: uriOf('b/log4net.config'), type: 3 },
      { uri: uriOf('node_modules/x/log4net.config'), type: 1 },
    ],
  });
  const second = await ask(client, first);
  assert.deepEqual(told(second), { 'a/log4net.config': 0, 'b/log4net.config': 0, 'c/log4net.xml': 1 });
  // What is gone has no findings, and is not spoken of for ever.
  assert.deepEqual(told(await ask(client, second)), { 'a/log4net.config': 'unchanged', 'c/log4net.xml': 'unchanged' });
});

test('without a client that tells of changes, the folders are searched for each report', async t => {
  const { client, write, remove } = await workspace(t, { 'a/log4net.config': broken('A') }, { capabilities: fullCapabilities });
  const first = await ask(client);
  await write('b/log4net.config', broken('B'));
  assert.deepEqual(told(await ask(client, first)), { 'a/log4net.config': 'unchanged', 'b/log4net.config': 1 });
  await remove('a/log4net.config');
  assert.deepEqual(told(await ask(client, first)), { 'a/log4net.config': 0, 'b/log4net.config': 1 });
});

test('an open document wins over the disk, whatever its address is escaped like, until it is closed', async t => {
  const { client, uriOf } = await workspace(t, { 'my (own) logs/log4net.config': broken('A') });
  const uri = uriOf('my (own) logs/log4net.config').replace('(', '%28').replace(')', '%29');
  const onDisk = await ask(client);
  await client.open(uri, broken('A').replace('remotePrt', 'remotePort'));
  const opened = await ask(client, onDisk);
  assert.deepEqual([told(opened), opened[0]?.version, opened[0]?.uri], [{ 'my (own) logs/log4net.config': 0 }, 1, uri]);
  await client.notify('textDocument/didClose', { textDocument: { uri } });
  assert.deepEqual(told(await ask(client, opened)), { 'my (own) logs/log4net.config': 1 });
  // The last question about a document that was closed is answered from the disk too, under the same result id.
  const last = await client.of<{ readonly resultId: string; readonly items: readonly unknown[] }>('textDocument/diagnostic', uri);
  assert.ok(last.items.length > 0);
  assert.equal(last.resultId, (await ask(client))[0]?.resultId);
});

test('a report comes in pieces where the client takes them', async t => {
  const names = Array.from({ length: 40 }, (_, at) => `f${at}/log4net.config`);
  const { client } = await workspace(t, Object.fromEntries(names.map(it => [it, broken('A')])));
  const pieces: Item[][] = [];
  client.connection.onNotification(
    '$/progress',
    ({ token, value }: { readonly token: unknown; readonly value: WorkspaceDiagnosticReport }) => {
      assert.equal(token, 'mine');
      pieces.push(value.items);
    },
  );
  const last = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', {
    previousResultIds: [],
    partialResultToken: 'mine',
  });
  assert.ok(pieces.length >= 2 && last.items.length < 40);
  const all = [...pieces.flat(), ...last.items];
  assert.deepEqual(Object.keys(told(all)).sort(), names.toSorted());
  assert.equal(all.length, 40);
});

test('a client that waits for changes is answered when there is one, or when it gives up', async t => {
  const { client, uriOf, write } = await workspace(t, { 'a/log4net.config': broken('A') }, { options: { waitsForChanges: true } });
  const first = await ask(client);
  let answered = false;
  const waiting = ask(client, first).then(items => ((answered = true), items));
  await client.open(uriOf('x/log4net.config'), broken('X'));
  await client.diagnostics(uriOf('x/log4net.config'));
  assert.equal(answered, false);
  await write('a/log4net.config', '<log4net/>');
  await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('a/log4net.config'), type: 2 }] });
  const second = await waiting;
  assert.deepEqual(told(second), { 'a/log4net.config': 0 });

  const source = new CancellationTokenSource();
  const given = client.connection.sendRequest<WorkspaceDiagnosticReport>(
    'workspace/diagnostic',
    { previousResultIds: second.map(it => ({ uri: it.uri, value: it.resultId })) },
    source.token,
  );
  source.cancel();
  assert.deepEqual(await given, { items: [] });
  assert.deepEqual(client.log, []);
});

test('settings: another severity is reported anew, limits hold, and the check can be switched off', async t => {
  const { client } = await workspace(t, {
    'a/log4net.config': broken('A'),
    'b/log4net.config': broken('B'),
    'old/log4net.config': broken('C'),
  });
  const change = async (settings: object): Promise<void> => {
    const before = client.refreshes.length;
    client.settings = settings;
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    await eventually(() => assert.ok(client.refreshes.length > before));
  };
  const first = await ask(client);
  assert.equal(first.length, 3);
  await change({ workspace: { exclude: ['old'] }, rules: { 'properties/unknown': 'hint' } });
  const second = await ask(client, first);
  assert.deepEqual(told(second), { 'a/log4net.config': 1, 'b/log4net.config': 1, 'old/log4net.config': 0 });
  await change({ workspace: { maxFiles: 1 } });
  assert.deepEqual(told(await ask(client)), { 'a/log4net.config': 1 });
  assert.match(client.log.join(), /more than 1 log4net files.*workspace\.maxFiles/);
  await change({ workspace: { check: false } });
  assert.deepEqual(told(await ask(client, second)), { 'a/log4net.config': 0, 'b/log4net.config': 0 });
  assert.deepEqual(await ask(client), []);
});

test('a client that does not ask is told', async t => {
  const plain: ClientCapabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
  const { client, uriOf, remove } = await workspace(
    t,
    { 'a/log4net.config': broken('A'), 'b/log4net.config': '<log4net/>' },
    { capabilities: plain },
  );
  const last = (file: string): number | undefined =>
    client.published.findLast(it => it.uri === uriOf(file))?.diagnostics.filter(saysIt).length;
  await eventually(() => assert.equal(last('a/log4net.config'), 1));
  await client.open(uriOf('a/log4net.config'), broken('A').replace('remotePrt', 'remotePort'));
  await eventually(() => assert.equal(last('a/log4net.config'), 0));
  await client.notify('textDocument/didClose', { textDocument: { uri: uriOf('a/log4net.config') } });
  await eventually(() => assert.equal(last('a/log4net.config'), 1));
  await remove('a/log4net.config');
  await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('a/log4net.config'), type: 3 }] });
  await eventually(() => assert.equal(last('a/log4net.config'), 0));
});

test('a client that finds and reads files itself is asked for both', async t => {
  const { client } = await workspace(t, {}, { options: { readsText: true, findsFiles: true } });
  const asked: unknown[] = [];
  client.connection.onRequest('log4net/findFiles', (params: unknown) => (asked.push(params), ['vscode-vfs://github/a/b/log4net.config']));
  client.connection.onRequest('log4net/readText', ({ uri }: { readonly uri: string }) =>
    uri.startsWith('vscode-vfs:') ? broken('A') : null,
  );
  assert.deepEqual(told(await ask(client)), { 'b/log4net.config': 1 });
  assert.match(JSON.stringify(asked), /"include":".*log4net.*","exclude":\["node_modules"/);
});

test('symbols are found in files that nobody opened, and once in those that somebody did', async t => {
  const { client, uriOf } = await workspace(t, { 'a/log4net.config': broken('OnDisk'), 'b/log4net.config': broken('Closed') });
  await client.open(uriOf('b/log4net.config'), broken('Opened'));
  const found = await client.request<readonly SymbolInformation[]>('workspace/symbol', { query: '' });
  assert.deepEqual(found.map(it => it.name).sort(), ['OnDisk', 'Opened']);
});

test('the settings editor shows the limits that the server has', () => {
  const preset = (key: string): unknown => settings.find(it => it.key === `workspace.${key}`)?.schema.default;
  const { check, maxFiles, exclude } = defaultSettings.workspace;
  assert.deepEqual([preset('check'), preset('maxFiles'), preset('exclude')], [check, maxFiles, exclude]);
});
