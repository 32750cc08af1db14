/** A look into a journal from outside. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isSegment, parseLine } from './lines';
import { livingHolder } from './lock';

export type Peeked =
  /** Somebody forwards from it, or is about to let go of it. */
  | { readonly holder: string }
  /** How many entries wait, by sink. */
  | { readonly waiting: ReadonlyMap<string, number> };

/** What waits in a journal, without taking it: nothing is written. Nothing waits where it cannot be read. */
export async function peekFileOutbox(folder: string): Promise<Peeked> {
  const counts = new Map<string, number>();
  try {
    const holder = await livingHolder(path.join(folder, 'lock'));
    if (holder !== undefined) return { holder };
    const sinks = new Map<string, string>();
    for (const name of (await readdir(folder)).filter(isSegment).sort())
      for (const raw of (await readFile(path.join(folder, name), 'utf8')).split('\n')) {
        const line = parseLine(raw);
        if (line === undefined) continue;
        if ('put' in line) sinks.set(line.put.deliveryId, line.put.sink);
        else for (const id of line.done) sinks.delete(id);
      }
    for (const sink of sinks.values()) counts.set(sink, (counts.get(sink) ?? 0) + 1);
  } catch {
    // No folder: nothing was ever forwarded.
  }
  return { waiting: counts };
}
