/** Start Test Listener: on ports of a person's choice, or on the one a code lens names, after a look at where that sends. */
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { CopyAppenderRequest } from '../../../../server/src/protocol';
import { hears, isEvery, listenThereLine, targetOf } from '../../listener/place';
import { adapters } from '../../listener/sources/adapters';
import type { App } from '../app';
import { chooseAdapter, chooseCopyTarget, listenOn, listenOnAll, showPanel } from '../listening/listen-on';
import { readSettings } from '../settings';
import { portArgument, textArgument } from './arguments';
import { portProblem } from './input';
import { mayOpenSockets } from './trust';

export async function startTestListener(app: App, args: unknown): Promise<void> {
  if (!(await mayOpenSockets())) return;
  const named = portArgument(args, 'port');
  if (named === undefined) {
    await startChosen(app);
    return;
  }
  const appender = { uri: textArgument(args, 'uri'), name: textArgument(args, 'appender') };
  const way = await wayTo(textArgument(args, 'address') ?? '', named, appender.name !== undefined);
  if (way === undefined) return;
  if (way.kind === 'copy') {
    await sendCopyHere(app, named, appender);
    return;
  }
  if ((await listenOn(app, named, way.address)) !== undefined) await showPanel();
}

interface Choice extends vscode.QuickPickItem {
  readonly ports?: readonly number[];
  readonly adapter?: true;
}

/** Ports to open at once, and where; the adapter can be changed before. */
async function startChosen(app: App): Promise<void> {
  const title = vscode.l10n.t('Start Test Listener');
  const taken = new Set(app.listening.places.map(it => it.port));
  const { ports, bindAddress } = readSettings().settings;
  const free = ports.filter(it => !taken.has(it));
  let address = bindAddress;
  for (;;) {
    const items: Choice[] = free.map(port => ({ label: String(port), description: usualFor(port), ports: [port] }));
    if (free.length > 1) items.push({ label: vscode.l10n.t('All of them'), description: free.join(', '), ports: free });
    items.push({ label: vscode.l10n.t('Another port…') });
    items.push({ label: `$(plug) ${vscode.l10n.t('Listen on another adapter…')}`, description: nameOf(address), adapter: true });
    const picked = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('UDP port to listen on') });
    if (picked === undefined) return;
    if (picked.adapter === true) {
      address = (await chooseAdapter(title)) ?? address;
      continue;
    }
    const wanted = picked.ports ?? (await typedPort());
    if ((await listenOnAll(app, wanted, address)) > 0) await showPanel();
    return;
  }
}

async function typedPort(): Promise<readonly number[]> {
  const typed = await vscode.window.showInputBox({ title: vscode.l10n.t('UDP port to listen on'), validateInput: portProblem });
  return typed === undefined ? [] : [Number(typed.trim())];
}

function nameOf(address: string): string {
  const own = adapters().find(it => it.address === address);
  if (own === undefined) return vscode.l10n.t('now {0}', address);
  return own.isLoopback ? vscode.l10n.t('now this computer only, {0}', address) : vscode.l10n.t('now {0}, {1}', own.name, address);
}

function usualFor(port: number): string {
  switch (port) {
    case 9998:
      return vscode.l10n.t('task events');
    case 9997:
      return vscode.l10n.t('user events');
    case 9996:
      return vscode.l10n.t('log events');
    default:
      return '';
  }
}

type Way = { readonly kind: 'listen'; readonly address: string } | { readonly kind: 'copy' };

/** Where to listen for what an appender sends; undefined when the person wants none of it. */
async function wayTo(remoteAddress: string, port: number, canCopy: boolean): Promise<Way | undefined> {
  const { bindAddress } = readSettings().settings;
  const asSet: Way = { kind: 'listen', address: bindAddress };
  const target = targetOf(remoteAddress, adapters(), hostname());
  switch (target.kind) {
    case 'loopback':
      // Every adapter of the other family does not hear it.
      return isEvery(bindAddress) && !hears(bindAddress, target.address) ? { kind: 'listen', address: target.address } : asSet;
    case 'unknown':
    case 'multicast':
      return asSet;
    case 'here': {
      if (hears(bindAddress, target.address)) return asSet;
      const there = vscode.l10n.t('Listen on {0}', target.address);
      const local = vscode.l10n.t('This Computer Only');
      const answer = await vscode.window.showInformationMessage(
        vscode.l10n.t('It sends to {0} (this computer, {1}): listen there?', target.address, target.adapter),
        {
          modal: true,
          detail: vscode.l10n.t('On 127.0.0.1 only test events arrive. On {0} other computers can send to the listener.', target.address),
        },
        there,
        local,
      );
      if (answer === undefined) return undefined;
      return { kind: 'listen', address: answer === there ? target.address : '127.0.0.1' };
    }
    case 'name':
      return target.isHere || isEvery(bindAddress) ? asSet : elsewhere(target.name, port, bindAddress, canCopy);
    case 'elsewhere':
      return isEvery(bindAddress) ? asSet : elsewhere(target.address, port, bindAddress, canCopy);
  }
}

/** What can be done about an appender that sends to another computer. */
async function elsewhere(host: string, port: number, bindAddress: string, canCopy: boolean): Promise<Way | undefined> {
  const line = listenThereLine(port, /^[\d.]+$|:/.test(host) ? host : '0.0.0.0');
  const choices: (vscode.QuickPickItem & { readonly way: 'here' | 'remote' | 'line' | 'copy' })[] = [
    {
      label: vscode.l10n.t('Listen Here All the Same'),
      detail: vscode.l10n.t('Test events arrive, real ones do not.'),
      way: 'here',
    },
    {
      label: vscode.l10n.t('Listen in a Remote Window There'),
      detail: vscode.l10n.t('Connects VS Code to that computer; start the listener in the new window.'),
      way: 'remote',
    },
    { label: vscode.l10n.t('Copy the Line to Run There'), detail: line, way: 'line' },
  ];
  if (canCopy)
    choices.push({
      label: vscode.l10n.t('Send a Copy Here'),
      detail: vscode.l10n.t('A second, temporary appender in the file, until the listener stops.'),
      way: 'copy',
    });
  const picked = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('It sends to {0}: that is another computer', host),
    placeHolder: vscode.l10n.t('What would you like to do?'),
  });
  switch (picked?.way) {
    case 'here':
      return { kind: 'listen', address: bindAddress };
    case 'remote':
      await openRemoteWindow(host);
      return undefined;
    case 'line':
      await vscode.env.clipboard.writeText(line);
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Copied. Run it on {0}; what arrives there is passed on by SINKS.json.', host),
      );
      return undefined;
    case 'copy':
      return { kind: 'copy' };
    case undefined:
      return undefined;
  }
}

/** The command of Remote - SSH, where that extension is there. */
async function openRemoteWindow(host: string): Promise<void> {
  const command = 'opensshremotes.openEmptyWindow';
  if ((await vscode.commands.getCommands(true)).includes(command)) {
    await vscode.commands.executeCommand(command, { host });
    return;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Connecting to {0} takes the extension Remote - SSH, which is not installed or not enabled here.', host),
  );
}

/** Listens first, so that nothing is written where nobody would hear it. The edit can be undone, and is when the listener stops. */
async function sendCopyHere(
  app: App,
  port: number,
  appender: { readonly uri: string | undefined; readonly name: string | undefined },
): Promise<void> {
  if (appender.uri === undefined || appender.name === undefined) return;
  const address = await chooseCopyTarget(vscode.l10n.t('Send a Copy Here'));
  if (address === undefined) return;
  if ((await listenOn(app, port, address))?.port !== port) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(appender.uri, true));
  await app.language.start();
  const edits = await app.language.ask(CopyAppenderRequest, { uri: appender.uri, appender: appender.name, address });
  if (edits === undefined) {
    void vscode.window.showWarningMessage(vscode.l10n.t("The appender '{0}' cannot be copied: it has no address.", appender.name));
    return;
  }
  const change = new vscode.WorkspaceEdit();
  for (const { start, end, text } of edits)
    change.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  if (!(await vscode.workspace.applyEdit(change))) return;
  await app.copies.remember(document.uri);
  const start = edits[0]?.start ?? 0;
  const added = document.positionAt(document.getText().indexOf('<!--', start));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(added, added) });
  await showPanel();
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The copy leaves the file when the listener stops. Until then, give the service this file.'),
  );
}
