/** Finds out what "Nothing Arrives?" goes by: asks this computer, the language server and the listener. Changes nothing. */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { CheckFileRequest, SendersRequest } from '../../../../server/src/protocol';
import { type ConfigurationFile, type Facts, type Heard, type Holder, type OpenSocket } from '../../listener/checklist';
import { isMail, nodeOf } from '../../listener/facets';
import { isLoopback, targetOf, whereSocketsAre } from '../../listener/place';
import { adapters } from '../../listener/sources/adapters';
import { throughSocket } from '../../listener/sources/loopback';
import { thisPlatform } from '../../listener/sources/system';
import { createUdpSource } from '../../listener/sources/udp';
import type { EventStore } from '../../listener/store';
import { eventOf } from '../../panel/columns';
import type { App } from '../app';
import { testHost } from '../commands/test-event';
import { socketsForbidden } from '../commands/trust';
import { isServed } from '../language/client';
import { furtherConfigurations } from '../listening/sources';
import { words } from '../log';
import { readSettings } from '../settings';

/** Files that are not open and are read all the same. */
const mostFiles = 10;
/** Each port costs a look at every process. */
const mostHolders = 20;
/** A resolver that is not there takes its time. */
const lookupWithinMs = 3_000;
/** The socket thread tells its counts once a second. */
const countsWithinMs = 2_500;
/** How far back the last event is looked for. */
const mostEvents = 20_000;

const platform = thisPlatform();

export async function lookAround(app: App): Promise<Facts> {
  const { listening } = app;
  const { ports: usualPorts, allowedSenders } = readSettings().settings;
  const forbidden = socketsForbidden();
  const sockets = listening.places.filter(it => it.protocol === undefined).map((it): OpenSocket => ({ receiveBuffer: 0, ...it }));
  const own = adapters();
  const { files, furtherFiles } = await configurations(app);
  const senders = files.flatMap(it => it.senders);
  const ports = new Set([...sockets.map(it => it.port), ...senders.flatMap(it => it.port ?? []), ...usualPorts]);
  const addresses = senders.map(it => targetOf(it.address, own, hostname()));
  // Only what comes from another computer passes a firewall.
  const open = [
    ...sockets.filter(it => !isLoopback(it.address)).map(it => it.port),
    ...senders.flatMap((it, at) => (['here', 'multicast'].includes(addresses[at]?.kind ?? '') ? (it.port ?? []) : [])),
  ];
  const [holders, loopback, firewall, services, resolved, kept, counts] = await Promise.all([
    whoHolds(ports),
    forbidden === undefined ? ownDatagrams(app, sockets) : [],
    Promise.all([...new Set(open)].map(async port => ({ port, answer: await platform.firewall({ executable: process.execPath, port }) }))),
    platform.services(),
    resolve(addresses.flatMap(it => (it.kind === 'name' && !it.isHere ? it.name : []))),
    listening.restore(),
    countsOnceKnown(app, sockets),
  ]);
  return {
    now: Date.now(),
    ...(forbidden !== undefined && { forbidden: { reason: forbidden, isTrust: !vscode.workspace.isTrusted } }),
    host: listening.host,
    ...(vscode.env.remoteName !== undefined && { remote: whereSocketsAre(vscode.env.remoteName, listening.host) }),
    ...{ sockets, usualPorts, adapters: own, resolved, holders, loopback, firewall, counts, allowedSenders },
    refused: listening.refusedSenders(),
    ...{ files, furtherFiles, services, heard: heardIn(kept.store) },
  };
}

/** What the system dropped is known a moment after a socket was opened, and on some systems never. */
async function countsOnceKnown({ listening }: App, sockets: readonly OpenSocket[]): Promise<Facts['counts']> {
  const end = Date.now() + countsWithinMs;
  while (sockets.length > 0 && listening.counts.lost === undefined && Date.now() < end)
    await new Promise(resolve => setTimeout(resolve, 100));
  return listening.counts;
}

/** Undefined where the system does not tell. */
async function whoHolds(ports: ReadonlySet<number>): Promise<readonly Holder[] | undefined> {
  const list = await platform.list();
  if (list.length === 0) return undefined;
  let looked = 0;
  return Promise.all(
    list.map(async (it): Promise<Holder> => {
      if (!ports.has(it.port) || looked++ >= mostHolders) return { ...it, isOurs: false };
      const known = await platform.identify(it);
      return { ...known, isOurs: known.pid === process.pid };
    }),
  );
}

/** A datagram to each address that we listen on, over a socket of its own. */
async function ownDatagrams({ context }: App, sockets: readonly OpenSocket[]): Promise<Facts['loopback']> {
  const workerPath = context.asAbsolutePath(path.join('dist', 'listener-worker.js'));
  const plain = (address: string): string => (address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address);
  const addresses = new Set(sockets.length === 0 ? ['127.0.0.1'] : sockets.map(it => plain(it.address)));
  return Promise.all(
    [...addresses].map(async address => {
      const arrived = await throughSocket(new TextEncoder().encode('log4net'), createUdpSource({ workerPath }), address);
      return { address, ...(typeof arrived === 'string' && { problem: arrived }) };
    }),
  );
}

async function resolve(hosts: readonly string[]): Promise<Facts['resolved']> {
  const found = await Promise.all(
    [...new Set(hosts)].map(async host => {
      const late = new Promise<readonly LookupAddress[]>(resolve => setTimeout(resolve, lookupWithinMs, []));
      const addresses = await Promise.race([lookup(host, { all: true }).catch(() => []), late]);
      return [host, addresses.map(it => it.address)] as const;
    }),
  );
  return new Map(found);
}

/** Open ones, then those of the workspace that send somewhere. */
async function configurations({ language, log }: App): Promise<Pick<Facts, 'files' | 'furtherFiles'>> {
  const documents = vscode.workspace.textDocuments.filter(isServed);
  let furtherFiles = 0;
  for await (const uri of furtherConfigurations(text => /remotePort/i.test(text))) {
    if (documents.length >= mostFiles) furtherFiles++;
    else documents.push(await vscode.workspace.openTextDocument(uri));
  }
  const files: ConfigurationFile[] = [];
  try {
    if (documents.length > 0) await language.start();
    for (const document of documents) {
      if (!isServed(document)) continue;
      const uri = document.uri.toString();
      const [senders = [], file] = await Promise.all([language.ask(SendersRequest, { uri }), language.ask(CheckFileRequest, { uri })]);
      const { errors = 0, first } = file ?? {};
      files.push({ uri, name: vscode.workspace.asRelativePath(document.uri), errors, ...(first && { first }), senders });
    }
  } catch (error) {
    // Without the server the rest can still be looked at; the list then says that no configuration is known.
    log.error(words(error));
  }
  return { files, furtherFiles };
}

function heardIn(store: EventStore): Heard {
  let last: Heard['last'];
  let lastTest: string | undefined;
  const ports = new Map<number, string>();
  for (let at = store.end - 1; at >= Math.max(store.first, store.end - mostEvents); at--) {
    const event = store.look(at);
    if (event === undefined || isMail(event)) continue;
    if (event.origin === 'test') lastTest ??= event.receivedAt;
    if (event.origin !== 'network') continue;
    last ??= { at: event.receivedAt, node: nodeOf(event), event: eventOf(event), port: event.port };
    if (!ports.has(event.port)) ports.set(event.port, event.receivedAt);
  }
  return {
    ports,
    ...(last && { last }),
    ...(lastTest !== undefined && { lastTest }),
    nodes: store.nodes().filter(it => it.node !== testHost),
  };
}
