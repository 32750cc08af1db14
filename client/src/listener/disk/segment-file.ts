/** What a segment of the history holds: JSON Lines, the first of which names the version they are written in. */
import { readFile } from 'node:fs/promises';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { eventFromJson } from '../transfer/event-json';

const version = 1;
/** The first line. */
export const header = `${JSON.stringify({ history: version })}\n`;

export interface ReadSegment {
  readonly events: readonly CapturedEvent[];
  readonly damaged: number;
  /** Written by a version that this one does not know. */
  readonly newer: boolean;
}

/** Rejects where the file cannot be read; what is in it never makes it fail. */
export async function readSegment(file: string): Promise<ReadSegment> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const events: CapturedEvent[] = [];
  let damaged = 0;
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const value = parsed(line);
    const written = versionOf(value);
    if (written !== undefined) {
      if (written > version) return { events: [], damaged: 0, newer: true };
      continue;
    }
    const event = eventFromJson(value);
    if (event === undefined) damaged++;
    else events.push(event);
    if (index % 2_000 === 1_999) await new Promise(resolve => setImmediate(resolve));
  }
  return { events, damaged, newer: false };
}

function versionOf(value: unknown): number | undefined {
  return typeof value === 'object' && value !== null && 'history' in value && typeof value.history === 'number' ? value.history : undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
