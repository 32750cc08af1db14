/** The test listener of this window: sockets, intake and history, from the first start to the end of the window. */
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { CapturedEvent, Endpoint } from '../../../../server/src/wire/event';
import { type BindOutcome, type ListenerCounts, noCounts } from '../../listener/contract';
import type { Listener } from '../../listener/listener';
import type { EventStore } from '../../listener/store';
import type { ListeningOn } from '../../panel/protocol';
import type { Log } from '../log';
import { contextKeys } from '../registry/commands';
import type { Settings } from '../settings';

export interface ListeningOptions {
  /** Called with the first start, so that a window that never listens pays nothing. */
  readonly open: (settings: Settings) => Promise<Listener>;
  readonly settings: () => Settings;
  readonly log: Log;
}

export class Listening implements vscode.Disposable {
  readonly #options: ListeningOptions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #received = new vscode.EventEmitter<readonly CapturedEvent[]>();
  readonly #cleared = new vscode.EventEmitter<void>();
  readonly #places = new Map<number, ListeningOn>();
  #opening: Promise<Listener> | undefined;
  #open: Listener | undefined;
  #lastAt: string | undefined;

  constructor(options: ListeningOptions) {
    this.#options = options;
  }

  /** Sockets came or went, or the store was emptied. */
  readonly onDidChange: vscode.Event<void> = this.#changed.event;
  readonly onDidReceive: vscode.Event<readonly CapturedEvent[]> = this.#received.event;
  readonly onDidClear: vscode.Event<void> = this.#cleared.event;

  /** The sockets, in the order of their ports. */
  get places(): readonly ListeningOn[] {
    return [...this.#places.values()].sort((a, b) => a.port - b.port);
  }

  get store(): EventStore | undefined {
    return this.#open?.store;
  }

  get counts(): ListenerCounts {
    return this.#open?.counts() ?? noCounts;
  }

  /** ISO 8601; undefined before the first datagram. */
  get lastAt(): string | undefined {
    return this.#lastAt;
  }

  /** Where a datagram has to go to be heard on the port. Undefined when nobody listens there. */
  reachableAt(port: number): Endpoint | undefined {
    const place = this.#places.get(port);
    if (place === undefined) return undefined;
    if (place.address === '0.0.0.0') return { address: '127.0.0.1', port };
    return { address: place.address === '::' ? '::1' : place.address, port };
  }

  async start(port: number, address: string): Promise<BindOutcome> {
    const known = this.#places.get(port);
    if (known !== undefined) return { kind: 'bound', address: known.address, port, receiveBuffer: 0 };
    const listener = await this.#ready();
    const outcome = await listener.start({ port, address });
    this.#options.log.info(
      outcome.kind === 'bound'
        ? `Listening on ${outcome.address}, port ${outcome.port}.`
        : `Not listening on port ${port}: ${outcome.message}`,
    );
    if (outcome.kind === 'bound') {
      this.#places.set(outcome.port, {
        address: outcome.address,
        port: outcome.port,
        since: new Date().toISOString(),
        open: !isLoopback(outcome.address),
      });
      this.#change();
    }
    return outcome;
  }

  /** Closes one socket, or all of them. What was captured stays. */
  async stop(port?: number): Promise<void> {
    const listener = await this.#ready();
    for (const it of port === undefined ? [...this.#places.keys()] : [port]) {
      await listener.stop(it);
      this.#places.delete(it);
      this.#options.log.info(`Stopped listening on port ${it}.`);
    }
    this.#change();
  }

  /** The next datagrams from this endpoint are our own test events. */
  async expectTestFrom(endpoint: Endpoint): Promise<void> {
    const { intake } = await this.#ready();
    intake.expectTestFrom(endpoint);
  }

  /** A sentence when there is no such receiver. */
  setReceiver(id: string): string | undefined {
    return this.#open?.intake.setReceiver(id);
  }

  clear(): void {
    this.#open?.store.clear();
    this.#lastAt = undefined;
    this.#cleared.fire();
    this.#change();
  }

  /** The name of the computer the sockets are on. */
  get host(): string {
    return hostname();
  }

  async close(): Promise<void> {
    const listener = await this.#opening?.catch(() => undefined);
    await listener?.stop();
  }

  dispose(): void {
    void this.close();
    this.#changed.dispose();
    this.#received.dispose();
    this.#cleared.dispose();
  }

  #ready(): Promise<Listener> {
    this.#opening ??= this.#openListener().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #openListener(): Promise<Listener> {
    const { open, settings, log } = this.#options;
    const listener = await open(settings());
    this.#open = listener;
    listener.onEvents(events => {
      // The first ones: commands that need events come to life.
      if (this.#lastAt === undefined) void setContext(contextKeys.events, true);
      this.#lastAt = events.at(-1)?.receivedAt ?? this.#lastAt;
      this.#received.fire(events);
    });
    listener.onError(message => {
      log.error(message);
      void vscode.window.showWarningMessage(message);
    });
    return listener;
  }

  #change(): void {
    void setContext(contextKeys.listening, this.#places.size > 0);
    void setContext(contextKeys.events, this.#open !== undefined && this.#open.store.end > this.#open.store.first);
    this.#changed.fire();
  }
}

export const isLoopback = (address: string): boolean => /^127\./.test(address) || address === '::1';

const setContext = (key: string, value: boolean): Thenable<void> => vscode.commands.executeCommand('setContext', key, value);
