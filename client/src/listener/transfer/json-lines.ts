/** Captured events as JSON Lines, in the form of `schemas/event.schema.json`. */
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { eventFromJson } from './event-json';

export function* toJsonLines(events: Iterable<CapturedEvent>): IterableIterator<string> {
  for (const event of events) yield `${JSON.stringify(event)}\n`;
}

export interface ReadLines {
  readonly events: readonly CapturedEvent[];
  /** Numbers of the lines, from 1, that hold no event. */
  readonly damaged: readonly number[];
}

/** Total: what can be read is read. */
export function readJsonLines(text: string): ReadLines {
  const events: CapturedEvent[] = [];
  const damaged: number[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '') continue;
    const event = eventFromJson(parsed(line));
    if (event === undefined) damaged.push(index + 1);
    else events.push(event);
  }
  return { events, damaged };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
