import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import test from 'node:test';
import { answers, freePort } from '../../scripts/lib/ports.mjs';
import { run, start, stop } from '../../scripts/lib/processes.mjs';

test('ending a program ends what it started, however it resists', async () => {
  const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log(process.pid);`;
  const parent = start(process.execPath, [
    '-e',
    `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: 'inherit' }); setInterval(() => {}, 1000);`,
  ]);
  const [line] = (await once(parent.stdout!, 'data')) as [Buffer];
  const grandchild = Number(String(line));
  assert.equal(alive(grandchild), true);
  await stop(parent, 300);
  assert.deepEqual([alive(parent.pid ?? 0), alive(grandchild)], [false, false]);
});

test('a program that hangs is ended after its time and counts as failed', async () => {
  const { code, output } = await run(process.execPath, ['-e', `console.log('so far'); setInterval(() => {}, 1000)`], { timeoutMs: 500 });
  assert.equal(code, -1);
  assert.match(output, /so far[\s\S]*ended after 0\.5 s/);
});

test('a program that is not there is a failed program, not an exception', async () => {
  const { code, output } = await run('/no/such/program', []);
  assert.equal(code, -1);
  assert.match(output, /ENOENT/);
});

test('a free port is free, and a held one answers', async () => {
  const port = await freePort();
  assert.equal(await answers(port), false);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  assert.equal(await answers(port), true);
  server.close();
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
