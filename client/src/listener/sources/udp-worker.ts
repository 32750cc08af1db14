/**
 * The socket thread: takes datagrams off the sockets and hands them over in batches, whatever the other thread is busy
 * with. Nothing is decoded here. Built as a file of its own (`dist/listener-worker.js`).
 */
import { type Socket, createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { withoutZone } from '../place';
import { type UdpEndpoint, parseProcNetUdp } from '../platform/endpoints';
import { AllowList } from './allow-list';
import { BatchWriter, type FromWorker, type ToWorker, type WorkerSettings } from './udp-messages';

/** Large enough for the largest datagram, small enough to lie in a processor's cache. */
const batchBytes = 128 * 1024;
/** Full batches that are passed on before the first of them is handled: between them the listener has time for other things. */
const mostUnderWay = 4;
/** A listener that has so many to handle is not given another before that is full: it would only cost memory. */
const mostBeforeFull = 2;
/** Between two batches: a listener that is asked every few milliseconds has time for other things. */
const pauseMs = 5;
const dropPollMs = 1_000;

const settings = workerData as WorkerSettings;
const parent = parentPort;
if (parent === null) throw new Error('This file runs as a worker thread only.');
const port = parent;

type Batch = ReturnType<BatchWriter['take']>;

/** An open socket, and what the system says it dropped. */
interface Open {
  readonly socket: Socket;
  readonly address: string;
  readonly port: number;
  /** Multicast groups it is in. */
  readonly groups: Set<string>;
  drops: number;
}

const open = new Set<Open>();
let { mostBytes } = settings;
const writer = new BatchWriter(batchBytes);
/** Batches that were passed on and are not handled yet. */
let underWay = 0;
/** Full ones that wait for those that are under way. */
const waiting: Batch[] = [];
let overflowed = 0;
/** Drops of sockets that are closed by now. */
let dropsBefore = 0;
let toldLost: number | undefined;
let lastFlush = 0;
let isFlushDue = false;
const allowList = new AllowList();

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'bind':
      bind(message);
      return;
    case 'unbind':
      close(
        [...open].filter(it => it.port === message.port),
        () => {
          say({ kind: 'done', request: message.request });
        },
      );
      return;
    case 'allow':
      allowList.allow(message.senders);
      return;
    case 'most-bytes':
      mostBytes = message.bytes;
      return;
    case 'regroup':
      regroup(message);
      return;
    case 'taken':
      underWay--;
      writer.giveBack(message.buffer);
      goOn();
      return;
    case 'close':
      closeAll(message.request);
      return;
  }
});

const poll = setInterval(tellCounts, dropPollMs);

function say(message: FromWorker): void {
  port.postMessage(message);
}

function bind(request: Extract<ToWorker, { readonly kind: 'bind' }>): void {
  const type = isIPv6(request.address) ? 'udp6' : 'udp4';
  // reuseAddr stays off: a second listener on a port must fail, not share or steal.
  const socket = createSocket({ type, reuseAddr: false, ipv6Only: type === 'udp6' });
  const fail = (error: NodeJS.ErrnoException): void => {
    socket.close();
    say({ kind: 'refused', request: request.request, code: error.code ?? '', message: error.message });
  };
  socket.once('error', fail);
  socket.bind({ port: request.port, address: request.address, exclusive: true }, () => {
    socket.off('error', fail);
    try {
      for (const group of request.groups) join(socket, group, request.address);
    } catch (error) {
      fail(error as NodeJS.ErrnoException);
      return;
    }
    const local = socket.address();
    open.add({ socket, address: local.address, port: local.port, groups: new Set(request.groups), drops: 0 });
    socket.on('error', error => {
      say({ kind: 'error', message: `The socket on port ${local.port} failed: ${error.message}` });
    });
    socket.on('message', (payload, from) => {
      receive(payload, local.port, from.address, from.port);
    });
    say({
      kind: 'bound',
      request: request.request,
      address: local.address,
      port: local.port,
      receiveBuffer: enlarge(socket, request.receiveBuffer),
    });
  });
}

/** On the adapter of the address; where the socket listens on every adapter, the system chooses. */
function join(socket: Socket, group: string, address: string): void {
  socket.addMembership(group, ...adapterOf(address));
}

const adapterOf = (address: string): readonly [] | readonly [string] => (address === '0.0.0.0' || address === '::' ? [] : [address]);

/** Nothing that is under way gets lost: the sockets stay open. */
function regroup({ request, groups }: Extract<ToWorker, { readonly kind: 'regroup' }>): void {
  const failures: { readonly port: number; readonly group: string; readonly message: string }[] = [];
  for (const it of open) {
    const change = (group: string, work: () => void): void => {
      try {
        work();
      } catch (error) {
        failures.push({ port: it.port, group, message: error instanceof Error ? error.message : String(error) });
      }
    };
    for (const group of [...it.groups].filter(known => !groups.includes(known))) {
      change(group, () => {
        it.socket.dropMembership(group, ...adapterOf(it.address));
        it.groups.delete(group);
      });
    }
    for (const group of groups.filter(wanted => !it.groups.has(wanted))) {
      change(group, () => {
        join(it.socket, group, it.address);
        it.groups.add(group);
      });
    }
  }
  say({ kind: 'regrouped', request, refused: failures });
}

/** Asks for a large buffer; the system may give less, so the answer is what it says afterwards. */
function enlarge(socket: Socket, wanted: number): number {
  try {
    socket.setRecvBufferSize(wanted);
  } catch {
    // Some systems refuse instead of giving what they have; the default stays.
  }
  return socket.getRecvBufferSize();
}

function receive(whole: Uint8Array, localPort: number, address: string, remotePort: number): void {
  if (!allowList.mayEnter(address)) return;
  const payload = whole.length > mostBytes ? whole.subarray(0, mostBytes) : whole;
  if ((underWay + waiting.length) * batchBytes > settings.backlogBytes) {
    overflowed++;
    return;
  }
  const now = Date.now();
  if (!writer.write(payload, localPort, address, remotePort, now, whole.length)) {
    flush();
    writer.write(payload, localPort, address, remotePort, now, whole.length);
  }
  if (isFlushDue) return;
  if (underWay >= mostBeforeFull) return;
  isFlushDue = true;
  const rest = lastFlush + pauseMs - now;
  if (rest <= 0) setImmediate(flush);
  else setTimeout(flush, rest);
}

function flush(): void {
  isFlushDue = false;
  if (writer.count === 0) return;
  lastFlush = Date.now();
  waiting.push(writer.take());
  passOn(mostUnderWay);
}

function passOn(most: number): void {
  while (waiting.length > 0 && underWay < most) {
    const batch = waiting.shift() as Batch;
    underWay++;
    port.postMessage(batch satisfies FromWorker, [batch.buffer]);
  }
}

/** A batch was handled: the next one goes, full or not where it is the only one. */
function goOn(): void {
  if (waiting.length > 0) passOn(mostUnderWay);
  else if (underWay < mostBeforeFull && !isFlushDue) flush();
}

function close(which: readonly Open[], then: () => void): void {
  readDrops();
  let left = which.length;
  const finish = (): void => {
    if (left > 0) return;
    flush();
    passOn(Infinity);
    tellCounts();
    then();
  };
  for (const it of which) {
    open.delete(it);
    dropsBefore += it.drops;
    it.socket.close(() => {
      left--;
      finish();
    });
  }
  if (which.length === 0) finish();
}

function closeAll(request: number): void {
  clearInterval(poll);
  close([...open], () => {
    say({ kind: 'done', request });
    port.close();
  });
}

/** The system counts per socket, and lists no zones; there is one socket of ours per port. */
function readDrops(): void {
  if (!settings.countsDrops || open.size === 0) return;
  for (const endpoint of ['/proc/net/udp', '/proc/net/udp6'].flatMap(endpointsIn)) {
    if (endpoint.drops === undefined) continue;
    for (const it of open) if (it.port === endpoint.port && withoutZone(it.address) === endpoint.address) it.drops = endpoint.drops;
  }
}

function endpointsIn(file: string): readonly UdpEndpoint[] {
  try {
    return parseProcNetUdp(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

function tellCounts(): void {
  tellLost();
  const senders = allowList.news();
  if (senders !== undefined) say({ kind: 'refused-senders', senders });
}

function tellLost(): void {
  readDrops();
  let drops = dropsBefore;
  for (const it of open) drops += it.drops;
  const lost = settings.countsDrops || overflowed > 0 ? drops + overflowed : undefined;
  if (lost === toldLost) return;
  toldLost = lost;
  say({ kind: 'lost', lost });
}
