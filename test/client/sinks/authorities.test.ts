/** Whom brokers and mail servers are believed by: in a process of its own, for the answer is remembered and read from the environment. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { SMTPServer } from 'smtp-server';
import { authorities } from '../../../client/src/sinks/authorities';
import { startBroker } from '../../support/broker';
import { builtCli } from '../../support/built-cli';
import { certificates } from '../../support/certificates';
import { sampleEvents } from '../../support/sample-events';

const run = promisify(execFile);
const failed = sampleEvents().find(it => it.id === 'e01')?.datagram ?? assert.fail('e01');

test('the authority in the settings is believed alone; without one it is those of Node and of the system, or what is asked for', () => {
  assert.equal(authorities('PEM'), 'PEM');
  assert.equal(authorities(undefined, false), undefined);
  const all = authorities(undefined);
  assert.ok(Array.isArray(all) && all.length > 50, 'Node alone brings more than that');
  for (const it of all) assert.match(it, /^-----BEGIN CERTIFICATE-----[^]*-----END CERTIFICATE-----\s*$/);
});

for (const variable of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'])
  test(`a broker and a mail server with a company's own certificate are believed by ${variable}, and refused with a way out without`, async () => {
    const { ca, server } = await certificates();
    const folder = await mkdtemp(path.join(tmpdir(), 'authorities-'));
    const broker = await startBroker(['allow_anonymous true', 'certfile $FOLDER/cert', 'keyfile $FOLDER/key'], {
      cert: server.cert,
      key: server.key,
    });
    const mail = new SMTPServer({ ...server, secure: true, authOptional: true, disableReverseLookup: true });
    mail.on('error', () => undefined);
    mail.listen(0, '127.0.0.1');
    await once(mail.server, 'listening');
    try {
      const { port } = mail.server.address() as AddressInfo;
      const sinks = [
        { id: 'broker', kind: 'mqtt', url: broker.url.replace('mqtt:', 'mqtts:') },
        { id: 'mail', kind: 'email', host: '127.0.0.1', port, secure: true, from: 'a@x.test', to: 'b@x.test' },
      ];
      await Promise.all([
        writeFile(path.join(folder, 'ca.pem'), ca),
        writeFile(path.join(folder, 'sinks.json'), JSON.stringify({ sinks })),
      ]);
      const forward = async (env: Readonly<Record<string, string>>) => {
        const args = ['listen', '--port', '0', '--count', '1', '--forward', 'sinks.json', '--state', 'state'];
        const running = run(process.execPath, [builtCli(), ...args], { cwd: folder, env: { ...process.env, ...env }, timeout: 60_000 });
        const { stderr: heard } = running.child;
        heard?.setEncoding('utf8').on('data', (chunk: string) => {
          const bound = /listening on 127\.0\.0\.1:(\d+)/.exec(chunk)?.[1];
          if (bound !== undefined) void send(Number(bound));
        });
        return (await running).stderr;
      };
      const doubted = await forward({ [variable]: '' });
      assert.match(
        doubted,
        /broker: .*queued 1 .*shows a certificate that this computer does not trust \(\w+\)\. Name its authority in "ca"/,
      );
      assert.match(
        doubted,
        /mail: .*queued 1 .*shows a certificate that this computer does not trust \(\w+\)\. Name its authority in "ca"/,
      );
      const believed = await forward({ [variable]: path.join(folder, 'ca.pem') });
      for (const sink of ['broker', 'mail']) assert.match(believed, new RegExp(`${sink}: received 2 = delivered 2 `), believed);
    } finally {
      await Promise.all([
        broker.close(),
        new Promise<void>(resolve => mail.close(resolve)),
        rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
      ]);
    }
  });

async function send(port: number): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise(resolve => socket.send(failed, port, '127.0.0.1', resolve));
  socket.close();
}
