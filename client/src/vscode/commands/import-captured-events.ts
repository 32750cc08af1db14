/** Import Captured Events…: back from a file. They are marked IMPORT, and no sink hears of them. */
import * as vscode from 'vscode';
import type { Codec } from '../../../../server/src/wire';
import { imported } from '../../listener/transfer/transfer';
import type { App } from '../app';
import { showPanel } from '../listening/listen-on';
import { ownPatterns } from '../listening/own-patterns';
import { settingsSection } from '../registry/settings';
import { readSettings } from '../settings';
import { textArgument } from './arguments';
import { countedEvents } from './counted';

/** @param args `{ uri }` to read without asking */
export async function importCapturedEvents({ listening, language, log }: App, args: unknown): Promise<void> {
  const given = textArgument(args, 'uri');
  const source = given === undefined ? await chooseSource() : vscode.Uri.parse(given, true);
  if (source === undefined) return;
  const bytes = await vscode.workspace.fs.readFile(source);
  const { receiver, encoding, maxDays } = readSettings().settings;
  const codecs = await ownPatterns(language);
  const codecsFor = (port: number): readonly Codec[] => codecs.get(port) ?? [];
  const read = imported(bytes, { uuid: () => crypto.randomUUID(), now: Date.now, receiver, encoding, codecsFor });
  if (!read.ok) {
    void vscode.window.showErrorMessage(read.message);
    return;
  }
  const count = await listening.import(read.events);
  log.info(`Imported ${count} events.`);
  await showPanel();
  const known = read.events.length - count;
  const oldest = Date.now() - maxDays * 86_400_000;
  const old = maxDays === 0 ? 0 : read.events.filter(it => Date.parse(it.receivedAt) < oldest).length;
  const { store } = listening;
  const held = store === undefined ? 0 : store.end - store.first;
  const lines = [
    vscode.l10n.t('Imported {0}.', countedEvents(count)),
    ...(count > held
      ? [vscode.l10n.t('Only the newest {0} events are held; {1} sets how many.', held, `${settingsSection}.history.maxEvents`)]
      : []),
    ...(known > 0 ? [vscode.l10n.t('{0} were here already.', known)] : []),
    ...(old > 0 ? [vscode.l10n.t('Older than {0} days, and so gone with the window: {1}.', maxDays, countedEvents(old))] : []),
    ...(read.complaint === undefined ? [] : [read.complaint]),
  ];
  void (read.complaint === undefined
    ? vscode.window.showInformationMessage(lines.join(' '))
    : vscode.window.showWarningMessage(lines.join(' ')));
}

async function chooseSource(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import Captured Events'),
    filters: { [vscode.l10n.t('Captured events')]: ['jsonl', 'pcap'], [vscode.l10n.t('All files')]: ['*'] },
  });
  return picked?.[0];
}
