/** `listen --forward` as a process: how it ends, what it keeps, what it says. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'mqtt';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { freePort, startBroker } from '../../support/broker';
import { builtCli } from '../../support/built-cli';
import { sampleEvents } from '../../support/sample-events';

const failed = sampleEvents().find(it => it.id === 'e01')?.datagram ?? assert.fail('e01');

async function inFolder(sinks: readonly object[], work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'forward-'));
  try {
    await writeFile(path.join(folder, 'sinks.json'), JSON.stringify({ sinks }));
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

interface Run {
  readonly port: number;
  out(): string;
  err(): string;
  send(count: number, text?: string): Promise<void>;
  /** Sends a signal, or waits for the end by itself. */
  end(signal?: NodeJS.Signals): Promise<{ readonly status: number; readonly ms: number }>;
}

async function listen(folder: string, env: Readonly<Record<string, string>> = {}, more: readonly string[] = []): Promise<Run> {
  const args = [builtCli(), 'listen', '--port', '0', '--format', 'jsonl', '--forward', 'sinks.json', '--state', 'state', ...more];
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.err += chunk));
  const ended = once(child, 'close').then(([status]) => Number(status));
  await until(
    () => text.err.includes('listening on') || child.exitCode !== null,
    () => text.err,
  );
  const port = Number(/listening on 127\.0\.0\.1:(\d+)/.exec(text.err)?.[1] ?? 0);
  return {
    port,
    out: () => text.out,
    err: () => text.err,
    async send(count, datagram = failed) {
      const before = text.out.split('\n').length;
      const socket = createSocket('udp4');
      for (let n = 0; n < count; n++) await new Promise(resolve => socket.send(datagram, port, '127.0.0.1', resolve));
      socket.close();
      await until(
        () => text.out.split('\n').length >= before + count,
        () => `${text.out}\n${text.err}`,
      );
    },
    async end(signal) {
      const start = performance.now();
      if (signal !== undefined) child.kill(signal);
      return { status: await ended, ms: performance.now() - start };
    },
  };
}

async function until(holds: () => boolean, say: () => string): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 1_000) assert.fail(say());
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} with a living broker sends what waits, says how the counts come out, and leaves no file`, async () => {
    const broker = await startBroker();
    try {
      await inFolder([{ id: 'broker', kind: 'mqtt', url: broker.url }], async folder => {
        const run = await listen(folder);
        await run.send(20);
        const { status } = await run.end(signal);
        assert.equal(status, 0, run.err());
        assert.match(run.err(), /broker: received 20 = delivered 20 \+ queued 0 \+ held 0 \+ rejected 0 \+ dropped 0\n/);
        assert.deepEqual(await readdir(path.join(folder, 'state')), []);
      });
    } finally {
      await broker.close();
    }
  });

  test(`${signal} with a dead broker keeps what waits, without waiting for it, and the next run sends it first`, async () => {
    const broker = await startBroker();
    try {
      await inFolder([{ id: 'broker', kind: 'mqtt', url: broker.url, topic: 't' }], async folder => {
        await broker.stop();
        const run = await listen(folder);
        await run.send(5);
        const { status, ms } = await run.end(signal);
        assert.equal(status, 0, run.err());
        assert.ok(ms < 5_000, `${ms} ms`);
        assert.match(run.err(), /queued 5 .*; 5 wait in .*state for the next run \(The broker at .* cannot be reached/);

        await broker.start();
        const client = connect(broker.url);
        const seen: string[] = [];
        client.on('message', (_topic, payload) => void seen.push(payload.toString()));
        await client.subscribeAsync('t');
        const next = await listen(folder);
        await next.send(1);
        await until(
          () => seen.length === 6,
          () => next.err(),
        );
        assert.equal((await next.end(signal)).status, 0);
        assert.match(next.err(), /5 events of an earlier run are sent first/);
        assert.deepEqual(
          seen.map(it => (JSON.parse(it) as { readonly seq: number }).seq),
          [1, 2, 3, 4, 5, 1],
        );
        await client.endAsync(true);
      });
    } finally {
      await broker.close();
    }
  });
}

test('a broker publishes the will of a forwarder that was killed', async () => {
  const broker = await startBroker();
  const client = connect(broker.url);
  const seen: string[] = [];
  client.on('message', (topic, payload) => void seen.push(`${topic} ${payload.toString().slice(0, 7)}`));
  try {
    await client.subscribeAsync('#');
    const status = { topic: 'status', retain: false };
    const sink = { birth: { ...status, payload: 'online' }, will: { ...status, payload: 'offline' } };
    await inFolder([{ id: 'broker', kind: 'mqtt', url: broker.url, topic: 'event', ...sink }], async folder => {
      const run = await listen(folder);
      await run.send(1);
      await until(
        () => seen.length === 2,
        () => seen.join(),
      );
      await run.end('SIGKILL');
      await until(
        () => seen.length === 3,
        () => seen.join(),
      );
      assert.deepEqual(
        seen.map(it => (it.startsWith('event') ? 'event' : it)),
        ['status online', 'event', 'status offline'],
      );
    });
  } finally {
    await client.endAsync(true);
    await broker.close();
  }
});

test('ten thousand equal failures, over the wire, are one message in the chat and one roll-up with the right number', async () => {
  const bodies: string[] = [];
  const chat = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      bodies.push(body);
      response.end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(chat, 'listening');
  const { port } = chat.address() as AddressInfo;
  try {
    await inFolder([{ id: 'chat', kind: 'slack', webhookUrl: `http://127.0.0.1:${port}/services/x`, duplicates: 'send' }], async folder => {
      const run = await listen(folder);
      for (let hundred = 0; hundred < 100; hundred++) await run.send(100);
      const { status } = await run.end('SIGTERM');
      assert.equal(status, 0, run.err());
      assert.match(run.err(), /chat: received 10000 = delivered 1 \+ queued 0 \+ held 9999 \+ rejected 0 \+ dropped 0\n/);
      assert.equal(bodies.length, 2);
      assert.doesNotMatch(bodies[0] ?? '', /held back/);
      assert.match(bodies[1] ?? '', /"9999 more like this were held back by the rate limit; this is the last of them\./);
    });
  } finally {
    chat.closeAllConnections();
    chat.close();
  }
});

test('a second forwarder on the same journal is refused, and told who holds it', async () => {
  await inFolder([{ id: 'broker', kind: 'mqtt', url: `mqtt://127.0.0.1:${await freePort()}` }], async folder => {
    const first = await listen(folder);
    const second = await listen(folder);
    assert.equal((await second.end()).status, 2);
    assert.match(second.err(), /^log4net-appenders listen \(process \d+\) forwards already, .* Stop it there first\.\n$/);
    assert.equal((await first.end('SIGTERM')).status, 0);
  });
});

test('what the service refuses is named at the end and lies in the folder with its reason, and no secret with it', async () => {
  const secret = '/services/T0PLANT/B0PLANT/planted-webhook-secret';
  let isMended = false;
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(isMended ? 200 : 400).end(`invalid_payload at ${request.url ?? ''}`));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  try {
    await inFolder([{ id: 'chat', kind: 'slack', webhookUrl: { env: 'HOOK' }, label: '#qlik' }], async folder => {
      const run = await listen(folder, { HOOK: `http://127.0.0.1:${port}${secret}` });
      await run.send(1);
      assert.equal((await run.end('SIGTERM')).status, 0);
      assert.match(run.err(), /chat: received 1 = delivered 0 .* rejected 1 /);
      assert.match(run.err(), /1 refused events lie with their reasons in .*dead\.jsonl/);
      const dead = await readFile(path.join(folder, 'state', 'dead.jsonl'), 'utf8');
      assert.match(dead, /refuses the message \(400: invalid_payload at •••\)/);
      assert.doesNotMatch(dead + run.err() + run.out(), /planted-webhook-secret/);
      // It waits for a person, who has it tried again once what was wrong is mended.
      isMended = true;
      const second = await listen(folder, { HOOK: `http://127.0.0.1:${port}${secret}` });
      await second.end('SIGTERM');
      assert.match(second.err(), /1 refused events lie with their reasons/);
      const third = await listen(folder, { HOOK: `http://127.0.0.1:${port}${secret}` }, ['--retry-refused']);
      await third.end('SIGTERM');
      assert.match(third.err(), /1 refused events are tried again/);
      assert.match(third.err(), /chat: received 1 = delivered 1 /);
      assert.deepEqual(await readdir(path.join(folder, 'state')), []);
    });
  } finally {
    server.close();
  }
});

test('a dry run shows what would leave, and opens no socket', async () => {
  const knocks: string[] = [];
  const server = createServer((request, response) => {
    knocks.push(request.url ?? '');
    response.end('ok');
  }).listen(0, '127.0.0.1');
  server.on('connection', () => knocks.push('connection'));
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const sinks = [
    { id: 'chat', kind: 'slack', webhookUrl: `http://127.0.0.1:${port}/x`, dryRun: true },
    { id: 'broker', kind: 'mqtt', url: `mqtt://127.0.0.1:${port}`, dryRun: true },
    { id: 'mail', kind: 'email', host: '127.0.0.1', port, from: 'a@example.test', to: 'b@example.test', dryRun: true },
  ];
  try {
    await inFolder(sinks, async folder => {
      const run = await listen(folder);
      await run.send(1);
      assert.equal((await run.end('SIGTERM')).status, 0);
      assert.match(run.err(), /dry run, chat: .*Reload Sales Overview nightly/);
      assert.match(run.err(), /dry run, broker, qliksense\/task-failed: /);
      assert.match(run.err(), /dry run, mail, Task failed: Reload Sales Overview nightly: /);
      assert.deepEqual(knocks, []);
    });
  } finally {
    server.close();
  }
});

test('a file of sinks that cannot be used is status 2 and one line that says how to mend it', async () => {
  await inFolder([{ id: 'x', kind: 'mqtt', url: 'http://x' }], async folder => {
    const run = await listen(folder);
    assert.equal((await run.end()).status, 2);
    assert.match(run.err(), /^sinks\.json: Sink 'x': "url" must be the address of the broker/);
    assert.equal(run.err().trimEnd().split('\n').length, 1);
  });
});

test('who reads our messages may go away: the status stays what it is', async () => {
  const child = spawn(process.execPath, [builtCli(), 'frobnicate'], { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.destroy();
  assert.deepEqual(await once(child, 'close'), [2, null]);
});

test('an output that cannot be written is no success', { skip: !existsSync('/dev/full') }, async () => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [builtCli(), '--version'], { stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  assert.deepEqual(await once(child, 'close'), [2, null]);
  assert.match(said, /^The output cannot be written: ENOSPC/);
});

test('a key of pseudonyms that cannot be had ends the program, also where events of an earlier run wait', async () => {
  await inFolder([{ id: 'broker', kind: 'mqtt', url: 'mqtt://127.0.0.1:1' }], async folder => {
    await mkdir(path.join(folder, 'state', 'privacy.key'), { recursive: true });
    const run = await listen(folder, {}, ['--user-names', 'pseudonym']);
    assert.equal((await run.end()).status, 2, run.err());
    assert.match(run.err(), /no key for pseudonyms/);
    assert.ok(!(await readdir(path.join(folder, 'state'))).includes('lock'), 'the journal is not left taken');
  });
});
