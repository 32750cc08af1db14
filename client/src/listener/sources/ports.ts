/**
 * Who holds which UDP port on this computer. Asked before every bind: Windows lets a second, more specific bind take the
 * traffic of the first, and a test listener must never steal what Butler waits for.
 */
import { execFile } from 'node:child_process';
import { readFile, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { type UdpEndpoint, parseLsof, parseNetstat, parseProcNetUdp, parseTasklist } from '../endpoints';

/** One platform's way to tell. Never rejects: what the system does not tell is an empty list, an unknown name. */
export interface PortLister {
  list(): Promise<readonly UdpEndpoint[]>;
  /** Fills in process id and name of one endpoint, as far as this user may know. */
  identify(endpoint: UdpEndpoint): Promise<UdpEndpoint>;
}

export function portLister(platform: string): PortLister {
  switch (platform) {
    case 'linux':
      return linux;
    case 'win32':
      return windows;
    case 'darwin':
      return macos;
    default:
      return { list: () => Promise.resolve([]), identify: endpoint => Promise.resolve(endpoint) };
  }
}

const linux: PortLister = {
  async list() {
    const tables = await Promise.all(['/proc/net/udp', '/proc/net/udp6'].map(textOf));
    return tables.flatMap(parseProcNetUdp);
  },
  async identify(endpoint) {
    if (endpoint.inode === undefined) return endpoint;
    const pid = await pidOfSocket(endpoint.inode);
    if (pid === undefined) return endpoint;
    // The main thread may have renamed itself; the file it runs has not.
    const name = path.basename(await linkOf(`/proc/${pid}/exe`)) || (await textOf(`/proc/${pid}/comm`)).trim();
    return { ...endpoint, pid, ...(name === '' ? {} : { process: name }) };
  },
};

/** Looks through the open files of every process that this user may look into. */
async function pidOfSocket(inode: string): Promise<number | undefined> {
  const wanted = `socket:[${inode}]`;
  const pids = (await namesIn('/proc')).filter(name => /^\d+$/.test(name));
  // Our own first: the usual answer to "who holds it" in a test, and cheap.
  for (const pid of [String(process.pid), ...pids]) {
    for (const fd of await namesIn(`/proc/${pid}/fd`)) {
      if ((await linkOf(`/proc/${pid}/fd/${fd}`)) === wanted) return Number(pid);
    }
  }
  return undefined;
}

const windows: PortLister = {
  async list() {
    const tables = await Promise.all(['udp', 'udpv6'].map(protocol => output('netstat', ['-ano', '-p', protocol])));
    return tables.flatMap(parseNetstat);
  },
  async identify(endpoint) {
    if (endpoint.pid === undefined) return endpoint;
    const name = parseTasklist(await output('tasklist', ['/FI', `PID eq ${endpoint.pid}`, '/FO', 'CSV', '/NH']));
    return name === undefined ? endpoint : { ...endpoint, process: name };
  },
};

const macos: PortLister = {
  list: async () => parseLsof(await output('lsof', ['-nP', '-iUDP', '-FpcPn'])),
  identify: endpoint => Promise.resolve(endpoint),
};

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function linkOf(file: string): Promise<string> {
  try {
    return await readlink(file);
  } catch {
    return '';
  }
}

/** What a program of the system prints; empty where it is missing or takes longer than five seconds. */
function output(program: string, args: readonly string[]): Promise<string> {
  return new Promise(resolve => {
    execFile(program, [...args], { timeout: 5_000, maxBuffer: 16 * 1024 * 1024, windowsHide: true }, (_error, stdout) => {
      resolve(stdout);
    });
  });
}
