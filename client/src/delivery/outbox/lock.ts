/** One forwarder per journal. */
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** How often the holder shows that it lives, and after what silence its lock is taken over, in milliseconds. */
const heartbeat = 10_000;
const silence = 60_000;

/**
 * Takes the lock, or names who holds it. A lock whose process is gone, or has not been heard of for a minute (its
 * number may be another process's by now), is taken over.
 */
export async function lock({
  folder,
  owner,
  pid,
}: {
  readonly folder: string;
  readonly owner: string;
  readonly pid: number;
}): Promise<{ readonly holder: string } | { readonly release: () => Promise<void> }> {
  const file = path.join(folder, 'lock');
  const mine = path.join(folder, `lock.${pid}.${Math.random().toString(36).slice(2)}`);
  // Written aside and linked into place: whoever sees the lock sees its whole content.
  await writeFile(mine, JSON.stringify({ owner, pid }), { mode: 0o600 });
  try {
    for (let tries = 0; tries < 3; tries++) {
      const taken = await link(mine, file).then(
        () => true,
        (error: unknown) => {
          if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
          throw error;
        },
      );
      if (taken) return { release: keepAlive(file) };
      const holder = await livingHolder(file);
      if (holder !== undefined) return { holder };
      await rm(file, { force: true });
    }
    return { holder: 'Another window' };
  } finally {
    await rm(mine, { force: true });
  }
}

function keepAlive(file: string): () => Promise<void> {
  const timer = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), heartbeat);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await rm(file, { force: true });
  };
}

/** Who holds the lock; undefined where nobody does, or nobody that lives. */
export async function livingHolder(file: string): Promise<string | undefined> {
  try {
    const { mtimeMs } = await stat(file);
    const value = JSON.parse(await readFile(file, 'utf8')) as Partial<{ owner: string; pid: number }>;
    const living = typeof value.pid === 'number' && alive(value.pid) && Date.now() - mtimeMs < silence;
    return living ? (value.owner ?? 'Another window') : undefined;
  } catch {
    return undefined;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
