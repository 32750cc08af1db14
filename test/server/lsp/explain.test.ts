import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import type { ExplainResult, FoundMessage, SampleChoice } from '../../../server/src/protocol';
import { startServer, type LspClient, type ServerProcess } from '../../support/lsp-client';

const uri = 'file:///C%3A/ProgramData/Qlik/Sense/Scheduler/LocalLogConfig.xml';
const template = readFileSync('templates/task-failed.xml', 'utf8');

let server: ServerProcess;
let client: LspClient;

before(async () => {
  server = await startServer();
  client = server.client;
  await client.initialize();
  await client.open(uri, template);
});

after(async () => {
  assert.equal(await server.stop(), 0);
  assert.deepEqual(client.log, []);
});

const explain = (version: number, event: string): Promise<ExplainResult | null> =>
  client.request<ExplainResult | null>('log4net/explain', { uri, version, event });

test('an event is explained for the version that was asked about, and for no other', async () => {
  const [sample] = await client.request<readonly SampleChoice[]>('log4net/samples', { uri });
  assert.ok(sample);
  const event = JSON.stringify(sample.event);
  const result = await explain(1, event);
  assert.ok(result?.ok);
  assert.match(result.explanation.summary, /^1 appender of 1 sends something/);
  await client.change(uri, template.indexOf('Max retries'), template.indexOf('Max retries'), 'x');
  assert.equal(await explain(1, event), null);
  const later = await explain(2, event);
  assert.ok(later?.ok && later.explanation.summary.startsWith('Nothing is sent'), JSON.stringify(later));
});

test('an event that cannot be read is a complaint, not a failure', async () => {
  const result = await explain(2, '{');
  assert.ok(result && !result.ok);
  assert.match(result.complaint, /^The event is not JSON/);
});

test('a mail and a logged error are answered for any text; a file that is not open has a sentence', async () => {
  assert.deepEqual(await client.request('log4net/previewMail', { uri, appender: 'nobody' }), ["No appender is called 'nobody' any more."]);
  const found = await client.request<FoundMessage>('log4net/findMessage', { uri: 'file:///nowhere', line: 'x' });
  assert.deepEqual([found.kind, found.message], ['unknown', 'The file is not open; open it and try again.']);
});
