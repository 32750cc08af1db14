import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import type { BindOutcome, DatagramSource, RawDatagram } from '../../../client/src/listener/contract';
import { hears } from '../../../client/src/listener/place';
import type { PortLister } from '../../../client/src/listener/platform';
import { type UdpSourceOptions, createUdpSource } from '../../../client/src/listener/sources/udp';
import { listenerWorker, workerThatFails } from '../../support/listener-worker';

const open = (options: Partial<UdpSourceOptions> = {}): DatagramSource => createUdpSource({ workerPath: listenerWorker(), ...options });

function boundPort(outcome: BindOutcome): number {
  if (outcome.kind !== 'bound') assert.fail(outcome.message);
  return outcome.port;
}

/** The bytes of a datagram are its source's: they are used for others after the handler. */
const copied = (it: RawDatagram): RawDatagram => ({ ...it, payload: Uint8Array.from(it.payload) });

/** Sends with Node's own sockets, one after the other. */
async function send(port: number, payloads: readonly Uint8Array[], address = '127.0.0.1'): Promise<number> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  for (const payload of payloads) {
    await new Promise<void>((resolve, reject) =>
      socket.send(payload, port, address, error => {
        if (error) reject(error);
        else resolve();
      }),
    );
  }
  const from = socket.address().port;
  socket.close();
  return from;
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > end) assert.fail(`Waited 5 s for ${what}.`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** A process that is not ours and holds a port; ends when told. */
async function holder(address: string): Promise<{ readonly port: number; end(): void }> {
  const script = `const s = require('dgram').createSocket('${address.includes(':') ? 'udp6' : 'udp4'}'); s.bind(0, '${address}', () => console.log(s.address().port)); process.stdin.on('end', () => process.exit()).resume();`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise<number>(resolve => child.stdout.once('data', data => resolve(Number(data))));
  return {
    port,
    end: () => child.kill(),
  };
}

test('datagrams come with their bytes, their sender and their port, in order', async () => {
  const source = open();
  const got: RawDatagram[] = [];
  source.onDatagrams(batch => got.push(...batch.map(copied)));
  const port = boundPort(await source.bind({ port: 0 }));
  const payloads = [Buffer.from('a'), Buffer.alloc(0), Buffer.from([0, 255, 128]), Buffer.alloc(65_507, 7), Buffer.from('z')];
  const from = await send(port, payloads);
  await until(() => got.length === payloads.length, 'five datagrams');
  assert.deepEqual(
    got.map(it => Buffer.from(it.payload)),
    payloads,
  );
  assert.deepEqual(new Set(got.map(it => `${it.port} ${it.from.address} ${it.from.port}`)), new Set([`${port} 127.0.0.1 ${from}`]));
  assert.ok(got.every(it => Math.abs(it.receivedAt - Date.now()) < 60_000));
  assert.deepEqual({ ...source.counts(), lost: 0 }, { received: 5, bytes: 65_507 + 5, lost: 0, refused: 0 });
  await source.close();
});

test('a sender from the shell is heard', { skip: process.platform === 'win32' }, async () => {
  const source = open();
  const got: string[] = [];
  source.onDatagrams(batch => got.push(...batch.map(it => Buffer.from(it.payload).toString())));
  const port = boundPort(await source.bind({ port: 0 }));
  execFileSync('bash', ['-c', `printf 'hello; world' > /dev/udp/127.0.0.1/${port}`]);
  await until(() => got.length === 1, 'the datagram');
  assert.deepEqual(got, ['hello; world']);
  await source.close();
});

test('several ports at once, IPv4 and IPv6, each can be closed alone', async () => {
  const source = open();
  const got: string[] = [];
  source.onDatagrams(batch => got.push(...batch.map(it => `${it.port} ${Buffer.from(it.payload).toString()}`)));
  const first = boundPort(await source.bind({ port: 0 }));
  const second = boundPort(await source.bind({ port: 0, address: '::1' }));
  await send(first, [Buffer.from('four')]);
  await send(second, [Buffer.from('six')], '::1');
  await until(() => got.length === 2, 'both');
  assert.deepEqual(got.sort(), [`${first} four`, `${second} six`].sort());
  await source.unbind(first);
  await send(first, [Buffer.from('gone')]).catch(() => undefined);
  await send(second, [Buffer.from('still')], '::1');
  await until(() => got.length === 3, 'the third');
  assert.ok(got.includes(`${second} still`));
  await source.close();
});

test('a socket on :: hears IPv6 and no IPv4, as is said of it', async () => {
  const source = open();
  const got: string[] = [];
  source.onDatagrams(batch => got.push(...batch.map(it => Buffer.from(it.payload).toString())));
  const port = boundPort(await source.bind({ port: 0, address: '::' }));
  await send(port, [Buffer.from('four')]).catch(() => undefined);
  await send(port, [Buffer.from('six')], '::1');
  await until(() => got.length > 0, 'the datagram');
  assert.deepEqual(got, ['six']);
  assert.deepEqual([hears('::', '127.0.0.1'), hears('::', '::1')], [false, true]);
  await source.close();
});

for (const address of ['127.0.0.1', '0.0.0.0', '::']) {
  test(
    `a port that another process holds on ${address} is refused, with its name and a free one`,
    { skip: process.platform !== 'linux' },
    async () => {
      const other = await holder(address);
      const source = open();
      try {
        const outcome = await source.bind({ port: other.port });
        assert.equal(outcome.kind, 'taken');
        assert.match(outcome.holder ?? '', /^node \(\d+\)$/);
        assert.ok(outcome.nextFree !== undefined && outcome.nextFree > other.port);
        assert.match(outcome.message, new RegExp(`UDP port ${other.port} is held by .+ on .+ Port ${outcome.nextFree} is free\\.`));
        assert.equal((await source.bind({ port: outcome.nextFree })).kind, 'bound');
      } finally {
        other.end();
        await source.close();
      }
    },
  );
}

test('a port that we hold already is refused by the system, never shared', async () => {
  const [first, second] = [open(), open()];
  const port = boundPort(await first.bind({ port: 0 }));
  const outcome = await second.bind({ port });
  assert.equal(outcome.kind, 'taken');
  await Promise.all([first.close(), second.close()]);
});

test('where the system names no holder, it still refuses', async () => {
  const ports: PortLister = {
    list: () => Promise.resolve([{ address: '10.0.0.5', port: 9998, pid: 4711 }]),
    identify: it => Promise.resolve({ ...it, process: 'butler.exe' }),
  };
  const source = open({ ports });
  assert.deepEqual(await source.bind({ port: 9998 }), {
    kind: 'taken',
    port: 9998,
    holder: 'butler.exe (4711)',
    nextFree: 9999,
    message: 'UDP port 9998 is held by butler.exe (4711) on 10.0.0.5. Port 9999 is free.',
  });
  await source.close();
});

const impossible: readonly [number, string | undefined, RegExp][] = [
  [-1, undefined, /no port/],
  [70_000, undefined, /no port/],
  [0, 'example.test', /no IP address/],
  [0, '203.0.113.7', /no address 203\.0\.113\.7/],
];
for (const [port, address, message] of impossible) {
  test(`port ${port} on ${address ?? 'the default address'} is an outcome in words, not an exception`, async () => {
    const source = open();
    const outcome = await source.bind({ port, ...(address === undefined ? {} : { address }) });
    assert.ok(outcome.kind === 'failed');
    assert.match(outcome.message, message);
    await source.close();
  });
}

test('starts and stops a hundred times on the same port, and leaves nothing behind', { timeout: 120_000 }, async () => {
  const source = open();
  let heard = 0;
  source.onDatagrams(batch => (heard += batch.length));
  let port = boundPort(await source.bind({ port: 0 }));
  for (let round = 1; round <= 100; round++) {
    await send(port, [Buffer.from('x')]);
    await until(() => heard === round, `round ${round}`);
    await source.close();
    port = boundPort(await source.bind({ port }));
  }
  await source.close();
  const again = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    again.once('error', reject);
    again.bind(port, '127.0.0.1', resolve);
  });
  again.close();
  assert.equal(source.counts().received, 100);
});

test('a listener that is held up loses nothing that fits the buffers', { timeout: 30_000 }, async () => {
  const source = open();
  let received = 0;
  source.onDatagrams(batch => (received += batch.length));
  const port = boundPort(await source.bind({ port: 0 }));
  const script = `const s = require('dgram').createSocket('udp4'); let n = 0; const step = () => { if (n === 2000) return s.close(); for (let i = 0; i < 10; i++, n++) s.send('datagram ' + n, ${port}, '127.0.0.1'); setTimeout(step, 5); }; step();`;
  const sender = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  const ended = new Promise(resolve => sender.once('exit', resolve));
  const end = Date.now() + 2_000;
  while (Date.now() < end);
  await ended;
  await until(() => received + (source.counts().lost ?? 0) === 2_000, `2,000 datagrams (${received} came)`);
  assert.equal(source.counts().lost ?? 0, 0);
  await source.close();
});

test('what the system drops is counted, where it tells', { skip: process.platform !== 'linux', timeout: 30_000 }, async () => {
  const source = open({ receiveBuffer: 4_096 });
  let received = 0;
  source.onDatagrams(batch => (received += batch.length));
  const port = boundPort(await source.bind({ port: 0 }));
  const socket = createSocket('udp4');
  const total = 20_000;
  await new Promise<void>(resolve => {
    let left = total;
    for (let n = 0; n < total; n++) socket.send(Buffer.alloc(1_000), port, '127.0.0.1', () => --left === 0 && resolve());
  });
  socket.close();
  await until(() => received + (source.counts().lost ?? 0) === total, `received + lost = sent`);
  assert.ok((source.counts().lost ?? 0) > 0, 'nothing was dropped: the test proves nothing');
  await source.close();
});

test('where the system tells of the whole computer, what it drops is counted once, however often the sockets are opened', async () => {
  let dropped = 1_000;
  const ports = {
    list: () => Promise.resolve([]),
    identify: <T>(it: T) => Promise.resolve(it),
    dropped: () => Promise.resolve(dropped),
  };
  const source = open({ platform: 'win32', ports, dropPollMs: 5 });
  let told = 0;
  source.onCounts(() => told++);
  await source.bind({ port: 0 });
  dropped += 5;
  await until(() => source.counts().lost === 5, 'what was dropped');
  assert.ok(told > 0, 'it is told of, though nothing arrives');
  await source.close();
  // Nobody listens: not ours.
  dropped += 100;
  await source.bind({ port: 0 });
  await new Promise(resolve => setTimeout(resolve, 50));
  assert.equal(source.counts().lost, 5);
  dropped += 2;
  await until(() => source.counts().lost === 7, 'what was dropped since');
  await source.close();
  assert.equal(source.counts().lost, 7);
});

test('what does not fit the backlog of a stalled listener is counted as lost', { timeout: 30_000 }, async () => {
  const source = open({ backlogBytes: 100_000 });
  let received = 0;
  source.onDatagrams(batch => (received += batch.length));
  const port = boundPort(await source.bind({ port: 0 }));
  const script = `const s = require('dgram').createSocket('udp4'); let n = 0; const step = () => { if (n === 2000) return s.close(); for (let i = 0; i < 10; i++, n++) s.send(Buffer.alloc(1000), ${port}, '127.0.0.1'); setTimeout(step, 4); }; step();`;
  const sender = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  const ended = new Promise(resolve => sender.once('exit', resolve));
  const end = Date.now() + 2_500;
  while (Date.now() < end);
  await ended;
  await until(() => received + (source.counts().lost ?? 0) === 2_000, 'received + lost = sent');
  assert.ok((source.counts().lost ?? 0) > 500);
  await source.close();
});

test('a worker file that is missing is an outcome, not a crash', async () => {
  const source = open({ workerPath: '/nowhere/listener-worker.js' });
  const outcome = await source.bind({ port: 0 });
  assert.ok(outcome.kind === 'failed');
  assert.match(outcome.message, /The listener's thread failed \(.*listener-worker\.js/);
  await source.close();
});

test('sockets that close by themselves are told of, with the reason, and can be opened again', { timeout: 20_000 }, async () => {
  const source = open({ workerPath: workerThatFails() });
  const ends: string[] = [];
  source.onEnded(reason => ends.push(reason));
  const port = boundPort(await source.bind({ port: 0 }));
  await send(port, [Buffer.from('one'), Buffer.from('fail')]);
  await until(() => ends.length === 1, 'the end');
  assert.deepEqual(ends, ["The listener's thread failed (no more memory)."]);
  assert.equal(boundPort(await source.bind({ port })), port);
  await source.close();
  assert.equal(ends.length, 1, 'an end that was asked for is none of these');
});

test('who is not on the list of allowed senders is counted and named, and never read', async () => {
  const source = open();
  const got: string[] = [];
  source.onDatagrams(batch => got.push(...batch.map(it => Buffer.from(it.payload).toString())));
  const told: number[] = [];
  source.onCounts(() => told.push(source.counts().refused));
  assert.deepEqual(source.allow(['10.20.0.0/16', 'nonsense', '192.168.1.5']), ['nonsense']);
  const port = boundPort(await source.bind({ port: 0 }));
  await send(port, [Buffer.from('one'), Buffer.from('two')]);
  await until(() => source.counts().refused === 2, 'two refused');
  assert.equal(told.at(-1), 2, 'it is told of, though nothing arrives');
  assert.deepEqual(source.refusedSenders(), [{ address: '127.0.0.1', count: 2 }]);
  source.allow(['127.0.0.0/8']);
  await send(port, [Buffer.from('three')]);
  await until(() => got.length === 1, 'the third');
  source.allow([]);
  await send(port, [Buffer.from('four')]);
  await until(() => got.length === 2, 'the fourth');
  await source.close();
  assert.deepEqual(got, ['three', 'four']);
  assert.equal(source.counts().refused, 2, 'the count outlives the sockets');
});

test('a list of which nothing can be read lets nobody in', async () => {
  const source = open();
  assert.deepEqual(source.allow(['everybody']), ['everybody']);
  const port = boundPort(await source.bind({ port: 0 }));
  await send(port, [Buffer.from('x')]);
  await until(() => source.counts().refused === 1, 'one refused');
  assert.equal(source.counts().received, 0);
  await source.close();
});

test('of a datagram above the maximum the beginning is kept, and its length', async () => {
  const source = open({ mostBytes: 1_000 });
  const got: RawDatagram[] = [];
  source.onDatagrams(batch => got.push(...batch.map(copied)));
  const port = boundPort(await source.bind({ port: 0 }));
  await send(port, [Buffer.alloc(1_000, 'a'), Buffer.alloc(65_507, 'b')]);
  await until(() => got.length === 2, 'both');
  assert.deepEqual(
    got.map(it => [it.payload.length, it.length]),
    [
      [1_000, undefined],
      [1_000, 65_507],
    ],
  );
  await source.close();
});

test('a multicast group is joined on the adapter of the address', { skip: process.platform !== 'linux' }, async () => {
  const source = open();
  const got: string[] = [];
  source.onDatagrams(batch => got.push(...batch.map(it => Buffer.from(it.payload).toString())));
  const outcome = await source.bind({ port: 0, address: '0.0.0.0', groups: ['239.255.99.98'] });
  assert.ok(outcome.kind === 'bound', outcome.kind === 'bound' ? '' : outcome.message);
  assert.deepEqual(outcome.groups, ['239.255.99.98']);
  const sender = createSocket('udp4');
  await new Promise<void>(resolve => sender.bind(0, '0.0.0.0', resolve));
  sender.setMulticastLoopback(true);
  sender.setMulticastTTL(0);
  await new Promise(resolve => sender.send('to the group', outcome.port, '239.255.99.98', resolve));
  sender.close();
  await until(() => got.length === 1, 'the datagram to the group');
  assert.deepEqual(got, ['to the group']);
  await source.close();
});

test('groups and the maximum change on sockets that are open, and the sockets stay', { skip: process.platform !== 'linux' }, async () => {
  const source = open();
  const got: string[] = [];
  source.onDatagrams(batch => got.push(...batch.map(it => Buffer.from(it.payload).toString())));
  const port = boundPort(await source.bind({ port: 0, address: '0.0.0.0' }));
  const sender = createSocket('udp4');
  await new Promise<void>(resolve => sender.bind(0, '0.0.0.0', resolve));
  sender.setMulticastLoopback(true);
  sender.setMulticastTTL(0);
  const toGroup = (text: string): Promise<void> =>
    new Promise(resolve => {
      sender.send(text, port, '239.255.99.97', () => {
        resolve();
      });
    });
  await toGroup('before');
  assert.deepEqual(await source.regroup(['239.255.99.97', '239.255.99.96']), []);
  await toGroup('joined');
  await until(() => got.length === 1, 'the datagram to the group');
  assert.deepEqual(await source.regroup(['239.255.99.96']), []);
  await toGroup('left');
  source.keepAtMost(600);
  await send(port, [Buffer.alloc(1_000, 'x')]);
  await until(() => got.length === 2, 'the large one');
  sender.close();
  assert.deepEqual(got, ['joined', 'x'.repeat(600)]);
  assert.match((await source.regroup(['10.0.0.1'])).join(), /"10\.0\.0\.1" is no multicast group/);
  await source.close();
  assert.deepEqual(await source.regroup(['239.255.99.96']), [], 'nothing is open');
});

test('a group that the system refuses is told with the port', async () => {
  const source = open();
  const port = boundPort(await source.bind({ port: 0 }));
  assert.match((await source.regroup(['ff02::1'])).join(), new RegExp(`port ${port} cannot join or leave ff02::1: `));
  await source.close();
});

for (const [address, words] of [
  ['239.255.0.9', /multicast group, no address.*listen on 0\.0\.0\.0.*--group 239\.255\.0\.9/],
  ['ff02::9', /multicast group.*listen on ::/],
  ['fe80::1', /one link only.*such as fe80::1%eth0/],
  ['fe80::1%nowhere', /No adapter "nowhere".*fe80::1/],
] as const) {
  test(`${address} is refused with what to listen on instead`, async () => {
    const source = open();
    const outcome = await source.bind({ port: 0, address });
    await source.close();
    assert.ok(outcome.kind === 'failed');
    assert.match(outcome.message, words);
  });
}

test('what is no multicast group is refused in words', async () => {
  const source = open();
  const outcome = await source.bind({ port: 0, groups: ['10.0.0.1'] });
  assert.ok(outcome.kind === 'failed');
  assert.match(outcome.message, /no multicast group.*224\.0\.0\.0/);
  await source.close();
});

test(
  'a burst of 100,000 as fast as loopback takes them: received + lost = sent',
  { skip: process.platform !== 'linux', timeout: 120_000 },
  async () => {
    const source = open();
    let received = 0;
    source.onDatagrams(batch => (received += batch.length));
    const port = boundPort(await source.bind({ port: 0 }));
    const script = `const s = require('dgram').createSocket('udp4'); const b = Buffer.alloc(300, 'x'); let n = 0; s.connect(${port}, '127.0.0.1', () => { const step = () => { for (let i = 0; i < 1000; i++, n++) s.send(b); if (n < 100000) setImmediate(step); else setTimeout(() => s.close(), 50); }; step(); });`;
    const sender = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
    await new Promise(resolve => sender.once('exit', resolve));
    const total = (): number => received + (source.counts().lost ?? 0);
    await until(() => total() === 100_000, `100,000 accounted for (received ${received}, lost ${source.counts().lost})`);
    await new Promise(resolve => setTimeout(resolve, 50));
    assert.equal(total(), 100_000);
    await source.close();
  },
);

test('the receive buffer that was got is read back, not the one that was asked for', async () => {
  const source = open({ receiveBuffer: 1 << 30 });
  const outcome = await source.bind({ port: 0 });
  assert.ok(outcome.kind === 'bound');
  assert.ok(outcome.receiveBuffer > 0 && outcome.receiveBuffer < 1 << 30, String(outcome.receiveBuffer));
  await source.close();
});
