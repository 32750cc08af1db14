/**
 * The round trip of a configuration, hop by hop: file, event, datagram, listener, receiver. A host hands in what it knows
 * of each hop; sentences come out. The same for the terminal's `check` and for the editor's command.
 */
import type { CodecsFor } from '../../../server/src/wire';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { fromBase64 } from '../../../server/src/wire/payload';
import type { RawDatagram } from './contract';
import { createIntake } from './intake';

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

/** What the rules say of the file. */
export interface FileVerdict {
  readonly errors: number;
  readonly warnings: number;
  /** The first error, or the first warning where there are no errors; its line counts from 1. */
  readonly first?: { readonly line: number; readonly message: string };
}

/** A sample event through one appender, or a sentence that says why nothing would leave. */
export type Rendered =
  | {
      readonly ok: true;
      readonly event: { readonly logger: string; readonly level: string };
      readonly simulation: { readonly datagrams: readonly { readonly base64: string }[] };
      readonly configured: { readonly address: string; readonly port: number };
    }
  | { readonly ok: false; readonly reason: string };

export interface TripPorts {
  /** `auto` or a receiver's id. */
  readonly receiver: string;
  readonly uuid: () => string;
  readonly now: () => number;
  readonly codecsFor?: CodecsFor;
  render(appender: string): Promise<Rendered>;
  /** Sends a payload to a socket of this computer and answers with what arrives, or with a sentence where nothing does. */
  throughSocket(payload: Uint8Array): Promise<RawDatagram | string>;
}

/** Where every trip begins; `more` says where the rest of the findings can be read. */
export function fileTrip({ errors, warnings, first }: FileVerdict, more: string): Trip {
  if (first === undefined) return { hops: [{ hop: 'configuration', state: 'green', message: 'The file has no errors and no warnings.' }] };
  const others = errors + warnings - 1;
  const message = `Line ${first.line}: ${first.message}${others > 0 ? ` (and ${others} more; ${more})` : ''}`;
  return { hops: [{ hop: 'configuration', state: errors > 0 ? 'red' : 'yellow', message }] };
}

/** The trips of the appenders that send datagrams, one after the other. */
export async function appenderTrips(appenders: readonly string[], ports: TripPorts): Promise<readonly Trip[]> {
  if (appenders.length === 0) return [{ hops: [{ hop: 'event', state: 'yellow', message: 'No appender in this file sends datagrams.' }] }];
  const trips: Trip[] = [];
  for (const appender of appenders) trips.push({ appender, hops: await hopsOf(appender, ports) });
  return trips;
}

/** Whether something on the way breaks. */
export const isBroken = (trips: readonly Trip[]): boolean => trips.some(trip => trip.hops.some(it => it.state === 'red'));

async function hopsOf(appender: string, ports: TripPorts): Promise<readonly Hop[]> {
  const result = await ports.render(appender);
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
  const payload = fromBase64(datagram.base64);
  const { address, port } = result.configured;
  hops.push({ hop: 'datagram', state: 'green', message: `${payload.length} bytes would go to ${address}:${port}.` });
  const arrived = await ports.throughSocket(payload);
  if (typeof arrived === 'string') return [...hops, { hop: 'listener', state: 'red', message: arrived }];
  const { uuid, now, receiver, codecsFor } = ports;
  const event = createIntake({ uuid, now, receiver, ...(codecsFor && { codecsFor }) }).take({
    ...arrived,
    // Judged as if it had come in where it is meant to.
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
