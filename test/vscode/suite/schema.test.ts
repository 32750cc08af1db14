import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { sample, until } from './support';

const good = `<configuration>
  <appender name="A" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="127.0.0.1" />
    <param name="remotePort" value="9998" />
    <param name="encoding" value="utf-8" />
    <layout type="log4net.Layout.SimpleLayout" />
  </appender>
  <logger name="System.Scheduler"><appender-ref ref="A" /></logger>
</configuration>
`;

const bySchema = (uri: vscode.Uri): readonly vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(it => it.source === 'log4net schema');

const inFolder = async (folder: string, text: string): Promise<vscode.TextEditor> => {
  const uri = sample(folder, 'LocalLogConfig.xml');
  await mkdir(path.dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, text);
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
};

const change = async (editor: vscode.TextEditor, from: string, to: string): Promise<void> => {
  const { document } = editor;
  const start = document.getText().indexOf(from);
  await editor.edit(it => it.replace(new vscode.Range(document.positionAt(start), document.positionAt(start + from.length)), to));
};

describe('the check against the schema', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const folder of ['Printing', 'drafts'])
      await rm(path.dirname(sample(folder, 'x').fsPath), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  it('shows on saving, in the folder of a service, what does not fit, at its node, and takes it back when it fits', async () => {
    const editor = await inFolder('Printing', good);
    const { document } = editor;
    const filter = '<filter type="log4net.Filter.DenyAllFilter" />';
    await change(editor, '    <layout', `    ${filter}\n    <layout`);
    assert.ok(await document.save());
    const found = await until(
      () => bySchema(document.uri),
      it => it.length > 0,
      'a finding of the schema',
    );
    assert.deepEqual(
      found.map(it => [document.getText(it.range), it.severity, it.code]),
      [['filter', vscode.DiagnosticSeverity.Error, 'xsd/unexpected-element']],
    );
    await change(editor, `    ${filter}\n`, '');
    assert.ok(await document.save());
    await until(
      () => bySchema(document.uri),
      it => it.length === 0,
      'no finding of the schema',
    );
  });

  it('is made elsewhere when it is asked for, and not on saving', async () => {
    const editor = await inFolder('drafts', good.replace('<appender name="A"', '<appender name="$A"'));
    const { document } = editor;
    await change(editor, '</configuration>\n', '</configuration>\n\n');
    assert.ok(await document.save());
    // The command's message waits for an answer, so the command itself is not waited for.
    assert.deepEqual(bySchema(document.uri), []);
    void vscode.commands.executeCommand('log4netAppenders.validateSchema');
    const found = await until(
      () => bySchema(document.uri),
      it => it.length > 0,
      'a finding of the schema',
    );
    assert.deepEqual(
      found.map(it => [document.getText(it.range), it.code]),
      [['$A', 'xsd/bad-value']],
    );
  });
});

describe("the workspace's catalogue file", () => {
  it('makes a class of its own known', async () => {
    const file = sample('.log4net-appenders.json');
    const entry = { type: 'Acme.FaxAppender', kind: 'appender', properties: [{ name: 'faxNumber', kind: 'string' }] };
    await writeFile(file.fsPath, JSON.stringify({ types: [entry] }));
    try {
      const content = '<log4net><appender name="A" type="Acme.FaxAppender, Acme"><param name="" /></appender></log4net>';
      const document = await vscode.workspace.openTextDocument({ content, language: 'log4net' });
      await vscode.window.showTextDocument(document);
      const position = document.positionAt(content.indexOf('name="" ') + 6);
      await until(
        async () =>
          (await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, position))
            .items,
        it => it.some(({ label }) => (typeof label === 'string' ? label : label.label) === 'faxNumber'),
        'the property of the class',
      );
    } finally {
      await rm(file.fsPath);
    }
  });
});
