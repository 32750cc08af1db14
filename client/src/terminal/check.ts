/**
 * `check`: the round trip, hop by hop. A sample event of the file's service goes through the configuration, over a real
 * socket of this computer, and before the receiver. Nothing leaves the computer.
 */
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { type Analysed, type Service, createService } from '../../../server/src/service';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { receiverIds } from '../../../server/src/wire/receivers';
import type { DatagramSource, RawDatagram } from '../listener/contract';
import { createIntake } from '../listener/intake';
import { oneOf, readArguments } from './arguments';
import { printable } from './event-line';
import { pathParts, readXml } from './files';
import { type TerminalIo, exitStatus } from './io';
import { lineIndex } from './line-index';

export type HopName = 'configuration' | 'event' | 'datagram' | 'listener' | 'receiver';

/** One hop: `red` breaks the trip, `yellow` changes something on the way. */
export interface Hop {
  readonly hop: HopName;
  readonly state: 'green' | 'yellow' | 'red';
  readonly message: string;
}

/** The trip of one appender. */
export interface Trip {
  /** Absent: what holds for the whole file. */
  readonly appender?: string;
  readonly hops: readonly Hop[];
}

export interface CheckPorts {
  readonly source: () => DatagramSource;
}

export const checkUsage = 'check FILE [--format text|json] [--receiver ID] [--log4net VERSION]';

const options = { format: { type: 'string' }, receiver: { type: 'string' }, log4net: { type: 'string' } } as const;

/** 1 where a hop is red; 2 for wrong usage or a file that cannot be read. */
export async function runCheck(argv: readonly string[], io: TerminalIo, ports: CheckPorts): Promise<number> {
  const refuse = (message: string): number => {
    io.err(`${message}\n`);
    return exitStatus.usage;
  };
  const read = readArguments(argv, options, checkUsage);
  if (!read.ok) return refuse(read.message);
  const [file, ...others] = read.positionals;
  if (file === undefined || others.length > 0) return refuse(`Name one file. Usage: ${checkUsage}`);
  const format = oneOf('--format', read.values.format, ['text', 'json'], 'text');
  if (!format.ok) return refuse(format.message);
  const receiver = oneOf('--receiver', read.values.receiver, receiverIds, 'auto');
  if (!receiver.ok) return refuse(receiver.message);
  const text = await readXml(file, io.cwd);
  if (!text.ok) return refuse(text.message);
  const service = createService({ log4netVersion: read.values.log4net, receiver: receiver.value });
  const doc = service.analyse(text.text, pathParts(file, io.cwd));
  const trips = [configurationHop(service, doc), ...(await appenderTrips(service, doc, receiver.value, ports))];
  io.out(format.value === 'json' ? `${JSON.stringify(trips, undefined, 2)}\n` : trips.map(textOf).join(''));
  return trips.some(trip => trip.hops.some(it => it.state === 'red')) ? exitStatus.found : exitStatus.fine;
}

function configurationHop(service: Service, doc: Analysed): Trip {
  const findings = service.diagnose(doc);
  const errors = findings.filter(it => it.severity === 'error');
  const warnings = findings.filter(it => it.severity === 'warning');
  const [first] = errors.length > 0 ? errors : warnings;
  if (first === undefined) return { hops: [{ hop: 'configuration', state: 'green', message: 'The file has no errors and no warnings.' }] };
  const { line } = lineIndex(doc.text)(first.span.start);
  const more = errors.length + warnings.length - 1;
  const message = `Line ${line}: ${first.message}${more > 0 ? ` (and ${more} more; lint shows all)` : ''}`;
  return { hops: [{ hop: 'configuration', state: errors.length > 0 ? 'red' : 'yellow', message }] };
}

async function appenderTrips(service: Service, doc: Analysed, receiver: string, ports: CheckPorts): Promise<readonly Trip[]> {
  const appenders = service.codeLenses(doc).flatMap(it => (it.kind === 'send-test-event' ? [it.appender] : []));
  if (appenders.length === 0) return [{ hops: [{ hop: 'event', state: 'yellow', message: 'No appender in this file sends datagrams.' }] }];
  const trips: Trip[] = [];
  for (const appender of appenders) trips.push({ appender, hops: await hopsOf(service, doc, appender, receiver, ports) });
  return trips;
}

async function hopsOf(service: Service, doc: Analysed, appender: string, receiver: string, ports: CheckPorts): Promise<readonly Hop[]> {
  const result = service.testEvent(doc, {
    uri: '',
    appender,
    now: new Date().toISOString(),
    executionId: randomUUID(),
    hostName: 'SENSE01',
    timeZone: 'UTC',
  });
  if (!result.ok) return [{ hop: 'event', state: 'red', message: result.reason }];
  const hops: Hop[] = [
    {
      hop: 'event',
      state: 'green',
      message: `A sample event of ${result.event.logger} at ${result.event.level} passes threshold and filters.`,
    },
  ];
  const [datagram] = result.simulation.datagrams;
  if (datagram === undefined) return [...hops, { hop: 'datagram', state: 'red', message: 'log4net would send nothing.' }];
  const payload = Buffer.from(datagram.base64, 'base64');
  const { address, port } = result.configured;
  hops.push({ hop: 'datagram', state: 'green', message: `${payload.length} bytes would go to ${address}:${port}.` });
  const arrived = await throughSocket(payload, ports.source());
  if (typeof arrived === 'string') return [...hops, { hop: 'listener', state: 'red', message: arrived }];
  const event = createIntake({ uuid: randomUUID, now: Date.now, receiver }).take({
    ...arrived,
    port: Number.isInteger(port) ? port : arrived.port,
  });
  const fields = Object.keys(event.fields).length;
  hops.push({
    hop: 'listener',
    state: fields > 0 ? 'green' : 'yellow',
    message:
      fields > 0 ? `Read as ${event.type ?? event.format}, ${fields} fields.` : 'Arrived, but it is of no format that is known: raw text.',
  });
  hops.push({ hop: 'receiver', state: stateOf(event), message: [event.reason ?? event.verdict, ...(event.notes ?? [])].join(' ') });
  return hops;
}

function stateOf(event: CapturedEvent): Hop['state'] {
  switch (event.verdict) {
    case 'accepted':
      return event.code === 'altered' ? 'yellow' : 'green';
    case 'duplicate':
      return 'yellow';
    case 'rejected':
      return 'red';
    case 'unknown':
      // Nobody to ask is not the same as somebody who refuses.
      return event.receiver === undefined ? 'yellow' : 'red';
  }
}

const arrivesWithinMs = 3_000;

/** Sends the payload to a socket of our own and waits for it; a sentence where it does not come. */
async function throughSocket(payload: Uint8Array, source: DatagramSource): Promise<RawDatagram | string> {
  let timer: NodeJS.Timeout | undefined;
  const sender = createSocket('udp4');
  try {
    const arrived = new Promise<RawDatagram | string>(resolve => {
      source.onDatagrams(([first]) => {
        if (first !== undefined) resolve(first);
      });
      sender.on('error', error => {
        resolve(`The datagram could not be sent on this computer: ${error.message}.`);
      });
      timer = setTimeout(() => {
        resolve('The datagram was sent on this computer and did not arrive: a firewall or a security program holds it back.');
      }, arrivesWithinMs);
    });
    const outcome = await source.bind({ port: 0 });
    if (outcome.kind !== 'bound') return outcome.message;
    sender.send(payload, outcome.port, '127.0.0.1');
    return await arrived;
  } finally {
    clearTimeout(timer);
    sender.close();
    await source.close();
  }
}

const marks = { green: 'ok ', yellow: '!  ', red: 'NO ' } as const;

function textOf({ appender, hops }: Trip): string {
  const lines = hops.map(it => `  ${marks[it.state]} ${it.hop.padEnd(13)} ${printable(it.message)}\n`).join('');
  return appender === undefined ? lines : `${printable(appender)}\n${lines}`;
}
