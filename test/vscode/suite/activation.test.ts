import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';

const id = 'log4net-appenders.log4net-appenders';

describe('the extension', () => {
  const extension = vscode.extensions.getExtension(id);

  it('is there and sleeps until a log4net file is opened', () => {
    assert.ok(extension, `${id} is not installed`);
    assert.equal(extension.isActive, false);
  });

  it('wakes up for LocalLogConfig.xml and knows its language', async () => {
    const document = await vscode.workspace.openTextDocument(sample('Scheduler', 'LocalLogConfig.xml'));
    await vscode.window.showTextDocument(document);
    assert.equal(document.languageId, 'log4net');
    await until(() => extension?.isActive === true, 'the extension to be active');
  });

  it('reports the blanks of the sample as findings', async () => {
    const uri = sample('Scheduler', 'LocalLogConfig.xml');
    await until(() => vscode.languages.getDiagnostics(uri).length > 0, 'a finding');
    const messages = vscode.languages.getDiagnostics(uri).map(it => it.message);
    assert.ok(
      messages.some(it => /placeholder|fill/i.test(it)),
      messages.join('\n'),
    );
  });

  it('has a handler for every command it contributes', async () => {
    const manifest = extension?.packageJSON as { readonly contributes: { readonly commands: readonly { readonly command: string }[] } };
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      manifest.contributes.commands.map(it => it.command).filter(it => !known.has(it)),
      [],
    );
  });
});

function sample(...parts: readonly string[]): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return vscode.Uri.file(path.join(folder.uri.fsPath, ...parts));
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > end) assert.fail(`Waited half a minute for ${what}.`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
