/** Files of the history, by their names: apart from what reads them, since a window asks for them as it comes up. */
import { readdir } from 'node:fs/promises';

/** `events-BEGUN-WRITER.jsonl`; BEGUN in milliseconds since 1970. */
export const segmentName = /^events-(\d{13})-[\w.-]+\.jsonl$/;

/** Their names, oldest first; none where there is no folder. */
export const segmentsIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => [])).filter(it => segmentName.test(it)).sort();
