/** Twenty planted secrets in every place a secret can stand; peers that quote them back; and every place a person or a file may see. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { Forwarder } from '../../../client/src/delivery/forwarder';
import { openFileOutbox } from '../../../client/src/delivery/outbox/file';
import { parsePlans } from '../../../client/src/delivery/plans';
import { redactor } from '../../../client/src/delivery/redact';
import { forwardingReport } from '../../../client/src/delivery/report';
import { sinkKinds } from '../../../client/src/sinks';
import { openForwarding } from '../../../client/src/terminal/forward';
import { captured } from '../../support/events';
import { testTerminal } from '../../support/terminal';

/** No secret: it has to be seen in each place that is searched, or the search finds nothing anyway. */
const canary = 'canary-that-is-no-secret';
/** With what URLs, JSON and HTML write otherwise. */
const secret = (n: number): string => `S3cr&t-${String(n).padStart(2, '0')}-"pl@nted"/+%<x>`;
const plain = (n: number): string => `xoxb-planted-${String(n).padStart(2, '0')}-token`;

interface Planted {
  readonly sinks: readonly Readonly<Record<string, unknown>>[];
  /** By the name that the settings refer to. */
  readonly values: ReadonlyMap<string, string>;
}

function plant(http: number, smtp: number, tcp: number): Planted {
  const values = new Map<string, string>();
  const keep = (name: string, value: string) => {
    values.set(name, value);
    return { env: name };
  };
  const sinks = [
    ...[1, 2, 3, 4].map(n => ({
      kind: 'slack',
      webhookUrl: keep(`HOOK_${n}`, `http://127.0.0.1:${http}/services/T0/B0/planted-${n}-hook`),
    })),
    ...[5, 6, 7].map(n => ({
      kind: 'slack',
      token: keep(`TOKEN_${n}`, plain(n)),
      channel: `#${canary}`,
      apiUrl: `http://127.0.0.1:${http}`,
    })),
    ...[8, 9, 10, 11].map(n => ({
      kind: 'teams',
      webhookUrl: keep(`FLOW_${n}`, `http://127.0.0.1:${http}/flows?sig=planted-${n}-signature&x=1`),
    })),
    ...[12, 13, 14].map(n => ({
      kind: 'email',
      ...{ host: '127.0.0.1', port: smtp, from: 'a@x.test', to: 'b@x.test' },
      checkCertificate: false,
      user: `${canary}-${n}`,
      password: keep(`MAIL_${n}`, secret(n)),
    })),
    ...[15, 16, 17].map(n => ({
      kind: 'mqtt',
      url: `mqtt://127.0.0.1:${tcp}`,
      topic: canary,
      username: 'u',
      password: keep(`BROKER_${n}`, secret(n)),
    })),
    // One stands in the address, two stand in the file as they are.
    { kind: 'mqtt', url: `mqtt://u:${encodeURIComponent(secret(18))}@127.0.0.1:${tcp}`, topic: canary },
    { kind: 'mqtt', url: `mqtt://127.0.0.1:${tcp}`, topic: canary, username: 'u', password: secret(19) },
    { kind: 'slack', webhookUrl: `http://127.0.0.1:${http}/services/T0/B0/planted-20-hook` },
  ].map((sink, at) => ({ id: `sink-${at}-${canary}`, rate: false, label: canary, ...sink }));
  return { sinks, values };
}

const needles = [
  ...[1, 2, 3, 4, 20].map(n => `planted-${n}-hook`),
  ...[5, 6, 7].map(plain),
  ...[8, 9, 10, 11].map(n => `planted-${n}-signature`),
  ...[12, 13, 14, 15, 16, 17, 18, 19].map(secret),
];

/** As the text stands, and as JSON, URLs and base64 would write it. */
const written = (text: string): readonly string[] => [
  text,
  JSON.stringify(text).slice(1, -1),
  encodeURIComponent(text),
  Buffer.from(text).toString('base64').replace(/=+$/, ''),
];

function search(places: ReadonlyMap<string, string>): readonly string[] {
  const found: string[] = [];
  for (const [name, text] of places) {
    if (!text.includes(canary)) found.push(`${name}: the canary is missing, the search proves nothing:\n${text.slice(0, 500)}`);
    for (const needle of needles) if (written(needle).some(it => text.includes(it))) found.push(`${name} holds ${needle}`);
  }
  return found;
}

test('the search itself finds a secret in each spelling', () => {
  assert.equal(needles.length, 20);
  for (const needle of needles)
    for (const spelling of written(needle)) assert.deepEqual(search(new Map([['x', `${canary} ${spelling}`]])), [`x holds ${needle}`]);
});

/** Peers that answer with everything they were told. */
async function quotingPeers(work: (http: number, smtp: number, tcp: number) => Promise<void>): Promise<void> {
  const http = createHttp((request, response) => {
    const said = `${canary}: ${request.url ?? ''} ${request.headers.authorization ?? ''}`;
    request
      .resume()
      .on('end', () =>
        response
          .writeHead((request.url ?? '').includes('chat.post') ? 200 : 400)
          .end((request.url ?? '').includes('chat.post') ? JSON.stringify({ ok: false, error: said }) : said),
      );
  });
  const smtp = new SMTPServer({
    onAuth: ({ username, password }, _session, done) => done(new Error(`535 ${canary} ${username ?? ''} ${password ?? ''}`)),
  });
  smtp.on('error', () => undefined);
  const tcp = createTcp(socket => socket.on('error', () => undefined).on('data', data => socket.end(data)));
  http.listen(0, '127.0.0.1');
  tcp.listen(0, '127.0.0.1');
  smtp.listen(0, '127.0.0.1');
  await Promise.all([once(http, 'listening'), once(tcp, 'listening'), once(smtp.server, 'listening')]);
  const port = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
  try {
    await work(port(http), port(smtp.server), port(tcp));
  } finally {
    http.closeAllConnections();
    http.close();
    tcp.close();
    await new Promise<void>(resolve => smtp.close(resolve));
  }
}

async function readAll(folder: string): Promise<string> {
  const names = await readdir(folder);
  return (await Promise.all(names.map(async name => `${name}\n${await readFile(path.join(folder, name), 'utf8')}`))).join('\n');
}

test('no secret is in a log, a state the panel shows, a preview, the journal, the dead-letter list or an error', () =>
  quotingPeers(async (http, smtp, tcp) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
    try {
      const { sinks, values } = plant(http, smtp, tcp);
      const log: string[] = [];
      const { plans, complaints, secrets } = parsePlans(sinks, {
        kinds: sinkKinds,
        secret: () => undefined,
        env: name => values.get(name),
        filter: () => ({ ok: true, matches: () => true }),
        isUserEvent: () => false,
        includeTests: true,
        plainSecrets: 'accept',
        dryRun: () => undefined,
      });
      assert.deepEqual(complaints, []);
      assert.equal(plans.length, 20);
      const redact = redactor(secrets);
      const outbox = await openFileOutbox({ folder, owner: canary, pid: process.pid, log: line => log.push(redact(line)) });
      assert.ok(outbox.ok);
      const forwarder = new Forwarder({
        plans,
        outbox: outbox.outbox,
        ports: {
          log: line => log.push(redact(line)),
          redact,
          instance: canary,
          listener: canary,
          uuid: () => crypto.randomUUID(),
          now: Date.now,
          random: () => 1,
          after: (ms, callback) => {
            const timer = setTimeout(callback, ms);
            return () => clearTimeout(timer);
          },
        },
      });
      const event = captured({ text: canary, fields: { TaskName: canary } });
      await forwarder.accept([event]);
      for (let tries = 0; tries < 400 && forwarder.states().some(it => it.lastError === undefined); tries++)
        await new Promise(resolve => setTimeout(resolve, 25));
      const states = forwarder.states();
      assert.deepEqual(
        states.filter(it => it.lastError === undefined).map(it => it.id),
        [],
        'every sink has failed',
      );
      const dead = await forwarder.deadLetters();
      assert.ok(dead.length >= 12, `${dead.length} refused`);
      const previews = plans.map(({ sink }) => sink.preview({ deliveryId: 'd', event, attempt: 1, listener: canary }, canary));
      log.push(canary);
      const places = new Map([
        ['the states', JSON.stringify(states)],
        ['the errors', states.map(it => `${it.label} ${it.lastError ?? ''}`).join('\n')],
        ['the labels', plans.map(it => it.sink.label).join('\n')],
        ['the previews', JSON.stringify(previews)],
        ['the dead letters', JSON.stringify(dead)],
        ['the export', redact(`${JSON.stringify(event)}\n${JSON.stringify(forwardingReport(states, dead))}`)],
        ['what the panel says of the event', JSON.stringify(forwarder.traces(event.id))],
        ['the journal', await readAll(folder)],
        ['the log', log.join('\n')],
      ]);
      await forwarder.close();
      assert.deepEqual(search(places), []);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }));

test('no secret is in what the command line prints or keeps', () =>
  quotingPeers(async (http, smtp, tcp) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
    try {
      const { sinks, values } = plant(http, smtp, tcp);
      await writeFile(path.join(folder, 'sinks.json'), JSON.stringify({ sinks }));
      const io = testTerminal({ cwd: folder, env: Object.fromEntries(values) });
      const opened = await openForwarding({ file: 'sinks.json', stateDir: 'state' }, io);
      assert.ok(opened.ok, opened.ok ? '' : opened.message);
      await opened.forwarding.accept([captured({ text: canary, fields: { TaskName: canary } })]);
      await new Promise(resolve => setTimeout(resolve, 1_500));
      await opened.forwarding.close(3_000);
      assert.deepEqual(
        search(
          new Map([
            ['standard error', io.written.err],
            ['the state folder', await readAll(path.join(folder, 'state'))],
          ]),
        ),
        [],
      );
      assert.match(io.written.err, /received 1 = /);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }));

test('the editor takes no secret that stands in the settings, and its refusal does not repeat it', () => {
  const { sinks } = plant(1, 2, 3);
  const { plans, complaints } = parsePlans(sinks.slice(-3), {
    kinds: sinkKinds,
    secret: () => undefined,
    env: () => undefined,
    filter: () => ({ ok: true, matches: () => true }),
    isUserEvent: () => false,
    includeTests: true,
    plainSecrets: 'refuse',
    dryRun: () => undefined,
  });
  assert.deepEqual(plans, []);
  assert.equal(complaints.length, 3);
  for (const complaint of complaints)
    assert.match(complaint, /holds a secret in the open. Delete it there, and enter it with "Set Up Forwarding…"/);
  assert.deepEqual(search(new Map([['the complaints', complaints.join('\n')]])), []);
});
