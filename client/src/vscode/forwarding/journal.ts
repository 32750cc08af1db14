/** The journal of this window: taken for one time of forwarding, after a person has been asked about what waits in it. */
import * as vscode from 'vscode';
import type { Outbox } from '../../delivery/contract';
import type { Log } from '../log';

export interface JournalOrder {
  readonly folder: string;
  readonly log: Log;
  /** Ids of the sinks that are switched on. */
  readonly sinks: readonly string[];
  /** Asks what is to become of events that an earlier run left. */
  readonly sendWaiting: (count: number) => Promise<'send' | 'delete' | undefined>;
}

/** Without a reason: a person has thought better of it. */
export type OpenedJournal = { readonly ok: true; readonly outbox: Outbox } | { readonly ok: false; readonly reason: string | undefined };

export async function openJournal({ folder, log, sinks, sendWaiting }: JournalOrder): Promise<OpenedJournal> {
  const { openFileOutbox } = await import('../../delivery/outbox/file');
  const opened = await openFileOutbox({
    folder,
    owner: vscode.l10n.t('VS Code with {0} ({1})', vscode.workspace.name ?? vscode.l10n.t('no folder'), process.pid),
    pid: process.pid,
    log: line => log.warn(line),
  });
  if (!opened.ok) return opened;
  const waiting = (await opened.outbox.load()).filter(it => sinks.includes(it.sink));
  if (waiting.length === 0) return opened;
  const order = await sendWaiting(waiting.length);
  if (order === undefined) {
    await opened.outbox.close();
    return { ok: false, reason: undefined };
  }
  if (order === 'send') return { ok: true, outbox: { ...delegate(opened.outbox), load: () => Promise.resolve(waiting) } };
  await opened.outbox.settle(waiting.map(it => it.deliveryId));
  log.info(`${waiting.length} waiting events were deleted, as a person chose to.`);
  return { ok: true, outbox: { ...delegate(opened.outbox), load: () => Promise.resolve([]) } };
}

const delegate = (outbox: Outbox): Omit<Outbox, 'load'> => ({
  append: entries => outbox.append(entries),
  settle: ids => outbox.settle(ids),
  bury: letters => outbox.bury(letters),
  dead: () => outbox.dead(),
  exhume: (ids, then) => outbox.exhume(ids, then),
  close: () => outbox.close(),
});
