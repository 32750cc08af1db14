/** Takes out of a segment what is done with. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseLine } from './lines';

/**
 * Writes a segment anew, beside and renamed, with the entries that still wait and nothing else. To be called from the
 * oldest segment on: what a segment says about entries of an older one is needed until that one has been written anew.
 */
export async function tidied(file: string, isWaiting: (deliveryId: string) => boolean): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(raw => {
    const line = parseLine(raw);
    return line !== undefined && 'put' in line && isWaiting(line.put.deliveryId);
  });
  await writeFile(`${file}.new`, lines.map(it => `${it}\n`).join(''), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
