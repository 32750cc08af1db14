/** What stands above the panel's table, read from what goes on in this window. */
import * as vscode from 'vscode';
import type { SinkState } from '../../delivery/contract';
import { whereSocketsAre } from '../../listener/place';
import { type Header, pageCommands, type SinkLine } from '../../panel/protocol';
import type { App } from '../app';
import { socketsForbidden } from '../commands/trust';
import { receiverTitle } from '../receiver-title';
import { commands } from '../registry/commands';
import { readSettings } from '../settings';
import { forwardingTitle } from './status-bar';

const known: ReadonlySet<string> = new Set(commands.map(it => it.id));
/** Buttons are there for what this version of the extension can do. */
const can = pageCommands.filter(it => known.has(it));

export function headerOf({ listening, forwarding }: App): Header {
  const { received, lost, refused, missing } = listening.counts;
  const { store, lastAt } = listening;
  const unavailable = socketsForbidden();
  const { receiver } = readSettings().settings;
  const { state, problem } = forwarding;
  return {
    listening: listening.places,
    host: listening.host,
    where: whereSocketsAre(vscode.env.remoteName, listening.host),
    ...(vscode.env.remoteName !== undefined && { remote: remoteWords(vscode.env.remoteName) }),
    ...(unavailable !== undefined && { unavailable }),
    receiver: receiver === 'auto' ? 'auto' : receiverTitle(receiver),
    received,
    lost,
    ...(refused > 0 && { refused }),
    ...(missing !== undefined && missing > 0 && { missing }),
    held: store === undefined ? 0 : store.end - store.first,
    marks: store?.marks() ?? { dropped: 0, test: 0, user: 0 },
    can,
    ...(lastAt !== undefined && { lastAt }),
    forwarding: {
      on: state !== undefined,
      label: state === undefined ? vscode.l10n.t('off') : forwardingTitle(state),
      ...(problem !== undefined && { problem }),
      ...(state !== undefined && { sinks: state.sinks.map(it => sinkLine(it, forwarding.refused(it.id))) }),
    },
  };
}

/** What kind of window it is, for whoever looks for the socket; a server's name may be an address and says less. */
function remoteWords(name: string): string {
  if (name === 'wsl') return 'WSL';
  if (name === 'ssh-remote') return 'SSH';
  if (/container/.test(name)) return vscode.l10n.t('container');
  return vscode.l10n.t('remote');
}

function sinkLine({ id, label, status, ledger, lastError, lastDeliveredAt }: SinkState, refused: number): SinkLine {
  return {
    ...{ id, label, status, counts: ledger, refused },
    ...(lastError !== undefined && { lastError }),
    ...(lastDeliveredAt !== undefined && { lastDeliveredAt }),
  };
}
