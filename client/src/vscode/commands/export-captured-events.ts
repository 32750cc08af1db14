/** Export Captured Events…: as JSON Lines, for spreadsheets, or the datagrams themselves. */
import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import type { EventStore } from '../../listener/store';
import { exported, exportForms, type ExportForm } from '../../listener/transfer/transfer';
import type { App } from '../app';
import { textArgument } from './arguments';
import { countedEvents } from './counted';

/** @param args `{ uri }` to write to without asking */
export async function exportCapturedEvents({ listening, forwarding, log }: App, args: unknown): Promise<void> {
  const { store, treat } = await listening.restore();
  const count = store.end - store.first;
  if (count === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There are no captured events to export.'));
    return;
  }
  const target = await chooseTarget(count, textArgument(args, 'uri'));
  if (target === undefined) return;
  const form = exportForms.find(it => target.path.toLowerCase().endsWith(`.${it}`)) ?? 'jsonl';
  let leftOut = 0;
  let looked = 0;
  const pieces = exported(
    heldNow(store, () => looked++),
    form,
    { redact: text => log.redact(text), treat, leftOut: () => leftOut++ },
  );
  await write(target, pieces);
  const report = await forwarding.report();
  if (report !== undefined) {
    // Beside the events, not among them: the file of events can be read in again.
    const account = target.with({ path: target.path.replace(/(\.(jsonl|csv|pcap))?$/i, '.forwarding.json') });
    await vscode.workspace.fs.writeFile(account, new TextEncoder().encode(log.redact(JSON.stringify(report, undefined, 2))));
  }
  const written = looked - leftOut;
  log.info(`Exported ${written} events as ${form}${leftOut > 0 ? `, left out ${leftOut}` : ''}.`);
  const show = vscode.l10n.t('Open');
  const message = [
    vscode.l10n.t('Exported {0}.', countedEvents(written)),
    ...(leftOut === 0 ? [] : [vscode.l10n.t('Left out: {0}, as a mail or as too long for a UDP datagram.', countedEvents(leftOut))]),
  ].join(' ');
  const answer = await vscode.window.showInformationMessage(message, ...(form === 'pcap' ? [] : [show]));
  if (answer === show) await vscode.window.showTextDocument(target);
}

/** Those of this moment: what comes while they are written would be counted by nobody, and go on for as long as it comes. */
function* heldNow(store: EventStore, each: () => void): IterableIterator<CapturedEvent> {
  const { first, end } = store;
  for (let position = first; position < end; position++) {
    const event = store.at(position);
    if (event === undefined) continue;
    each();
    yield event;
  }
}

async function chooseTarget(count: number, given: string | undefined): Promise<vscode.Uri | undefined> {
  if (given !== undefined) return vscode.Uri.parse(given, true);
  const forms: readonly (vscode.QuickPickItem & { readonly form: ExportForm })[] = [
    {
      label: vscode.l10n.t('JSON Lines'),
      description: '.jsonl',
      detail: vscode.l10n.t('Everything that is known of each event; can be imported again'),
      form: 'jsonl',
    },
    {
      label: vscode.l10n.t('Comma-Separated Values'),
      description: '.csv',
      detail: vscode.l10n.t('For spreadsheets; text that would be a formula there is made plain'),
      form: 'csv',
    },
    {
      label: vscode.l10n.t('Datagrams'),
      description: '.pcap',
      detail: vscode.l10n.t(
        'UDP datagrams byte for byte as they are kept, for Wireshark and the like, without mails; can be imported again',
      ),
      form: 'pcap',
    },
  ];
  const picked = await vscode.window.showQuickPick(forms, {
    title: vscode.l10n.t('Export {0}', countedEvents(count)),
    placeHolder: vscode.l10n.t('In which form?'),
  });
  if (picked === undefined) return undefined;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export {0}', countedEvents(count)),
    filters: { [picked.label]: [picked.form] },
    ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder, `events.${picked.form}`) }),
  });
}

/** Straight to disk in pieces: a hundred thousand events need not fit into memory twice. Readable by their owner only. */
async function write(target: vscode.Uri, pieces: Iterable<Uint8Array>): Promise<void> {
  if (target.scheme !== 'file') {
    await vscode.workspace.fs.writeFile(target, Buffer.concat([...pieces]));
    return;
  }
  const file = await open(target.fsPath, 'w', 0o600);
  try {
    let waiting: Uint8Array[] = [];
    let bytes = 0;
    for (const piece of pieces) {
      waiting.push(piece);
      bytes += piece.length;
      if (bytes < 1 << 20) continue;
      await file.appendFile(Buffer.concat(waiting));
      waiting = [];
      bytes = 0;
    }
    await file.appendFile(Buffer.concat(waiting));
  } finally {
    await file.close();
  }
}
