import assert from 'node:assert/strict';
import test from 'node:test';
import { CancellationTokenSource, ResponseError } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { abilitiesOf } from '../../../server/src/lsp/client';
import { toCompletionItem, toMarkup, withoutTabStops } from '../../../server/src/lsp/convert';
import { pathOf } from '../../../server/src/lsp/documents';
import { guarded } from '../../../server/src/lsp/guard';
import { defaultSettings, parseSettings } from '../../../server/src/lsp/settings';
import { encodeTokens } from '../../../server/src/lsp/tokens';
import type { Completion, SemanticToken } from '../../../server/src/service';

const client = abilitiesOf({ capabilities: {} });

test('a handler that throws is answered with nothing and named in the log', async () => {
  const log: string[] = [];
  const throwing = (): never => {
    throw new TypeError('x is undefined');
  };
  assert.equal(await guarded('textDocument/hover', line => log.push(line), 'nothing', throwing), 'nothing');
  assert.equal(
    await guarded(
      'textDocument/hover',
      line => log.push(line),
      'nothing',
      () => Promise.reject(new Error('later')),
    ),
    'nothing',
  );
  assert.equal(log.length, 2);
  assert.match(log[0] ?? '', /^textDocument\/hover failed: TypeError: x is undefined\n\s+at /);
});

test('a long error message does not carry a document into the log', async () => {
  const log: string[] = [];
  await guarded(
    'x',
    line => log.push(line),
    undefined,
    () => {
      throw new Error(`unexpected: ${'secret '.repeat(1000)}`);
    },
  );
  assert.ok((log[0]?.split('\n')[0]?.length ?? 0) < 250);
  assert.doesNotMatch(log[0] ?? '', /(secret ){40}/);
});

test('a refusal is no bug: it reaches the person who asked', async () => {
  const refuse = (): never => {
    throw new ResponseError(-32803, 'Because.');
  };
  await assert.rejects(
    guarded('x', () => assert.fail('it was logged'), undefined, refuse),
    /Because/,
  );
});

test('what nobody waits for any more is not worked out', async () => {
  const source = new CancellationTokenSource();
  source.cancel();
  assert.equal(
    await guarded(
      'x',
      () => undefined,
      'nothing',
      () => assert.fail('it was'),
      source.token,
    ),
    'nothing',
  );
});

test('settings are complete, whatever comes', () => {
  for (const raw of [undefined, null, {}, { rules: null, receiver: null }]) {
    assert.deepEqual(parseSettings(raw), { settings: defaultSettings, complaints: [] });
  }
  const { settings, complaints } = parseSettings({
    log4netVersion: '2.0.8',
    receiver: 'butler-16',
    rules: { 'a/b': 'error', 'a/c': 'default', 'a/d': 'loud' },
    'rules.a/e': 'off',
    other: 1,
  });
  assert.deepEqual(settings, {
    ...defaultSettings,
    log4netVersion: '2.0.8',
    receiver: 'butler-16',
    severities: { 'a/b': 'error', 'a/e': 'off' },
  });
  assert.deepEqual(complaints, ["log4netAppenders.rules.a/d must be error, warning, information, hint or off; using the rule's own."]);
});

const wrong: readonly (readonly [name: string, raw: unknown, complaint: RegExp])[] = [
  ['no object', 'text', /must be an object/],
  ['a list', [], /must be an object/],
  ['a version in words', { log4netVersion: 'new' }, /log4netVersion must be a release/],
  ['a receiver with blanks', { receiver: 'Butler 16' }, /receiver must be the id/],
  ['rules as a list', { rules: ['a/b'] }, /rules must be an object/],
  ['a workspace as a word', { workspace: 'all' }, /workspace must be an object/],
  ['a check that is no bool', { workspace: { check: 'yes' } }, /workspace\.check must be true or false/],
  ['a limit without end', { 'workspace.maxFiles': Number.POSITIVE_INFINITY }, /workspace\.maxFiles must be a number/],
  ['folders without a list', { workspace: { exclude: 'bin' } }, /workspace\.exclude must be a list/],
];
for (const [name, raw, complaint] of wrong) {
  test(`settings that are ${name} are complained about and replaced`, () => {
    const { settings, complaints } = parseSettings(raw);
    assert.equal(complaints.length, 1);
    assert.match(complaints[0] ?? '', complaint);
    assert.deepEqual(settings, defaultSettings);
  });
}

test('a path is the file and its folders, nearest first, for any kind of address', () => {
  assert.deepEqual(pathOf('file:///C%3A/Pro%20gram/Scheduler/LocalLogConfig.xml'), ['LocalLogConfig.xml', 'Scheduler', 'Pro gram', 'C:']);
  assert.deepEqual(pathOf('vscode-vfs://github/a/b.xml?x#y'), ['b.xml', 'a']);
  assert.deepEqual(pathOf('untitled:Untitled-1'), []);
  assert.deepEqual(pathOf('file:///a/%E0%A4%A'), ['%E0%A4%A', 'a']);
  assert.deepEqual(pathOf(''), []);
});

test('a snippet without tab stops is what it would insert', () => {
  assert.equal(withoutTabStops('<a x="$1" y="${2}">\n\t$0\n</a>'), '<a x="" y="">\n\t\n</a>');
  assert.equal(withoutTabStops('${1:Udp} ${2|ERROR,WARN|} \\$3 \\}'), 'Udp ERROR $3 }');
});

test('an edit stays on the line of the cursor', () => {
  const document = TextDocument.create('x', 'xml', 1, 'one\ntwo three\nfour');
  const item: Completion = { label: 'l', kind: 'value', span: { start: 0, end: 18 }, text: 't', sort: '0' };
  const { textEdit } = toCompletionItem(document, item, 8, client);
  assert.deepEqual(textEdit && 'range' in textEdit && textEdit.range, { start: { line: 1, character: 0 }, end: { line: 1, character: 9 } });
});

test('a client that shows plain text gets no marks', () => {
  assert.deepEqual(toMarkup('**A** `b`', abilitiesOf({ capabilities: { textDocument: { hover: { contentFormat: ['plaintext'] } } } })), {
    kind: 'plaintext',
    value: 'A b',
  });
});

test('tokens are numbered from one to the next, and cut at line breaks', () => {
  const document = TextDocument.create('x', 'xml', 1, 'ab cd\r\nef gh');
  const tokens: readonly SemanticToken[] = [
    { span: { start: 0, end: 2 }, kind: 'word' },
    { span: { start: 3, end: 9 }, kind: 'option' },
    { span: { start: 10, end: 12 }, kind: 'word' },
  ];
  assert.deepEqual(encodeTokens(document, tokens), [0, 0, 2, 0, 0, 0, 3, 2, 3, 0, 1, 0, 2, 3, 0, 0, 3, 2, 0, 0]);
});

test('a client says which commands it has; without a list the three of the protocol are assumed', () => {
  assert.deepEqual([...client.commands].sort(), [
    'log4netAppenders.fillPlaceholders',
    'log4netAppenders.sendTestEvent',
    'log4netAppenders.startTestListener',
  ]);
  assert.deepEqual([...abilitiesOf({ capabilities: {}, initializationOptions: { commands: ['a', 1] } }).commands], ['a']);
});
