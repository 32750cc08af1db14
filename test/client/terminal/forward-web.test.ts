/** Chat over HTTPS from the command line: whom it believes, by which way it goes, and services that are slow, busy or gone. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createProxy } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { builtCli } from '../../support/built-cli';
import { certificates } from '../../support/certificates';
import { sampleEvents } from '../../support/sample-events';

const failed = sampleEvents().find(it => it.id === 'e01')?.datagram ?? assert.fail('e01');
const secretPath = '/services/T0/B0/hook-secret';

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds before it answers. */
  readonly after?: number;
  /** The connection is cut in the middle of the answer. */
  readonly cut?: true;
}

/** An HTTPS service that answers as told, then always 200 ok. */
async function service(options: ServerOptions, replies: readonly Reply[] = []) {
  const seen: string[] = [];
  const left = [...replies];
  const server = createServer(options, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      seen.push(body);
      const { status = 200, headers = {}, body: answer = 'ok', after = 0, cut } = left.shift() ?? {};
      setTimeout(() => {
        response.writeHead(status, { ...headers, ...(cut && { 'content-length': '1000' }) });
        if (cut) response.write('o', () => request.socket.destroy());
        else response.end(answer);
      }, after);
    });
  });
  return { ...(await listening(server)), seen, close: () => (server.closeAllConnections(), server.close()) };
}

async function listening(server: Server): Promise<{ readonly port: number }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
}

interface Run {
  readonly stderr: string;
  readonly status: number;
}

/** Listens until one event has come, has it forwarded as long as the condition holds off, and ends. */
async function forward(sink: object, env: Readonly<Record<string, string>>, until: (stderr: string) => boolean): Promise<Run> {
  const folder = await mkdtemp(path.join(tmpdir(), 'web-'));
  try {
    await writeFile(path.join(folder, 'sinks.json'), JSON.stringify({ sinks: [{ id: 'chat', rate: false, ...sink }] }));
    const args = [builtCli(), 'listen', '--port', '0', '--forward', 'sinks.json', '--state', 'state'];
    const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const ended = once(child, 'close').then(([status]) => Number(status));
    await eventually(() => stderr.includes('listening on'));
    const socket = createSocket('udp4');
    await new Promise(resolve => socket.send(failed, Number(/:(\d+)\n/.exec(stderr)?.[1]), '127.0.0.1', resolve));
    socket.close();
    await eventually(() => until(stderr));
    child.kill('SIGTERM');
    return { status: await ended, stderr };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  async function eventually(holds: () => boolean): Promise<void> {
    for (let tries = 0; !holds(); tries++) {
      if (tries > 750) return;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
}

async function withAuthority(work: (tls: ServerOptions, ca: string) => Promise<void>): Promise<void> {
  const { ca, server } = await certificates();
  const folder = await mkdtemp(path.join(tmpdir(), 'ca-'));
  try {
    await writeFile(path.join(folder, 'ca.pem'), ca);
    await work(server, path.join(folder, 'ca.pem'));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

for (const kind of ['slack', 'teams'])
  test(`${kind}: a service with a company's own certificate is believed by NODE_EXTRA_CA_CERTS, and refused with a way out without`, () =>
    withAuthority(async (tls, ca) => {
      const chat = await service(tls);
      try {
        const sink = { kind, webhookUrl: `https://127.0.0.1:${chat.port}${secretPath}` };
        const doubted = await forward(sink, { NODE_EXTRA_CA_CERTS: '' }, stderr => stderr.includes('NODE_EXTRA_CA_CERTS'));
        assert.match(doubted.stderr, /shows a certificate that this computer does not trust \(\w+\).*NODE_EXTRA_CA_CERTS/);
        assert.match(doubted.stderr, /queued 1 .*1 wait/);
        assert.equal(chat.seen.length, 0);
        const believed = await forward(sink, { NODE_EXTRA_CA_CERTS: ca }, () => chat.seen.length > 0);
        assert.match(believed.stderr, /chat: received 1 = delivered 1 /);
        assert.doesNotMatch(doubted.stderr + believed.stderr, /hook-secret/);
      } finally {
        chat.close();
      }
    }));

test('a service that is busy, broken, cut off or slow gets each event once it can take it, and what it refuses is told with its reason', () =>
  withAuthority(async (tls, ca) => {
    const replies: readonly Reply[] = [
      { status: 429, headers: { 'retry-after': '1' }, body: 'slow down' },
      { status: 429, headers: { 'retry-after': new Date(Date.now() - 1_000).toUTCString() } },
      { status: 500, body: 'oops' },
      { cut: true },
      { after: 400 },
    ];
    const chat = await service(tls, replies);
    const grumpy = await service(tls, [{ status: 400, body: 'invalid_blocks' }]);
    try {
      const slow = await forward(
        { kind: 'slack', webhookUrl: `https://127.0.0.1:${chat.port}${secretPath}` },
        { NODE_EXTRA_CA_CERTS: ca },
        () => chat.seen.length === replies.length,
      );
      assert.match(slow.stderr, /chat: received 1 = delivered 1 /, `${chat.seen.length} requests`);
      assert.match(slow.stderr, /Slack asks to slow down \(429\)/);
      assert.equal(new Set(chat.seen).size, 1, 'the same message each time');
      const refused = await forward(
        { kind: 'teams', webhookUrl: `https://127.0.0.1:${grumpy.port}${secretPath}` },
        { NODE_EXTRA_CA_CERTS: ca },
        () => grumpy.seen.length > 0,
      );
      assert.match(refused.stderr, /chat: received 1 = delivered 0 .* rejected 1 /);
    } finally {
      chat.close();
      grumpy.close();
    }
  }));

test('chat goes by the proxy that HTTPS_PROXY names, which is said without its password; a wrong one is said, too', () =>
  withAuthority(async (tls, ca) => {
    const chat = await service(tls);
    const asked: string[] = [];
    const proxy = createProxy().on('connect', (request, near) => {
      asked.push(`${request.url ?? ''} ${request.headers['proxy-authorization'] ?? ''}`);
      const far = connect(chat.port, '127.0.0.1', () => {
        near.write('HTTP/1.1 200 Connection established\r\n\r\n');
        far.pipe(near).pipe(far);
      });
      for (const socket of [near, far]) socket.on('error', () => undefined);
    });
    const { port } = await listening(proxy);
    try {
      // A name that only the proxy can find; the certificate is for localhost.
      const sink = { kind: 'slack', webhookUrl: `https://localhost:444${secretPath}` };
      const env = { NODE_EXTRA_CA_CERTS: ca, HTTPS_PROXY: `http://me:proxy-secret@127.0.0.1:${port}`, NO_PROXY: '' };
      const run = await forward(sink, env, () => chat.seen.length > 0);
      assert.match(run.stderr, /Slack and Teams are reached by the proxy in HTTPS_PROXY; brokers and mail servers directly/);
      assert.match(run.stderr, /delivered 1 /);
      assert.deepEqual(asked, [`localhost:444 Basic ${Buffer.from('me:proxy-secret').toString('base64')}`]);
      assert.doesNotMatch(run.stderr, /proxy-secret/);
      const wrong = await forward(sink, { ...env, HTTPS_PROXY: 'me:proxy-secret@nowhere' }, stderr =>
        stderr.includes('Slack cannot be reached'),
      );
      assert.match(wrong.stderr, /HTTPS_PROXY is no address of a proxy/);
      assert.doesNotMatch(wrong.stderr, /proxy-secret/);
    } finally {
      chat.close();
      proxy.closeAllConnections();
      proxy.close();
    }
  }));
