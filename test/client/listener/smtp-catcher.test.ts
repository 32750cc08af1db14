import Ajv from 'ajv';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { connect, type AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import type { RawDatagram } from '../../../client/src/listener/contract';
import { createIntake } from '../../../client/src/listener/intake';
import { openSmtpCatcher, readMail, type OutgoingMail, type SmtpCatcher } from '../../../client/src/listener/sources/smtp-catcher';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { countingUuid } from '../../support/captured';
import { hostileStrings } from '../../support/hostile';

const schema = JSON.parse(readFileSync(path.join(process.cwd(), 'schemas/event.schema.json'), 'utf8')) as object;
const isEvent = new Ajv({ allErrors: true, strict: false }).compile(schema);

async function withCatcher(use: (catcher: SmtpCatcher, events: CapturedEvent[]) => Promise<void>): Promise<void> {
  const intake = createIntake({ uuid: countingUuid, now: () => 0 });
  const events: CapturedEvent[] = [];
  const take = (batch: readonly RawDatagram[]): void => {
    events.push(...batch.map(it => intake.take(it)));
  };
  const catcher = await openSmtpCatcher(0, { now: Date.now, take, onError: () => undefined });
  if (typeof catcher === 'string') assert.fail(catcher);
  try {
    await use(catcher, events);
  } finally {
    await catcher.close();
  }
}

const mail: OutgoingMail = {
  from: 'qlik@example.test',
  to: ['ops@example.test', 'second@example.test'],
  cc: ['boss@example.test'],
  bcc: ['hidden@example.test'],
  subject: 'Grüße: task failed',
  priority: 'High',
  contentType: 'text/plain',
  body: 'Line one\r\n.\r\nLine ÄÖÜ 🙂',
};

test('a mail by real SMTP is an event with its parts as fields, marked as a test, the raw text kept', async () => {
  await withCatcher(async (catcher, events) => {
    assert.equal(await catcher.send(mail), undefined);
    const [event] = events;
    assert.ok(event !== undefined && events.length === 1);
    assert.ok(isEvent(JSON.parse(JSON.stringify(event))), JSON.stringify(isEvent.errors));
    assert.equal(event.format, 'mail');
    assert.equal(event.origin, 'test');
    assert.equal(event.verdict, 'unknown');
    assert.equal(event.port, catcher.port);
    const { From, To, Cc, Bcc, Subject, Body } = event.fields;
    assert.deepEqual(
      { From, To, Cc, Bcc, Subject, Body: Body?.replaceAll('\r\n', '\n') },
      {
        From: 'qlik@example.test',
        To: 'ops@example.test, second@example.test',
        Cc: 'boss@example.test',
        Bcc: 'hidden@example.test',
        Subject: 'Grüße: task failed',
        Body: 'Line one\n.\nLine ÄÖÜ 🙂',
      },
    );
    assert.match(event.text, /^(From|Message-ID|X-Priority)/m);
  });
});

test("somebody else's mail is not marked as a test, and any account will do", async () => {
  await withCatcher(async (catcher, events) => {
    const stranger = createTransport({ host: '127.0.0.1', port: catcher.port, ignoreTLS: true, auth: { user: 'u', pass: 'p' } });
    await stranger.sendMail({ from: 'a@example.test', to: 'b@example.test', subject: 'x', text: 'y' });
    stranger.close();
    assert.equal(events[0]?.origin, 'network');
    assert.doesNotMatch(JSON.stringify(events), /"p"/);
  });
});

test('hostile subjects and bodies stay text', async () => {
  await withCatcher(async (catcher, events) => {
    const texts = hostileStrings.filter(it => it.length < 2_000).slice(0, 60);
    for (const text of texts) assert.equal(await catcher.send({ ...mail, subject: text, body: text }), undefined);
    assert.equal(events.length, texts.length);
    assert.ok(events.every(it => it.origin === 'test' && it.format === 'mail'));
  });
});

test('a mail that is too large is refused in the protocol', async () => {
  await withCatcher(async (catcher, events) => {
    assert.match((await catcher.send({ ...mail, body: 'x'.repeat(5 * 1024 * 1024) })) ?? '', /could not be handed over/);
    assert.equal(events.length, 0);
  });
});

test('it cannot be reached from another adapter', async () => {
  const other = Object.values(networkInterfaces())
    .flatMap(it => it ?? [])
    .find(it => !it.internal && it.family === 'IPv4')?.address;
  await withCatcher(async catcher => {
    const socket = connect(catcher.port, other ?? '127.0.0.2');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED');
  });
});

test('where the port is taken another one is used; closing gives it back', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const catcher = await openSmtpCatcher(port, { now: Date.now, take: () => undefined, onError: () => undefined });
  assert.ok(typeof catcher !== 'string');
  const taken = catcher.port;
  assert.notEqual(taken, port);
  await catcher.close();
  holder.close();
  const again = createServer().listen(taken, '127.0.0.1');
  await once(again, 'listening');
  again.close();
});

test('a sender that stays connected does not keep it from closing', { timeout: 15_000 }, async () => {
  const catcher = await openSmtpCatcher(0, { now: Date.now, take: () => undefined, onError: () => undefined });
  assert.ok(typeof catcher !== 'string');
  const sender = connect(catcher.port, '127.0.0.1');
  sender.on('error', () => undefined);
  await once(sender, 'data');
  await catcher.close();
  sender.destroy();
});

test('a mail that cannot be taken in is refused, with the reason said, and the next one is taken', { timeout: 15_000 }, async () => {
  const complaints: string[] = [];
  let taken = 0;
  const take = (): void => {
    if (taken++ === 0) throw new Error('no room');
  };
  const catcher = await openSmtpCatcher(0, { now: Date.now, take, onError: sentence => complaints.push(sentence) });
  assert.ok(typeof catcher !== 'string');
  assert.match((await catcher.send(mail)) ?? '', /could not be handed over/);
  assert.deepEqual(complaints, ['A mail could not be taken in: no room.']);
  assert.equal(await catcher.send(mail), undefined);
  await catcher.close();
});

test('what is no mail by the book is still shown', async () => {
  for (const text of [
    '',
    'no header',
    '\0\0',
    'Subject: =?utf-8?b?!!!?=\r\n\r\n',
    'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x',
  ]) {
    const { decoded } = await readMail(Buffer.from(text), []);
    assert.equal(decoded.format, 'mail');
  }
});
