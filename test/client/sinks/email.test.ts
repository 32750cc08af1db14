import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import test from 'node:test';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Delivery } from '../../../client/src/delivery/contract';
import { email } from '../../../client/src/sinks/email';
import { certificates } from '../../support/certificates';
import { captured } from '../../support/events';

interface Mail {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly parsed: ParsedMail;
}

/** A real SMTP server on this machine. */
async function server(options: SMTPServerOptions, work: (port: number, mails: readonly Mail[]) => Promise<void>): Promise<void> {
  const mails: Mail[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      void simpleParser(stream).then(parsed => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({ envelope: { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(it => it.address) }, parsed });
        done();
      });
    },
    ...options,
  });
  smtp.on('error', () => undefined);
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  try {
    await work((smtp.server.address() as AddressInfo).port, mails);
  } finally {
    await new Promise<void>(resolve => smtp.close(resolve));
  }
}
const whole = { host: '127.0.0.1', from: 'qlik@example.test', to: 'alice@example.test, bob@example.test' };
async function send(raw: object, over: Parameters<typeof captured>[0] = {}, log: string[] = []) {
  const parsed = email.configure({ ...whole, ...raw });
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.complaints.join());
  const sink = parsed.settings.open({ log: line => log.push(line), instance: 'WS-42' });
  const delivery: Delivery = { deliveryId: 'd-1', event: captured(over), attempt: 1, listener: 'WS-42' };
  const [outcome] = await sink.send([delivery]);
  await sink.close();
  assert.ok(outcome);
  return outcome;
}

test('a mail arrives with subject, text, HTML and a thread per execution', () =>
  server({}, async (port, mails) => {
    assert.equal(
      (
        await send(
          { port, subject: '{{TaskName}} on {{HostName}}' },
          { fields: { TaskName: 'Finance close', HostName: 'qs-node-1', ExecutionId: 'e-1', LogMessage: 'Max retries reached' } },
        )
      ).kind,
      'delivered',
    );
    const [mail] = mails;
    assert.deepEqual(mail?.envelope, { from: 'qlik@example.test', to: ['alice@example.test', 'bob@example.test'] });
    assert.equal(mail.parsed.subject, 'Finance close on qs-node-1');
    assert.match(mail.parsed.text ?? '', /Max retries reached/);
    assert.equal(mail.parsed.inReplyTo, '<e-1@log4net-appenders>');
    assert.equal(mail.parsed.messageId, '<d-1@log4net-appenders>');
  }));

const hostile = [
  'x\r\nBcc: eve@example.test',
  'x\nSubject: y',
  '<b>bold</b><script>alert(1)</script>',
  '\u0000',
  '=?utf-8?q?x?=',
  '日本 🙂',
  '{{id}}',
  '\ud800',
];
test('nothing in a field reaches a header, the envelope or the markup', () =>
  server({}, async (port, mails) => {
    for (const text of hostile)
      await send({ port, subject: '{{TaskName}}' }, { fields: { TaskName: text, ExecutionId: text, LogMessage: text, HostName: text } });
    assert.equal(mails.length, hostile.length);
    for (const { envelope, parsed } of mails) {
      assert.deepEqual(envelope.to, ['alice@example.test', 'bob@example.test']);
      assert.equal(parsed.bcc, undefined);
      assert.doesNotMatch(String(parsed.html), /<script|<b>bold/);
    }
  }));

for (const [name, raw] of [
  ['a line break', { to: 'alice@example.test\r\nRCPT TO:<eve@example.test>' }],
  ['two senders', { from: 'a@example.test, b@example.test' }],
  ['a display name', { from: 'Eve <eve@example.test>' }],
  ['nothing', { to: [] }],
  ['no text', { to: [1] }],
] as const) {
  test(`an address with ${name} is refused before anything is sent`, () => {
    const parsed = email.configure({ ...whole, ...raw });
    assert.match(parsed.ok ? '' : parsed.complaints.join(), /"(to|from)" must be/);
  });
}

test('a subject that is too long is cut between characters, and says so', () =>
  server({}, async (port, mails) => {
    for (const odd of ['', 'x']) await send({ port, subject: '{{taskName}}' }, { fields: { TaskName: `${odd}${'🚚'.repeat(200)}` } });
    for (const { parsed } of mails) assert.match(parsed.subject ?? '', /^x?🚚{100,} … \(\+\d+ characters\)$/u);
    assert.equal(mails.length, 2);
  }));

test('an account never goes over an open line', () =>
  server({ disabledCommands: ['STARTTLS'] }, async (port, mails) => {
    const outcome = await send({ port, user: 'alice', password: 'pass-s3cret' });
    assert.ok(outcome.kind === 'rejected');
    assert.match(outcome.reason, /offers no encryption/);
    assert.equal(outcome.about, 'sink', 'no event is given up for a server that is set up wrongly');
    assert.doesNotMatch(JSON.stringify(outcome), /s3cret/);
    assert.equal(mails.length, 0);
  }));

test('STARTTLS with a certificate nobody vouches for is refused unless the user says otherwise, visibly', () =>
  server(
    {
      disabledCommands: [],
      onAuth: ({ password }, _session, done) => done(password === 'pass-s3cret' ? null : new Error('no'), { user: 'alice' }),
    },
    async (port, mails) => {
      assert.equal((await send({ port, user: 'alice', password: 'pass-s3cret' })).kind, 'retry');
      const open = { port, user: 'alice', checkCertificate: false };
      assert.equal((await send({ ...open, password: 'wrong' })).kind, 'rejected');
      assert.equal((await send({ ...open, password: 'pass-s3cret' })).kind, 'delivered');
      assert.equal(mails.length, 1);
      const parsed = email.configure({ ...whole, ...open, password: 'x' });
      assert.match(parsed.ok ? parsed.settings.label : '', /certificate not checked/);
    },
  ));

test('a server that refuses a recipient for good is an answer in words, one that is away is tried again', async () => {
  await server(
    { onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no such user'), { responseCode: 550 })) },
    async port => {
      const outcome = await send({ port });
      assert.equal(outcome.kind, 'rejected');
      assert.match(outcome.reason, /refuses the mail/);
    },
  );
  assert.equal((await send({ port: 1 })).kind, 'retry');
});

test('one recipient of several that is refused is named, and the others get the mail once', () =>
  server(
    {
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('bob') ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
    },
    async (port, mails) => {
      const log: string[] = [];
      assert.equal((await send({ port }, {}, log)).kind, 'delivered');
      assert.deepEqual(
        mails.map(it => it.envelope.to),
        [['alice@example.test']],
      );
      assert.match(log.join(), /took the mail, but not for bob@example\.test/);
    },
  ));

test('one recipient of several who is put off gets the mail later, and the others get it once', () => {
  let tries = 0;
  return server(
    {
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('bob') && ++tries < 3 ? Object.assign(new Error('greylisted'), { responseCode: 450 }) : null),
    },
    async (port, mails) => {
      const parsed = email.configure({ ...whole, port });
      assert.ok(parsed.ok);
      const sink = parsed.settings.open({ log: () => undefined, instance: 'WS-42' });
      const kinds: (string | undefined)[] = [];
      for (let attempt = 1; attempt <= 3; attempt++)
        kinds.push((await sink.send([{ deliveryId: 'd-1', event: captured(), attempt, listener: 'WS-42' }]))[0]?.kind);
      await sink.close();
      assert.deepEqual(kinds, ['retry', 'retry', 'delivered']);
      assert.deepEqual(
        mails.map(it => it.envelope.to),
        [['alice@example.test'], ['bob@example.test']],
      );
    },
  );
});

test('an account that cannot be checked just now is tried again', () =>
  server(
    {
      disabledCommands: [],
      onAuth: (_auth, _session, done) => done(Object.assign(new Error('Temporary authentication failure'), { responseCode: 454 })),
    },
    async port => {
      const outcome = await send({ port, user: 'alice', password: 'pass-s3cret', checkCertificate: false });
      assert.equal(outcome.kind, 'retry');
      assert.match(outcome.reason, /did not take the mail/);
    },
  ));

for (const how of ['the time is up', 'the sink is closed'])
  test(`a server that is at work for ever is left when ${how}`, { timeout: 20_000 }, async () => {
    let isLeft: () => void = () => undefined;
    const left = new Promise<void>(resolve => (isLeft = resolve));
    let isAtWork: () => void = () => undefined;
    const atWork = new Promise<void>(resolve => (isAtWork = resolve));
    const smtp = createServer(socket => {
      socket.write('220 here\r\n');
      socket.on('error', () => undefined);
      let timer: NodeJS.Timeout | undefined;
      socket.on('close', () => {
        clearInterval(timer);
        isLeft();
      });
      socket.on('data', data => {
        const said = data.toString();
        if (said.startsWith('DATA')) {
          timer = setInterval(() => socket.write('250-at work\r\n'), 50);
          isAtWork();
        } else socket.write('250 ok\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(smtp, 'listening');
    try {
      const parsed = email.configure({ ...whole, port: (smtp.address() as AddressInfo).port });
      assert.ok(parsed.ok);
      const ports = { log: () => undefined, instance: 'WS-42', ...(how === 'the time is up' && { patience: 500 }) };
      const sink = parsed.settings.open(ports);
      const sending = sink.send([{ deliveryId: 'd-1', event: captured(), attempt: 1, listener: 'WS-42' }]);
      await atWork;
      if (how === 'the sink is closed') await sink.close();
      assert.equal((await sending)[0]?.kind, 'retry');
      await left;
    } finally {
      smtp.close();
    }
  });

test('TLS from the first byte and STARTTLS believe the authority in the settings, and only for the name in the certificate', async () => {
  const { ca, server: own } = await certificates();
  const account = { user: 'alice', password: 'pass-s3cret' };
  const onAuth: SMTPServerOptions['onAuth'] = ({ password }, _session, done) =>
    done(password === account.password ? null : new Error('no'), { user: 'alice' });
  for (const secure of [true, false])
    await server({ ...own, secure, disabledCommands: [], authOptional: false, onAuth }, async (port, mails) => {
      assert.equal((await send({ port, secure, ...account })).kind, 'retry', 'nobody vouches for the authority');
      assert.equal((await send({ port, secure, ca, ...account })).kind, 'delivered');
      const other = await send({ host: '127.0.0.2', port, secure, ca, ...account });
      assert.match(other.kind === 'delivered' ? 'delivered' : other.reason, /did not take the mail: /, 'another name');
      assert.equal(mails.length, 1);
    });
});

test('a template makes the body, as text and as HTML that takes nothing for markup; one that fails says that it is the plain form', () =>
  server({}, async (port, mails) => {
    const fields = { TaskName: '<b>Finance</b>', HostName: 'qs-node-1', LogMessage: 'Max retries reached' };
    await send({ port, template: '{{taskName}} failed on {{hostName}}: {{logMessage}}' }, { fields });
    assert.match(mails[0]?.parsed.text ?? '', /<b>Finance<\/b> failed on qs-node-1: Max retries reached/);
    assert.match(String(mails[0]?.parsed.html), /<pre>&lt;b&gt;Finance&lt;\/b&gt; failed on qs-node-1: Max retries reached<\/pre>/);
    await send({ port, template: '{{nonsense taskName}}' }, { fields });
    assert.match(mails[1]?.parsed.text ?? '', /Max retries reached[^]*The template of this sink failed, so this is the plain form/);
  }));

test('a broken subject falls back to the plain one, which is said', () =>
  server({}, async (port, mails) => {
    const parsed = email.configure({ ...whole, port, subject: '{{TaskName' });
    assert.ok(parsed.ok);
    assert.match(parsed.settings.notices.join(), /"subject": The template cannot be read: .* Until then the plain one is sent\./);
    await send({ port, subject: '{{TaskName' }, { fields: { TaskName: 'Finance close' } });
    assert.equal(mails[0]?.parsed.subject, 'Task failed: Finance close');
  }));
