import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { type SimulateOne, runSend } from '../../../client/src/terminal/send';
import { catalogueFor } from '../../../server/src/catalogue/index';
import { simulate } from '../../../server/src/simulate/index';
import { testTerminal } from '../../support/terminal';

const cwd = mkdtempSync(path.join(tmpdir(), 'send-'));
after(() => {
  rmSync(cwd, { recursive: true });
});
const config = `<log4net>
  <appender name="One" type="log4net.Appender.UdpAppender">
    <encoding value="utf-8" />
    <remoteAddress value="127.0.0.1" />
    <remotePort value="PORT" />
    <layout type="log4net.Layout.PatternLayout"><conversionPattern value="one;%logger;%level;%property{TaskName};%message" /></layout>
  </appender>
  <appender name="Two" type="log4net.Appender.UdpAppender">
    <remoteAddress value="127.0.0.1" />
    <remotePort value="PORT" />
    <layout type="log4net.Layout.PatternLayout"><conversionPattern value="two" /></layout>
  </appender>
  <root><level value="INFO" /><appender-ref ref="One" /><appender-ref ref="Two" /></root>
</log4net>`;
const event = { logger: 'A.B', level: 'INFO', message: 'hello', timestamp: '2026-03-12T06:02:01.586Z', properties: { TaskName: 'Åsa' } };
writeFileSync(path.join(cwd, 'event.json'), JSON.stringify(event));
writeFileSync(path.join(cwd, 'list.json'), JSON.stringify([event]));
writeFileSync(path.join(cwd, 'debug.json'), JSON.stringify({ ...event, level: 'DEBUG' }));
writeFileSync(path.join(cwd, 'half.json'), '{"logger":"a"}');
writeFileSync(path.join(cwd, 'config.xml'), config.replaceAll('PORT', '9998'));

const simulateOne: SimulateOne = input => simulate(input, catalogueFor(undefined));

/** Runs `send` against a socket of our own. */
async function send(argv: (port: number) => readonly string[]): Promise<{
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly got: readonly string[];
  readonly port: number;
}> {
  const socket = createSocket('udp4');
  const got: string[] = [];
  socket.on('message', it => got.push(it.toString('utf8')));
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  writeFileSync(path.join(cwd, 'here.xml'), config.replaceAll('PORT', String(port)));
  const io = testTerminal({ cwd });
  const status = await runSend(argv(port), io, simulateOne);
  await new Promise(resolve => setTimeout(resolve, 50));
  socket.close();
  return { status, ...io.written, got, port };
}

test('every datagram that log4net would send goes to the address that is named, whatever the file says', async () => {
  const { status, out, got, port } = await send(to => ['config.xml', '--event', 'event.json', '--to', `127.0.0.1:${to}`]);
  assert.equal(status, 0);
  assert.deepEqual(got, ['one;A.B;INFO;Åsa;hello', 'two']);
  assert.equal(out, `sent 23 bytes to 127.0.0.1:${port} through One\nsent 3 bytes to 127.0.0.1:${port} through Two\n`);
});

test('one appender alone, and an event in a list of one', async () => {
  const { got } = await send(to => ['config.xml', '--event', 'list.json', '--appender', 'Two', '--to', `localhost:${to}`]);
  assert.deepEqual(got, ['two']);
});

test('--to-configured sends where the file says', async () => {
  const { status, got } = await send(() => ['here.xml', '--event', 'event.json', '--to-configured']);
  assert.equal(status, 0);
  assert.equal(got.length, 2);
});

test('an event that nothing sends is status 1, with the reason', async () => {
  const { status, err, got, out } = await send(to => ['config.xml', '--event', 'debug.json', '--to', `127.0.0.1:${to}`]);
  assert.equal(status, 1);
  assert.match(err, /^Nothing is sent: .+\n$/);
  assert.deepEqual([got, out], [[], '']);
});

const wrong: readonly [readonly string[], RegExp][] = [
  [[], /The configuration is missing\. Usage: send CONFIG/],
  [['config.xml'], /--event EVENT\.json is missing/],
  [['config.xml', '--event', 'event.json'], /Say where to: --to HOST:PORT, or --to-configured/],
  [['config.xml', '--event', 'event.json', '--to', '127.0.0.1:1', '--to-configured'], /Say where to/],
  [['config.xml', '--event', 'event.json', '--to', '127.0.0.1'], /no HOST:PORT/],
  [['config.xml', '--event', 'event.json', '--to', '127.0.0.1:70000'], /no HOST:PORT/],
  [['config.xml', '--event', 'half.json', '--to', '127.0.0.1:1'], /half\.json must hold an event with a logger and a level/],
  [['config.xml', '--event', 'nowhere.json', '--to', '127.0.0.1:1'], /nowhere\.json does not exist/],
  [['nowhere.xml', '--event', 'event.json', '--to', '127.0.0.1:1'], /nowhere\.xml does not exist/],
];
for (const [argv, message] of wrong) {
  test(`send ${argv.join(' ')} is status 2 and one line`, async () => {
    const io = testTerminal({ cwd });
    assert.equal(await runSend(argv, io, simulateOne), 2);
    assert.match(io.written.err, message);
    assert.equal(io.written.err.split('\n').length, 2);
  });
}
