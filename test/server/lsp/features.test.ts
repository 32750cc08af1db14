/**
 * Every feature the server declares, over every transport and for a client that is no editor: one table of requests. A
 * capability without a row, or a row that finds nothing, fails.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { ClientCapabilities, CompletionItem, InitializeResult } from 'vscode-languageserver-protocol';
import * as protocol from '../../../server/src/protocol';
import { eventually } from '../../support/eventually';
import { fullCapabilities, offsetAt, positionAt, startServer, type LspClient } from '../../support/lsp-client';
import { startWorker } from '../../support/lsp-worker';

const uri = 'file:///folder/Scheduler/log4net.config';
const text = `<log4net>
  <!-- https://logging.apache.org/log4net/ -->
  <appender name="Udp" type="log4net.Appender.UdpAppender">
    <remoteAddress value="127.0.0.1" />
    <remotePort value="9998" />
    <remotePrt value="1" />
    <layout type="log4net.Layout.PatternLayout">
      <conversionPattern value="%date{ISO8601} %message" />
    </layout>
  </appender>
  <logger name="System.Scheduler">
    <appender-ref ref="Udp" />
  </logger>
</log4net>
`;
const whole = { start: positionAt(text, 0), end: positionAt(text, text.length) };
const options = { tabSize: 4, insertSpaces: true };
const document = { textDocument: { uri } };
const at = (piece: string, more = 0): object => ({ ...document, position: positionAt(text, text.indexOf(piece) + more) });

interface Row {
  /** The member of the server's capabilities that promises it; absent for our own requests. */
  readonly capability?: keyof InitializeResult['capabilities'];
  readonly params: object | ((client: LspClient) => Promise<object>);
  /** What the answer holds, as JSON. */
  readonly holds: RegExp;
  /** The browser has no disk, no Java, no environment: what it answers instead. */
  readonly inBrowser?: RegExp;
  /** What a client is given that said of itself only that it exists. */
  readonly plain?: RegExp;
}

const rows: Readonly<Record<string, Row>> = {
  'textDocument/diagnostic': { capability: 'diagnosticProvider', params: document, holds: /remotePrt/ },
  'workspace/diagnostic': { capability: 'diagnosticProvider', params: { previousResultIds: [] }, holds: /"items":\[\]/ },
  'textDocument/completion': { capability: 'completionProvider', params: at('remotePrt'), holds: /localPort/ },
  'completionItem/resolve': {
    capability: 'completionProvider',
    params: async client => {
      const { items } = await client.request<{ items: CompletionItem[] }>('textDocument/completion', at('remotePrt'));
      const item = items.find(it => it.label === 'localPort');
      assert.ok(item);
      return item;
    },
    holds: /"documentation":\{"kind":"markdown","value":"[^"]+[Pp]ort/,
  },
  'textDocument/hover': { capability: 'hoverProvider', params: at('remotePort', 2), holds: /remotePort.*Port of the receiver/ },
  'textDocument/signatureHelp': { capability: 'signatureHelpProvider', params: at('ISO8601', 2), holds: /%date\{format\}/ },
  'textDocument/definition': { capability: 'definitionProvider', params: at('ref="Udp"', 6), holds: /"line":2/ },
  'textDocument/typeDefinition': {
    capability: 'typeDefinitionProvider',
    params: at('ref="Udp"', 6),
    holds: /"targetSelectionRange":\{"start":\{"line":2,"character":29/,
  },
  'textDocument/references': {
    capability: 'referencesProvider',
    params: { ...at('ref="Udp"', 6), context: { includeDeclaration: true } },
    holds: /"line":2.*"line":11/,
  },
  'textDocument/documentHighlight': {
    capability: 'documentHighlightProvider',
    params: at('ref="Udp"', 6),
    holds: /"kind":3.*"kind":2|"kind":2.*"kind":3/,
  },
  'textDocument/prepareRename': { capability: 'renameProvider', params: at('ref="Udp"', 6), holds: /"placeholder":"Udp"/ },
  'textDocument/rename': {
    capability: 'renameProvider',
    params: { ...at('ref="Udp"', 6), newName: 'Butler' },
    holds: /"newText":"Butler".*"newText":"Butler"/,
  },
  'textDocument/linkedEditingRange': {
    capability: 'linkedEditingRangeProvider',
    params: at('<logger', 3),
    holds: /"ranges":\[.*"line":10.*"line":12/,
  },
  'textDocument/documentSymbol': { capability: 'documentSymbolProvider', params: document, holds: /"name":"Udp"/ },
  'workspace/symbol': { capability: 'workspaceSymbolProvider', params: { query: 'udp' }, holds: /"name":"Udp"/ },
  'textDocument/foldingRange': { capability: 'foldingRangeProvider', params: document, holds: /"startLine":2,"endLine":8/ },
  'textDocument/selectionRange': {
    capability: 'selectionRangeProvider',
    params: { ...document, positions: [positionAt(text, text.indexOf('9998'))] },
    holds: /"parent":.*"parent":/,
  },
  'textDocument/formatting': {
    capability: 'documentFormattingProvider',
    params: { ...document, options },
    holds: /"newText":"(?:\\n)? {4}/,
  },
  'textDocument/rangeFormatting': {
    capability: 'documentRangeFormattingProvider',
    params: { ...document, options, range: whole },
    holds: /"newText":"(?:\\n)? {4}/,
  },
  'textDocument/onTypeFormatting': {
    capability: 'documentOnTypeFormattingProvider',
    params: { ...at('\n  <logger'), ch: '>', options },
    holds: /^\[\]$/,
  },
  'textDocument/documentLink': { capability: 'documentLinkProvider', params: document, holds: /"target":"https:\/\/logging/ },
  'textDocument/codeAction': {
    capability: 'codeActionProvider',
    params: {
      ...document,
      range: { start: positionAt(text, text.indexOf('remotePrt')), end: positionAt(text, text.indexOf('remotePrt') + 3) },
      context: { diagnostics: [] },
    },
    holds: /"kind":"quickfix".*"newText":"remoteP|"kind":"refactor/,
  },
  'textDocument/codeLens': { capability: 'codeLensProvider', params: document, holds: /"title":"1 logger"/ },
  'textDocument/prepareCallHierarchy': { capability: 'callHierarchyProvider', params: at('name="Udp"', 7), holds: /"name":"Udp"/ },
  'callHierarchy/incomingCalls': { capability: 'callHierarchyProvider', params: item, holds: /"name":"System\.Scheduler"/ },
  'callHierarchy/outgoingCalls': { capability: 'callHierarchyProvider', params: item, holds: /^\[\]$/ },
  'textDocument/inlayHint': { capability: 'inlayHintProvider', params: { ...document, range: whole }, holds: /"label":/ },
  'textDocument/semanticTokens/full': { capability: 'semanticTokensProvider', params: document, holds: /"data":\[7,\d+/ },
  [protocol.TestEventRequest.method]: {
    params: { uri, appender: 'Udp', now: '2026-11-23T05:00:00.000Z', executionId: '1', hostName: 'H', timeZone: 'UTC' },
    holds: /"ok":true.*"base64":"/,
  },
  [protocol.PlaceholdersRequest.method]: { params: { uri }, holds: /^\[\]$/ },
  [protocol.StatusRequest.method]: { params: { uri }, holds: /"dialect":"log4net"/ },
  [protocol.CloseTagRequest.method]: { params: { uri, offset: text.indexOf('\n  <logger') }, holds: /^null$/ },
  [protocol.SamplesRequest.method]: { params: { uri, appender: 'Udp' }, holds: /"title":"/ },
  [protocol.ExplainRequest.method]: {
    params: { uri, version: 1, event: '{"logger":"System.Scheduler.X","level":"INFO","message":"m","timestamp":"2026-11-23T05:00:00Z"}' },
    holds: /"ok":true/,
  },
  [protocol.PreviewMailRequest.method]: { params: { uri, appender: 'Udp' }, holds: /No mail would be sent/ },
  [protocol.CheckFileRequest.method]: { params: { uri }, holds: /"senders":\[\{"name":"Udp"/ },
  [protocol.SendersRequest.method]: { params: { uri }, holds: /"name":"Udp".*"port":9998/ },
  [protocol.RemoveCopiesRequest.method]: { params: { uri, keep: [] }, holds: /^\[\]$/ },
  [protocol.FindMessageRequest.method]: {
    params: { uri, line: 'log4net:ERROR Could not find property [remotePrt] on object' },
    holds: /"kind":"/,
  },
  [protocol.SchemaCheckRequest.method]: {
    params: { uri, engine: 'embedded', occasion: 'command' },
    holds: /"kind":"(checked|not-checked)"/,
    inBrowser: /"kind":"not-checked","reason":"[^"]*needs a computer/,
  },
  [protocol.PortPatternsRequest.method]: { params: { uri }, holds: /"port":9998.*"word":"message"/ },
  [protocol.CopyAppenderRequest.method]: {
    params: { uri, appender: 'Udp', address: '127.0.0.1' },
    holds: /"text":"[^\]]*<appender name=/,
  },
  [protocol.FieldSourcesRequest.method]: { params: { uri, port: 9998, text: 'x', fields: ['date', 'message'] }, holds: /^null$|^\{/ },
};

async function item(client: LspClient): Promise<object> {
  const items = await client.request<readonly object[]>('textDocument/prepareCallHierarchy', at('name="Udp"', 7));
  return { item: items[0] };
}

/** Answered by the client, or notifications: nothing to ask the server. */
const notAsked: ReadonlySet<string> = new Set([protocol.ReadTextRequest.method, protocol.FindFilesRequest.method]);
/** What a capability is, where it is no request. */
const noRequests: ReadonlySet<string> = new Set(['textDocumentSync', 'workspace', 'positionEncoding']);

/** Says of itself only that it exists: no pull, no snippets, no resolve, no settings to ask for. */
const minimal: ClientCapabilities = {};

type Answers = Readonly<Record<string, string>>;

async function answersOf(
  client: LspClient,
  capabilities: ClientCapabilities,
): Promise<{ readonly answers: Answers; readonly result: InitializeResult }> {
  const result = await client.initialize(capabilities);
  await client.open(uri, text);
  const answers: Record<string, string> = {};
  for (const [method, { params }] of Object.entries(rows)) {
    const asked = typeof params === 'function' ? await (params as (client: LspClient) => Promise<object>)(client) : params;
    answers[method] = JSON.stringify((await client.request<unknown>(method, asked)) ?? null);
  }
  assert.deepEqual(client.log, []);
  return { answers, result };
}

function checkAnswers(answers: Answers, inBrowser: boolean): void {
  for (const [method, { holds, inBrowser: there }] of Object.entries(rows)) {
    assert.match(answers[method] ?? '', inBrowser ? (there ?? holds) : holds, `${method}: ${(answers[method] ?? '').slice(0, 400)}`);
  }
}

let overStdio: Answers = {};

test('everything the server declares is asked over stdio, and answered', async () => {
  const server = await startServer();
  try {
    const { answers, result } = await answersOf(server.client, fullCapabilities);
    const declared = Object.entries(result.capabilities).flatMap(([name, value]) => (value && !noRequests.has(name) ? [name] : []));
    const asked = new Set<string>(Object.values(rows).flatMap(it => it.capability ?? []));
    assert.deepEqual(
      declared.filter(it => !asked.has(it)),
      [],
      'capabilities without a row in the table',
    );
    assert.deepEqual(
      [...asked].filter(it => !declared.includes(it)),
      [],
      'rows for what is not declared',
    );
    const own = Object.values(protocol).flatMap(it => (typeof it === 'object' && 'method' in it ? [it.method] : []));
    assert.deepEqual(
      own.filter(it => !notAsked.has(it) && !(it in rows)),
      [],
      'requests of our own without a row',
    );
    checkAnswers(answers, false);
    overStdio = answers;
  } finally {
    assert.equal(await server.stop(), 0);
    assert.equal(server.stderr(), '');
  }
});

test('in the browser the answers are the same, but for what needs a computer', async () => {
  const { client, close } = await startWorker();
  try {
    const { answers } = await answersOf(client, fullCapabilities);
    checkAnswers(answers, true);
    for (const [method, { inBrowser }] of Object.entries(rows)) {
      if (
        inBrowser === undefined &&
        method !== 'textDocument/diagnostic' &&
        method !== 'textDocument/codeAction' &&
        method !== 'textDocument/completion'
      )
        assert.equal(answers[method], overStdio[method], method);
    }
    // The pages of the rules lie on the disk; the findings are the same without a link to them.
    const unlinked = (it: string | undefined): string => (it ?? '').replace(/"codeDescription":\{[^}]*\},/g, '');
    for (const method of ['textDocument/diagnostic', 'textDocument/codeAction'])
      assert.equal(unlinked(answers[method]), unlinked(overStdio[method]), method);
    await client.request('shutdown', undefined);
  } finally {
    close();
  }
});

test('a client that is no editor gets the same answers, in a form it can take', async () => {
  const server = await startServer();
  try {
    const { client } = server;
    const { answers } = await answersOf(client, minimal);
    // Nothing of a snippet is left for a client that would show it as it is.
    assert.doesNotMatch(answers['textDocument/completion'] ?? '', /"insertTextFormat":2|\$\{?\d/);
    const labels = (it: string | undefined): readonly string[] =>
      (JSON.parse(it ?? '') as { items: CompletionItem[] }).items.map(one => one.label);
    assert.deepEqual(labels(answers['textDocument/completion']), labels(overStdio['textDocument/completion']));
    for (const method of Object.keys(rows)) {
      if (method === 'textDocument/completion' || method === 'completionItem/resolve') continue;
      assert.equal(answers[method], overStdio[method], method);
    }
    // It does not pull; it is told.
    const pulled = (JSON.parse(overStdio['textDocument/diagnostic'] ?? '') as { items: unknown }).items;
    await eventually(() => assert.deepEqual(client.published.findLast(it => it.uri === uri)?.diagnostics, pulled));
  } finally {
    await server.stop();
  }
});

test('positions are counted alike on both sides', () => {
  for (const piece of ['remotePort', 'ISO8601', '</log4net>'])
    assert.equal(offsetAt(text, positionAt(text, text.indexOf(piece))), text.indexOf(piece));
});
