import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { createUdpSource } from '../../../client/src/listener/sources/udp';
import type { Trip } from '../../../client/src/listener/trip';
import { runCheck } from '../../../client/src/terminal/check';
import { listenerWorker } from '../../support/listener-worker';
import { testTerminal } from '../../support/terminal';

const cwd = mkdtempSync(path.join(tmpdir(), 'check-'));
after(() => {
  rmSync(cwd, { recursive: true });
});
const template = readFileSync(path.join(process.cwd(), 'templates/task-failed.xml'), 'utf8');

async function check(text: string, ...argv: readonly string[]): Promise<{ readonly status: number; readonly trips: readonly Trip[] }> {
  writeFileSync(path.join(cwd, 'LocalLogConfig.xml'), text);
  const io = testTerminal({ cwd });
  const status = await runCheck(['LocalLogConfig.xml', '--format', 'json', ...argv], io, {
    source: () => createUdpSource({ workerPath: listenerWorker() }),
  });
  assert.equal(io.written.err, '');
  return { status, trips: JSON.parse(io.written.out) as readonly Trip[] };
}

const messageOf = (trips: readonly Trip[], hop: number, trip = 1): string => trips[trip]?.hops[hop]?.message ?? '';
const states = (trips: readonly Trip[]): readonly string[] => trips.flatMap(it => it.hops.map(({ hop, state }) => `${hop} ${state}`));

test('a good file makes the whole trip, over a real socket, to a receiver that takes it', async () => {
  const { status, trips } = await check(template);
  assert.equal(status, 0);
  assert.deepEqual(states(trips), ['configuration green', 'event green', 'datagram green', 'listener green', 'receiver green']);
  assert.match(messageOf(trips, 3), /^Butler 16 would accept this\./);
});

test('a prefix that the receiver does not know is a red hop, with the one it knows', async () => {
  const { status, trips } = await check(template.replaceAll('/scheduler-task-failed/', '/scheduler-task-failed//'));
  assert.equal(status, 1);
  assert.equal(states(trips).at(-1), 'receiver red');
  assert.match(messageOf(trips, 3), /Did you mean \/scheduler-task-failed\/\?/);
});

test('the receiver is the one that is named', async () => {
  const { status, trips } = await check(template, '--receiver', 'butler-14');
  assert.equal(status, 1);
  assert.match(messageOf(trips, 3), /^Butler 14 would drop this: it does not know the first field/);
});

test('a filter that lets nothing through ends the trip at the event, with the reason', async () => {
  const { status, trips } = await check(template.replace(/(<appender [^>]*>)/, '$1<filter type="log4net.Filter.DenyAllFilter" />'));
  assert.equal(status, 1);
  assert.deepEqual(states(trips.slice(1)), ['event red']);
  assert.match(messageOf(trips, 0), /^Nothing would be sent\. /);
});

test('an error in the file is red, whatever else works', async () => {
  const { status, trips } = await check(
    template.replace('</configuration>', '<logger name="x"><appender-ref ref="Nobody" /></logger></configuration>'),
  );
  assert.equal(status, 1);
  assert.equal(states(trips)[0], 'configuration red');
  assert.match(messageOf(trips, 0, 0), /^Line \d+: .*Nobody/);
});

test('a file without datagrams is no failure', async () => {
  const { status, trips } = await check('<log4net />');
  assert.equal(trips.at(-1)?.hops[0]?.message, 'No appender in this file sends datagrams.');
  assert.equal(status, 0);
});

test('text: a line per hop', async () => {
  writeFileSync(path.join(cwd, 'a.xml'), template);
  const io = testTerminal({ cwd });
  assert.equal(await runCheck(['a.xml'], io, { source: () => createUdpSource({ workerPath: listenerWorker() }) }), 0);
  assert.match(
    io.written.out,
    /^ {2}ok {2}configuration .+\n\S+\n {2}ok {2}event .+\n {2}ok {2}datagram .+\n {2}ok {2}listener .+\n {2}ok {2}receiver .+\n$/,
  );
});

for (const argv of [[], ['a.xml', 'b.xml'], ['nowhere.xml'], ['a.xml', '--format', 'xml'], ['a.xml', '--receiver', 'x']]) {
  test(`check ${argv.join(' ')} is status 2 and one line`, async () => {
    const io = testTerminal({ cwd });
    assert.equal(await runCheck(argv, io, { source: () => assert.fail('no socket is needed') }), 2);
    assert.equal(io.written.err.split('\n').length, 2);
  });
}
