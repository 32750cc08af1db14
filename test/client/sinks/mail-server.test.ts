/** Mail by our sink through Debian's mail server, as it lies in the mailbox afterwards. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { simpleParser } from 'mailparser';
import type { Outcome } from '../../../client/src/delivery/contract';
import { email } from '../../../client/src/sinks/email';
import { certificates } from '../../support/certificates';
import { captured } from '../../support/events';
import { startMailServer, withoutExim, type MailServer } from '../../support/exim';

async function withServer(work: (server: MailServer, ca: string) => Promise<void>): Promise<void> {
  const made = await certificates();
  const server = await startMailServer(made);
  try {
    await work(server, made.ca);
  } finally {
    await server.close();
  }
}

const account = { user: 'alice', password: 's3cret' };
const whole = { host: '127.0.0.1', from: 'qlik@example.test', to: ['alice@example.test', 'bob@example.test'], ...account };
const fields = { TaskName: 'Finanzabschluß 日本', HostName: 'qs-node-1', ExecutionId: 'e-1', LogMessage: 'Max retries\n.\n..reached <b>' };

async function send(raw: object, deliveryId: string): Promise<Outcome | undefined> {
  const parsed = email.configure({ ...whole, ...raw });
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.complaints.join());
  const sink = parsed.settings.open({ log: () => undefined, instance: 'WS-42' });
  const [outcome] = await sink.send([{ deliveryId, event: captured({ fields }), attempt: 1, listener: 'WS-42' }]);
  await sink.close();
  return outcome;
}

test('Exim takes our mail by STARTTLS and by TLS, and what it delivers reads as it was meant', { skip: withoutExim }, () =>
  withServer(async (server, ca) => {
    const { port, tlsPort } = server;
    const first = await send({ port, ca, subject: '{{TaskName}} on {{HostName}}' }, 'd-1');
    assert.match(first?.kind === 'delivered' ? (first.answer ?? '') : JSON.stringify(first), /^250 OK id=/);
    assert.equal((await send({ port: tlsPort, secure: true, ca }, 'd-2'))?.kind, 'delivered');
    const delivered = await server.mails(2);
    for (const raw of delivered) {
      assert.match(raw.toString(), /^Return-path: <qlik@example\.test>$/m);
      assert.match(raw.toString(), /^Envelope-to: alice@example\.test,\s*bob@example\.test$/m);
      assert.match(raw.toString(), /^Received: [^]*?with esmtpsa/m, 'encrypted and logged in');
    }
    const [one, two] = (await Promise.all(delivered.map(raw => simpleParser(raw)))).sort((a, b) =>
      (a.messageId ?? '').localeCompare(b.messageId ?? ''),
    );
    assert.ok(one && two);
    assert.equal(one.subject, 'Finanzabschluß 日本 on qs-node-1');
    assert.match(one.text ?? '', /Max retries\n\.\n\.\.reached <b>/, 'dots at the beginning of a line stay');
    assert.match(String(one.html), /\.\.reached &lt;b&gt;/);
    assert.deepEqual([one.messageId, two.messageId], ['<d-1@log4net-appenders>', '<d-2@log4net-appenders>']);
    assert.deepEqual([one.inReplyTo, two.inReplyTo], ['<e-1@log4net-appenders>', '<e-1@log4net-appenders>'], 'one thread');
    assert.equal(one.headers.get('x-log4net-delivery-id'), 'd-1');
  }),
);

test('what Exim refuses is told in its own words', { skip: withoutExim }, () =>
  withServer(async ({ port, tlsPort }, ca) => {
    for (const [name, raw, says] of [
      ['a wrong password', { port, ca, password: 'wrong-one' }, /^rejected .*does not accept user name and password/],
      ['an unknown recipient', { port, ca, to: 'nobody@example.test' }, /^rejected .*No such user here/],
      ['an authority nobody vouches for', { port }, /^retry .*certificate/],
      ['the same over TLS', { port: tlsPort, secure: true }, /^retry .*certificate/],
      ['TLS where STARTTLS is spoken', { port, secure: true, ca }, /^retry /],
    ] as const) {
      const outcome = await send(raw, 'd');
      assert.match(outcome?.kind === 'delivered' ? 'delivered' : `${outcome?.kind ?? ''} ${outcome?.reason ?? ''}`, says, name);
      assert.doesNotMatch(JSON.stringify(outcome), /wrong-one|s3cret/);
    }
    assert.equal((await send({ port, checkCertificate: false }, 'd'))?.kind, 'delivered', 'not checked, because the user says so');
  }),
);
