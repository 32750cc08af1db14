/** What outlives a reload of the window: events, what is known of the nodes, and how names of users are treated. */
import * as vscode from 'vscode';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { EventHistory, type HistoryState } from '../../listener/disk/history';
import { NodeFile } from '../../listener/disk/node-file';
import { mayKeep } from '../../listener/facets';
import type { Treatment } from '../../listener/listener';
import { createNodeMemory, type NodeMemory } from '../../listener/nodes';
import { createStore, type EventStore } from '../../listener/store';
import type { Log } from '../log';
import { settingsSection } from '../registry/settings';
import type { Settings } from '../settings';
import { keptIn } from './kept-in';
import { openPrivacy, treatAll } from './privacy';

export interface Kept {
  readonly store: EventStore;
  readonly nodes: NodeMemory;
  readonly treat: Treatment;
  /** The number of the last event of an earlier life. */
  readonly lastSeq: number;
  /** Where it lies on disk. */
  readonly folder: string;
  /** Whether other windows keep theirs there as well. */
  readonly isShared: boolean;
  readonly state: HistoryState;
  /** Writes these, the newest of the store, to disk as far as the settings allow it, when there is time. */
  keep(events: readonly CapturedEvent[]): void;
  /** Deletes events, in memory and on disk, and nodes where asked. */
  delete(what: { readonly nodes: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** How often what was counted of the nodes is written. */
const nodesMs = 5_000;

export async function openKept(context: vscode.ExtensionContext, settings: () => Settings, log: Log): Promise<Kept> {
  const folder = keptIn(context);
  const writer = `${process.pid}-${Math.random().toString(36).slice(2, 10)}`;
  const report = (line: string): void => log.warn(line);
  // Asked for with every few events, which reading them would cost more than keeping these.
  let current = settings();
  const nodes = createNodeMemory();
  const store = createStore({ events: current.maxEvents, nodeMemory: nodes });
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration(change => {
      if (!change.affectsConfiguration(settingsSection)) return;
      current = settings();
      store.keepAtMost(current.maxEvents);
    }),
  );
  const history = new EventHistory({
    held: store,
    folder,
    writer,
    now: Date.now,
    report,
    limits: () => ({ events: current.maxEvents, days: current.maxDays }),
  });
  const nodeFile = new NodeFile({ folder, writer, pid: process.pid, isAlive, report });
  const treat = await openPrivacy(context);
  const [loaded] = await Promise.all([history.load(), nodeFile.load(nodes)]);
  // They may have been written while names were shown.
  const earlier = await treatAll(loaded, treat);
  store.restore(earlier);
  let timer: NodeJS.Timeout | undefined;
  return {
    store,
    nodes,
    treat,
    lastSeq: earlier.reduce((last, it) => Math.max(last, it.seq), 0),
    folder,
    isShared: context.storageUri === undefined,
    get state() {
      return history.state;
    },
    keep(events) {
      const { keepUserEvents, maxDays } = current;
      if (maxDays > 0) history.add(store.end - events.length, store.end, mayKeep(keepUserEvents));
      timer ??= setTimeout(() => {
        timer = undefined;
        void nodeFile.save(nodes);
      }, nodesMs);
    },
    async delete(what) {
      store.clear();
      await history.clear();
      if (what.nodes) await nodeFile.clear(nodes);
    },
    async close() {
      clearTimeout(timer);
      await Promise.all([history.close(), nodes.all().length > 0 ? nodeFile.save(nodes) : undefined]);
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
