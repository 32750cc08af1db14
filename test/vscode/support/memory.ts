/** What the processes behind a window hold in memory. Linux: the figures come from /proc. */
import { once } from 'node:events';
import { readFile, readdir, readlink } from 'node:fs/promises';
import type { Frame, Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { until } from './workbench';

/** The process that has a UDP port open: for a port of ours that is the extension host. */
export async function holderOf(port: number): Promise<number> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const line = (await readFile('/proc/net/udp', 'utf8')).split('\n').find(it => it.includes(`:${hex} `));
  const inode = line?.trim().split(/\s+/)[9];
  if (inode === undefined) throw new Error(`No socket has port ${port}.`);
  for (const pid of (await readdir('/proc')).filter(it => /^\d+$/.test(it))) {
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const fd of files) if ((await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')) === `socket:[${inode}]`) return Number(pid);
  }
  throw new Error(`The process that holds port ${port} is not ours to see.`);
}

/** Megabytes of a process that lie in memory: heaps of all its threads, what lies beside them, and the pages of its program and libraries. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const found = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  if (found === undefined) throw new Error(`Process ${pid} is gone.`);
  return Number(found) / 1024;
}

/** Where a Node process can be debugged once it was sent SIGUSR1. VS Code keeps options for another port from its extension host. */
const debugging = 'http://127.0.0.1:9229/json';

/** Has a Node process collect its garbage, through its debugger. */
export async function collectGarbage(pid: number): Promise<void> {
  process.kill(pid, 'SIGUSR1');
  const targets = await until(
    targetsOf,
    it => it.length > 0,
    () => `Process ${pid} cannot be debugged at ${debugging}.`,
  );
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  try {
    // What is freed by one collection, the next one gives back.
    for (const id of [1, 2]) {
      const answer = once(socket, 'message');
      socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
      await answer;
    }
  } finally {
    socket.close();
    await once(socket, 'close');
  }
}

interface Target {
  readonly webSocketDebuggerUrl: string;
}

const targetsOf = async (): Promise<readonly Target[]> => {
  const answer = await fetch(debugging).catch(() => undefined);
  return answer === undefined ? [] : ((await answer.json()) as readonly Target[]);
};

/** Megabytes of JavaScript heap that the page of a frame uses, garbage included unless it is collected before. */
export async function pageHeap(page: Page, frame: Frame): Promise<{ used(collect: boolean): Promise<number> }> {
  // A webview lies on an origin of its own, often in a process of its own; where it does not, the page's figures are the whole window's.
  const session = await page
    .context()
    .newCDPSession(frame)
    .catch(() => page.context().newCDPSession(page));
  await session.send('Performance.enable');
  return {
    used: async collect => {
      if (collect) await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      return (metrics.find(it => it.name === 'JSHeapUsedSize')?.value ?? NaN) / 1024 / 1024;
    },
  };
}
