// What every generator does with its result: write what differs, or say what is stale.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** `files` are pairs of a path relative to `root` and its text. With `check`, nothing is written and a stale file makes the exit status 1. */
export async function writeGenerated(root, files, check) {
  const stale = [];
  for (const [name, text] of files) {
    const file = path.join(root, name);
    const before = await readFile(file, 'utf8').catch(() => undefined);
    if (before?.replace(/\r\n/g, '\n') === text) continue;
    stale.push(name);
    if (!check) await writeFile(file, text);
  }
  if (stale.length === 0) return;
  if (check) process.exitCode = 1;
  console.error(check ? `Stale: ${stale.join(', ')}. Run the generator without --check.` : `Wrote ${stale.join(', ')}.`);
}
