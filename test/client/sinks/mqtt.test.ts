import assert from 'node:assert/strict';
import test from 'node:test';
import { connect } from 'mqtt';
import type { ConfiguredSink, Delivery, OpenSink } from '../../../client/src/delivery/contract';
import { mqtt } from '../../../client/src/sinks/mqtt';
import { startBroker, type Broker } from '../../support/broker';
import { captured } from '../../support/events';

function configured(raw: object): ConfiguredSink {
  const parsed = mqtt.configure({ ...raw });
  assert.ok(parsed.ok);
  return parsed.settings;
}
const opened = (raw: object, instance = 'test'): OpenSink => configured(raw).open({ log: () => undefined, instance });
const delivery = (n: number, event = captured({ seq: n })): Delivery => ({ deliveryId: `d${n}`, event, attempt: 1 });

/** Everything that arrives below `#`, as `topic payload`. */
async function subscriber(broker: Broker, options: object = {}) {
  const client = connect(broker.url, { clean: true, ...options });
  const seen: { topic: string; body: Record<string, unknown> }[] = [];
  client.on('message', (topic, payload) => void seen.push({ topic, body: JSON.parse(payload.toString()) as Record<string, unknown> }));
  client.on('error', () => undefined);
  await client.subscribeAsync('#', { qos: 2 });
  return {
    seen,
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
        assert.deepEqual(listener.seen[0]?.body, { ...captured({ seq: 1 }), deliveryId: 'd1', hops: 1 });
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
  await rm(folder, { recursive: true });
  const broker = await startBroker(['allow_anonymous false', 'password_file $FOLDER/users'], { users });
  try {
    for (const protocolVersion of [4, 5]) {
      const wrong = opened({ url: broker.url, username: 'alice', password: 'wrong-one', protocolVersion });
      const [outcome] = await wrong.send([delivery(1)]);
      assert.equal(outcome?.kind, 'retry');
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
