/** The server looks at the bytes of a file: when it is opened, and when it is saved in another way. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { eventually } from '../../support/eventually';
import { startServer, type ServerProcess } from '../../support/lsp-client';

const folder = mkdtempSync(path.join(tmpdir(), 'encoding-'));
let server: ServerProcess;
before(async () => {
  server = await startServer();
  await server.client.initialize();
});
after(async () => {
  assert.equal(await server.stop(), 0);
  rmSync(folder, { recursive: true });
});

const text = '<?xml version="1.0" encoding="windows-1252"?>\n<log4net><!-- Größe --></log4net>\n';

test('a file that is saved as UTF-8 and says another encoding is found, and no more when it is saved as it says', async () => {
  const { client } = server;
  const file = path.join(folder, 'log4net.config');
  const uri = pathToFileURL(file).href;
  const codes = async (): Promise<readonly unknown[]> => (await client.diagnostics(uri)).map(it => it.code);
  writeFileSync(file, text, 'utf8');
  await client.open(uri, text);
  assert.ok((await codes()).includes('syntax/encoding'));
  const refreshes = client.refreshes.length;
  writeFileSync(file, text, 'latin1');
  await client.notify('textDocument/didSave', { textDocument: { uri } });
  await eventually(() => assert.ok(client.refreshes.length > refreshes));
  assert.ok(!(await codes()).includes('syntax/encoding'));
});

test('a text that lies nowhere says nothing of bytes', async () => {
  const uri = 'untitled:Untitled-1';
  await server.client.open(uri, text);
  assert.ok((await server.client.diagnostics(uri)).every(it => it.code !== 'syntax/encoding'));
});
