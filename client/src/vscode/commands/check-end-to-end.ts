/** Check Configuration End to End: a sample event through file, datagram, socket and receiver, each hop judged aloud. */
import path from 'node:path';
import * as vscode from 'vscode';
import { CheckFileRequest } from '../../../../server/src/protocol';
import { throughSocket } from '../../listener/sources/loopback';
import { createUdpSource } from '../../listener/sources/udp';
import { appenderTrips, fileTrip } from '../../listener/trip';
import type { App } from '../app';
import { checkLines } from '../check/check-lines';
import { viewScheme } from '../explain/view';
import { isServed } from '../language/client';
import { receiverTitle } from '../receiver-title';
import { readSettings } from '../settings';
import { forwardingTitle } from '../views/status-bar';
import { textArgument } from './arguments';
import { askForTestEvent } from './test-event';
import { socketsForbidden } from './trust';

/** `{ uri }`, optional. */
export async function checkEndToEnd(app: App, args: unknown): Promise<void> {
  const uri = textArgument(args, 'uri');
  const active = vscode.window.activeTextEditor?.document;
  const document = uri === undefined ? active : await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  if (document === undefined || !isServed(document)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a log4net configuration first: it is what is checked.'));
    return;
  }
  const { language, views, forwarding, context } = app;
  await language.start();
  const file = await language.ask(CheckFileRequest, { uri: document.uri.toString() });
  if (file === undefined) {
    void vscode.window.showErrorMessage(noAnswer().reason);
    return;
  }
  const { receiver } = readSettings().settings;
  const forbidden = socketsForbidden();
  const worker = context.asAbsolutePath(path.join('dist', 'listener-worker.js'));
  const trips = [
    fileTrip(file, vscode.l10n.t('the Problems view shows all')),
    ...(await appenderTrips(
      file.senders.map(it => it.name),
      {
        receiver,
        uuid: () => crypto.randomUUID(),
        now: Date.now,
        render: async appender => (await askForTestEvent(app, document.uri.toString(), appender)) ?? noAnswer(),
        // In a workspace nobody trusts yet the datagram is judged without a socket.
        throughSocket: payload =>
          forbidden === undefined
            ? throughSocket(payload, createUdpSource({ workerPath: worker }))
            : Promise.resolve({ port: 0, from: { address: '127.0.0.1', port: 0 }, receivedAt: Date.now(), payload }),
      },
    )),
  ];
  const name = path.posix.basename(document.uri.path);
  const view = vscode.Uri.from({ scheme: viewScheme, path: `/${vscode.l10n.t('Check of {0}', name)}`, query: document.uri.toString() });
  const state = forwarding.state;
  views.set(
    view,
    checkLines({
      ...{ name, at: new Date().toLocaleTimeString(), file, trips },
      ...(receiver !== 'auto' && { receiver: receiverTitle(receiver) }),
      ...(forbidden !== undefined && { withoutSockets: forbidden }),
      ...(state && { forwarding: forwardingTitle(state) }),
    }),
  );
  await views.open(view);
}

const noAnswer = (): { readonly ok: false; readonly reason: string } => ({
  ok: false,
  reason: vscode.l10n.t('The language server does not answer; its log says more.'),
});
