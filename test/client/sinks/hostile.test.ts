/** 200 hostile strings in every field of an event, through every sink: text stays text. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { simpleParser, type ParsedMail } from 'mailparser';
import { connect } from 'mqtt';
import { SMTPServer } from 'smtp-server';
import type { Delivery } from '../../../client/src/delivery/contract';
import { summarise } from '../../../client/src/delivery/summary';
import { email } from '../../../client/src/sinks/email';
import { mqtt } from '../../../client/src/sinks/mqtt';
import { slackLimits, slackMessage } from '../../../client/src/sinks/slack';
import { teamsBytes, teamsMessage } from '../../../client/src/sinks/teams';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { startBroker } from '../../support/broker';
import { captured } from '../../support/events';
import { hostileStrings } from '../../support/hostile';

const names = ['HostName', 'TaskName', 'AppName', 'User', 'UserDirectory', 'UserId', 'TaskId', 'ExecutionId', 'LogTimestamp', 'LogMessage'];
const calm = Object.fromEntries(names.map(name => [name, `calm ${name}`]));

/** Every field that holds text from outside, with how to put a text into it. */
const places: Readonly<Record<string, (text: string) => Partial<CapturedEvent>>> = {
  ...Object.fromEntries(names.map(name => [`fields.${name}`, (text: string) => ({ fields: { ...calm, [name]: text } })])),
  'the name of a field': text => ({ fields: { ...calm, [text === '' ? ' ' : text]: 'value' } }),
  message: text => ({ message: text, fields: {} }),
  logger: text => ({ logger: text, fields: {} }),
  level: text => ({ level: text, fields: calm }),
  type: text => ({ type: text, fields: calm }),
  text: text => ({ text, fields: {} }),
  reason: text => ({ reason: text, fields: calm }),
  'all at once': text => ({
    ...{ type: text, level: text, logger: text, message: text, text },
    fields: Object.fromEntries(names.map(it => [it, text])),
  }),
};
const deliveries: readonly Delivery[] = Object.values(places).flatMap((put, place) =>
  hostileStrings.map((text, at) => ({ deliveryId: `d-${place}-${at}`, event: captured(put(text)), attempt: 1, listener: 'WS-42' })),
);

/** Every object anywhere inside a JSON value. */
function* objects(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Readonly<Record<string, unknown>>;
  for (const inner of Object.values(value)) yield* objects(inner);
}

test('there are 200 different strings', () => {
  assert.equal(new Set(hostileStrings).size, 200);
});

test('slack: only plain text and literal code, nothing that mentions, links or formats, within every limit', () => {
  for (const delivery of deliveries) {
    const message = slackMessage(summarise(delivery, 'WS-42'));
    assert.doesNotMatch(String(message['text']), /[<>]|&(?!(amp|lt|gt);)/);
    assert.deepEqual([message['mrkdwn'], message['parse'], message['link_names'], message['unfurl_links']], [false, 'none', false, false]);
    let total = 0;
    for (const it of objects(message.blocks)) {
      if (typeof it['text'] === 'string') {
        assert.ok(it['type'] === 'plain_text' || it['type'] === 'text', JSON.stringify(it).slice(0, 200));
        assert.equal(it['emoji'] ?? false, false);
        assert.ok(it['text'] !== '', `Slack refuses an empty text: ${JSON.stringify(it)}`);
        total += it['text'].length;
      }
      assert.ok(!['link', 'user', 'usergroup', 'channel', 'broadcast', 'emoji'].includes(String(it['type'])));
    }
    assert.ok(total <= slackLimits.total, `${total} characters`);
    assert.ok(message.blocks.length <= slackLimits.blocks);
    for (const block of message.blocks) {
      if (block.type === 'header') assert.ok(block.text.text.length <= slackLimits.header);
      if (block.type === 'section') for (const field of block.fields ?? []) assert.ok(field.text.length <= slackLimits.field);
    }
    for (const it of objects(message))
      for (const text of Object.values(it))
        if (typeof text === 'string') assert.doesNotMatch(text, /(?![\n\t])\p{Cc}|\p{Cs}/u, 'no control, no torn character');
  }
});

test('teams: only text runs, which know no markdown, no mention list, no action, within 28 KB', () => {
  for (const delivery of deliveries) {
    const card = teamsMessage(summarise(delivery, 'WS-42'));
    assert.ok(Buffer.byteLength(JSON.stringify(card)) <= teamsBytes);
    for (const it of objects(card)) {
      assert.ok(!('entities' in it) && !('actions' in it) && !('selectAction' in it) && !('url' in it));
      if (typeof it['text'] === 'string') assert.equal(it['type'], 'TextRun');
    }
  }
});

test('mqtt: a field is one level of a topic, whatever stands in it, and the payload gives it back', async () => {
  const broker = await startBroker();
  const client = connect(broker.url);
  const seen: { readonly topic: string; readonly body: CapturedEvent & { readonly deliveryId: string } }[] = [];
  client.on('message', (topic, payload) => seen.push({ topic, body: JSON.parse(payload.toString()) as (typeof seen)[number]['body'] }));
  try {
    await client.subscribeAsync('#', { qos: 1 });
    const parsed = mqtt.configure({ url: broker.url, topic: 'q/{{type}}/{{TaskName}}/{{logger}}/{{HostName}}/end' });
    assert.ok(parsed.ok);
    const sink = parsed.settings.open({ log: () => undefined, instance: 'test' });
    for (let at = 0; at < deliveries.length; at += 500)
      for (const outcome of await sink.send(deliveries.slice(at, at + 500))) assert.equal(outcome.kind, 'delivered');
    for (let tries = 0; seen.length < deliveries.length && tries < 500; tries++) await new Promise(resolve => setTimeout(resolve, 20));
    assert.equal(seen.length, deliveries.length);
    const sent = new Map(deliveries.map(it => [it.deliveryId, it.event]));
    for (const { topic, body } of seen) {
      const levels = topic.split('/');
      assert.equal(levels.length, 6, topic);
      assert.deepEqual([levels[0], levels[5]], ['q', 'end']);
      assert.doesNotMatch(topic, /[+#]|\p{Cc}/u);
      assert.ok(!levels.some(level => level.startsWith('$')), topic);
      const { deliveryId } = body;
      assert.deepEqual(body, { ...(JSON.parse(JSON.stringify(sent.get(deliveryId))) as object), deliveryId, listener: 'WS-42', hops: 1 });
    }
    await sink.close();
  } finally {
    await client.endAsync(true);
    await broker.close();
  }
});

for (const [name, raw] of [
  ["Butler's shapes", { payload: 'butler', topic: 'q' }],
  ['a template', { topic: 'q/{{type}}/{{logger}}', template: '{{taskName}} {{logMessage}} {{type}}' }],
] as const)
  test(`mqtt: ${name} takes whatever stands in a field, on topics below its own`, { timeout: 120_000 }, async () => {
    const broker = await startBroker();
    const client = connect(broker.url);
    const topics = new Set<string>();
    client.on('message', topic => topics.add(topic));
    try {
      await client.subscribeAsync('#', { qos: 1 });
      const parsed = mqtt.configure({ url: broker.url, ...raw });
      assert.ok(parsed.ok);
      const sink = parsed.settings.open({ log: () => undefined, instance: 'test' });
      // Of each type that Butler publishes, so that the text stands in each of its shapes.
      const shaped = ['task-failed', 'user-proxy-session', 'log-engine'].flatMap(type =>
        deliveries.map(it => ({ ...it, event: { ...it.event, type, fields: { ...it.event.fields, Subsystem: it.event.logger ?? '' } } })),
      );
      const all = [...deliveries, ...shaped];
      for (let at = 0; at < all.length; at += 500)
        for (const outcome of await sink.send(all.slice(at, at + 500))) assert.equal(outcome.kind, 'delivered', JSON.stringify(outcome));
      for (const delivery of all) assert.doesNotThrow(() => parsed.settings.preview(delivery, 'test'));
      await sink.close();
      assert.ok(topics.size > 3);
      for (const topic of topics) {
        assert.equal(topic.split('/')[0], 'q', topic);
        assert.ok(topic.split('/').length <= 22, topic);
        assert.doesNotMatch(topic, /[+#]|\p{Cc}/u);
      }
    } finally {
      await client.endAsync(true);
      await broker.close();
    }
  });

test('email: no header, no recipient, no markup comes from a field', async () => {
  const mails: { readonly envelope: readonly string[]; readonly parsed: ParsedMail }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      void simpleParser(stream).then(parsed => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({ envelope: [mailFrom === false ? '' : mailFrom.address, ...rcptTo.map(it => it.address)], parsed });
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  try {
    const { port } = server.server.address() as AddressInfo;
    const where = { host: '127.0.0.1', port, from: 'qlik@example.test', to: 'alice@example.test' };
    const parsed = email.configure({ ...where, subject: '{{type}} {{TaskName}} {{logger}} {{level}}' });
    assert.ok(parsed.ok);
    const sink = parsed.settings.open({ log: () => undefined, instance: 'test' });
    // Several at a time, as several sinks would.
    const shares = Array.from({ length: 32 }, (_, share) => deliveries.filter((__, at) => at % 32 === share));
    const outcomes = (await Promise.all(shares.map(share => sink.send(share)))).flat();
    assert.equal(mails.length, deliveries.length);
    assert.deepEqual(new Set(outcomes.map(it => it.kind)), new Set(['delivered']));
    await sink.close();
    const headers = new Set(mails.flatMap(({ parsed: mail }) => [...mail.headers.keys()]));
    const allowed = ['from', 'to', 'subject', 'message-id', 'in-reply-to', 'references', 'date', 'mime-version', 'content-type'];
    assert.deepEqual([...headers].filter(it => !allowed.includes(it)).sort(), ['x-log4net-delivery-id']);
    for (const { envelope, parsed: mail } of mails) {
      assert.deepEqual(envelope, ['qlik@example.test', 'alice@example.test']);
      const html = String(mail.html);
      // Only the tags we write ourselves, and none of them with an attribute but the one we give.
      const tags = html.match(/<[^>]*>/g) ?? [];
      for (const tag of tags) assert.match(tag, /^<\/?(h3|table|tr|td|th|pre|p|small)( align="left")?>$/);
      assert.doesNotMatch(mail.subject ?? '', /\p{Cc}/u);
      assert.equal(mail.attachments.length, 0);
    }
  } finally {
    await new Promise<void>(resolve => server.close(resolve));
  }
});
