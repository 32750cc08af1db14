import Ajv from 'ajv';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createUdpSource } from '../../../client/src/listener/sources/udp';
import { type ListenPorts, runListen } from '../../../client/src/terminal/listen';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { listenerWorker, workerThatFails } from '../../support/listener-worker';
import { sampleEvents } from '../../support/sample-events';
import { type TestTerminal, testTerminal } from '../../support/terminal';

const ports: ListenPorts = { source: () => createUdpSource({ workerPath: listenerWorker() }) };
const isEvent = new Ajv({ allErrors: true, strict: false }).compile(
  JSON.parse(readFileSync(path.join(process.cwd(), 'schemas/event.schema.json'), 'utf8')) as object,
);
const datagram = (id: string): string => sampleEvents().find(it => it.id === id)?.datagram ?? assert.fail(id);

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > end) assert.fail('Waited 5 s.');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

interface Running {
  readonly io: TestTerminal;
  readonly status: Promise<number>;
  readonly port: number;
  send(...texts: readonly (string | Uint8Array)[]): Promise<void>;
}

/** Starts `listen` on a free port and waits until it says that it listens. */
async function start(argv: readonly string[], given: Partial<ListenPorts> = {}, io = testTerminal()): Promise<Running> {
  const status = runListen(['--port', '0', ...argv], io, { ...ports, ...given });
  await until(() => io.written.err.includes('listening on '));
  const port = Number(/listening on [\d.]+:(\d+)\n/.exec(io.written.err)?.[1]);
  return {
    io,
    status,
    port,
    async send(...texts) {
      const socket = createSocket('udp4');
      for (const text of texts) await new Promise(resolve => socket.send(text, port, '127.0.0.1', resolve));
      socket.close();
    },
  };
}

test('JSON Lines: one event of the schema per datagram, in order, until the count is reached', async () => {
  const run = await start(['--format', 'jsonl', '--count', '3', '--receiver', 'butler-16']);
  await run.send(datagram('e01'), datagram('e07'), datagram('e60'), 'one too many');
  assert.equal(await run.status, 0);
  const events = run.io.written.out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as CapturedEvent);
  for (const event of events) assert.equal(isEvent(event), true, JSON.stringify(isEvent.errors));
  assert.deepEqual(
    events.map(it => [it.seq, it.port, it.type, it.verdict, it.code]),
    [
      [1, run.port, 'task-failed', 'accepted', 'ok'],
      [2, run.port, 'task-failed', 'rejected', 'field-count'],
      [3, run.port, undefined, 'unknown', 'unknown-type'],
    ],
  );
});

test('text: one line per event that says what the receiver would do', async () => {
  const run = await start(['--count', '2']);
  await run.send(datagram('e01'), datagram('e07'));
  assert.equal(await run.status, 0);
  const lines = run.io.written.out.split('\n');
  assert.match(
    lines[0] ?? '',
    /^\d\d:\d\d:\d\d\.\d{3} QS-CENTRAL task-failed INFO Reload Sales Overview nightly · Butler 16 would accept this\.$/,
  );
  assert.match(lines[1] ?? '', /Supply chain; EMEA · Butler 16 would drop this: 12 fields, 11 expected; TaskName holds a semicolon\.$/);
});

test('nothing off the wire can steer the terminal', async () => {
  const run = await start(['--count', '2']);
  await run.send(
    '\u001b[2Jcleared\u001b]0;title\u0007 \u009b31mred\u202e \r\nsecond line',
    datagram('e01').replace('Sales', 'S\u001b[31m\u0007ales'),
  );
  await run.status;
  // eslint-disable-next-line no-control-regex -- that there are none is the point
  assert.doesNotMatch(run.io.written.out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  assert.equal(run.io.written.out.trimEnd().split('\n').length, 2);
  assert.match(run.io.written.out, /Reload Sales/);
});

test('ends after the time, and on a signal, with status 0 and what was received', async () => {
  const timed = await start(['--for', '0.3', '--format', 'jsonl']);
  await timed.send('a');
  assert.equal(await timed.status, 0);
  assert.match(timed.io.written.err, /received 1(, lost 0)?\n$/);
  const stopped = await start(['--format', 'jsonl']);
  await stopped.send('b', 'c');
  await until(() => stopped.io.written.out.split('\n').length === 3);
  stopped.io.signal();
  assert.equal(await stopped.status, 0);
});

test('several ports and IPv6 are announced one by one', async () => {
  const io = testTerminal();
  const status = runListen(['--port', '0', '--port', '0', '--bind', '::1', '--for', '0.1'], io, ports);
  assert.equal(await status, 0);
  assert.match(io.written.err, /^listening on \[::1\]:\d+\nlistening on \[::1\]:\d+\nreceived 0/);
});

test('a taken port is status 2 and one line that names a free one', async () => {
  const other = createSocket('udp4');
  await new Promise<void>(resolve => other.bind(0, '127.0.0.1', resolve));
  const io = testTerminal();
  assert.equal(await runListen(['--port', String(other.address().port)], io, ports), 2);
  assert.match(io.written.err, new RegExp(`^UDP port ${other.address().port} is held by .* Port \\d+ is free\\.\\n$`));
  other.close();
});

const wrong: readonly [readonly string[], RegExp][] = [
  [[], /--port is missing/],
  [['--port', 'x'], /--port is a whole number from 0 to 65535/],
  [['--port', '70000'], /--port is a whole number/],
  [['--port', '1', '--format', 'xml'], /--format is one of text, jsonl, not "xml"/],
  [['--port', '1', '--receiver', 'butler-99'], /--receiver is one of auto, butler-4/],
  [['--port', '1', '--count', '0'], /--count is a whole number from 1/],
  [['--port', '1', '--for', 'soon'], /--for is a number of seconds/],
  [['--port', '1', '--expect', 'soon'], /--expect "soon" is not understood. Its form is/],
  [['--port', '1', '--expect', '1 level>=loud within 1s'], /"loud" is no level/],
  [['--port', '1', '--state', 'x'], /--state .* needs --forward/],
  [['--port', '1', '--retry-refused'], /--retry-refused .* needs --forward/],
  [['--port', '1', '--frob'], /Unknown option '--frob'.* Usage: listen/],
  [['--port', '1', 'file'], /listen takes no "file"/],
  [['--port', '1', '--config', 'nowhere.xml'], /nowhere\.xml does not exist/],
  [['--port', '1', '--forward', 'sinks.json'], /cannot forward/],
];
for (const [argv, message] of wrong) {
  test(`listen ${argv.join(' ')} is wrong usage, said in one line`, async () => {
    const io = testTerminal();
    assert.equal(await runListen(argv, io, ports), 2);
    assert.match(io.written.err, message);
    assert.equal(io.written.err.split('\n').length, 2, io.written.err);
    assert.equal(io.written.out, '');
  });
}

const expectations: readonly [string, readonly string[], number][] = [
  ['>=1 type:task-failed within 5s', ['e01'], 0],
  ['>=2 type:task-failed within 300ms', ['e01'], 1],
  ['<=0 verdict:rejected within 300ms', ['e01'], 0],
  ['<=0 verdict:rejected within 5s', ['e01', 'e07'], 1],
  ['1 type:task-failed within 300ms', ['e01'], 0],
  ['1 type:task-failed within 5s', ['e01', 'e02'], 1],
  ['=0 within 0.3', [], 0],
];
for (const [expectation, ids, status] of expectations) {
  test(`--expect "${expectation}" is ${status === 0 ? 'met' : 'not met'} by ${ids.length} events, without another end`, async () => {
    const run = await start(['--expect', expectation]);
    await run.send(...ids.map(datagram));
    assert.equal(await run.status, status);
    assert.match(run.io.written.err, status === 0 ? /\nmet: / : /\nnot met: /);
  });
}

test('an expectation is decided even where the clock of the computer is set back meanwhile', { timeout: 10_000 }, async t => {
  const start = Date.now();
  let calls = 0;
  t.mock.method(Date, 'now', () => start - calls++);
  const io = testTerminal();
  assert.equal(await runListen(['--port', '0', '--expect', '=0 within 0.1'], io, ports), 0, io.written.err);
});

test('where the sockets close by themselves the run ends with status 2 and says so', { timeout: 20_000 }, async () => {
  const run = await start([], { source: () => createUdpSource({ workerPath: workerThatFails() }) });
  await run.send('fail');
  assert.equal(await run.status, 2);
  assert.match(run.io.written.err, /\nThe listener's thread failed \(no more memory\)\. Nobody listens any more\.\n/);
});

test('JUnit: a case per expectation, failed where it was not met', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'listen-'));
  const run = await start(
    ['--for', '0.4', '--junit', 'out.xml', '--expect', '>=1 "<a>" within 1s', '--expect', '>=2 within 1s'],
    {},
    testTerminal({ cwd: folder }),
  );
  await run.send('<a>');
  assert.equal(await run.status, 1);
  const xml = readFileSync(path.join(folder, 'out.xml'), 'utf8');
  assert.match(xml, /<testsuites tests="2" failures="1" errors="0"/);
  assert.match(xml, /<testcase name="&gt;=1 &quot;&lt;a&gt;&quot; within 1s" classname="listen"\/>/);
  assert.match(xml, /<failure message="1 came" type="expectation">/);
  rmSync(folder, { recursive: true });
});

test('events are reported only after the sinks have them safe, and the sinks are closed at the end', async () => {
  const said: string[] = [];
  let release: () => void = () => undefined;
  const safe = new Promise<void>(resolve => {
    release = resolve;
  });
  const run = await start(['--format', 'jsonl', '--count', '1', '--forward', 'sinks.json', '--state', 'here'], {
    openForwarding: async (options, io) => {
      said.push(`open ${options.file} ${options.stateDir ?? ''} ${io.cwd === process.cwd() ? 'cwd' : ''}`);
      return Promise.resolve({
        ok: true,
        forwarding: {
          accept: async events => {
            said.push(`accept ${events.length}`);
            await safe;
          },
          close: () => {
            said.push('close');
            return Promise.resolve();
          },
        },
      });
    },
  });
  await run.send('a');
  await until(() => said.includes('accept 1'));
  assert.equal(run.io.written.out, '');
  release();
  assert.equal(await run.status, 0);
  assert.deepEqual(said, ['open sinks.json here cwd', 'accept 1', 'close']);
  assert.equal(run.io.written.out.split('\n').length, 2);
});

test('sinks that cannot be opened are status 2 with their reason', async () => {
  const io = testTerminal();
  const status = await runListen(['--port', '0', '--forward', 'x'], io, {
    ...ports,
    openForwarding: () => Promise.resolve({ ok: false, message: 'x cannot be read.' }),
  });
  assert.deepEqual([status, io.written.err], [2, 'x cannot be read.\n']);
});

test('a configuration adds codecs for the ports it sends to', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'listen-'));
  writeFileSync(path.join(folder, 'a.xml'), '<log4net/>');
  const run = await start(
    ['--format', 'jsonl', '--count', '1', '--config', 'a.xml'],
    { codecsOf: text => () => [{ name: 'pattern', decode: it => ({ format: 'pattern', fields: { config: text, datagram: it } }) }] },
    testTerminal({ cwd: folder }),
  );
  await run.send('hello');
  await run.status;
  const event = JSON.parse(run.io.written.out) as CapturedEvent;
  assert.deepEqual([event.format, event.fields], ['pattern', { config: '<log4net/>', datagram: 'hello' }]);
  rmSync(folder, { recursive: true });
});

test('a plain sender of the shell is heard', { skip: process.platform === 'win32' }, async () => {
  const run = await start(['--format', 'jsonl', '--count', '1']);
  execFileSync('bash', ['-c', `printf '%s' "$0" > /dev/udp/127.0.0.1/${run.port}`, datagram('e01')]);
  assert.equal(await run.status, 0);
  assert.equal((JSON.parse(run.io.written.out) as CapturedEvent).fields['TaskName'], 'Reload Sales Overview nightly');
});

test('datagrams are read in the encoding that --encoding names; one that nobody knows is refused', async () => {
  const run = await start(['--format', 'jsonl', '--count', '1', '--encoding', 'windows-1250']);
  await run.send(Buffer.from([0x8e, 0x6c, 0x75, 0x9d]));
  assert.equal(await run.status, 0);
  const event = JSON.parse(run.io.written.out) as CapturedEvent;
  assert.equal(event.text, 'Žluť');
  assert.match(event.notes?.[0] ?? '', /Read as windows-1250/);
  const io = testTerminal();
  assert.equal(await runListen(['--port', '0', '--encoding', 'cp1250'], io, ports), 2);
  assert.match(io.written.err, /--encoding is auto or the name of an encoding.*not "cp1250"/);
});

test('the time of an expectation begins when every port is open', async () => {
  const real = createUdpSource({ workerPath: listenerWorker() });
  const late = new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== 'bind') return value.bind(target) as unknown;
      return async (request: Parameters<typeof real.bind>[0]) => {
        await new Promise(resolve => setTimeout(resolve, 1_200));
        return real.bind(request);
      };
    },
  });
  const run = await start(['--expect', '>=1 within 1s'], { source: () => late });
  await run.send('in time');
  assert.equal(await run.status, 0, run.io.written.err);
});

test('--group joins a multicast group', { skip: process.platform !== 'linux' }, async () => {
  const run = await start(['--bind', '0.0.0.0', '--group', '239.255.99.95', '--count', '1', '--for', '5']);
  const sender = createSocket('udp4');
  await new Promise<void>(resolve => sender.bind(0, '0.0.0.0', resolve));
  sender.setMulticastLoopback(true);
  sender.setMulticastTTL(0);
  await new Promise(resolve => sender.send('to the group', run.port, '239.255.99.95', resolve));
  sender.close();
  assert.equal(await run.status, 0);
  assert.match(run.io.written.out, /to the group/);
});

test('--allow keeps others out and says how many; --max-bytes keeps the beginning', async () => {
  const closed = await start(['--allow', '10.20.0.0/16', '--allow', '10.30.0.1', '--for', '0.3']);
  await closed.send('nobody');
  await closed.status;
  assert.match(closed.io.written.err, /received 0(, lost 0)?, refused 1\n$/);
  const short = await start(['--allow', '127.0.0.0/8', '--max-bytes', '600', '--count', '1', '--format', 'jsonl']);
  await short.send('x'.repeat(1_000));
  await short.status;
  assert.equal((JSON.parse(short.io.written.out) as CapturedEvent).text, 'x'.repeat(600));
});

test('on every adapter one line warns, and not where JSON Lines go', async () => {
  const open = await start(['--bind', '0.0.0.0', '--for', '0.1', '--format', 'jsonl']);
  await open.status;
  assert.match(
    open.io.written.err,
    /^On 0\.0\.0\.0 whoever reaches this computer can send it anything\. --allow says who may\.\nlistening on/,
  );
  assert.equal(open.io.written.out, '');
  const narrow = await start(['--bind', '0.0.0.0', '--for', '0.1', '--allow', '127.0.0.1']);
  await narrow.status;
  assert.doesNotMatch(narrow.io.written.err, /whoever/);
});

for (const [argv, words] of [
  [['--group', '10.0.0.1'], /"10\.0\.0\.1" is no multicast group/],
  [['--bind', '::', '--group', '239.255.0.9'], /add --bind 0\.0\.0\.0/],
  [['--allow', 'everybody'], /not "everybody"/],
  [['--allow', ''], /--allow is an address/],
  [['--max-bytes', '0'], /--max-bytes is a whole number from 1 to 65535/],
  [['--bind', '239.255.0.9'], /multicast group, no address of this computer/],
] as const) {
  test(`${argv.map(it => it || '""').join(' ')} is refused with the way out`, async () => {
    const io = testTerminal();
    assert.equal(await runListen(['--port', '0', ...argv], io, ports), 2);
    assert.match(io.written.err, words);
  });
}
