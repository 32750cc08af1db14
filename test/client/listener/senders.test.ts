/** Senders that are not ours, over real sockets. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createIntake } from '../../../client/src/listener/intake';
import { Listener } from '../../../client/src/listener/listener';
import { createUdpSource } from '../../../client/src/listener/sources/udp';
import { uuids } from '../../../client/src/listener/sources/uuids';
import { createStore } from '../../../client/src/listener/store';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { eventually } from '../../support/eventually';
import { listenerWorker } from '../../support/listener-worker';

async function heard(send: (port: number) => void, count = 1): Promise<readonly CapturedEvent[]> {
  const listener = new Listener(
    createUdpSource({ workerPath: listenerWorker() }),
    createIntake({ uuid: uuids(), now: Date.now }),
    createStore(),
  );
  try {
    const outcome = await listener.start({ port: 0 });
    assert.ok(outcome.kind === 'bound');
    send(outcome.port);
    await eventually(() => {
      assert.equal(listener.store.end, count);
    });
    return [...listener.store.events()];
  } finally {
    await listener.stop();
  }
}

const hasLogger = has('logger');

for (const [rfc, flags] of [
  ['RFC 3164', ['--rfc3164']],
  ['RFC 5424', ['--rfc5424']],
  ['RFC 5424 with structured data', ['--rfc5424', '--sd-id', 'task@32473', '--sd-param', 'name="Finance \\"close\\""']],
] as const) {
  test(`logger of util-linux, ${rfc}`, { skip: !hasLogger && 'logger is not installed' }, async () => {
    const [event] = await heard(port => {
      execFileSync('logger', [
        ...['--server', '127.0.0.1', '--port', String(port), '--udp', '--tag', 'qlik-task', '--priority', 'local3.err'],
        ...[...flags, '--', 'Reload failed; 3 rows: Größe'],
      ]);
    });
    assert.ok(event !== undefined);
    assert.equal(event.format, 'syslog');
    assert.equal(event.level, 'ERROR');
    assert.equal(event.fields['facility'], 'local3');
    assert.equal(event.fields['app'], 'qlik-task');
    assert.equal(event.message, 'Reload failed; 3 rows: Größe');
    assert.ok(event.timestamp !== undefined);
    if (rfc.endsWith('data')) assert.equal(event.fields['task@32473.name'], 'Finance "close"');
  });
}

test('a plain UDP tool: what the shell itself sends', { skip: !has('bash') && 'there is no bash' }, async () => {
  const events = await heard(port => {
    execFileSync('bash', [
      '-c',
      `printf 'plain text' > /dev/udp/127.0.0.1/${port}; printf '{"level":"WARN","msg":"json"}' > /dev/udp/127.0.0.1/${port}`,
    ]);
  }, 2);
  assert.deepEqual(
    events.map(it => [it.format, it.level, it.message]),
    [
      ['plain', undefined, 'plain text'],
      ['json', 'WARN', 'json'],
    ],
  );
});

const jars = ['api', 'core', '1.2-api'].map(it => `/usr/share/java/log4j-${it}.jar`);
const hasLog4j = has('java') && jars.every(it => existsSync(it));

test("log4j XML: what Apache's own log4j sends", { skip: !hasLog4j && "Java, or Debian's liblog4j2-java, is not installed" }, async () => {
  const folder = 'test/support/log4j';
  const events = await heard(port => {
    const properties = [`-Dport=${port}`, `-Dlog4j2.configurationFile=${folder}/log4j2.xml`];
    execFileSync('java', [...properties, '-cp', jars.join(path.delimiter), `${folder}/SendOverLog4j.java`]);
  }, 2);
  const [failed, slow] = events;
  assert.ok(failed && slow);
  assert.deepEqual([failed.format, failed.level, failed.logger, failed.fields['thread']], ['log4j-xml', 'ERROR', 'lab.Reload', 'main']);
  assert.equal(failed.message, 'Reload failed; 3 rows: Größe <b>');
  assert.match(failed.fields['exception'] ?? '', /^java\.lang\.IllegalStateException: no memory\n\tat SendOverLog4j\.main/);
  assert.equal(failed.fields['task'], 'Finance & "close"');
  assert.ok(Math.abs(Date.parse(failed.timestamp ?? '') - Date.now()) < 60_000);
  assert.deepEqual([slow.level, slow.message], ['WARN', 'slow ]]> end']);
});

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
