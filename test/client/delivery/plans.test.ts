import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parsePlans, type PlanPorts } from '../../../client/src/delivery/plans';
import { sinkKinds } from '../../../client/src/sinks/index';

const ports: PlanPorts = {
  kinds: sinkKinds,
  secret: name => (name === 'known' ? 's3cret-value' : undefined),
  env: name => (name === 'MQTT_PASSWORD' ? 'env-s3cret' : undefined),
  filter: text => (text.includes('bad') ? { ok: false, complaint: 'unknown word bad.' } : { ok: true, matches: () => true }),
  isUserEvent: () => false,
  includeTests: false,
  plainSecrets: 'accept',
  dryRun: () => undefined,
};
const complaints = (raw: unknown) => parsePlans(raw, ports).complaints.join('\n');
const mqtt = { id: 'm', kind: 'mqtt', url: 'mqtt://127.0.0.1:1883', topic: 'qliksense/{{type}}' };

test('a whole sink gives a plan whose label holds no secret', () => {
  const { plans, complaints, secrets } = parsePlans([{ ...mqtt, username: 'u', password: { secret: 'known' } }], ports);
  assert.deepEqual(complaints, []);
  assert.equal(plans[0]?.sink.label, 'MQTT 127.0.0.1:1883 qliksense/{{type}}');
  assert.deepEqual(secrets, ['s3cret-value']);
});

test('a password in the address does not reach the label', () => {
  assert.equal(
    parsePlans([{ ...mqtt, url: 'mqtt://bob:hunter2@127.0.0.1:1883' }], ports).plans[0]?.sink.label,
    'MQTT 127.0.0.1:1883 qliksense/{{type}}',
  );
});

for (const [name, raw, says] of [
  ['not a list', {}, /must be a list/],
  ['no id', [{ kind: 'mqtt' }], /Sink 1 needs an "id"/],
  ['unknown kind', [{ id: 'x', kind: 'pigeon' }], /must be one of mqtt/],
  ['no address', [{ id: 'x', kind: 'mqtt' }], /Sink 'x': "url" must be the address of the broker/],
  ['a web address', [{ ...mqtt, url: 'https://example.test' }], /"url"/],
  ['a wildcard in the topic', [{ ...mqtt, topic: 'a/#' }], /must not hold \+ or #/],
  ['a broken template', [{ ...mqtt, topic: 'a/{{type' }], /template cannot be read/],
  ['a template with an unknown helper', [{ ...mqtt, topic: 'a/{{#if taskName}}{{shout type}}{{/if}}' }], /"topic": .*no helper "shout"/],
  ['a template that would print', [{ ...mqtt, topic: 'a/{{log type}}' }], /"topic": .*no helper "log"/],
  ['a template with a part that is nowhere', [{ ...mqtt, topic: 'a/{{> part}}' }], /"topic": .*part/],
  ['a wrong qos', [{ ...mqtt, qos: 3 }], /"qos" must be 0, 1 or 2/],
  ['a missing secret', [{ ...mqtt, password: { secret: 'nope' } }], /secret 'nope' for "password" is not in the secret store/],
  ['a missing variable', [{ ...mqtt, password: { env: 'NOPE' } }], /environment variable NOPE/],
  ['a bad filter', [{ ...mqtt, when: 'bad' }], /"when": unknown word bad/],
  ['a bad rate', [{ ...mqtt, rate: { per: 'week' } }], /"rate" must be/],
  ['the same id twice', [mqtt, mqtt], /Two sinks have the id 'm'/],
] as const) {
  test(`${name} is complained about in words that name the setting`, () => assert.match(complaints(raw), says));
}

test('any JSON value gives plans or complaints, never an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      parsePlans(a, ports);
      parsePlans([{ ...mqtt, when: a, rate: b, url: a, qos: b, topic: b, password: a }], ports);
    }),
    { seed: 20261123, numRuns: 500 },
  );
});

test('an empty variable is a complaint, and no sink at all is said', () => {
  const { complaints: said } = parsePlans([{ ...mqtt, username: 'u', password: { env: 'EMPTY' } }], {
    ...ports,
    env: name => (name === 'EMPTY' ? '' : undefined),
  });
  assert.match(said.join(), /EMPTY for "password" is not set, or is empty/);
  assert.match(parsePlans([], ports).notices.join(), /names no sink/);
});
