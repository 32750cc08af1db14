/** Lines that nobody can read: torn by a crash, or written by another version. They are kept aside, for a time. */
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

const keptMs = 30 * 86_400_000;

/** Writes lines beside the file they stood in. @returns the new file's path; no two are the same */
export async function keepAside(file: string, lines: readonly string[]): Promise<string> {
  for (let at = Date.now(); ; at++) {
    const aside = `${file}.${at}.unread`;
    try {
      await writeFile(aside, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
      return aside;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Deletes what nobody has looked at for a month. */
export async function forgetOldUnread(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter(it => it.endsWith('.unread'))) {
    const file = path.join(folder, name);
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > keptMs) await rm(file, { force: true });
  }
}
