import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import type { TestEventResult } from '../../../server/src/protocol';
import { startWorker } from '../../support/lsp-worker';

test('in the browser the same questions have the same answers', async () => {
  const { client, close } = await startWorker();
  try {
    const { capabilities } = await client.initialize();
    assert.ok(capabilities.completionProvider);
    const uri = 'vscode-vfs://github/a/b/Scheduler/LocalLogConfig.xml';
    const text = await readFile('templates/task-failed.xml', 'utf8');
    await client.open(uri, text);
    assert.deepEqual(await client.diagnostics(uri), []);
    const offset = text.indexOf('remotePort"') + 4;
    assert.ok((await client.completion(uri, offset)).some(it => it.label === 'localPort'));
    assert.match(JSON.stringify(await client.at('textDocument/hover', uri, offset)), /remotePort/);
    const result = await client.request<TestEventResult>('log4net/testEvent', {
      uri,
      appender: 'TaskFailed',
      now: '2026-11-23T05:00:00.000Z',
      executionId: '11111111-2222-4333-8444-555555555555',
      hostName: 'WS-42',
      timeZone: 'UTC',
    });
    assert.ok(result.ok && result.simulation.datagrams.length === 1, JSON.stringify(result));
    assert.deepEqual(client.log, []);
    await client.request('shutdown', undefined);
  } finally {
    close();
  }
});
