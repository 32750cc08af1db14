/** The test listener of this window: sockets, intake and history, from the first start to the end of the window. */
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { CapturedEvent, Endpoint } from '../../../../server/src/wire/event';
import { type BindOutcome, type ListenerCounts, noCounts, type OwnOrigin, type RawDatagram } from '../../listener/contract';
import type { Bound, Listener } from '../../listener/listener';
import { isLoopback } from '../../listener/place';
import type { EventStore } from '../../listener/store';
import type { ListeningOn } from '../../panel/protocol';
import { unheld } from '../../listener/transfer/unheld';
import { type Log, words } from '../log';
import { contextKeys } from '../registry/commands';
import type { Settings } from '../settings';
import type { Kept } from './kept';

export interface ListeningOptions {
  /** Called with the first start, so that a window that never listens pays nothing. */
  readonly open: (settings: Settings, kept: Kept) => Promise<Listener>;
  /** Reads what an earlier window left; called once, before anything is shown or captured. */
  readonly keep: () => Promise<Kept>;
  /** Whether an earlier window left any: a look at names, so that it costs a window nothing as it comes up. */
  readonly hasKept: () => Promise<boolean>;
  readonly settings: () => Settings;
  readonly log: Log;
}

/** The mail catcher, or a topic of a broker. */
export interface OtherSource {
  readonly place: ListeningOn;
  close(): Promise<void>;
}

const isSame = (a: ListeningOn, b: ListeningOn): boolean => a.protocol === b.protocol && a.address === b.address && a.port === b.port;

export class Listening implements vscode.Disposable {
  readonly #options: ListeningOptions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #received = new vscode.EventEmitter<readonly CapturedEvent[]>();
  readonly #cleared = new vscode.EventEmitter<void>();
  readonly #restored = new vscode.EventEmitter<void>();
  readonly #places = new Map<number, ListeningOn>();
  /** Sockets are opened and closed one after the other: what is told of one holds when the next click is looked at. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Sources of another kind, by the address and port they are shown under. */
  readonly #others = new Set<OtherSource>();
  #opening: Promise<Listener> | undefined;
  #open: Listener | undefined;
  #keeping: Promise<Kept> | undefined;
  #kept: Kept | undefined;
  #lastAt: string | undefined;
  /** There may be events on disk that were not read yet. */
  #mayHoldMore = true;

  constructor(options: ListeningOptions) {
    this.#options = options;
  }

  /** Sources came, went or fare otherwise than before, something was lost or refused, or the store was emptied. */
  readonly onDidChange: vscode.Event<void> = this.#changed.event;
  readonly onDidReceive: vscode.Event<readonly CapturedEvent[]> = this.#received.event;
  readonly onDidClear: vscode.Event<void> = this.#cleared.event;
  /** Events came that did not arrive just now: from an earlier window, or from a file. */
  readonly onDidRestore: vscode.Event<void> = this.#restored.event;

  /** The sockets, in the order of their ports. */
  get places(): readonly ListeningOn[] {
    return [...this.#places.values(), ...[...this.#others].map(it => it.place)].sort((a, b) => a.port - b.port);
  }

  get store(): EventStore | undefined {
    return this.#kept?.store;
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

  /** Opens a socket. Asked twice for the same port, as by two quick clicks, it opens one. */
  start(port: number, address: string): Promise<BindOutcome> {
    return this.#inTurn(() => this.#start(port, address));
  }

  async #start(port: number, address: string): Promise<BindOutcome> {
    const known = this.#places.get(port);
    if (known !== undefined) return { kind: 'bound', address: known.address, port, receiveBuffer: known.receiveBuffer ?? 0 };
    const listener = await this.#ready();
    const { multicastGroups, allowedSenders } = this.#options.settings();
    for (const complaint of this.#allow(listener, allowedSenders)) this.#options.log.warn(complaint);
    const outcome = await listener.start({ port, address, ...(multicastGroups.length > 0 && { groups: multicastGroups }) });
    this.#options.log.info(
      outcome.kind === 'bound'
        ? `Listening on ${outcome.address}, port ${outcome.port}, with a receive buffer of ${outcome.receiveBuffer.toLocaleString('en')} bytes.`
        : `Not listening on port ${port}: ${outcome.message}`,
    );
    if (outcome.kind === 'bound') {
      this.#places.set(outcome.port, {
        address: outcome.address,
        port: outcome.port,
        since: new Date().toISOString(),
        open: !isLoopback(outcome.address),
        receiveBuffer: outcome.receiveBuffer,
        ...(outcome.groups !== undefined && { groups: outcome.groups }),
      });
      this.#change();
    }
    return outcome;
  }

  /** Closes one source, or all of them. What was captured stays. */
  stop(which?: ListeningOn): Promise<void> {
    return this.#inTurn(() => this.#stop(which));
  }

  async #stop(which: ListeningOn | undefined): Promise<void> {
    const sockets = [...this.#places].filter(([, it]) => which === undefined || isSame(it, which));
    const others = [...this.#others].filter(({ place }) => which === undefined || isSame(place, which));
    for (const [port] of sockets) {
      await (await this.#ready()).stop(port);
      this.#places.delete(port);
      this.#options.log.info(`Stopped listening on port ${port}.`);
    }
    for (const it of others) this.#others.delete(it);
    this.#change();
    for (const it of others) {
      await it.close();
      this.#options.log.info(`Stopped receiving from ${it.place.address}:${it.place.port} (${it.place.protocol ?? 'udp'}).`);
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Opens a source that is no UDP socket; what it takes is captured like anything else, and it says when its place is no
   * longer what it was. A sentence where it cannot be opened.
   */
  async open<T extends OtherSource>(
    source: (take: (batch: readonly RawDatagram[]) => void, changed: () => void) => Promise<T | string>,
  ): Promise<T | string> {
    const listener = await this.#ready();
    const opened = await source(
      batch => {
        listener.receive(batch);
      },
      () => this.#change(),
    );
    if (typeof opened === 'string') {
      this.#options.log.warn(opened);
      return opened;
    }
    this.#others.add(opened);
    this.#options.log.info(`Receiving from ${opened.place.address}:${opened.place.port} (${opened.place.protocol ?? 'udp'}).`);
    this.#change();
    return opened;
  }

  /** The source of another kind that is open there. */
  other(protocol: NonNullable<ListeningOn['protocol']>): OtherSource | undefined {
    return [...this.#others].find(it => it.place.protocol === protocol);
  }

  /** Senders that the list of allowed ones kept out, the busiest first. */
  refusedSenders(): readonly { readonly address: string; readonly count: number }[] {
    return this.#open?.refusedSenders() ?? [];
  }

  /** The datagrams of the next minute from this endpoint are our own test events, or replayed ones. */
  async expectFrom(endpoint: Endpoint, origin: OwnOrigin): Promise<void> {
    const { intake } = await this.#ready();
    intake.expectFrom(endpoint, origin);
  }

  /** Greys out commands that need events where there are none, without reading those that an earlier window left. */
  async lookForKept(): Promise<void> {
    if (await this.#options.hasKept()) return;
    this.#mayHoldMore = false;
    this.#change();
  }

  /** What an earlier window left, and whatever came since. Nothing is read twice. */
  restore(): Promise<Kept> {
    this.#keeping ??= this.#restore().catch((error: unknown) => {
      this.#keeping = undefined;
      throw error;
    });
    return this.#keeping;
  }

  /** Adds events that did not arrive here: no sink hears of them. Those that are held already are left out. @returns how many came in */
  async import(events: readonly CapturedEvent[]): Promise<number> {
    const kept = await this.restore();
    const fresh = unheld(events, kept.store.events()).map(kept.treat);
    kept.store.restore(fresh);
    kept.keep(fresh);
    this.#lastAt ??= fresh.at(-1)?.receivedAt;
    this.#restored.fire();
    this.#change();
    return fresh.length;
  }

  /** Takes up changed settings; open sockets stay open and lose nothing. The result: what was not usable, in sentences. */
  async settingsChanged(): Promise<readonly string[]> {
    const listener = this.#open;
    if (listener === undefined) return [];
    const { receiver, encoding, allowedSenders, multicastGroups, mostBytes } = this.#options.settings();
    const complaints = [listener.intake.setReceiver(receiver), listener.intake.setEncoding(encoding)].filter(it => it !== undefined);
    complaints.push(...this.#allow(listener, allowedSenders));
    listener.keepAtMost(mostBytes);
    complaints.push(...(await listener.regroup(multicastGroups)));
    for (const { port, groups } of listener.bound) {
      const place = this.#places.get(port);
      if (place === undefined) continue;
      const { groups: before, ...rest } = place;
      if (before !== groups) this.#places.set(port, { ...rest, ...(groups !== undefined && { groups }) });
    }
    this.#change();
    return complaints;
  }

  /** Deletes what was captured, in memory and on disk, and what is known of the nodes where asked. */
  async delete(what: { readonly nodes: boolean }): Promise<void> {
    const kept = await this.restore();
    try {
      await kept.delete(what);
    } finally {
      // Memory is empty, also where the disk would not give up what it has; and events may have come meanwhile.
      this.#lastAt = kept.store.at(kept.store.end - 1)?.receivedAt;
      this.#cleared.fire();
      this.#change();
    }
  }

  /** The name of the computer the sockets are on. */
  get host(): string {
    return hostname();
  }

  async close(): Promise<void> {
    await this.#turn;
    const listener = await this.#opening?.catch(() => undefined);
    await listener?.stop();
    await Promise.all([...this.#others].map(it => it.close()));
    this.#others.clear();
    await (await this.#keeping?.catch(() => undefined))?.close();
  }

  dispose(): void {
    this.close().catch((error: unknown) => this.#options.log.error(words(error)));
    this.#changed.dispose();
    this.#received.dispose();
    this.#cleared.dispose();
    this.#restored.dispose();
  }

  #allow(listener: Listener, senders: readonly string[]): readonly string[] {
    return listener.allow(senders).map(it => `log4netAppenders.listener.allowedSenders: "${it}" is no address and no network.`);
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
    const kept = await this.restore();
    const listener = await open(settings(), kept);
    this.#open = listener;
    listener.onEvents(events => {
      kept.keep(events);
      // The first ones: commands that need events come to life.
      if (this.#lastAt === undefined) void setContext(contextKeys.noEvents, false);
      this.#lastAt = events.at(-1)?.receivedAt ?? this.#lastAt;
      this.#received.fire(events);
    });
    listener.onError(message => {
      log.error(message);
      void vscode.window.showWarningMessage(message);
    });
    listener.onCounts(() => this.#change());
    listener.onEnded((closed, reason) => {
      this.#ended(closed, reason).catch((error: unknown) => log.error(words(error)));
    });
    return listener;
  }

  /** The panel may not say "Listening" where nobody does. */
  async #ended(closed: readonly Bound[], reason: string): Promise<void> {
    for (const { port } of closed) this.#places.delete(port);
    this.#change();
    const ports = closed.map(it => it.port).join(', ');
    this.#options.log.error(`${reason} Not listening any more on: ${ports}.`);
    if (closed.length === 0) return;
    const again = vscode.l10n.t('Listen Again');
    const answer = await vscode.window.showErrorMessage(vscode.l10n.t('{0} Not listening any more on port {1}.', reason, ports), again);
    if (answer === again) for (const { address, port } of closed) await this.start(port, address);
  }

  async #restore(): Promise<Kept> {
    const kept = await this.#options.keep();
    this.#kept = kept;
    this.#mayHoldMore = false;
    const { store } = kept;
    this.#lastAt ??= store.at(store.end - 1)?.receivedAt;
    this.#restored.fire();
    this.#change();
    return kept;
  }

  #change(): void {
    void setContext(contextKeys.listening, this.places.length > 0);
    const holdsSome = this.store !== undefined && this.store.end > this.store.first;
    void setContext(contextKeys.noEvents, !holdsSome && !this.#mayHoldMore);
    this.#changed.fire();
  }
}

const setContext = (key: string, value: boolean): Thenable<void> => vscode.commands.executeCommand('setContext', key, value);
