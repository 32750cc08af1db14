/** One forwarder per journal. */
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** How often the holder shows that it lives, and after what silence its lock is taken over, in milliseconds. */
const heartbeat = 10_000;
const silence = 60_000;

/** A lock that is held. */
export interface Locked {
  /** Whether somebody else has taken it meanwhile. */
  isLost(): boolean;
  /** Lets go of it, if it is still ours. */
  release(): Promise<void>;
}

/**
 * Takes the lock, or names who holds it. A lock whose process is gone is taken over. One that has not been heard of for a
 * minute, although there is a process of its number, is watched for two heartbeats first: a computer may have slept, or the
 * number may be another process's by now.
 */
export async function lock({
  folder,
  owner,
  pid,
  beat = heartbeat,
}: {
  readonly folder: string;
  readonly owner: string;
  readonly pid: number;
  /** Milliseconds. */
  readonly beat?: number;
}): Promise<{ readonly holder: string } | Locked> {
  const file = path.join(folder, 'lock');
  const token = Math.random().toString(36).slice(2);
  const mine = path.join(folder, `lock.${pid}.${token}`);
  const content = JSON.stringify({ owner, pid, token });
  // Written aside and linked into place: whoever sees the lock sees its whole content.
  await writeFile(mine, content, { mode: 0o600 });
  try {
    for (let tries = 0; tries < 50; tries++) {
      if (await linked(mine, file)) return held(file, content, beat);
      const found = await readFile(file, 'utf8').catch(() => undefined);
      if (found === undefined) continue;
      const holder = (await livingHolder(file)) ?? (await sleeper(file, beat));
      if (holder !== undefined) return { holder };
      await takeAway(file, found, mine);
    }
    return { holder: 'Another window' };
  } finally {
    await rm(mine, { force: true });
  }
}

/** False where there is one already. */
async function linked(mine: string, file: string): Promise<boolean> {
  try {
    await link(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Of several who find the same dead lock one at a time looks whether it is still that one, and takes it away. */
async function takeAway(file: string, dead: string, mine: string): Promise<void> {
  const guard = `${file}.guard`;
  if (!(await linked(mine, guard))) {
    await new Promise(resolve => setTimeout(resolve, 20));
    // Who made it has died over it.
    const { mtimeMs } = await stat(guard).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > silence) await rm(guard, { force: true });
    return;
  }
  try {
    if ((await readFile(file, 'utf8').catch(() => undefined)) === dead) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Who holds a lock that was silent for long, once it is heard of again; undefined where it stays silent. */
async function sleeper(file: string, beat: number): Promise<string | undefined> {
  const before = await ownerIn(file);
  if (before === undefined || !alive(before.pid)) return undefined;
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
  await new Promise(resolve => setTimeout(resolve, 2 * beat + 100));
  const now = await stat(file).catch(() => ({ mtimeMs }));
  return now.mtimeMs > mtimeMs ? before.owner : undefined;
}

function held(file: string, content: string, beat: number): Locked {
  let lost = false;
  const isOurs = async (): Promise<boolean> => {
    const found = await readFile(file, 'utf8').catch(() => undefined);
    lost ||= found !== content;
    return found === content;
  };
  const timer = setInterval(() => {
    void isOurs().then(
      ours => (ours ? utimes(file, new Date(), new Date()).catch(() => undefined) : undefined),
      () => undefined,
    );
  }, beat);
  timer.unref();
  return {
    isLost: () => lost,
    release: async () => {
      clearInterval(timer);
      if (await isOurs()) await rm(file, { force: true });
    },
  };
}

/** Who holds the lock; undefined where nobody does, or nobody that lives and has been heard of of late. */
export async function livingHolder(file: string): Promise<string | undefined> {
  const found = await ownerIn(file);
  if (found === undefined || !alive(found.pid)) return undefined;
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
  return Date.now() - mtimeMs < silence ? found.owner : undefined;
}

async function ownerIn(file: string): Promise<{ readonly owner: string; readonly pid: number } | undefined> {
  try {
    const { owner, pid } = JSON.parse(await readFile(file, 'utf8')) as Partial<{ owner: string; pid: number }>;
    return typeof pid === 'number' ? { owner: owner ?? 'Another window', pid } : undefined;
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
