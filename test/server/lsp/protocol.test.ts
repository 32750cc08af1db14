import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import test, { after, before } from 'node:test';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type {
  CallHierarchyItem,
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  LocationLink,
  SelectionRange,
  SignatureHelp,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import type { Placeholder, Status, TestEventResult } from '../../../server/src/protocol';
import { applyTextEdits, bundle, LspClient, startServer, textAt, type ServerProcess } from '../../support/lsp-client';
import { marked } from '../../support/marked';

const uri = 'file:///C%3A/ProgramData/Qlik/Sense/Scheduler/LocalLogConfig.xml';
const template = readFileSync('templates/task-failed.xml', 'utf8').replaceAll('\r\n', '\n');

let server: ServerProcess;
let client: LspClient;

before(async () => {
  server = await startServer();
  client = server.client;
  const { capabilities, serverInfo } = await client.initialize();
  assert.equal(serverInfo?.name, 'log4net-appenders');
  assert.ok(capabilities.diagnosticProvider && capabilities.completionProvider && capabilities.hoverProvider);
});

after(async () => {
  assert.equal(await server.stop(), 0);
  assert.equal(server.stderr(), '');
  assert.deepEqual(client.log, []);
});

let count = 0;
/** Opens a text with a cursor as a document of its own. */
async function open(
  source: string,
  name = `file:///folder/${++count}/Scheduler/LocalLogConfig.xml`,
): Promise<{ uri: string; text: string; cursor: number }> {
  const { text, cursor } = marked(source);
  await client.open(name, text);
  return { uri: name, text, cursor };
}

test('a broken sample is judged, completed and explained', async () => {
  const broken = template.replace('value="127.0.0.1"', 'value="<IP of server where Butler is running>"').replace('</logger>', '');
  await client.open(uri, broken);
  const findings = await client.diagnostics(uri);
  const placeholder = findings.find(it => it.code === 'syntax/placeholder');
  assert.ok(placeholder, findings.map(it => String(it.code)).join());
  assert.equal(placeholder.source, 'log4net');
  assert.equal(textAt(broken, placeholder.range), '<IP of server where Butler is running>');
  assert.ok(findings.some(it => it.code === 'syntax/unclosed-element'));

  const inside = broken.indexOf('remotePort"') + 6;
  const item = (await client.completion(uri, inside)).find(it => it.label === 'encoding' || it.label === 'remotePort');
  assert.ok(item);
  const resolved = await client.request<CompletionItem>('completionItem/resolve', item);
  assert.match(JSON.stringify(resolved.documentation), /port/i);

  const hover = await client.at<Hover>('textDocument/hover', uri, inside);
  assert.match(JSON.stringify(hover.contents), /remotePort/);
});

test('the blanks are found by a request of their own, and the fix for them asks the host', async () => {
  const { uri: it } = await open(
    '<configuration><appender name="A" type="log4net.Appender.UdpAppender"><param name="remoteAddress" value="<IP of server>"/></appender></configuration>',
  );
  const [blank] = await client.request<readonly Placeholder[]>('log4net/placeholders', { uri: it });
  assert.deepEqual([blank?.text, blank?.wants], ['<IP of server>', 'address']);
  const [finding] = (await client.diagnostics(it)).filter(found => found.code === 'syntax/placeholder');
  const actions = await client.of<readonly CodeAction[]>('textDocument/codeAction', it, {
    range: finding?.range,
    context: { diagnostics: [] },
  });
  const command = actions.find(action => action.command)?.command;
  assert.deepEqual([command?.command, command?.arguments], ['log4netAppenders.fillPlaceholders', [{ uri: it }]]);
});

test('typing changes the answer, version by version', async () => {
  const {
    uri: it,
    text,
    cursor,
  } = await open(
    '<configuration><appender name="A" type="log4net.Appender.UdpAppender"><param name="‸" value=""/></appender></configuration>',
  );
  assert.ok((await client.completion(it, cursor)).some(item => item.label === 'remotePort'));
  const type = text.indexOf('UdpAppender');
  await client.change(it, type, type + 3, 'Smtp');
  const labels = (await client.completion(it, cursor + 1)).map(item => item.label);
  assert.ok(labels.includes('smtpHost') && !labels.includes('remotePort'));
});

test('an unchanged version is not judged twice', async () => {
  const { uri: it } = await open(template);
  const first = await client.of<{ kind: string; resultId: string }>('textDocument/diagnostic', it);
  const second = await client.of<{ kind: string }>('textDocument/diagnostic', it, { previousResultId: first.resultId });
  assert.deepEqual([first.kind, second.kind], ['full', 'unchanged']);
  await client.change(it, 0, 0, ' ');
  const third = await client.of<{ kind: string }>('textDocument/diagnostic', it, { previousResultId: first.resultId });
  assert.equal(third.kind, 'full');
});

test('a code action mends what a diagnostic speaks about', async () => {
  const { uri: it, text } = await open(
    '<configuration><appender name="A"/><logger name=“x”><appender-ref ref="A"/></logger></configuration>',
  );
  const findings = await client.diagnostics(it);
  const smart = findings.find((found: Diagnostic) => found.code === 'syntax/smart-quote');
  assert.ok(smart, findings.map(found => String(found.code)).join());
  const actions = await client.of<readonly CodeAction[]>('textDocument/codeAction', it, {
    range: smart.range,
    context: { diagnostics: [smart] },
  });
  const fix = actions.find(action => action.kind === 'quickfix' && action.diagnostics?.[0]?.code === 'syntax/smart-quote');
  const edits: readonly TextEdit[] = fix?.edit?.changes?.[it] ?? [];
  const mended = applyTextEdits(text, edits);
  await client.change(it, 0, text.length, mended);
  assert.equal(
    (await client.diagnostics(it)).some(found => found.code === 'syntax/smart-quote'),
    false,
    mended,
  );
});

test('only the kinds of action that are asked for', async () => {
  const { uri: it } = await open(
    '<log4net><appender name="A" type="log4net.Appender.UdpAppender"><remotePort value="1"/></appender></log4net>',
  );
  const range = { start: { line: 0, character: 75 }, end: { line: 0, character: 75 } };
  const ask = (only?: readonly string[]): Promise<readonly CodeAction[]> =>
    client.of('textDocument/codeAction', it, { range, context: { diagnostics: [], only } });
  assert.ok((await ask(['refactor'])).every(action => action.kind === 'refactor.rewrite'));
  assert.ok((await ask(['refactor'])).length > 0);
  assert.deepEqual(await ask(['source.organizeImports']), []);
});

test('a test event is rendered as log4net would send it', async () => {
  const { uri: it } = await open(template);
  const ask = (executionId: string): Promise<TestEventResult> =>
    client.request('log4net/testEvent', {
      uri: it,
      appender: 'TaskFailed',
      now: '2026-11-23T05:00:00.000Z',
      executionId,
      hostName: 'WS-42',
      timeZone: 'Europe/Stockholm',
    });
  const result = await ask('11111111-2222-4333-8444-555555555555');
  assert.ok(result.ok, result.ok ? '' : result.reason);
  const [datagram] = result.simulation.datagrams;
  const text = Buffer.from(datagram?.base64 ?? '', 'base64').toString('utf8');
  const fields = text.split(';');
  assert.equal(fields.length, 11, text);
  assert.deepEqual(fields.slice(0, 2), ['/scheduler-task-failed/', 'WS-42']);
  assert.equal(fields[7], '2026-11-23 06:00:00,000');
  assert.equal(fields[9], '11111111-2222-4333-8444-555555555555');
  assert.deepEqual(result.configured, { address: '127.0.0.1', port: 9998 });
});

test('a test event that cannot be sent says why', async () => {
  const { uri: it } = await open(template.replace('Max retries reached', '<what to match>'));
  const params = { uri: it, now: '2026-11-23T05:00:00.000Z', executionId: 'x', hostName: 'WS-42', timeZone: 'UTC' };
  for (const appender of ['TaskFailed', 'Nobody']) {
    const result = await client.request<TestEventResult>('log4net/testEvent', { ...params, appender });
    assert.ok(!result.ok && /^[A-Z].*\.$/s.test(result.reason), JSON.stringify(result));
  }
  const closed = await client.request<TestEventResult>('log4net/testEvent', { ...params, uri: 'file:///gone', appender: 'A' });
  assert.deepEqual(closed, { ok: false, reason: 'The file is not open; open it and try again.' });
});

test('the status says what the file is taken for', async () => {
  const { uri: it } = await open(template);
  const status = await client.request<Status>('log4net/status', { uri: it });
  assert.deepEqual([status.dialect, status.versionAssumed, status.receiver], ['qlik', true, 'auto']);
});

test('names lead to their appender, are found, and are renamed everywhere', async () => {
  const {
    uri: it,
    text,
    cursor,
  } = await open('<configuration>\n  <appender name="A"/>\n  <logger name="x"><appender-ref ref="‸A"/></logger>\n</configuration>');
  const [link] = await client.at<readonly LocationLink[]>('textDocument/definition', it, cursor);
  assert.ok(link);
  assert.equal(textAt(text, link.targetSelectionRange), 'A');
  assert.equal(link.targetSelectionRange.start.line, 1);
  const found = await client.at<readonly Location[]>('textDocument/references', it, cursor, { context: { includeDeclaration: true } });
  assert.deepEqual(
    found.map(place => place.range.start.line),
    [1, 2],
  );
  const highlights = await client.at<readonly { kind: number }[]>('textDocument/documentHighlight', it, cursor);
  assert.deepEqual(
    highlights.map(place => place.kind),
    [3, 2],
  );
  const prepared = await client.at<{ placeholder: string }>('textDocument/prepareRename', it, cursor);
  assert.equal(prepared.placeholder, 'A');
  const edit = await client.at<WorkspaceEdit>('textDocument/rename', it, cursor, { newName: 'Failed' });
  assert.equal(applyTextEdits(text, edit.changes?.[it] ?? []), text.replaceAll('"A"', '"Failed"'));
  await assert.rejects(client.at('textDocument/rename', it, cursor, { newName: '' }), /needs a name/);
});

test('one can walk from a logger to its appender and on to where that one forwards', async () => {
  const { uri: it, cursor } = await open(
    '<log4net><appender name="Last"/><appender name="F" type="log4net.Appender.ForwardingAppender"><appender-ref ref="Last"/></appender><logger name="a.‸b"><appender-ref ref="F"/></logger></log4net>',
  );
  const names: string[] = [];
  let items = await client.at<readonly CallHierarchyItem[]>('textDocument/prepareCallHierarchy', it, cursor);
  while (items[0]) {
    names.push(items[0].name);
    items = (await client.request<readonly { to: CallHierarchyItem }[]>('callHierarchy/outgoingCalls', { item: items[0] })).map(
      call => call.to,
    );
  }
  assert.deepEqual(names, ['a.b', 'F', 'Last']);
  const [last] = await client.at<readonly CallHierarchyItem[]>('textDocument/prepareCallHierarchy', it, 25);
  const [from] = await client.request<readonly { from: CallHierarchyItem }[]>('callHierarchy/incomingCalls', { item: last });
  assert.equal(from?.from.name, 'F');
});

test('the file is outlined, folded, selected, formatted', async () => {
  const { uri: it, text } = await open(template);
  const [root] = await client.of<readonly DocumentSymbol[]>('textDocument/documentSymbol', it);
  assert.deepEqual(
    root?.children?.map(child => child.name),
    ['TaskFailed', 'System.Scheduler.Scheduler.Master.Task.TaskSession'],
  );
  const folds = await client.of<readonly FoldingRange[]>('textDocument/foldingRange', it);
  assert.ok(folds.some(fold => fold.kind === 'comment' && fold.startLine === 1));
  const [selection] = await client.of<readonly SelectionRange[]>('textDocument/selectionRange', it, {
    positions: [{ line: 15, character: 20 }],
  });
  assert.ok(selection?.parent);
  const options = { tabSize: 2, insertSpaces: true };
  assert.deepEqual(await client.of('textDocument/formatting', it, { options }), [], 'the template is formatted as we format');
  const messy = text.replace(/\n +/g, '\n');
  await client.change(it, 0, text.length, messy);
  const edits = await client.of<readonly TextEdit[]>('textDocument/formatting', it, { options });
  assert.equal(applyTextEdits(messy, edits).replace(/<!--.*?-->/gs, ''), text.replace(/<!--.*?-->/gs, ''));
});

test('workspace symbols come from every open file', async () => {
  await open('<configuration><appender name="Unmistakable"/></configuration>');
  const found = await client.request<readonly { name: string }[]>('workspace/symbol', { query: 'unmistak' });
  assert.deepEqual(
    found.map(symbol => symbol.name),
    ['Unmistakable'],
  );
});

test('lenses of a UDP appender carry the commands with their arguments', async () => {
  const { uri: it } = await open(template);
  const lenses = await client.of<readonly CodeLens[]>('textDocument/codeLens', it);
  assert.deepEqual(
    lenses.map(lens => [lens.command?.title, lens.command?.command, lens.command?.arguments]),
    [
      ['1 logger', '', undefined],
      ['Send Test Event', 'log4netAppenders.sendTestEvent', [{ uri: it, appender: 'TaskFailed' }]],
      ['Listen on 9998', 'log4netAppenders.startTestListener', [{ uri: it, appender: 'TaskFailed', port: 9998, address: '127.0.0.1' }]],
    ],
  );
});

test('a pattern is coloured and its options are explained', async () => {
  const { uri: it, cursor } = await open(
    '<log4net><appender type="log4net.Appender.UdpAppender"><layout type="log4net.Layout.PatternLayout">\n<conversionPattern value="%date{‸}"/></layout></appender></log4net>',
  );
  const tokens = await client.of<{ data: number[] }>('textDocument/semanticTokens/full', it);
  assert.deepEqual(tokens.data, [1, 26, 1, 0, 0, 0, 1, 4, 0, 0]);
  const help = await client.at<SignatureHelp>('textDocument/signatureHelp', it, cursor);
  assert.equal(help.signatures[0]?.label, '%date{format}');
});

test('tags are closed while typing, on request and on type', async () => {
  const { uri: it, cursor } = await open('<log4net><root>‸</log4net>');
  assert.equal(await client.request('log4net/closeTag', { uri: it, offset: cursor }), '</root>');
  const edits = await client.at<readonly TextEdit[]>('textDocument/onTypeFormatting', it, cursor, {
    ch: '>',
    options: { tabSize: 2, insertSpaces: true },
  });
  assert.deepEqual(
    edits.map(edit => edit.newText),
    ['</root>'],
  );
  const both = await client.at<{ ranges: readonly unknown[] }>('textDocument/linkedEditingRange', it, 2);
  assert.equal(both.ranges.length, 2);
});

test('in an application file only the section is ours, and what keeps the file from being read', async () => {
  const text =
    '<configuration>\n<add key=""  key2="a\u00a0b"/ >\n<broken <x/>\n<log4net><root><appender-ref ref="Gone"/></root></log4net>\n</configuration>';
  const { uri: it } = await open(text, 'file:///folder/Web.config');
  const findings = await client.diagnostics(it);
  const outside = findings.filter(found => found.range.start.line < 3 && found.code !== 'deployment/summary');
  assert.deepEqual(
    outside.map(found => found.severity),
    outside.map(() => 1),
    JSON.stringify(outside),
  );
  assert.ok(outside.some(found => found.range.start.line === 2));
  assert.ok(findings.some(found => found.range.start.line === 3 && found.code === 'references/missing-appender'));
  assert.deepEqual(await client.completion(it, text.indexOf('<x') + 1), []);
  assert.ok((await client.completion(it, text.indexOf('<log4net>') + 9)).length > 0);
  const { uri: none } = await open('<configuration><x><</configuration>', 'file:///folder/App.config');
  assert.deepEqual(await client.diagnostics(none), []);
});

test('around the section, too, is said what keeps a file from being read or configures nothing', async () => {
  const head = '<configuration>';
  const section = '<log4net><root/></log4net></configuration>';
  for (const [text, rule] of [
    [`\n\n<?xml version="1.0"?>${head}${section}`, 'syntax/declaration'],
    [`${head}<configSections><section name="log4net"></configSections>${section}`, 'syntax/unclosed-element'],
    [`${head}<!-- a -- b -->${section}`, 'syntax/comment-dashes'],
    [`${head}<add connectionString="a & b"/>${section}`, 'syntax/raw-ampersand'],
    [`${head}<log4net/>${section}`, 'structure/several-configurations'],
  ] as const) {
    const { uri: it } = await open(text, `file:///folder/${rule.replace('/', '-')}.config`);
    const findings = await client.diagnostics(it);
    assert.ok(
      findings.some(found => found.code === rule),
      `${rule} in ${text}: ${findings.map(found => String(found.code)).join(', ')}`,
    );
  }
});

test('what is not open is answered with nothing', async () => {
  assert.deepEqual(await client.of('textDocument/documentSymbol', 'file:///nowhere'), []);
  assert.equal(
    await client.request('textDocument/hover', { textDocument: { uri: 'file:///nowhere' }, position: { line: 0, character: 0 } }),
    null,
  );
});

test('settings change what is judged, and wrong ones are complained about once', async () => {
  const { uri: it } = await open(
    '<configuration><appender name="A" type="log4net.Appender.UdpAppender"><param name="remoteAddress" value="<IP of server>"/></appender></configuration>',
  );
  assert.ok((await client.diagnostics(it)).some(found => found.code === 'syntax/placeholder' && found.severity === 1));
  client.refreshes.length = 0;
  client.settings = { rules: { 'syntax/placeholder': 'off', 'x/y': 3 }, receiver: 17, log4netVersion: 'two' };
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  await until(() => client.refreshes.includes('workspace/diagnostic/refresh'));
  assert.equal(
    (await client.diagnostics(it)).some(found => found.code === 'syntax/placeholder'),
    false,
  );
  assert.equal(client.shown.length, 1);
  assert.match(client.shown[0] ?? '', /receiver.*x\/y|x\/y.*receiver/s);
  client.settings = {};
  await client.notify('workspace/didChangeConfiguration', { settings: null });
});

test('a client that does not ask for diagnostics is sent them, and they go when the file is closed', async () => {
  const other = await startServer();
  try {
    await other.client.initialize({ textDocument: {} });
    await other.client.open('file:///a/LocalLogConfig.xml', '<configuration><appender></configuration>');
    await until(() => other.client.published.length > 0);
    assert.ok((other.client.published[0]?.diagnostics.length ?? 0) > 0);
    assert.equal(other.client.published[0]?.version, 1);
    await other.client.notify('textDocument/didClose', { textDocument: { uri: 'file:///a/LocalLogConfig.xml' } });
    await until(() => other.client.published.at(-1)?.diagnostics.length === 0);
    const items = await other.client.completion('file:///a/LocalLogConfig.xml', 3).catch(() => []);
    assert.deepEqual(items, []);
  } finally {
    assert.equal(await other.stop(), 0);
  }
});

test('a client without snippets gets plain text', async () => {
  const other = await startServer();
  try {
    await other.client.initialize({ textDocument: { completion: {}, hover: { contentFormat: ['plaintext'] } } }, { commands: [] });
    await other.client.open('file:///a/log4net.config', '<log4net><root><');
    const item = (await other.client.completion('file:///a/log4net.config', 16)).find(it => it.label === 'appender-ref');
    assert.equal((item?.textEdit as TextEdit).newText, '<appender-ref ref="" />');
    assert.equal(item?.insertTextFormat, 1);
    assert.deepEqual(await other.client.of('textDocument/codeLens', 'file:///a/log4net.config'), []);
  } finally {
    await other.stop();
  }
});

test('the server speaks over stdio when nobody says how', async () => {
  const other = await startServer([]);
  await other.client.initialize();
  assert.equal(await other.stop(), 0);
});

test("the server speaks over a process's own channel, as VS Code asks", async () => {
  const child = fork(await bundle('server.js'), ['--node-ipc'], { stdio: 'pipe' });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const other = new LspClient(connection);
  await other.initialize();
  await other.open('file:///a/log4net.config', '<log4net><root><appender-ref ref="Gone"/></root></log4net>');
  assert.ok((await other.diagnostics('file:///a/log4net.config')).some(it => it.severity === 1));
  await other.request('shutdown', undefined);
  const ended = once(child, 'exit');
  await other.notify('exit', undefined);
  assert.deepEqual(await ended, [0, null]);
  connection.dispose();
});

test('the server ends when its client is gone', async () => {
  const other = await startServer();
  await other.client.initialize();
  const ended = once(other.process, 'exit');
  other.process.stdin.end();
  await ended;
});

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!holds()) {
    assert.ok(Date.now() < end, 'it did not happen within 5 seconds');
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
