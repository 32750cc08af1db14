/** What the listener and its socket thread say to each other, and how datagrams travel: many in one transferred buffer. */
import type { RawDatagram } from '../contract';

/** Listener → thread. */
export type ToWorker =
  | {
      readonly kind: 'bind';
      readonly request: number;
      readonly port: number;
      readonly address: string;
      readonly receiveBuffer: number;
      readonly groups: readonly string[];
    }
  | { readonly kind: 'unbind'; readonly request: number; readonly port: number }
  /** Who may send; undefined: everybody. */
  | { readonly kind: 'allow'; readonly senders: readonly Network[] | undefined }
  | { readonly kind: 'most-bytes'; readonly bytes: number }
  /** Every open socket is to be in these groups, and in no other; answered by `regrouped`. */
  | { readonly kind: 'regroup'; readonly request: number; readonly groups: readonly string[] }
  /** A batch was handled: it no longer waits, and its buffer comes back for the next. */
  | { readonly kind: 'taken'; readonly buffer: ArrayBuffer }
  | { readonly kind: 'close'; readonly request: number };

/** Thread → listener. */
export type FromWorker =
  | { readonly kind: 'bound'; readonly request: number; readonly address: string; readonly port: number; readonly receiveBuffer: number }
  /** `code` is Node's: `EADDRINUSE`. */
  | { readonly kind: 'refused'; readonly request: number; readonly code: string; readonly message: string }
  | { readonly kind: 'done'; readonly request: number }
  /** `refused` in the system's words. */
  | {
      readonly kind: 'regrouped';
      readonly request: number;
      readonly refused: readonly { readonly port: number; readonly group: string; readonly message: string }[];
    }
  | {
      readonly kind: 'batch';
      readonly buffer: ArrayBuffer;
      readonly used: number;
      readonly count: number;
      readonly addresses: readonly string[];
    }
  /** All in all, since the thread started. */
  | { readonly kind: 'lost'; readonly lost: number | undefined }
  /** All in all, since the thread started. */
  | { readonly kind: 'refused-senders'; readonly senders: readonly RefusedSender[] }
  | { readonly kind: 'error'; readonly message: string };

/** An address, or the network it stands in. */
export interface Network {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefix: number;
}

export interface RefusedSender {
  readonly address: string;
  readonly count: number;
}

/** What the thread is started with. */
export interface WorkerSettings {
  /** Bytes that may wait for a listener that is held up; what comes on top is dropped and counted. */
  readonly backlogBytes: number;
  /** Whether the system's drop counters can be read. */
  readonly countsDrops: boolean;
  /** Of a larger datagram the rest is left away; its length is told. */
  readonly mostBytes: number;
}

/** Time (f64), bytes kept (u32), local port, remote port, index of the address, bytes that came (u16 each; a datagram has no more). */
export const headerBytes = 24;

const align = (bytes: number): number => (bytes + 7) & ~7;

/** Buffers kept for the next batches; a listener that keeps up has one or two under way. */
const mostSpare = 4;

/** Collects datagrams into one buffer. */
export class BatchWriter {
  #buffer: ArrayBuffer;
  #view: DataView;
  #bytes: Uint8Array;
  #used = 0;
  #count = 0;
  #addresses: string[] = [];
  #indexOf = new Map<string, number>();
  readonly #size: number;
  readonly #spare: ArrayBuffer[] = [];

  constructor(size: number) {
    this.#size = size;
    this.#buffer = new ArrayBuffer(size);
    this.#view = new DataView(this.#buffer);
    this.#bytes = new Uint8Array(this.#buffer);
  }

  get count(): number {
    return this.#count;
  }

  /** False where the datagram does not fit any more: take the batch first. */
  write(payload: Uint8Array, localPort: number, address: string, remotePort: number, receivedAt: number, length = payload.length): boolean {
    const next = this.#used + align(headerBytes + payload.length);
    if (next > this.#size) return false;
    let index = this.#indexOf.get(address);
    if (index === undefined) {
      if (this.#addresses.length > 65_535) return false;
      index = this.#addresses.push(address) - 1;
      this.#indexOf.set(address, index);
    }
    this.#view.setFloat64(this.#used, receivedAt, true);
    this.#view.setUint32(this.#used + 8, payload.length, true);
    this.#view.setUint16(this.#used + 12, localPort, true);
    this.#view.setUint16(this.#used + 14, remotePort, true);
    this.#view.setUint16(this.#used + 16, index, true);
    this.#view.setUint16(this.#used + 18, Math.min(length, 65_535), true);
    this.#bytes.set(payload, this.#used + headerBytes);
    this.#used = next;
    this.#count++;
    return true;
  }

  /** The batch, ready for transfer. */
  take(): Extract<FromWorker, { readonly kind: 'batch' }> {
    const batch = { kind: 'batch', buffer: this.#buffer, used: this.#used, count: this.#count, addresses: this.#addresses } as const;
    this.#buffer = this.#spare.pop() ?? new ArrayBuffer(this.#size);
    this.#view = new DataView(this.#buffer);
    this.#bytes = new Uint8Array(this.#buffer);
    this.#used = 0;
    this.#count = 0;
    this.#addresses = [];
    this.#indexOf = new Map();
    return batch;
  }

  /** A buffer that is not needed any more where the batch went. */
  giveBack(buffer: ArrayBuffer): void {
    if (buffer.byteLength === this.#size && this.#spare.length < mostSpare) this.#spare.push(buffer);
  }
}

/** Datagrams told at a time: what is made of them is gone again before the collector comes by. */
const portion = 32;

/** The datagrams of a batch, some at a time; payloads are views into its buffer. */
export function* readBatch(batch: Extract<FromWorker, { readonly kind: 'batch' }>): Generator<readonly RawDatagram[], void> {
  const view = new DataView(batch.buffer);
  let from = { address: '', port: -1 };
  let datagrams: RawDatagram[] = [];
  for (let at = 0; at < batch.used;) {
    const length = view.getUint32(at + 8, true);
    const came = view.getUint16(at + 18, true);
    const remotePort = view.getUint16(at + 14, true);
    const address = batch.addresses[view.getUint16(at + 16, true)] ?? '';
    // One sender mostly sends several: its endpoint is kept once.
    if (from.port !== remotePort || from.address !== address) from = { address, port: remotePort };
    datagrams.push({
      port: view.getUint16(at + 12, true),
      from,
      receivedAt: view.getFloat64(at, true),
      payload: new Uint8Array(batch.buffer, at + headerBytes, length),
      ...(came > length ? { length: came } : undefined),
    });
    at += align(headerBytes + length);
    if (datagrams.length < portion && at < batch.used) continue;
    yield datagrams;
    datagrams = [];
  }
}
