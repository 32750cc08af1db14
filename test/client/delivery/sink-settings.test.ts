/** What the settings editor validates by, what the parsers take, and what the set-up flow asks: one truth. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import Ajv from 'ajv';
import { parsePlans, type PlanPorts } from '../../../client/src/delivery/plans';
import { commonSettings, sinksSchema } from '../../../client/src/delivery/sink-settings';
import { sinkKinds } from '../../../client/src/sinks';

const ajv = new Ajv({ strict: false, allErrors: true });
const accepts = ajv.compile(sinksSchema(sinkKinds));
const ports: PlanPorts = {
  kinds: sinkKinds,
  secret: name => (name === 'web' ? 'https://hooks.example.test/x' : `secret-${name}`),
  env: () => undefined,
  filter: () => ({ ok: true, matches: () => true }),
  isUserEvent: () => false,
  includeTests: false,
  plainSecrets: 'refuse',
  dryRun: () => undefined,
};
/** Complaints and notices: both say that a setting is not used as it stands. */
const objections = (sink: object): readonly string[] => {
  const { complaints, notices } = parsePlans([sink], ports);
  return [...complaints, ...notices];
};

const least: Readonly<Record<string, object>> = {
  mqtt: { url: 'mqtt://127.0.0.1:1883' },
  slack: { webhookUrl: { secret: 'web' } },
  teams: { webhookUrl: { secret: 'web' } },
  email: { host: 'mail.example.test', from: 'a@example.test', to: 'b@example.test' },
};
const announcement = { topic: 'status', payload: 'online', qos: 1, retain: true };
/** Every setting of every kind, used as the README would. */
const whole: Readonly<Record<string, object>> = {
  mqtt: {
    ...{
      url: 'mqtts://broker:8883',
      topic: 'q/{{type}}',
      payload: 'butler',
      template: '{{text}}',
      qos: 2,
      retain: true,
      protocolVersion: 5,
    },
    ...{ username: 'u', password: { secret: 'p' }, checkCertificate: false, birth: announcement, will: announcement },
  },
  slack: {
    token: { secret: 't' },
    channel: '#x',
    label: 'x',
    apiUrl: 'https://slack.example.test',
    hubUrl: 'https://h',
    qmcUrl: 'https://q',
  },
  teams: { webhookUrl: { secret: 'web' }, label: 'Team', template: '{{taskName}}', hubUrl: 'https://h', qmcUrl: 'https://q' },
  email: {
    ...{ host: 'mail', port: 587, secure: false, checkCertificate: true, user: 'u', password: { secret: 'p' } },
    ...{ from: 'a@b', to: ['c@d'], subject: '{{taskName}}', template: '{{logMessage}}' },
  },
};
const common = {
  ...{ when: 'type:task-failed', minLevel: 'WARN', duplicates: 'drop', rate: { per: 'task', seconds: 60 } },
  ...{ userEvents: true, includeTests: false, dryRun: true },
};

for (const { kind, settings, required, ways } of sinkKinds) {
  const base = { id: 'x', kind, ...least[kind] };

  test(`${kind}: the least and the most that can be said is taken by the editor and by the parser`, () => {
    for (const sink of [base, { ...base, ...common, ...whole[kind] }]) {
      assert.ok(accepts([sink]), JSON.stringify(accepts.errors));
      assert.deepEqual(objections(sink), []);
    }
  });

  test(`${kind}: what the editor underlines, the parser objects to, setting by setting`, () => {
    let refused = 0;
    for (const name of Object.keys({ ...commonSettings, ...settings }))
      for (const value of [null, 0, -1, 3, 1.5, true, 'x', [], {}, { per: 'week' }, [1], { secret: 5 }]) {
        const sink = { ...base, [name]: value };
        if (accepts([sink])) continue;
        refused++;
        assert.notDeepEqual(objections(sink), [], `${name}: ${JSON.stringify(value)}`);
      }
    assert.ok(refused > 50, `${refused} refused`);
  });

  test(`${kind}: a setting that does not exist and one that is missing are told by both`, () => {
    assert.ok(!accepts([{ ...base, webhokUrl: 'x' }]));
    assert.match(objections({ ...base, webhokUrl: 'x' }).join(), /"webhokUrl" is no setting of \w+ and is not used. Is it misspelt\?/);
    for (const name of required) {
      const sink = { ...base, [name]: undefined };
      assert.ok(!accepts([JSON.parse(JSON.stringify(sink))]));
      assert.match(objections(sink).join(), new RegExp(`"${name}" must be`));
    }
  });

  test(`${kind}: no secret can stand in the editor's settings`, () => {
    for (const [name, { secret }] of Object.entries(settings)) {
      if (secret === undefined) continue;
      const sink = { ...base, [name]: secret === 'pem' ? '-----BEGIN PRIVATE KEY-----' : 'https://hooks.example.test/in-the-open' };
      if (secret !== 'pem') assert.ok(!accepts([sink]), name);
      assert.match(objections(sink).join(), /holds a secret in the open/);
    }
  });

  test(`${kind}: the answers of each way to set it up make a sink`, () => {
    assert.ok(ways.length > 0);
    for (const { questions } of ways) {
      const answers: Record<string, unknown> = {};
      const asked = questions.map(it => it.setting);
      assert.deepEqual(asked, [...new Set(asked)], 'nothing is asked twice');
      for (const { setting, prompt, after } of questions) {
        assert.ok(setting in settings, `${setting} is described`);
        assert.match(prompt, /^[A-Z]/);
        if (after !== undefined)
          assert.ok(
            questions.some(it => it.setting === after && it.optional),
            `${after} may be left out`,
          );
        answers[setting] = { ...least[kind], ...whole[kind] }[setting as never];
        if (settings[setting]?.secret !== undefined) answers[setting] = { secret: 'web' };
      }
      assert.deepEqual(objections({ id: 'x', kind, ...answers }), []);
    }
  });
}

test('the manifest holds what the sinks say', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly contributes: {
      readonly configuration: { readonly properties: Readonly<Record<string, { readonly items: unknown; readonly scope: string }>> };
    };
  };
  const written = manifest.contributes.configuration.properties['log4netAppenders.forwarding.sinks'];
  assert.ok(written);
  assert.deepEqual(written.items, JSON.parse(JSON.stringify(sinksSchema(sinkKinds)['items'])));
  assert.equal(written.scope, 'machine', 'a workspace cannot add, redirect or switch on forwarding');
});
