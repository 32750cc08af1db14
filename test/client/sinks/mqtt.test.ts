import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { connect } from 'mqtt';
import type { ConfiguredSink, Delivery, OpenSink, Outcome } from '../../../client/src/delivery/contract';
import { leftOut } from '../../../client/src/delivery/route';
import { mqtt } from '../../../client/src/sinks/mqtt';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { freePort, startBroker, type Broker } from '../../support/broker';
import { certificates } from '../../support/certificates';
import { captured } from '../../support/events';

function configured(raw: object): ConfiguredSink {
  const parsed = mqtt.configure({ ...raw });
  assert.ok(parsed.ok);
  return parsed.settings;
}
const opened = (raw: object, instance = 'test'): OpenSink => configured(raw).open({ log: () => undefined, instance });
const delivery = (n: number, event = captured({ seq: n })): Delivery => ({ deliveryId: `d${n}`, event, attempt: 1, listener: 'WS-42' });

/** Everything that arrives below `#`, as `topic payload`. */
async function subscriber(broker: Broker, options: object = {}) {
  const client = connect(broker.url, { clean: true, reconnectPeriod: 0, ...options });
  const seen: { topic: string; body: Record<string, unknown>; properties?: object }[] = [];
  const raw: string[] = [];
  client.on('message', (topic, payload, packet) => {
    const text = payload.toString();
    raw.push(`${topic} ${text}`);
    seen.push({
      topic,
      body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
      ...(packet.properties?.userProperties && { properties: { ...packet.properties.userProperties } }),
    });
  });
  client.on('error', () => undefined);
  await client.subscribeAsync('#', { qos: 2 });
  return {
    seen,
    raw,
    end: () => client.endAsync(true),
    until: async (count: number) => {
      for (let tries = 0; seen.length < count && tries < 400; tries++) await new Promise(resolve => setTimeout(resolve, 10));
    },
  };
}

for (const protocolVersion of [4, 5] as const)
  for (const qos of [0, 1, 2] as const) {
    test(`a real broker gets the event's JSON in order (MQTT ${protocolVersion === 4 ? '3.1.1' : '5'}, QoS ${qos})`, async () => {
      const broker = await startBroker();
      try {
        const listener = await subscriber(broker);
        const sink = opened({ url: broker.url, topic: 'qliksense/{{type}}', qos, protocolVersion });
        const outcomes = await sink.send([1, 2, 3].map(n => delivery(n)));
        assert.deepEqual(outcomes, [{ kind: 'delivered' }, { kind: 'delivered' }, { kind: 'delivered' }]);
        await listener.until(3);
        assert.deepEqual(
          listener.seen.map(({ topic, body }) => `${topic} ${String(body['deliveryId'])}`),
          ['qliksense/task-failed d1', 'qliksense/task-failed d2', 'qliksense/task-failed d3'],
        );
        assert.deepEqual(listener.seen[0]?.body, { ...captured({ seq: 1 }), deliveryId: 'd1', listener: 'WS-42', hops: 1 });
        await sink.close();
        await listener.end();
      } finally {
        await broker.close();
      }
    });
  }

test('a dead broker is an outcome in words, and the same sink delivers once it is back', async () => {
  const broker = await startBroker();
  try {
    const sink = opened({ url: broker.url });
    assert.deepEqual(await sink.send([delivery(1)]), [{ kind: 'delivered' }]);
    await broker.stop();
    const [outcome] = await sink.send([delivery(2)]);
    assert.equal(outcome?.kind, 'retry');
    assert.match(outcome.reason, /broker/);
    await broker.start();
    assert.deepEqual(await sink.send([delivery(2)]), [{ kind: 'delivered' }]);
    await sink.close();
  } finally {
    await broker.close();
  }
});

test('a broker that wants a password says so in our words, and takes the right one', async () => {
  // Mosquitto's own hash of "s3cret" is made by its tool; a plain file is hashed in place by -U.
  const { execFileSync } = await import('node:child_process');
  const { mkdtemp, readFile, writeFile, rm } = await import('node:fs/promises');
  const folder = await mkdtemp('/tmp/mosquitto-password-');
  await writeFile(`${folder}/users`, 'alice:s3cret\n');
  execFileSync('mosquitto_passwd', ['-U', `${folder}/users`]);
  const users = await readFile(`${folder}/users`, 'utf8');
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  const broker = await startBroker(['allow_anonymous false', 'password_file $FOLDER/users'], { users });
  try {
    for (const protocolVersion of [4, 5]) {
      const wrong = opened({ url: broker.url, username: 'alice', password: 'wrong-one', protocolVersion });
      const [outcome] = await wrong.send([delivery(1)]);
      assert.ok(outcome?.kind === 'rejected');
      assert.equal(outcome.about, 'sink', 'the event waits, and the broker is not asked again at once: that may lock the account');
      assert.match(outcome.reason, /refuses the connection: (user name or password are wrong|this user is not allowed)/);
      assert.doesNotMatch(outcome.reason, /wrong-one/);
      await wrong.close();
    }
    const right = opened({ url: broker.url, username: 'alice', password: 's3cret' });
    assert.deepEqual(await right.send([delivery(1)]), [{ kind: 'delivered' }]);
    await right.close();
  } finally {
    await broker.close();
  }
});

test('nothing from a datagram gives a topic a level, a wildcard or a system topic', async () => {
  const broker = await startBroker();
  try {
    const listener = await subscriber(broker);
    const sink = opened({ url: broker.url, topic: '{{TaskName}}/x' });
    const hostile = ['a/b', '#', '+', '$SYS', '\u0000', 'zwei\nZeilen', '', '\ud800', '{{id}}', '日本 🙂'];
    const outcomes = await sink.send(hostile.map((TaskName, n) => delivery(n, captured({ fields: { TaskName } }))));
    assert.ok(
      outcomes.every(it => it.kind === 'delivered'),
      JSON.stringify(outcomes),
    );
    await listener.until(hostile.length);
    assert.deepEqual(
      listener.seen.map(({ topic }) => topic),
      ['a_b/x', '_/x', '_/x', '_SYS/x', '_/x', 'zwei_Zeilen/x', '_/x', '_/x', '{{id}}/x', '日本 🙂/x'],
    );
    await sink.close();
    await listener.end();
  } finally {
    await broker.close();
  }
});

test('TLS: a broker is believed by the authority in the settings only, by text or by file', async () => {
  const { ca, server, client } = await certificates();
  const broker = await startBroker(
    ['allow_anonymous true', 'cafile $FOLDER/ca', 'certfile $FOLDER/cert', 'keyfile $FOLDER/key', 'require_certificate true'],
    { ca, cert: server.cert, key: server.key, client: client.cert },
  );
  const folder = await mkdtemp(path.join(tmpdir(), 'pem-'));
  try {
    const url = broker.url.replace('mqtt:', 'mqtts:');
    const names = { ca: path.join(folder, 'ca.pem'), cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
    await Promise.all([writeFile(names.ca, ca), writeFile(names.cert, client.cert), writeFile(names.key, client.key)]);
    const whole = { ca, cert: client.cert, key: client.key };
    const attempts: readonly (readonly [string, object, RegExp])[] = [
      ['no authority', { cert: whole.cert, key: whole.key }, /^retry .*certificate/],
      ['no client certificate', { ca }, /^retry /],
      ['everything', whole, /^delivered/],
      ['everything, MQTT 5, QoS 2', { ...whole, protocolVersion: 5, qos: 2 }, /^delivered/],
      ['files', names, /^delivered/],
      ['not checked, which the label says', { ...whole, ca: undefined, checkCertificate: false }, /^delivered/],
    ];
    for (const [name, raw, expected] of attempts) {
      const sink = opened({ url, ...raw });
      const [outcome] = await sink.send([delivery(1)]);
      await sink.close();
      assert.match(`${outcome?.kind ?? ''} ${outcome?.kind === 'retry' ? outcome.reason : ''}`, expected, name);
    }
    assert.match(configured({ url, checkCertificate: false }).label, /certificate not checked/);
    const wrong = mqtt.configure({ url, ca: path.join(folder, 'nowhere.pem'), cert: whole.cert });
    assert.match(wrong.ok ? '' : wrong.complaints.join(), /"ca" must be PEM text or the path of a PEM file \(ENOENT\)/);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    await broker.close();
  }
});

test('of many computers at one broker, each message names the one whose listener received the event first', async () => {
  const broker = await startBroker();
  try {
    const listener = await subscriber(broker, { protocolVersion: 5 });
    const via = { broker: 'elsewhere:1883', topic: 'x', hops: 1, listener: 'QS/NODE+2' };
    const raw = { url: broker.url, topic: 'qliksense/{{listener}}', protocolVersion: 5 };
    const ours = opened(raw);
    await ours.send([delivery(1), delivery(2, captured({ origin: 'mqtt', via }))]);
    const butler = opened({ ...raw, payload: 'butler' });
    await butler.send([delivery(3)]);
    await listener.until(4);
    assert.deepEqual(
      listener.seen.slice(0, 2).map(({ topic, body }) => [topic, body['listener'], body['hops']]),
      [
        ['qliksense/WS-42', 'WS-42', 1],
        ['qliksense/QS_NODE_2', 'QS/NODE+2', 2],
      ],
    );
    // Butler's own shapes have no place for it; the properties of MQTT 5 have.
    const full = listener.seen[3] ?? assert.fail();
    assert.deepEqual(full.properties, { deliveryId: 'd3', listener: 'WS-42' });
    assert.ok(!('listener' in full.body));
    await Promise.all([ours.close(), butler.close()]);
    await listener.end();
  } finally {
    await broker.close();
  }
});

test('a broker of MQTT 5 that takes few at a time is not flooded', async () => {
  const broker = await startBroker(['allow_anonymous true', 'max_inflight_messages 5']);
  try {
    for (const qos of [1, 2]) {
      const sink = opened({ url: broker.url, qos, protocolVersion: 5 });
      const outcomes = await sink.send(Array.from({ length: 300 }, (_, n) => delivery(n)));
      assert.ok(
        outcomes.every(it => it.kind === 'delivered'),
        JSON.stringify(outcomes.find(it => it.kind !== 'delivered')),
      );
      await sink.close();
    }
  } finally {
    await broker.close();
  }
});

test('an event that is larger than the broker of MQTT 5 takes is refused with the reason, and holds up nothing', async () => {
  const broker = await startBroker(['allow_anonymous true', 'max_packet_size 4000']);
  try {
    const listener = await subscriber(broker);
    const sink = opened({ url: broker.url, protocolVersion: 5 });
    const outcomes = await sink.send([delivery(1), delivery(2, captured({ text: 'x'.repeat(5_000) })), delivery(3)]);
    assert.deepEqual(
      outcomes.map(it => it.kind),
      ['delivered', 'rejected', 'delivered'],
    );
    assert.match(outcomes[1]?.kind === 'rejected' ? outcomes[1].reason : '', /larger \(\d+ bytes\) than the broker takes \(4000\)/);
    await listener.until(2);
    assert.deepEqual(
      listener.seen.map(({ body }) => body['deliveryId']),
      ['d1', 'd3'],
    );
    await sink.close();
    await listener.end();
  } finally {
    await broker.close();
  }
});

/**
 * Answers each message with the reason code that its topic ends with. By hand: Mosquitto 2.0.11 was seen to end the
 * connection at a refused message that has properties.
 */
async function judgingBroker(
  properties: readonly number[],
  work: (url: string, topics: readonly string[]) => Promise<void>,
): Promise<void> {
  const topics: string[] = [];
  const server = createServer(socket => {
    let held = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', data => {
      held = Buffer.concat([held, data]);
      for (;;) {
        let [at, length, shift] = [1, 0, 0];
        for (let more = true; more; shift += 7) {
          const byte = held[at++];
          if (byte === undefined) return;
          length |= (byte & 127) << shift;
          more = byte >= 128;
        }
        if (held.length < at + length) return;
        answer(held[0] ?? 0, held.subarray(at, at + length));
        held = held.subarray(at + length);
      }
    });
    const answer = (first: number, body: Buffer) => {
      const kind = first >> 4;
      const qos = (first >> 1) & 3;
      if (kind === 1) socket.write(Buffer.from([0x20, 3 + properties.length, 0, 0, properties.length, ...properties]));
      if (kind === 6) socket.write(Buffer.from([0x70, 2, body[0] ?? 0, body[1] ?? 0]));
      if (kind !== 3) return;
      const end = 2 + body.readUInt16BE(0);
      const topic = body.toString('utf8', 2, end);
      topics.push(topic);
      const reason = Number(/\d+$/.exec(topic)?.[0] ?? 0);
      socket.write(Buffer.from([qos === 2 ? 0x50 : 0x40, 3, body[end] ?? 0, body[end + 1] ?? 0, reason]));
    };
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(`mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`, topics);
  } finally {
    server.close();
  }
}

test('a topic whose template fails for an event costs that event only, and says where to look', { timeout: 20_000 }, () =>
  judgingBroker([], async (url, topics) => {
    const sink = opened({ url, topic: 't/{{#if TaskName}}{{#each}}{{/each}}{{/if}}{{type}}', protocolVersion: 5 });
    // More than fly at a time: those at the end are published out of an acknowledgement.
    const events = Array.from({ length: 1500 }, (_, n) =>
      delivery(n, captured({ type: 'a', fields: n === 0 || n === 1400 ? { TaskName: 'x' } : {} })),
    );
    const outcomes: Outcome[] = [];
    outcomes.push(...(await sink.send(events, { more: () => [], report: early => outcomes.push(...early) })));
    assert.deepEqual(
      outcomes.flatMap((it, n) => (it.kind === 'delivered' ? [] : [[n, it.kind]])),
      [
        [0, 'rejected'],
        [1400, 'rejected'],
      ],
    );
    assert.match(outcomes[0]?.kind === 'rejected' ? outcomes[0].reason : '', /Check "topic"/);
    assert.equal(topics.length, 1498);
    await sink.close();
  }),
);

for (const qos of [1, 2])
  test(`what a broker of MQTT 5 refuses for good has a reason in words and holds up nothing (QoS ${qos})`, { timeout: 20_000 }, () =>
    judgingBroker([], async (url, topics) => {
      const sink = opened({ url, topic: 't/{{TaskName}}', qos, protocolVersion: 5 });
      const send = (names: readonly string[]) => sink.send(names.map((TaskName, n) => delivery(n, captured({ fields: { TaskName } }))));
      const outcomes = await send(['a', '135', 'b', '144', '153', 'c']);
      assert.deepEqual(
        outcomes.map(it => it.kind),
        ['delivered', 'rejected', 'delivered', 'rejected', 'rejected', 'delivered'],
      );
      assert.match(outcomes[1]?.kind === 'rejected' ? outcomes[1].reason : '', /this account may not publish to the topic.*\(reason 135\)/);
      assert.equal(topics.length, 6);
      for (const passing of ['128', '131', '151']) assert.equal((await send([passing]))[0]?.kind, 'retry', passing);
      await sink.close();
    }),
  );

test('what a broker of MQTT 5 does not offer is told by the setting to change', { timeout: 20_000 }, async () => {
  for (const [properties, raw, says] of [
    [[0x24, 1], { qos: 2 }, /no quality of service above 1. Choose a lower "qos"/],
    [[0x25, 0], { retain: true }, /keeps no messages. Switch "retain" off/],
  ] as const)
    await judgingBroker(properties, async (url, topics) => {
      const sink = opened({ url, topic: 't', protocolVersion: 5, ...raw });
      const [outcome] = await sink.send([delivery(1)]);
      assert.ok(outcome?.kind === 'rejected' && outcome.about === 'sink');
      assert.match(outcome.reason, says);
      assert.deepEqual(topics, []);
      await sink.close();
    });
});

test('a logger, or a template, of very many levels gives no topic that a broker throws us out for', async () => {
  const broker = await startBroker();
  try {
    const listener = await subscriber(broker);
    const butler = opened({ url: broker.url, payload: 'butler' });
    const logger = `${'A.'.repeat(300)}z`;
    assert.deepEqual(await butler.send([delivery(1, captured({ type: 'log-engine', logger, fields: { LogMessage: 'x' } }))]), [
      { kind: 'delivered' },
    ]);
    await listener.until(2);
    const levels = listener.seen[1]?.topic.split('/') ?? [];
    assert.deepEqual([levels.length, levels.slice(0, 4).join('/')], [22, 'qliksense/logevent/a/a']);
    const slashes = opened({ url: broker.url, topic: `t${'/'.repeat(250)}{{type}}` });
    const [outcome] = await slashes.send([delivery(2)]);
    assert.match(outcome?.kind === 'rejected' ? outcome.reason : '', /more than 200 levels.*Check "topic"/);
    await Promise.all([butler.close(), slashes.close()]);
    await listener.end();
  } finally {
    await broker.close();
  }
});

test('what came from a broker does not go on to one in a shape that cannot count hops', () => {
  const via = { broker: 'elsewhere:1883', topic: 'x', hops: 1 };
  const from = (type: string) => captured({ origin: 'mqtt', type, via });
  const why = (raw: object, event: CapturedEvent) => {
    const sink = configured({ url: 'mqtt://127.0.0.1', ...raw });
    const always = { duplicates: 'send', includeTests: false, includeUserEvents: true, isUserEvent: () => false } as const;
    return leftOut(event, { ...always, address: it => sink.address?.(it) });
  };
  assert.equal(why({ template: '{{message}}' }, from('task-failed')), 'uncounted');
  assert.equal(why({ payload: 'butler' }, from('task-failed')), 'uncounted');
  assert.equal(why({ payload: 'butler' }, from('task-success')), undefined, 'Butler has no shape for it: it goes as our JSON');
  assert.equal(why({}, from('task-failed')), undefined);
  assert.equal(why({ payload: 'butler' }, captured({ type: 'task-failed' })), undefined, 'it came from the network');
});

test('a preview takes the name of a task that begins with a brace for what it is', () => {
  const event = captured({ type: 'task-failed', fields: { TaskName: '{nightly} load' } });
  assert.match(
    configured({ url: 'mqtt://127.0.0.1', payload: 'butler' }).preview(delivery(1, event), 'test').body,
    /^\{nightly\} load\n\{\n/,
  );
});

for (const qos of [1, 2] as const) {
  test(`a broker restarted mid-stream costs nothing and turns nothing round (QoS ${qos})`, async () => {
    // The subscriber keeps its session over the restart, and the broker keeps it on disk.
    const broker = await startBroker(['allow_anonymous true', 'persistence true', 'persistence_location $FOLDER/', 'autosave_interval 1']);
    let subscribed = await subscriber(broker);
    const seen: number[] = [];
    try {
      const sink = opened({ url: broker.url, qos, topic: 't' });
      const all = Array.from({ length: 2_000 }, (_, n) => delivery(n));
      let next = 0;
      let restarts = 0;
      while (next < all.length) {
        const batch = all.slice(next, next + 400);
        if (next === 800 && restarts++ === 0) {
          const [outcomes] = await Promise.all([sink.send(batch), pause(3).then(() => broker.stop())]);
          const cut = outcomes.findIndex(it => it.kind !== 'delivered');
          next += cut < 0 ? batch.length : cut;
          seen.push(...subscribed.seen.map(({ body }) => Number(body['seq'])));
          await subscribed.end();
          await broker.start();
          subscribed = await subscriber(broker);
          continue;
        }
        const outcomes = await sink.send(batch);
        const cut = outcomes.findIndex(it => it.kind !== 'delivered');
        next += cut < 0 ? batch.length : cut;
      }
      for (let tries = 0; subscribed.seen.at(-1)?.body['seq'] !== all.length - 1 && tries < 400; tries++) await pause(10);
      seen.push(...subscribed.seen.map(({ body }) => Number(body['seq'])));
      const later = [...new Set(seen)].filter(seq => seq >= 1_200);
      assert.deepEqual(
        later,
        all.slice(1_200).map((_, n) => n + 1_200),
      );
      const first = [...new Set(seen)];
      assert.ok(
        first.every((seq, at) => at === 0 || seq > (first[at - 1] ?? -1)),
        'in order',
      );
      await sink.close();
    } finally {
      await subscribed.end();
      await broker.close();
    }
  });
}

test('birth and will: everybody sees that the forwarder came, left, or vanished', async () => {
  const broker = await startBroker();
  try {
    const listener = await subscriber(broker);
    const status = { topic: 'qliksense/listener', payload: 'online' };
    const raw = { url: broker.url, topic: 't', birth: status, will: { ...status, payload: 'offline' } };
    const first = opened(raw);
    await first.send([delivery(1)]);
    await first.close();
    await listener.until(3);
    assert.deepEqual(
      listener.raw.map(it => (it.startsWith('t ') ? 't' : it)),
      ['qliksense/listener online', 't', 'qliksense/listener offline'],
    );
    const late = await subscriber(broker);
    await late.until(1);
    assert.deepEqual(late.raw, ['qliksense/listener offline'], 'retained for who comes later');
    await late.end();
    await listener.end();
    for (const wrong of [{ birth: 'online' }, { will: { topic: 'a/#', payload: '' } }, { will: { topic: 'a', payload: '', qos: 7 } }]) {
      const parsed = mqtt.configure({ ...raw, ...wrong });
      assert.match(parsed.ok ? '' : parsed.complaints.join(), /"(birth|will)" must be/);
    }
  } finally {
    await broker.close();
  }
});

test('two sinks of one window on one broker do not throw each other out', async () => {
  const broker = await startBroker();
  try {
    const sinks = [opened({ url: broker.url, topic: 'a' }), opened({ url: broker.url, topic: 'b' })];
    for (let round = 0; round < 3; round++)
      for (const sink of sinks) assert.deepEqual(await sink.send([delivery(round)]), [{ kind: 'delivered' }]);
    await Promise.all(sinks.map(it => it.close()));
  } finally {
    await broker.close();
  }
});

const failed = {
  HostName: 'QS-CENTRAL',
  TaskName: 'Reload a/b nightly',
  AppName: 'Sales',
  User: 'LAB\\alice',
  TaskId: '51ea40b0-7088-4482-8231-74d06cde3e3a',
  AppId: 'ff4122a9-6cc0-4b07-b5aa-48c3efe4c23f',
  LogTimestamp: '2026-03-12 06:02:01,586',
  LogLevel: 'INFO',
  ExecutionId: 'd4e9d6ac-7253-48ff-9a10-52535f763fae',
  LogMessage: 'Max retries reached',
};

test("Butler's own shapes on Butler's own topics, for who reads Butler's messages", async () => {
  const broker = await startBroker();
  try {
    const listener = await subscriber(broker, { protocolVersion: 5 });
    const sink = opened({ url: broker.url, payload: 'butler', protocolVersion: 5 });
    const user = { HostName: 'QS-1', Command: 'Start session', UserDirectory: 'LAB', UserId: 'bob', Origin: 'AppAccess' };
    const context = { Context: '/app/ff4122a9-6cc0-4b07-b5aa-48c3efe4c23f?x=1', LogMessage: 'hi' };
    const outcomes = await sink.send([
      delivery(1, captured({ type: 'task-failed', fields: failed })),
      delivery(2, captured({ type: 'reload-aborted', fields: failed })),
      delivery(3, captured({ type: 'qseow-proxy-session', fields: { MessageType: '/qseow-proxy-session/', ...user, ...context } })),
      delivery(4, captured({ type: 'log-scheduler', fields: { Subsystem: 'System.Scheduler.A+B', LogMessage: 'x', Level: 'WARN' } })),
      delivery(5, captured({ type: 'task-success', fields: failed })),
    ]);
    assert.deepEqual(new Set(outcomes.map(it => it.kind)), new Set(['delivered']));
    await listener.until(9);
    assert.deepEqual(
      listener.seen.map(({ topic }) => topic),
      [
        'qliksense/task_failure',
        'qliksense/task_failure_full',
        'qliksense/task_aborted',
        'qliksense/task_aborted_full',
        'qliksense/userevent',
        'qliksense/userevent/session/start',
        'qliksense/logevent',
        'qliksense/logevent/system/scheduler/a_b',
        'qliksense/task-success',
      ],
    );
    assert.equal(listener.raw[0], 'qliksense/task_failure Reload a/b nightly');
    assert.deepEqual(listener.seen[1]?.body, {
      hostName: 'QS-CENTRAL',
      user: 'LAB\\alice',
      taskName: 'Reload a/b nightly',
      taskId: failed.TaskId,
      appName: 'Sales',
      appId: failed.AppId,
      logTimeStamp: failed.LogTimestamp,
      logLevel: 'INFO',
      executionId: failed.ExecutionId,
      logMessage: 'Max retries reached',
      qs_appTags: [],
      qs_appCustomProperties: [],
      qs_taskTags: [],
      qs_taskCustomProperties: [],
      qs_taskMetadata: {},
    });
    assert.deepEqual(listener.seen[5]?.body, {
      messageType: 'qseow-proxy-session',
      host: 'QS-1',
      command: 'Start session',
      userDir: 'LAB',
      userId: 'bob',
      origin: 'AppAccess',
      context: context.Context,
      message: 'hi',
      tags: [],
      appId: 'ff4122a9-6cc0-4b07-b5aa-48c3efe4c23f',
    });
    assert.deepEqual(
      listener.seen.slice(0, 3).map(it => it.properties),
      [
        { deliveryId: 'd1', listener: 'WS-42' },
        { deliveryId: 'd1', listener: 'WS-42' },
        { deliveryId: 'd2', listener: 'WS-42' },
      ],
    );
    await sink.close();
    await listener.end();
  } finally {
    await broker.close();
  }
});

for (const [origin, mark] of [
  ['test', 'TEST '],
  ['replay', 'REPLAY '],
  ['import', 'IMPORT '],
] as const)
  test(`an event of origin ${origin} is marked in Butler's shapes too, in what people read`, async () => {
    const broker = await startBroker();
    try {
      const listener = await subscriber(broker);
      const sink = opened({ url: broker.url, payload: 'butler' });
      await sink.send([delivery(1, captured({ origin, type: 'task-failed', fields: failed }))]);
      await listener.until(2);
      assert.equal(listener.raw[0], `qliksense/task_failure ${mark}Reload a/b nightly`);
      assert.equal(listener.seen[1]?.body['logMessage'], `${mark}Max retries reached`);
      await sink.close();
      await listener.end();
    } finally {
      await broker.close();
    }
  });

test('a template makes the payload; where it fails, the JSON is sent', async () => {
  const broker = await startBroker();
  try {
    const listener = await subscriber(broker);
    const sink = opened({ url: broker.url, topic: 't/{{hostName}}', template: '{{taskName}} failed: {{logMessage}}' });
    await sink.send([delivery(1, captured({ fields: { ...failed, HostName: 'a/b' } }))]);
    const broken = opened({ url: broker.url, topic: 'u', template: '{{nonsense taskName}}' });
    await broken.send([delivery(2)]);
    await listener.until(2);
    assert.equal(listener.raw[0], 't/a_b Reload a/b nightly failed: Max retries reached');
    assert.equal(listener.seen[1]?.body['deliveryId'], 'd2');
    await Promise.all([sink.close(), broken.close()]);
    await listener.end();
  } finally {
    await broker.close();
  }
});

test('websockets, open and over TLS, reach a broker like any other way', async () => {
  const { ca, server } = await certificates();
  const secure = ['protocol websockets', 'allow_anonymous true', 'certfile $FOLDER/cert', 'keyfile $FOLDER/key'];
  for (const [scheme, lines, files, raw] of [
    ['ws', ['protocol websockets', 'allow_anonymous true'], {}, {}],
    ['wss', secure, { cert: server.cert, key: server.key }, { ca }],
  ] as const) {
    // Mosquitto 2.0.11 gives up when it has nothing but websockets to listen on: it gets a second door.
    const broker = await startBroker([...lines, `listener ${await freePort()} 127.0.0.1`], files);
    try {
      for (const qos of [1, 2]) {
        const sink = opened({ ...raw, url: broker.url.replace('mqtt:', `${scheme}:`), qos, protocolVersion: qos === 1 ? 4 : 5 });
        assert.deepEqual(await sink.send([delivery(1), delivery(2)]), [{ kind: 'delivered' }, { kind: 'delivered' }], scheme);
        await sink.close();
      }
      if (scheme === 'ws') continue;
      const doubted = opened({ url: broker.url.replace('mqtt:', 'wss:') });
      const [outcome] = await doubted.send([delivery(1)]);
      assert.equal(outcome?.kind, 'retry', 'an authority nobody vouches for');
      await doubted.close();
    } finally {
      await broker.close();
    }
  }
});

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
