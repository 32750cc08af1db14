/**
 * `check`: the round trip, hop by hop. A sample event of the file's service goes through the configuration, over a real
 * socket of this computer, and before the receiver. Nothing leaves the computer.
 */
import { randomUUID } from 'node:crypto';
import { createService } from '../../../server/src/service';
import { receiverIds } from '../../../server/src/wire/receivers';
import type { DatagramSource } from '../listener/contract';
import { throughSocket } from '../listener/sources/loopback';
import { appenderTrips, fileTrip, isBroken, type Trip } from '../listener/trip';
import { oneOf, readArguments } from './arguments';
import { printable } from './event-line';
import { pathParts, readXml } from './files';
import { type TerminalIo, exitStatus } from './io';
import { patternCodecs } from './pattern-codecs';
import { userTypesIn } from './user-types';

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
  const [name, ...others] = read.positionals;
  if (name === undefined || others.length > 0) return refuse(`Name one file. Usage: ${checkUsage}`);
  const format = oneOf('--format', read.values.format, ['text', 'json'], 'text');
  if (!format.ok) return refuse(format.message);
  const receiver = oneOf('--receiver', read.values.receiver, receiverIds, 'auto');
  if (!receiver.ok) return refuse(receiver.message);
  const text = await readXml(name, io.cwd);
  if (!text.ok) return refuse(text.message);
  const userTypes = await userTypesIn(io);
  const service = createService({ log4netVersion: read.values.log4net, receiver: receiver.value, userTypes });
  const doc = service.analyse(text.text, pathParts(name, io.cwd), text.saved);
  const file = service.checkFile(doc);
  const trips = [
    fileTrip(file, 'lint shows all'),
    ...(await appenderTrips(
      file.senders.map(it => it.name),
      {
        receiver: receiver.value,
        uuid: randomUUID,
        now: Date.now,
        codecsFor: patternCodecs(text.text, read.values.log4net),
        render: appender =>
          Promise.resolve(
            service.testEvent(doc, {
              ...{ uri: '', appender, now: new Date().toISOString(), executionId: randomUUID() },
              ...{ hostName: 'SENSE01', timeZone: 'UTC' },
            }),
          ),
        throughSocket: payload => throughSocket(payload, ports.source()),
      },
    )),
  ];
  io.out(format.value === 'json' ? `${JSON.stringify(trips, undefined, 2)}\n` : trips.map(textOf).join(''));
  return isBroken(trips) ? exitStatus.found : exitStatus.fine;
}

const marks = { green: 'ok ', yellow: '!  ', red: 'NO ' } as const;

function textOf({ appender, hops }: Trip): string {
  const lines = hops.map(it => `  ${marks[it.state]} ${it.hop.padEnd(13)} ${printable(it.message)}\n`).join('');
  return appender === undefined ? lines : `${printable(appender)}\n${lines}`;
}
