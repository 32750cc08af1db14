/**
 * Send Test Event: what log4net would send for a sample event, to our own listener. The configured host is usually a
 * production receiver where a false alarm pages people: it is sent to only after a dialog that names host and port.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import * as vscode from 'vscode';
import type { SimulatedDatagram, TestEventResult } from '../../../../server/src/protocol';
import type { Endpoint } from '../../../../server/src/wire/event';
import { endpoint } from '../../listener/place';
import type { App } from '../app';
import { listenOn, showPanel } from '../listening/listen-on';
import { commandId } from '../registry/commands';
import { words } from '../log';
import { readSettings } from '../settings';
import { textArgument } from './arguments';
import { askForTestEvent, documentOf } from './test-event';
import { mayOpenSockets } from './trust';

type Rendered = Extract<TestEventResult, { ok: true }>;

export async function sendTestEvent(app: App, args: unknown): Promise<void> {
  if (!(await mayOpenSockets())) return;
  const document = await documentOf(textArgument(args, 'uri'));
  if (document === undefined) return;
  await app.language.start();
  const named = textArgument(args, 'appender');
  const appender = named ?? (await chooseAppender(document));
  if (appender === undefined) return;
  const result = await askForTestEvent(app, document.uri.toString(), appender);
  if (result === undefined) {
    void vscode.window.showErrorMessage(vscode.l10n.t('The language server does not answer; its log says more.'));
    return;
  }
  if (!result.ok) {
    void vscode.window.showWarningMessage(result.reason);
    return;
  }
  const { datagrams } = result.simulation;
  if (datagrams.length === 0) {
    void vscode.window.showWarningMessage(whyNothing(result, appender));
    return;
  }
  switch (await chooseDestination(app, result, named === undefined)) {
    case 'listener':
      await toListener(app, datagrams);
      return;
    case 'configured':
      await toConfigured(app, result);
      return;
    case undefined:
      return;
  }
}

/** The appender's filters decide over the sample event, too: the last decision says why nothing leaves. */
function whyNothing({ simulation }: Rendered, appender: string): string {
  const failed = simulation.messages.find(it => it.severity === 'error') ?? simulation.messages[0];
  const stopped = simulation.steps.findLast(it => ['deny', 'drop', 'failed', 'hold'].includes(it.outcome));
  const reason = stopped?.reason ?? failed?.message ?? vscode.l10n.t('the log says more.');
  return vscode.l10n.t("Nothing would be sent through '{0}': {1}", appender, reason);
}

/** The appenders that send datagrams are those the server puts a lens on. */
async function chooseAppender(document: vscode.TextDocument): Promise<string | undefined> {
  const lenses = await vscode.commands.executeCommand<readonly vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 1000);
  const names = lenses.flatMap(({ command }) => {
    const arguments_: readonly unknown[] = command?.arguments ?? [];
    return command?.command === commandId('sendTestEvent') ? (textArgument(arguments_[0], 'appender') ?? []) : [];
  });
  const [only] = names;
  if (only === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No appender of this configuration sends datagrams.'));
    return undefined;
  }
  if (names.length === 1) return only;
  return vscode.window.showQuickPick(names, {
    title: vscode.l10n.t('Send Test Event'),
    placeHolder: vscode.l10n.t('Through which appender?'),
  });
}

async function chooseDestination(
  { listening }: App,
  { configured, simulation }: Rendered,
  fromPalette: boolean,
): Promise<'listener' | 'configured' | undefined> {
  if (!fromPalette && readSettings().settings.testDestination === 'listener') return 'listener';
  const port = simulation.datagrams[0]?.port ?? configured.port;
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t('To the test listener, 127.0.0.1:{0}', port),
        description: listening.reachableAt(port) === undefined ? vscode.l10n.t('is started') : '',
        destination: 'listener' as const,
      },
      {
        label: vscode.l10n.t('Send to {0}…', endpoint(configured.address, configured.port)),
        description: vscode.l10n.t('as configured; asks once more'),
        destination: 'configured' as const,
      },
    ],
    { title: vscode.l10n.t('Send Test Event') },
  );
  return picked?.destination;
}

async function toListener(app: App, datagrams: readonly SimulatedDatagram[]): Promise<void> {
  for (const datagram of datagrams) {
    const known = app.listening.reachableAt(datagram.port);
    const bound = known ?? (await listenOn(app, datagram.port));
    const target = known ?? (bound && app.listening.reachableAt(bound.port));
    if (target === undefined) return;
    const problem = await send(datagram, target, from => app.listening.expectFrom(from, 'test'));
    if (problem !== undefined) {
      app.log.error(problem);
      void vscode.window.showErrorMessage(problem);
      return;
    }
  }
  await showPanel();
}

async function toConfigured({ log }: App, { configured, simulation }: Rendered): Promise<void> {
  const target = endpoint(configured.address, configured.port);
  const yes = vscode.l10n.t('Send to {0}', target);
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Send a test event to {0}?', target),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It is byte for byte what log4net would send, so whatever receives there takes it for a real one and may alert people.',
      ),
    },
    yes,
  );
  if (answer !== yes) return;
  for (const datagram of simulation.datagrams) {
    const problem = await send(datagram, configured);
    log.info(problem ?? `Sent a test event of ${Buffer.from(datagram.base64, 'base64').length} bytes to ${target}, as a person chose to.`);
    void (problem === undefined
      ? vscode.window.showInformationMessage(vscode.l10n.t('Sent to {0}. UDP does not tell whether it arrived.', target))
      : vscode.window.showErrorMessage(problem));
  }
}

/** @returns what went wrong, a sentence */
async function send(
  { base64 }: SimulatedDatagram,
  { address, port }: Endpoint,
  announce?: (from: Endpoint) => Promise<void>,
): Promise<string | undefined> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  try {
    // Bound to the address it sends to, so that the listener sees exactly the endpoint that was announced.
    if (announce !== undefined) {
      socket.bind(0, address);
      await once(socket, 'listening');
      await announce(socket.address());
    }
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.send(Buffer.from(base64, 'base64'), port, address, error => (error === null ? resolve() : reject(error)));
    });
    return undefined;
  } catch (error) {
    return vscode.l10n.t('The datagram could not be sent to {0}: {1}', endpoint(address, port), words(error));
  } finally {
    socket.close();
  }
}
