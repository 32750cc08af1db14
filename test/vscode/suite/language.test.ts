import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { sample, show, until } from './support';

const udp = `<configuration>
  <appender name="A" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="127.0.0.1" />
    <param name="remotePort" value="9998" />
    <param name="" />
    <layout type="log4net.Layout.SimpleLayout" />
  </appender>
  <logger name="x"><appender-ref ref="" /></logger>
</configuration>
`;

const labels = async (document: vscode.TextDocument, behind: string): Promise<readonly string[]> => {
  const position = document.positionAt(document.getText().indexOf(behind) + behind.length);
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return items.map(it => (typeof it.label === 'string' ? it.label : it.label.label));
};

describe('the language', () => {
  it('offers the parameters of the appender that is written, and no others', async () => {
    const { document } = await show(udp);
    const offered = await until(
      () => labels(document, '<param name="" />'.slice(0, -4)),
      it => it.includes('localPort'),
      'the parameters of an appender for datagrams',
    );
    assert.ok(!offered.includes('smtpHost'), offered.join(' '));
  });

  it('offers the appenders there are for a reference', async () => {
    const { document } = await show(udp);
    await until(
      () => labels(document, 'ref="'),
      it => it.includes('A'),
      'the name of the appender',
    );
  });

  it('finds a port that is none, and says so where it stands', async () => {
    const text = udp.replace('"9998"', '"99980"');
    const { document } = await show(text);
    const found = await until(
      () => vscode.languages.getDiagnostics(document.uri),
      it => it.some(({ range }) => document.getText(range).includes('99980')),
      'a finding at the port',
    );
    assert.ok(found.some(it => it.severity === vscode.DiagnosticSeverity.Error && it.source === 'log4net'));
  });

  it('leads from the id of a finding to the page of its rule', async () => {
    const { document } = await show(udp.replace('"9998"', '"99980"'));
    const found = await until(
      () => vscode.languages.getDiagnostics(document.uri).filter(it => it.source === 'log4net'),
      it => it.length > 0,
      'findings',
    );
    const code = found.map(it => it.code).find(it => typeof it === 'object' && it.value === 'values/port');
    assert.ok(typeof code === 'object', JSON.stringify(found.map(it => it.code)));
    assert.equal(code.target.scheme, 'command');
    await vscode.commands.executeCommand(code.target.path, JSON.parse(code.target.query));
    await until(
      () => vscode.window.tabGroups.all.flatMap(it => it.tabs).map(it => it.label),
      it => it.some(label => label.includes('port.md')),
      'the page of the rule',
    );
  });

  it('puts lenses for trying it out on an appender that sends datagrams', async () => {
    const { document } = await show(udp);
    const lenses = await until(
      () => vscode.commands.executeCommand<readonly vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100),
      it => it.length >= 3,
      'three lenses',
    );
    const send = lenses.find(it => it.command?.title === 'Send Test Event')?.command;
    const listen = lenses.find(it => it.command?.title === 'Listen on 9998')?.command;
    assert.deepEqual(
      [send?.command, send?.arguments],
      ['log4netAppenders.sendTestEvent', [{ uri: document.uri.toString(), appender: 'A' }]],
    );
    const where = { port: 9998, address: '127.0.0.1', uri: document.uri.toString(), appender: 'A' };
    assert.deepEqual([listen?.command, listen?.arguments], ['log4netAppenders.startTestListener', [where]]);
  });

  it('takes XML for log4net by what is in it, once, and leaves other XML alone', async () => {
    const ours = sample('other-name.xml');
    const logback = sample('logback.xml');
    await writeFile(ours.fsPath, '<?xml version="1.0"?>\n<log4net>\n</log4net>\n');
    await writeFile(logback.fsPath, '<configuration><appender name="A" class="X"/></configuration>\n');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(logback));
    let document = await vscode.workspace.openTextDocument(ours);
    await vscode.window.showTextDocument(document);
    await until(
      () => vscode.workspace.textDocuments.find(it => it.uri.path === ours.path)?.languageId,
      it => it === 'log4net',
      'the language to be switched',
    );
    document = await vscode.workspace.openTextDocument(ours);
    await vscode.languages.setTextDocumentLanguage(document, 'xml');
    await new Promise(resolve => setTimeout(resolve, 500));
    assert.equal((await vscode.workspace.openTextDocument(ours)).languageId, 'xml', 'who switches back means it');
    assert.equal((await vscode.workspace.openTextDocument(logback)).languageId, 'xml');
  });

  it('closes an element when its start tag ends', async () => {
    const editor = await show('<configuration>\n  <appender name="A" type="log4net.Appender.ConsoleAppender"\n</configuration>\n');
    await until(
      () => vscode.languages.getDiagnostics(editor.document.uri),
      it => it.length > 0,
      'the server to know the text',
    );
    const end = editor.document.lineAt(1).range.end;
    editor.selection = new vscode.Selection(end, end);
    await vscode.commands.executeCommand('type', { text: '>' });
    await until(
      () => editor.document.lineAt(1).text,
      it => it.endsWith('></appender>'),
      'the closing tag',
    );
    await until(
      () => editor.selection.active,
      it => it.isEqual(end.translate(0, 1)),
      'the cursor to be between the tags',
    );
  });

  it('mends what needs no choice when a file is saved, where the settings want it', async () => {
    const uri = sample('Scheduler', 'on-save', 'log4net.config');
    const language = vscode.workspace.getConfiguration('editor', { uri, languageId: 'log4net' });
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(uri, '..'));
    await vscode.workspace.fs.writeFile(
      uri,
      new TextEncoder().encode(udp.replace('log4net.Appender.UdpAppender', 'log4net.Appender.UdpApender')),
    );
    await language.update('codeActionsOnSave', { 'source.fixAll.log4net': 'explicit' }, vscode.ConfigurationTarget.Workspace, true);
    try {
      const { document } = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      await until(
        () => vscode.languages.getDiagnostics(uri).map(it => (typeof it.code === 'object' ? it.code.value : it.code)),
        it => it.includes('types/unknown-appender'),
        'the misspelt class to be found',
      );
      // Only what is changed is saved.
      const edit = new vscode.WorkspaceEdit();
      edit.insert(uri, document.positionAt(document.getText().length), '\n');
      await vscode.workspace.applyEdit(edit);
      await document.save();
      const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      assert.match(saved, /type="log4net\.Appender\.UdpAppender"/);
    } finally {
      await language.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace, true);
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(uri, '..'), { recursive: true });
    }
  });

  it('fills in every address of the sample, with the last answer as a proposal', async () => {
    const { document } = await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument(sample('Proxy', 'LocalLogConfig.xml')),
    );
    const blanks = () => document.getText().match(/value="<IP of server[^"]*"/g)?.length ?? 0;
    assert.ok(blanks() >= 2);
    const running = vscode.commands.executeCommand('log4netAppenders.fillPlaceholders', { uri: document.uri.toString() });
    await until(
      async () => {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return blanks();
      },
      it => it === 0,
      'the blanks to be filled in',
    );
    await running;
    assert.equal(document.getText().match(/name="remoteAddress" value="127\.0\.0\.1"/g)?.length, 2);
  });
});

describe('the workspace', () => {
  it('lists the findings of a file that nobody opened, and drops them when it is mended', async () => {
    // In a folder that is there already: VS Code may miss what is written into one the moment it is made.
    const uri = sample('Scheduler', 'log4net.config');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(udp.replace('"9998"', '"99980"')));
    try {
      await show(udp);
      await until(
        () => vscode.languages.getDiagnostics(uri),
        it => it.some(found => found.source === 'log4net' && found.severity === vscode.DiagnosticSeverity.Error),
        'a finding in a file that is not open',
      );
      assert.ok(!vscode.workspace.textDocuments.some(it => it.uri.toString() === uri.toString()), 'it was opened');
      await vscode.workspace.fs.writeFile(
        uri,
        new TextEncoder().encode(udp.replace(/ {4}<param name="" \/>\n/, '').replace('ref=""', 'ref="A"')),
      );
      await until(
        () => vscode.languages.getDiagnostics(uri),
        it => !it.some(found => found.severity === vscode.DiagnosticSeverity.Error),
        'no error any more',
      );
    } finally {
      await vscode.workspace.fs.delete(uri);
    }
  });
});
