/** From the start of the server's process to the first findings, as it is shipped and as an editor asks it. Bars: ARCHITECTURE.md, "Speed". */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { LspClient } from '../support/lsp-client';
import { bar } from './support/race';

const text = readFileSync('templates/task-failed.xml', 'utf8').replace('127.0.0.1', '<IP of server>');
const starts: number[] = [];
const bare: number[] = [];

for (let round = 0; round < 11; round++) {
  bare.push(await timed(() => once(spawn(process.execPath, ['-e', '0']), 'exit')));
  const start = performance.now();
  const server = spawn(process.execPath, ['out/bench/dist/server.js', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const client = new LspClient(createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin)));
  await client.initialize();
  await client.open('file:///c%3A/Qlik/Scheduler/LocalLogConfig.xml', text);
  const found = await client.diagnostics('file:///c%3A/Qlik/Scheduler/LocalLogConfig.xml');
  starts.push(performance.now() - start);
  if (found.length === 0) throw new Error('The server finds nothing in a file with a blank.');
  await client.request('shutdown', null);
  await client.notify('exit', null);
  if (server.exitCode === null) await once(server, 'exit');
}

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1] ?? NaN;
console.log(`\nServer ready\n  a Node that does nothing         ${median(bare).toFixed(1).padStart(10)} ms`);
console.log(`  first findings                   ${median(starts).toFixed(1).padStart(10)} ms`);
bar('milliseconds from the start of the process to the first findings', median(starts), { atMost: 300 });

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
