/** The system's list of UDP sockets, as each platform prints it. Text in, endpoints out; who asks the system is the platform's adapter. */

export interface UdpEndpoint {
  readonly address: string;
  readonly port: number;
  readonly pid?: number;
  /** The program's name, where the list has it. */
  readonly process?: string;
  /** Linux: the socket's number, by which its process is found. */
  readonly inode?: string;
  /** Linux: datagrams the system dropped because the socket's buffer was full. */
  readonly drops?: number;
}

/** `/proc/net/udp` and `/proc/net/udp6`: addresses are hexadecimal, each 32-bit word in the machine's (little-endian) order. */
export function parseProcNetUdp(text: string): readonly UdpEndpoint[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap(line => {
      const columns = line.trim().split(/\s+/);
      const [address = '', port = ''] = (columns[1] ?? '').split(':');
      const inode = columns[9];
      if (inode === undefined || !/^([0-9A-F]{8}|[0-9A-F]{32})$/.test(address) || !/^[0-9A-F]{4}$/.test(port)) return [];
      const drops = Number(columns[12] ?? NaN);
      return [{ address: hexAddress(address), port: parseInt(port, 16), inode, ...(Number.isNaN(drops) ? {} : { drops }) }];
    });
}

function hexAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap(word => (word.match(/../g) ?? []).reverse().map(byte => parseInt(byte, 16)));
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16));
  return compressed(groups);
}

/** RFC 5952: the longest run of zeros becomes `::`. */
function compressed(groups: readonly string[]): string {
  const runs = [...groups.join(':').matchAll(/(^|:)0(:0)+(:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  const longest = runs[0];
  if (longest === undefined) return groups.join(':');
  const text = groups.join(':');
  return `${text.slice(0, longest.index)}::${text.slice(longest.index + longest[0].length)}`;
}

/** `netstat -ano -p udp` (and `udpv6`) of Windows, in any language of the system: protocol, local, foreign, process id. */
export function parseNetstat(text: string): readonly UdpEndpoint[] {
  return text.split(/\r?\n/).flatMap(line => {
    const found = /^\s*UDP\s+(\S+):(\d+)\s+\S+\s+(\d+)\s*$/.exec(line);
    if (found === null) return [];
    const [, address = '', port, pid] = found;
    return [{ address: address.replace(/^\[|\]$|%\d+/g, ''), port: Number(port), pid: Number(pid) }];
  });
}

/** `tasklist /FI "PID eq N" /FO CSV /NH` of Windows: the program's name; undefined where there is no such process. */
export function parseTasklist(text: string): string | undefined {
  return /^"([^"]+)","\d+"/m.exec(text)?.[1];
}

/** `lsof -nP -iUDP -FpcPn` of macOS: one line per fact, a process's lines before those of its files. */
export function parseLsof(text: string): readonly UdpEndpoint[] {
  const endpoints: UdpEndpoint[] = [];
  let pid = 0;
  let process = '';
  for (const line of text.split('\n')) {
    const rest = line.slice(1);
    if (line.startsWith('p')) pid = Number(rest);
    else if (line.startsWith('c')) process = rest;
    else if (line.startsWith('n')) {
      const found = /^(\S+?):(\d+)(?:->.*)?$/.exec(rest);
      if (found === null) continue;
      const address = (found[1] ?? '').replace(/^\[|\]$/g, '');
      endpoints.push({ address: address === '*' ? '0.0.0.0' : address, port: Number(found[2]), pid, process });
    }
  }
  return endpoints;
}

/** The next port above that nobody in the list holds. */
export function nextFreePort(port: number, endpoints: readonly UdpEndpoint[]): number | undefined {
  const held = new Set(endpoints.map(it => it.port));
  for (let candidate = port + 1; candidate <= 65_535; candidate++) if (!held.has(candidate)) return candidate;
  return undefined;
}

/** `butler (4711)`, as far as known. */
export function holderName(endpoint: Pick<UdpEndpoint, 'pid' | 'process'>): string | undefined {
  const { pid, process } = endpoint;
  if (process !== undefined) return pid === undefined ? process : `${process} (${pid})`;
  return pid === undefined ? undefined : `process ${pid}`;
}
