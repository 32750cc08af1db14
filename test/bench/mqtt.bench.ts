/**
 * Forwarding to a real broker, journal on, against a bare publish loop of the same library in the same run; and a queue
 * of 100,000 events while the broker is away. Bars: ARCHITECTURE.md, "Speed".
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectAsync } from 'mqtt';
import { Forwarder } from '../../client/src/delivery/forwarder';
import { openFileOutbox } from '../../client/src/delivery/outbox/file';
import { parsePlans } from '../../client/src/delivery/plans';
import { sinkKinds } from '../../client/src/sinks';
import type { CapturedEvent } from '../../server/src/wire/event';
import { bar } from './support/race';

const count = 20_000;
const inFlight = 200;

const events = (many: number): CapturedEvent[] =>
  Array.from({ length: many }, (_, seq) => ({
    id: crypto.randomUUID(),
    seq,
    receivedAt: new Date(0).toISOString(),
    origin: 'network',
    port: 9998,
    from: { address: '127.0.0.1', port: 50_000 },
    bytes: 262,
    text: `/scheduler-task-failed/;QS-CENTRAL;Reload ${seq} nightly;Sales Overview;INTERNAL\\sa_scheduler;51ea40b0-7088-4482-8231-74d06cde3e3a;ff4122a9-6cc0-4b07-b5aa-48c3efe4c23f;2026-03-12 06:02:01,586;INFO;d4e9d6ac-7253-48ff-9a10-52535f763fae;Max retries reached`,
    format: 'delimited',
    receiver: 'butler-16',
    type: 'task-failed',
    verdict: 'accepted',
    code: 'ok',
    level: 'INFO',
    fields: { HostName: 'QS-CENTRAL', TaskName: `Reload ${seq} nightly`, AppName: 'Sales Overview', LogMessage: 'Max retries reached' },
  }));

const folder = await mkdtemp(path.join(tmpdir(), 'mqtt-bench-'));
const broker = await startMosquitto();
try {
  const payloads = events(count);
  // One after the other, three times: a machine that is busy for a while is busy for both.
  const ratios: number[] = [];
  for (let round = 0; round < 3; round++) {
    const bare = await bareLoop(payloads);
    const ours = await forwarded(payloads, round);
    ratios.push(ours / bare);
    console.log(`  bare mqtt.js ${Math.round(bare).toLocaleString()}/s, forwarded ${Math.round(ours).toLocaleString()}/s`);
  }
  bar('of the rate of a bare mqtt.js loop, QoS 1, journal on', ratios.sort((a, b) => a - b)[1] ?? NaN, { atLeast: 0.7 });
  await fullQueue();
} finally {
  broker.kill();
  await once(broker.child, 'exit');
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** What the guide's measurement did: a payload made for each event, so many unacknowledged at a time. Events per second. */
async function bareLoop(list: readonly CapturedEvent[]): Promise<number> {
  const client = await connectAsync(broker.url);
  const start = performance.now();
  await new Promise<void>((resolve, reject) => {
    let next = 0;
    let acknowledged = 0;
    const more = (): void => {
      const event = list[next++];
      if (event === undefined) return;
      client.publish('bench/bare', JSON.stringify(event), { qos: 1 }, error => {
        if (error) reject(error);
        if (++acknowledged === list.length) resolve();
        else more();
      });
    };
    for (let flying = 0; flying < inFlight; flying++) more();
  });
  const seconds = (performance.now() - start) / 1_000;
  await client.endAsync();
  return list.length / seconds;
}

/** The same through route, journal, queue and sink. */
async function forwarded(list: readonly CapturedEvent[], round: number): Promise<number> {
  const { forwarder, close } = await open(broker.url, path.join(folder, `journal-${round}`));
  const start = performance.now();
  // As the listener hands them over: in batches, each reported only once it is journalled.
  for (let at = 0; at < list.length; at += 500) await forwarder.accept(list.slice(at, at + 500));
  if (!(await forwarder.flush(60_000))) throw new Error(`Not delivered: ${JSON.stringify(forwarder.states())}`);
  const seconds = (performance.now() - start) / 1_000;
  const [state] = forwarder.states();
  if (state?.ledger.delivered !== list.length) throw new Error(`Delivered ${state?.ledger.delivered ?? 0} of ${list.length}.`);
  await close();
  return list.length / seconds;
}

/** A broker that is away while 150,000 events come: the queue holds 100,000 and no more, in memory as on disk. */
async function fullQueue(): Promise<void> {
  const nobody = createServer(socket => socket.destroy()).listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { forwarder, close } = await open(`mqtt://127.0.0.1:${(nobody.address() as AddressInfo).port}`, path.join(folder, 'full'));
  const used = (): number => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 1_000_000;
  };
  const empty = used();
  for (let at = 0; at < 100_000; at += 500) await forwarder.accept(events(500));
  const full = used() - empty;
  for (let at = 0; at < 50_000; at += 500) await forwarder.accept(events(500));
  const over = used() - empty;
  const [state] = forwarder.states();
  console.log(
    `\nA queue of 100,000 events: ${full.toFixed(0)} MB; after 50,000 more: ${over.toFixed(0)} MB, ${state?.ledger.dropped ?? 0} given up and counted`,
  );
  bar('events waiting', state?.ledger.queued ?? NaN, { atMost: 101_000 });
  bar('MB of heap for 100,000 events', full, { atMost: 250 });
  bar('times the memory after half as many again', over / full, { atMost: 1.15 });
  await close();
  nobody.close();
}

async function open(url: string, journal: string) {
  const { plans, complaints } = parsePlans([{ id: 'bench', kind: 'mqtt', url, topic: 'bench/ours', qos: 1 }], {
    kinds: sinkKinds,
    secret: () => undefined,
    env: () => undefined,
    filter: () => ({ ok: true, matches: () => true }),
    isUserEvent: () => false,
    includeTests: false,
    plainSecrets: 'accept',
    dryRun: () => undefined,
  });
  const outbox = await openFileOutbox({ folder: journal, owner: 'bench', pid: process.pid, log: () => undefined });
  if (complaints.length > 0 || !outbox.ok) throw new Error(complaints.join(' ') || 'no journal');
  const forwarder = new Forwarder({
    plans,
    outbox: outbox.outbox,
    ports: {
      log: () => undefined,
      redact: text => text,
      instance: `bench-${process.pid}`,
      listener: 'WS-42',
      uuid: () => crypto.randomUUID(),
      now: Date.now,
      random: Math.random,
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    },
  });
  await forwarder.start();
  return { forwarder, close: () => forwarder.close() };
}

async function startMosquitto() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const config = path.join(folder, 'mosquitto.conf');
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  await writeFile(config, `listener ${port} 127.0.0.1\n${user}allow_anonymous true\n`);
  const child = spawn(process.env['MOSQUITTO'] ?? '/usr/sbin/mosquitto', ['-c', config], { stdio: 'ignore' });
  for (let tries = 0; tries < 200; tries++) {
    const open = await new Promise<boolean>(resolve => {
      const socket = connectTcp(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return { url: `mqtt://127.0.0.1:${port}`, child, kill: () => child.kill() };
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  throw new Error('Mosquitto is not installed. On Debian: apt-get install mosquitto.');
}
