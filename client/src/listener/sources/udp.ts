/** UDP sockets, in a thread of their own: a listener that is held up (a busy editor) loses nothing meanwhile. */
import { isIP } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { BindOutcome, BindRequest, DatagramSource, ListenerCounts, RawDatagram } from '../contract';
import type { UdpEndpoint } from '../platform/endpoints';
import type { Platform, PortLister } from '../platform';
import { failed, groupAsAddress, noGroup, refused, taken } from './bind-outcomes';
import { isMulticast, readNetwork } from './networks';
import { thisPlatform } from './system';
import { type FromWorker, type Network, type RefusedSender, type ToWorker, type WorkerSettings, readBatch } from './udp-messages';
import { type Answer, answerAll, type Thread } from './udp-thread';

/** Who holds which port, and what the system dropped. */
export type Ports = PortLister & Partial<Pick<Platform, 'dropped'>>;

export interface UdpSourceOptions {
  /** The built `listener-worker.js`. */
  readonly workerPath: string;
  /** Bytes of receive buffer to ask for, per socket; the system may give less. Default 32 MiB. */
  readonly receiveBuffer?: number;
  /** Bytes that may wait for a listener that is held up; default 64 MiB, which is seconds of a flood. What comes on top is dropped and counted as lost. */
  readonly backlogBytes?: number;
  /** Bytes that are kept of one datagram; default all. */
  readonly mostBytes?: number;
  /** Who holds which port; default: this platform's way to tell. */
  readonly ports?: Ports;
  readonly platform?: string;
  /** Milliseconds between two looks at what the system dropped, where it tells of the whole computer only; default 10,000. */
  readonly dropPollMs?: number;
}

const defaultReceiveBuffer = 32 * 1024 * 1024;
/** More does not fit into a datagram. */
const largestDatagram = 65_535;
const defaultBacklog = 64 * 1024 * 1024;
/**
 * A thread that is left to itself lets garbage grow to what a whole program has. What it holds for long are buffers, which
 * do not count here; what it makes for each datagram is gone with the next.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 3, maxOldGenerationSizeMb: 64 };
/** Each look starts a program. */
const defaultDropPollMs = 10_000;
/** A thread that does not answer is ended the hard way. */
const closeWithinMs = 2_000;

export function createUdpSource(options: UdpSourceOptions): DatagramSource {
  return new UdpSource(options);
}

class UdpSource implements DatagramSource {
  readonly #options: UdpSourceOptions;
  readonly #ports: Ports;
  readonly #platform: string;
  readonly #datagramHandlers: ((batch: readonly RawDatagram[]) => void)[] = [];
  readonly #errorHandlers: ((message: string) => void)[] = [];
  readonly #endHandlers: ((reason: string) => void)[] = [];
  readonly #countHandlers: (() => void)[] = [];
  #thread: Thread | undefined;
  #requests = 0;
  #received = 0;
  #bytes = 0;
  /** Lost by threads that are closed, and by the running one. */
  #lostBefore = 0;
  #lost: number | undefined;
  /** Refused senders with their counts: by threads that are closed, and by the running one. */
  #refusedBefore = new Map<string, number>();
  #refused: readonly RefusedSender[] = [];
  #allowed: readonly Network[] | undefined;
  #mostBytes: number;
  #droppedTimer: NodeJS.Timeout | undefined;

  constructor(options: UdpSourceOptions) {
    this.#options = options;
    this.#mostBytes = options.mostBytes ?? largestDatagram;
    this.#platform = options.platform ?? process.platform;
    this.#ports = options.ports ?? thisPlatform(this.#platform);
  }

  async bind(request: BindRequest): Promise<BindOutcome> {
    const { port } = request;
    const address = request.address === undefined || request.address === 'localhost' ? '127.0.0.1' : request.address;
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      return failed(port, `${port} is no port: use a whole number from 0 to 65535.`);
    if (isIP(address) === 0) return failed(port, `"${address}" is no IP address of this computer: use one such as 127.0.0.1.`);
    if (isMulticast(address)) return failed(port, groupAsAddress(address));
    const groups = request.groups ?? [];
    const wrong = groups.find(it => !isMulticast(it));
    if (wrong !== undefined) return failed(port, noGroup(wrong));
    const endpoints = port === 0 ? [] : await this.#ports.list();
    const holder = await this.#holder(endpoints, port);
    if (holder !== undefined) return taken(port, holder, endpoints);
    const answer = await this.#ask(id => ({
      kind: 'bind',
      request: id,
      port,
      address,
      receiveBuffer: this.#options.receiveBuffer ?? defaultReceiveBuffer,
      groups,
    }));
    switch (answer.kind) {
      case 'bound':
        this.#watchDrops();
        return {
          ...{ kind: 'bound', address: answer.address, port: answer.port, receiveBuffer: answer.receiveBuffer },
          ...(groups.length === 0 ? {} : { groups }),
        };
      case 'refused':
        return refused(answer, port, address, endpoints);
      case 'gone':
      case 'done':
      case 'regrouped':
        return failed(port, answer.kind === 'gone' ? answer.message : 'The listener was closed meanwhile.');
    }
  }

  async unbind(port: number): Promise<void> {
    if (this.#thread === undefined) return;
    await this.#ask(request => ({ kind: 'unbind', request, port }));
  }

  onDatagrams(handler: (batch: readonly RawDatagram[]) => void): void {
    this.#datagramHandlers.push(handler);
  }

  onError(handler: (message: string) => void): void {
    this.#errorHandlers.push(handler);
  }

  onEnded(handler: (reason: string) => void): void {
    this.#endHandlers.push(handler);
  }

  onCounts(handler: () => void): void {
    this.#countHandlers.push(handler);
  }

  counts(): ListenerCounts {
    const lost = this.#lost === undefined && this.#lostBefore === 0 ? undefined : this.#lostBefore + (this.#lost ?? 0);
    const refused = this.refusedSenders().reduce((sum, it) => sum + it.count, 0);
    return { received: this.#received, lost, bytes: this.#bytes, refused };
  }

  refusedSenders(): readonly RefusedSender[] {
    const counts = new Map(this.#refusedBefore);
    for (const { address, count } of this.#refused) counts.set(address, (counts.get(address) ?? 0) + count);
    return [...counts].map(([address, count]) => ({ address, count })).sort((a, b) => b.count - a.count);
  }

  allow(senders: readonly string[]): readonly string[] {
    const read = senders.map(text => ({ text, network: readNetwork(text) }));
    // A list of which nothing can be read lets nobody in: better than everybody.
    this.#allowed = senders.length === 0 ? undefined : read.flatMap(it => it.network ?? []);
    this.#thread?.worker.postMessage({ kind: 'allow', senders: this.#allowed } satisfies ToWorker);
    return read.filter(it => it.network === undefined).map(it => it.text);
  }

  keepAtMost(bytes: number): void {
    this.#mostBytes = bytes;
    this.#thread?.worker.postMessage({ kind: 'most-bytes', bytes } satisfies ToWorker);
  }

  async regroup(groups: readonly string[]): Promise<readonly string[]> {
    const wrong = groups.filter(it => !isMulticast(it)).map(noGroup);
    if (wrong.length > 0 || this.#thread === undefined) return wrong;
    const answer = await this.#ask(request => ({ kind: 'regroup', request, groups }));
    if (answer.kind !== 'regrouped') return [];
    return answer.refused.map(it => `The socket on port ${it.port} cannot join or leave ${it.group}: ${it.message}`);
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return;
    thread.isClosing = true;
    const answered = this.#ask(request => ({ kind: 'close', request }));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise(resolve => {
      timer = setTimeout(resolve, closeWithinMs);
    });
    await Promise.race([answered, late]);
    clearTimeout(timer);
    // What is asked after this gets a new thread; what was asked before is answered.
    this.#letGo(thread);
    answerAll(thread, 'The listener was closed meanwhile.');
    await thread.worker.terminate();
  }

  /** Of a thread that ends, what was lost and refused stays counted: another one begins at nothing. */
  #letGo(thread: Thread): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    clearInterval(this.#droppedTimer);
    this.#droppedTimer = undefined;
    this.#lostBefore += this.#lost ?? 0;
    this.#lost = this.#lost === undefined ? undefined : 0;
    this.#refusedBefore = new Map(this.refusedSenders().map(it => [it.address, it.count]));
    this.#refused = [];
  }

  /** Where no socket's own count is told, the whole computer's is the most that can have been lost. */
  #watchDrops(): void {
    const ports = this.#ports;
    if (ports.dropped === undefined || this.#droppedTimer !== undefined) return;
    const atFirst = ports.dropped();
    const look = async (): Promise<void> => {
      const [before, now] = await Promise.all([atFirst, ports.dropped?.()]);
      if (this.#droppedTimer === timer && before !== undefined && now !== undefined) this.#setLost(Math.max(0, now - before));
    };
    const timer = setInterval(() => void look(), this.#options.dropPollMs ?? defaultDropPollMs);
    this.#droppedTimer = timer.unref();
  }

  /** Another process on this port, whatever its address; the sockets of this process are left to the system's judgement. */
  async #holder(endpoints: readonly UdpEndpoint[], port: number): Promise<UdpEndpoint | undefined> {
    for (const endpoint of endpoints) {
      if (endpoint.port !== port) continue;
      const known = await this.#ports.identify(endpoint);
      if (known.pid !== process.pid) return known;
    }
    return undefined;
  }

  #ask(message: (request: number) => ToWorker): Promise<Answer> {
    this.#thread ??= this.#start();
    const { worker, pending } = this.#thread;
    const request = ++this.#requests;
    return new Promise(resolve => {
      pending.set(request, resolve);
      worker.postMessage(message(request));
    });
  }

  #start(): Thread {
    const workerData: WorkerSettings = {
      backlogBytes: this.#options.backlogBytes ?? defaultBacklog,
      countsDrops: this.#platform === 'linux',
      mostBytes: this.#mostBytes,
    };
    const worker = new Worker(this.#options.workerPath, { workerData, name: 'log4net-listener', resourceLimits });
    const thread: Thread = { worker, pending: new Map(), isClosing: false };
    if (this.#allowed !== undefined) worker.postMessage({ kind: 'allow', senders: this.#allowed } satisfies ToWorker);
    worker.on('message', (message: FromWorker) => {
      this.#hear(thread, message);
    });
    let reason = "The listener's thread has ended.";
    worker.on('error', error => {
      reason = `The listener's thread failed (${error instanceof Error ? error.message : String(error)}).`;
    });
    worker.on('exit', () => {
      this.#letGo(thread);
      answerAll(thread, reason);
      if (!thread.isClosing) for (const handler of this.#endHandlers) handler(reason);
    });
    return thread;
  }

  #hear(thread: Thread, message: FromWorker): void {
    switch (message.kind) {
      case 'batch':
        try {
          for (const datagrams of readBatch(message)) this.#pass(datagrams);
        } finally {
          thread.worker.postMessage({ kind: 'taken', buffer: message.buffer } satisfies ToWorker, [message.buffer]);
        }
        return;
      case 'lost':
        this.#setLost(message.lost);
        return;
      case 'refused-senders':
        this.#refused = message.senders;
        this.#tellCounts();
        return;
      case 'error':
        this.#tell(message.message);
        return;
      case 'bound':
      case 'refused':
      case 'done':
      case 'regrouped':
        thread.pending.get(message.request)?.(message);
        thread.pending.delete(message.request);
        return;
    }
  }

  #pass(batch: readonly RawDatagram[]): void {
    this.#received += batch.length;
    for (const datagram of batch) this.#bytes += datagram.length ?? datagram.payload.length;
    for (const handler of this.#datagramHandlers) handler(batch);
  }

  #setLost(lost: number | undefined): void {
    if (lost === this.#lost) return;
    this.#lost = lost;
    this.#tellCounts();
  }

  #tellCounts(): void {
    for (const handler of this.#countHandlers) handler();
  }

  #tell(message: string): void {
    for (const handler of this.#errorHandlers) handler(message);
  }
}
