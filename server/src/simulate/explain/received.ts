/** What a receiver reads out of a simulated datagram. */
import { decode } from '../../wire/index';
import type { Decoded, Judgement } from '../../wire/event';
import { createHistory, judge, type History } from '../../wire/judge';
import { fromBase64 } from '../../wire/payload';
import type { SimulatedDatagram } from '../types';

export interface Received {
  readonly datagram: SimulatedDatagram;
  readonly bytes: number;
  readonly text: string;
  readonly decoded: Decoded;
  readonly judgement: Judgement;
  /** By name, in the order of the datagram; `read`: what the receiver makes of it, where that differs. */
  readonly fields: readonly { readonly name: string; readonly value: string; readonly read?: string }[];
}

/** In order of sending: a receiver that drops repetitions drops the second datagram of one event. */
export function receive(datagrams: readonly SimulatedDatagram[], receiver: string): readonly Received[] {
  const histories = new Map<string, History>();
  return datagrams.map((datagram, index) => {
    const place = `${datagram.address}:${datagram.port}`;
    const history = histories.get(place) ?? createHistory();
    histories.set(place, history);
    const payload = fromBase64(datagram.base64);
    const read = decode(payload, datagram.port);
    const judgement = judge(
      receiver,
      {
        text: read.text,
        ...(read.received !== undefined && { received: read.received }),
        bytes: payload.length,
        port: datagram.port,
        at: 0,
        id: String(index),
        decoded: read.decoded,
        ...(read.delimited && { delimited: read.delimited }),
      },
      history,
    );
    const altered = new Map(judgement.altered?.map(it => [it.field, it.to]));
    const fields = Object.entries(read.decoded.fields).map(([name, value]) => {
      const to = altered.get(name);
      return { name, value, ...(to !== undefined && { read: to }) };
    });
    const notes = [...read.notes, ...(judgement.notes ?? [])];
    return {
      datagram,
      bytes: payload.length,
      text: read.text,
      decoded: read.decoded,
      judgement: notes.length === 0 ? judgement : { ...judgement, notes },
      fields,
    };
  });
}
