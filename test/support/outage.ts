/**
 * A broker that is away under load, and a listener that is killed in the middle of it: what was reported, what arrived,
 * and how the counts come out. Everything is real: Mosquitto, the command line as a process, UDP.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectAsync } from 'mqtt';
import type { CapturedEvent } from '../../server/src/wire/event';
import { startBroker } from './broker';
import { builtCli } from './built-cli';

export interface OutageOptions {
  readonly seconds: number;
  readonly perSecond: number;
}

export interface Outage {
  /** Datagrams sent, in order. */
  readonly sent: readonly string[];
  /** What the listener reported as JSON Lines: before the kill, and after. */
  readonly reported: readonly string[];
  readonly reportedBeforeKill: number;
  /** As the subscriber got them: the datagram's text and the delivery id. */
  readonly arrived: readonly { readonly text: string; readonly deliveryId: string }[];
  /** Of them, those that came before the way to the broker was cut. */
  readonly arrivedBeforeCut: number;
  /** The last line about the sink: `mqtt: received 10 = delivered …`. */
  readonly ledger: string;
  readonly status: number | null;
  readonly stderr: string;
}

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

export async function outage({ seconds, perSecond }: OutageOptions): Promise<Outage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'outage-'));
  const broker = await startBroker();
  const door = await openDoor(broker.port);
  const udpPort = await freeUdpPort();
  await writeFile(
    path.join(folder, 'sinks.json'),
    JSON.stringify({ sinks: [{ id: 'mqtt', kind: 'mqtt', url: `mqtt://127.0.0.1:${door.port}`, topic: 'qliksense/outage', qos: 1 }] }),
  );
  const arrived: { text: string; deliveryId: string }[] = [];
  const subscribe = async () => {
    const client = await connectAsync(broker.url);
    client.on('error', () => undefined);
    client.on('message', (_topic, body) => {
      const { text, deliveryId } = JSON.parse(body.toString()) as { readonly text: string; readonly deliveryId: string };
      arrived.push({ text, deliveryId });
    });
    await client.subscribeAsync('qliksense/#', { qos: 1 });
    return client;
  };
  const listeners: Listening[] = [];
  const sender = startSender(udpPort, perSecond);
  try {
    let subscriber = await subscribe();
    let listener = await startListener(folder, udpPort);
    listeners.push(listener);
    sender.go();
    await pause(1_000);
    // The way to the broker is cut first, so that nothing it has acknowledged is still on its way to the subscriber.
    door.close();
    await pause(300);
    await subscriber.endAsync(true);
    const arrivedBeforeCut = arrived.length;
    await broker.stop();

    await pause((seconds / 2) * 1_000);
    sender.pause();
    await pause(1_000);
    listener.kill('SIGKILL');
    await listener.ended;
    const reportedBeforeKill = listener.reported.length;
    listener = await startListener(folder, udpPort);
    listeners.push(listener);
    sender.go();
    await pause((seconds / 2) * 1_000);

    await broker.start();
    subscriber = await subscribe();
    door.open();
    await pause(1_000);
    sender.pause();
    const all = () => new Set(arrived.map(it => it.text)).size;
    for (let tries = 0; all() < sender.sent.length && tries < 600; tries++) await pause(50);
    listener.kill('SIGTERM');
    const status = await listener.ended;
    await pause(200);
    await subscriber.endAsync(true);
    return {
      sent: sender.sent,
      reported: listeners.flatMap(it => it.reported),
      reportedBeforeKill,
      arrived,
      arrivedBeforeCut,
      ledger: /^mqtt: received .*$/m.exec(listener.stderr())?.[0] ?? '',
      status,
      stderr: listeners.map(it => it.stderr()).join('--- killed\n'),
    };
  } finally {
    sender.end();
    for (const it of listeners) it.kill('SIGKILL');
    door.end();
    await broker.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

interface Listening {
  readonly reported: readonly string[];
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<number | null>;
}

async function startListener(folder: string, port: number): Promise<Listening> {
  const child: ChildProcess = spawn(
    process.execPath,
    [builtCli(), 'listen', '--port', String(port), '--format', 'jsonl', '--forward', 'sinks.json', '--state', 'state'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  const reported: string[] = [];
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) reported.push((JSON.parse(line) as CapturedEvent).text);
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  for (let tries = 0; !errors.includes('listening on'); tries++) {
    if (tries > 600 || child.exitCode !== null) throw new Error(`The listener did not start: ${errors}`);
    await pause(20);
  }
  return { reported, stderr: () => errors, kill: signal => void child.kill(signal), ended };
}

/** Numbered datagrams at a steady rate, made up for where the clock lags. */
function startSender(port: number, perSecond: number) {
  const socket = createSocket('udp4');
  const sent: string[] = [];
  let since: number | undefined;
  let due = 0;
  const timer = setInterval(() => {
    if (since === undefined) return;
    for (const until = Math.floor(((Date.now() - since) * perSecond) / 1_000); due < until; due++) {
      const text = `/scheduler-task-failed/;QS-1;Task ${sent.length};App;LAB\\alice;;;2026-03-12 06:02:01,586;INFO;;Max retries reached`;
      sent.push(text);
      socket.send(text, port, '127.0.0.1');
    }
  }, 10);
  return {
    sent: sent as readonly string[],
    go: () => {
      since = Date.now();
      due = 0;
    },
    pause: () => (since = undefined),
    end: () => {
      clearInterval(timer);
      socket.close();
    },
  };
}

/** A way to the broker that can be cut, so that the listener finds it again only when the subscriber has. */
async function openDoor(target: number) {
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer(near => {
    if (!isOpen) return void near.destroy();
    const far = connectTcp(target, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
    }
    near.pipe(far);
    far.pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    open: () => (isOpen = true),
    close: () => {
      isOpen = false;
      for (const socket of sockets) socket.destroy();
    },
    end: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** What is wrong with the outcome, in sentences; `[]` when every promise was kept. */
export function brokenPromises({
  sent,
  reported,
  reportedBeforeKill,
  arrived,
  arrivedBeforeCut,
  ledger,
  status,
}: Outage): readonly string[] {
  const wrong: string[] = [];
  if (reportedBeforeKill === 0) wrong.push('Nothing had been reported before the kill: the test shows nothing.');
  const texts = new Set(arrived.map(it => it.text));
  const missing = reported.filter(it => !texts.has(it));
  if (missing.length > 0) wrong.push(`${missing.length} reported events never arrived, the first is ${missing[0] ?? ''}`);
  if (reported.length !== sent.length) wrong.push(`${sent.length} sent, but ${reported.length} reported.`);
  const first = [...texts];
  const place = new Map(sent.map((text, at) => [text, at]));
  const turned = first.findIndex((text, at) => at > 0 && (place.get(text) ?? -1) < (place.get(first[at - 1] ?? '') ?? -1));
  if (turned >= 0) wrong.push(`Out of order: ${first[turned] ?? ''} after ${first[turned - 1] ?? ''}`);
  const ids = new Map<string, string>();
  for (const { text, deliveryId } of arrived) {
    if ((ids.get(text) ?? deliveryId) !== deliveryId) wrong.push(`Another delivery id at the second time: ${text}`);
    ids.set(text, deliveryId);
  }
  const [received, delivered, queued, held, rejected, dropped] = [...ledger.matchAll(/\d+/g)].map(Number);
  if (received === undefined || received !== (delivered ?? 0) + (queued ?? 0) + (held ?? 0) + (rejected ?? 0) + (dropped ?? 0))
    wrong.push(`The ledger does not balance: ${ledger}`);
  // Each delivery that was counted is one message at the subscriber, and what came twice is what was counted twice.
  if (arrived.length !== arrivedBeforeCut + (delivered ?? 0))
    wrong.push(`${arrivedBeforeCut} arrived before the cut and ${delivered ?? 0} were delivered after it, but ${arrived.length} arrived.`);
  if (queued !== 0 || dropped !== 0 || rejected !== 0) wrong.push(`Something was left: ${ledger}`);
  if (status !== 0) wrong.push(`The listener ended with ${String(status)}.`);
  return wrong;
}
