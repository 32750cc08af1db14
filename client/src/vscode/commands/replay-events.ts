/** Replay Events…: the same bytes once more, to our own listener; elsewhere only after a dialog that names host and port. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { CapturedEvent, Endpoint } from '../../../../server/src/wire/event';
import { isMail } from '../../listener/facets';
import { endpoint, ourSocket } from '../../listener/place';
import { adapters } from '../../listener/sources/adapters';
import { replay } from '../../listener/transfer/replay';
import type { App } from '../app';
import { listenOn, showPanel } from '../listening/listen-on';
import { words } from '../log';
import { readSettings } from '../settings';
import { addressProblem, portProblem } from './input';
import { mayOpenSockets } from './trust';
import { countedEvents } from './counted';

/** A sender's announcement holds for a minute. */
const announceMs = 30_000;

/** @param args `{ ids }` of the events to replay; `{ speed }` and `{ to: 'listener' }` to do so without asking */
export async function replayEvents(app: App, args: unknown): Promise<void> {
  if (!(await mayOpenSockets())) return;
  const { store, treat } = await app.listening.restore();
  const { ids, speed: given, to } = readArguments(args);
  const wanted = [...store.events()].filter(it => ids?.has(it.id) ?? true);
  // Names may have come while they were shown: what is sent goes by the setting as it stands.
  const events = wanted.filter(it => !isMail(it)).map(treat);
  if (events.length === 0) {
    void vscode.window.showInformationMessage(
      wanted.length === 0
        ? vscode.l10n.t('There are no captured events to replay.')
        : vscode.l10n.t('A mail is no datagram and is not replayed. "Send to Local Catcher" above its appender sends it anew.'),
    );
    return;
  }
  const speed = given ?? (events.length === 1 ? Infinity : await chooseSpeed(events));
  if (speed === undefined) return;
  const destination = to ?? (await chooseDestination());
  if (destination === undefined) return;
  if (destination === 'listener') await toListener(app, events, speed);
  else await elsewhere(app, events, speed);
}

function readArguments(args: unknown): { readonly ids?: ReadonlySet<string>; readonly speed?: number; readonly to?: 'listener' } {
  if (typeof args !== 'object' || args === null) return {};
  const ids = 'ids' in args && Array.isArray(args.ids) ? args.ids.filter((it: unknown) => typeof it === 'string') : undefined;
  const speed = 'speed' in args && typeof args.speed === 'number' && args.speed > 0 ? args.speed : undefined;
  return {
    ...(ids !== undefined && { ids: new Set(ids) }),
    ...(speed !== undefined && { speed }),
    ...('to' in args && args.to === 'listener' && { to: 'listener' as const }),
  };
}

async function chooseSpeed(events: readonly CapturedEvent[]): Promise<number | undefined> {
  const times = events.map(it => Date.parse(it.receivedAt));
  const seconds = (times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b))) / 1_000;
  const takes = (speed: number): string => vscode.l10n.t('takes {0}', duration(seconds / speed));
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('As they came'), description: takes(1), speed: 1 },
      { label: vscode.l10n.t('10 times as quick'), description: takes(10), speed: 10 },
      { label: vscode.l10n.t('100 times as quick'), description: takes(100), speed: 100 },
      { label: vscode.l10n.t('Without pauses'), description: vscode.l10n.t('a receiver may not keep up'), speed: Infinity },
    ],
    { title: vscode.l10n.t('Replay {0}', countedEvents(events.length)), placeHolder: vscode.l10n.t('How fast?') },
  );
  return picked?.speed;
}

function duration(seconds: number): string {
  if (seconds < 90) return vscode.l10n.t('{0} s', Math.ceil(seconds));
  return seconds < 5_400 ? vscode.l10n.t('{0} min', Math.ceil(seconds / 60)) : vscode.l10n.t('{0} h', Math.ceil(seconds / 3_600));
}

async function chooseDestination(): Promise<'listener' | 'elsewhere' | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t('To the test listener of this window'),
        description: vscode.l10n.t('marked REPLAY; no sink hears of them'),
        destination: 'listener' as const,
      },
      {
        label: vscode.l10n.t('To another receiver…'),
        description: vscode.l10n.t('asks for host and port'),
        destination: 'elsewhere' as const,
      },
    ],
    { title: vscode.l10n.t('Replay Events') },
  );
  return picked?.destination;
}

async function toListener(app: App, events: readonly CapturedEvent[], speed: number): Promise<void> {
  const targets = new Map<number, Endpoint>();
  for (const port of new Set(events.map(it => it.port))) {
    const wanted = port === 0 ? portOfPortless(app) : port;
    const known = app.listening.reachableAt(wanted);
    const bound = known ?? (await listenOn(app, wanted));
    const target = known ?? (bound && app.listening.reachableAt(bound.port));
    if (target === undefined) return;
    targets.set(port, target);
  }
  await showPanel();
  await run(app, events, speed, port => targets.get(port), true);
}

/** What came from a broker as plain text came to no port: a socket that is open will do, or the first of the settings. */
function portOfPortless(app: App): number {
  const open = app.listening.places.find(it => it.protocol === undefined);
  return open?.port ?? readSettings().settings.ports[0] ?? 9998;
}

/** Where our own listener is to be reached, if it is the one that hears what is sent there. */
function ownListener({ listening }: App, { address, port }: Endpoint): Endpoint | undefined {
  const sockets = listening.places.filter(it => it.protocol === undefined && it.port === port);
  return ourSocket(address, sockets, adapters(), hostname()) && listening.reachableAt(port);
}

/** Whatever receives there takes them for real ones: never without a dialog that names it. */
async function elsewhere(app: App, events: readonly CapturedEvent[], speed: number): Promise<void> {
  const address = await vscode.window.showInputBox({
    title: vscode.l10n.t('Replay to which host?'),
    value: '127.0.0.1',
    validateInput: addressProblem,
  });
  if (address === undefined) return;
  const port = await vscode.window.showInputBox({
    title: vscode.l10n.t('To which UDP port?'),
    value: String(events[0]?.port || ''),
    validateInput: portProblem,
  });
  if (port === undefined) return;
  const target = { address: address.trim(), port: Number(port) };
  const own = ownListener(app, target);
  if (own !== undefined) {
    // Unannounced, they would count as real ones, and sinks would hear of them.
    await run(app, events, speed, () => own, true);
    return;
  }
  const place = endpoint(target.address, target.port);
  const yes = vscode.l10n.t('Send to {0}', place);
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Replay {0} to {1}?', countedEvents(events.length), place),
    {
      modal: true,
      detail: vscode.l10n.t(
        'They are byte for byte what was captured, so whatever receives there takes them for real ones and may alert people.',
      ),
    },
    yes,
  );
  if (answer !== yes) return;
  app.log.info(`Replaying ${events.length} events to ${place}, as a person chose to.`);
  await run(app, events, speed, () => target, false);
}

async function run(
  app: App,
  events: readonly CapturedEvent[],
  speed: number,
  targetOf: (port: number) => Endpoint | undefined,
  announce: boolean,
): Promise<void> {
  const sender = new Sender(announce ? endpoint => app.listening.expectFrom(endpoint, 'replay') : undefined);
  try {
    const sent = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Replaying {0}', countedEvents(events.length)),
        cancellable: true,
      },
      (progress, token) =>
        replay(events, speed, {
          send: async (payload, port) => {
            const target = targetOf(port);
            if (target !== undefined) await sender.send(payload, target);
          },
          wait: ms => new Promise(resolve => setTimeout(resolve, ms)),
          now: () => performance.now(),
          isCancelled: () => token.isCancellationRequested,
          onProgress: (done, of) => progress.report({ increment: 100 / of, message: `${done}/${of}` }),
        }),
    );
    app.log.info(`Replayed ${sent} of ${events.length} events.`);
  } catch (error) {
    void vscode.window.showErrorMessage(vscode.l10n.t('The replay ended early: {0}', words(error)));
  } finally {
    sender.close();
  }
}

/** One socket for each kind of address, known to the listener for as long as it sends. */
class Sender {
  readonly #announce: ((from: Endpoint) => Promise<void>) | undefined;
  readonly #sockets = new Map<string, ReturnType<typeof createSocket>>();
  readonly #announcedAt = new Map<string, number>();

  constructor(announce: ((from: Endpoint) => Promise<void>) | undefined) {
    this.#announce = announce;
  }

  async send(payload: Uint8Array, { address, port }: Endpoint): Promise<void> {
    const key = this.#announce === undefined ? (isIPv6(address) ? 'udp6' : 'udp4') : address;
    const socket = this.#sockets.get(key) ?? (await this.#open(key, address));
    if (this.#announce !== undefined && performance.now() - (this.#announcedAt.get(key) ?? -Infinity) > announceMs) {
      this.#announcedAt.set(key, performance.now());
      await this.#announce(socket.address());
    }
    await new Promise<void>((resolve, reject) => {
      socket.send(payload, port, address, error => (error === null ? resolve() : reject(error)));
    });
  }

  close(): void {
    for (const socket of this.#sockets.values()) socket.close();
  }

  /** Bound to the address it sends to, so that the listener sees exactly the endpoint that was announced. */
  async #open(key: string, address: string): Promise<ReturnType<typeof createSocket>> {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    this.#sockets.set(key, socket);
    if (this.#announce !== undefined) {
      socket.bind(0, address);
      await once(socket, 'listening');
    }
    return socket;
  }
}
