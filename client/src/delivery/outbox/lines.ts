/** The lines of a segment: one JSON object each. */
import type { CapturedEvent } from '../../../../server/src/wire/event';
import type { Pending } from '../contract';

const version = 1;

/** An event accepted for a sink, or ids that are done with. */
export type Line = { readonly v: 1; readonly put: Pending } | { readonly v: 1; readonly done: readonly string[] };

/** Files of the journal that hold such lines; by name, oldest first. */
export const isSegment = (name: string): boolean => /^queue-\d+\.jsonl$/.test(name);

/** A `put` line, with the event's JSON as it stands where it is at hand. */
export function putLine({ deliveryId, sink, event, heldBack, json }: Pending): string {
  if (json === undefined || heldBack !== undefined)
    return JSON.stringify({ v: version, put: { deliveryId, sink, event, ...(heldBack !== undefined && { heldBack }) } } satisfies Line);
  return `{"v":${version},"put":{"deliveryId":${JSON.stringify(deliveryId)},"sink":${JSON.stringify(sink)},"event":${json}}}`;
}

/** Undefined for half a line, and for one that another version wrote. */
export function parseLine(raw: string): Line | undefined {
  try {
    const value = JSON.parse(raw) as Partial<{ v: number; put: Partial<Record<keyof Pending, unknown>>; done: unknown }> | null;
    if (value?.v !== version) return undefined;
    if (Array.isArray(value.done) && value.done.every(it => typeof it === 'string')) return { v: version, done: value.done };
    const { put } = value;
    if (typeof put?.deliveryId === 'string' && typeof put.sink === 'string' && isEvent(put.event))
      return { v: version, put: put as Pending };
    return undefined;
  } catch {
    return undefined;
  }
}

/** Whether it has what every sink reads: one that has not would break them, again and again. */
export function isEvent(value: unknown): value is CapturedEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Partial<Record<keyof CapturedEvent, unknown>>;
  const { fields, from } = event;
  return (
    [event.id, event.receivedAt, event.text, event.format, event.origin, event.verdict].every(it => typeof it === 'string') &&
    [event.seq, event.port, event.bytes].every(it => typeof it === 'number') &&
    [event.level, event.type, event.logger, event.message, event.timestamp].every(it => it === undefined || typeof it === 'string') &&
    typeof fields === 'object' &&
    fields !== null &&
    Object.values(fields).every(it => typeof it === 'string') &&
    typeof from === 'object' &&
    from !== null
  );
}

export const doneLine = (done: readonly string[]): string => JSON.stringify({ v: version, done } satisfies Line);
