/** The check against the XML schema, asked for as the editor asks: over the protocol, of the server that is shipped. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import type { SchemaCheckParams, SchemaCheckResult } from '../../../server/src/protocol';
import { buildDist, withoutJava } from '../../support/dist';
import { startServer, type LspClient, type ServerProcess } from '../../support/lsp-client';

const folder = mkdtempSync(path.join(tmpdir(), 'log4net-schema-'));
let server: ServerProcess;
let client: LspClient;
before(async () => {
  buildDist(folder);
  server = await startServer(['--stdio'], path.join(folder, 'server.js'));
  client = server.client;
  await client.initialize();
});
after(async () => {
  assert.equal(await server.stop(), 0);
  assert.equal(server.stderr(), '');
  assert.deepEqual(client.log, []);
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
const open = async (text: string, place = 'Scheduler/LocalLogConfig.xml'): Promise<string> => {
  const uri = `file:///schema/${++count}/${place}`;
  await client.open(uri, text);
  return uri;
};
const check = (uri: string, more: Partial<SchemaCheckParams> = {}): Promise<SchemaCheckResult> =>
  client.request<SchemaCheckResult>('log4net/checkSchema', { uri, engine: 'embedded', occasion: 'command', ...more });
/** `code severity text` of each finding. */
const found = (result: SchemaCheckResult, text: string): readonly string[] =>
  result.kind === 'checked'
    ? result.findings.map(it => `${it.code} ${it.severity} ${text.slice(it.start, it.end)}`)
    : [JSON.stringify(result)];

const broken =
  '<configuration>\n  <appender name="A" type="T">\n    <param name="a" value="b"/>\n    <filter type="F"/>\n  </appender>\n  <foo/>\n</configuration>';

for (const engine of ['embedded', 'xerces'] as const) {
  test(
    `${engine}: a file that fits has no finding, one that does not has it at the node`,
    { skip: engine === 'xerces' && withoutJava },
    async () => {
      const good = await check(await open(readFileSync('templates/task-failed.xml', 'utf8')), { engine });
      assert.deepEqual(good, { kind: 'checked', schema: 'qlik', version: 1, findings: [] });
      const bad = await check(await open(broken), { engine });
      assert.deepEqual(found(bad, broken), ['xsd/unexpected-element error filter', 'xsd/unexpected-element information foo']);
    },
  );
}

test("log4net's own dialect is checked against log4net's schema", async () => {
  const text = '<log4net><appender name="A" type="log4net.Appender.UdpAppender"><remotePort value="x"/><colour/></appender></log4net>';
  const result = await check(await open(text, 'log4net.config'));
  assert.equal(result.kind === 'checked' && result.schema, 'log4net');
  assert.deepEqual(found(result, text), ['xsd/bad-value error x', 'xsd/unexpected-element warning colour']);
});

test("inside other people's types a finding is information", async () => {
  const text =
    '<log4net><appender name="A" type="Acme.FaxAppender, Acme"><number value="1"/><layout type="log4net.Layout.SimpleLayout"><b/></layout></appender></log4net>';
  const result = await check(await open(text, 'log4net.config'));
  assert.ok(result.kind === 'checked' && result.findings.length > 0);
  assert.deepEqual(new Set(result.findings.map(it => it.severity)), new Set(['information']));
});

test('after a save only a file in the folder of a service is checked', async () => {
  for (const place of ['Scheduler', 'proxy', 'Repository', 'Engine', 'Printing'])
    assert.equal((await check(await open(broken, `${place}/LocalLogConfig.xml`), { occasion: 'save' })).kind, 'checked', place);
  assert.deepEqual(await check(await open(broken, 'drafts/LocalLogConfig.xml'), { occasion: 'save' }), { kind: 'not-asked' });
  assert.equal((await check(await open(broken, 'drafts/LocalLogConfig.xml'))).kind, 'checked');
});

test('what cannot be checked is said in a sentence', async () => {
  for (const text of ['<configuration><appender></configuration>', '<!DOCTYPE configuration><configuration/>', '']) {
    const result = await check(await open(text));
    assert.ok(result.kind === 'not-checked' && /^The file .*\.$/.test(result.reason), JSON.stringify(result));
  }
  assert.deepEqual(await check('file:///gone.xml'), { kind: 'not-checked', reason: 'The file is not open; open it and try again.' });
});

test('keystrokes are answered while Java is at work', { skip: withoutJava }, async () => {
  const uri = await open(broken);
  const order: string[] = [];
  const slow = check(uri, { engine: 'xerces' }).then(() => order.push('schema'));
  await client.completion(uri, broken.indexOf('<foo')).then(() => order.push('completion'));
  await slow;
  assert.deepEqual(order, ['completion', 'schema']);
});
