/** Where a configuration sends and where this computer listens: compared, and said in words. Pure; who asks for adapters is a shell. */

/** An address as it stands in front of a port: IPv6 in brackets. */
export const hostText = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** `127.0.0.1:9998`, `[::1]:9998`. */
export const endpoint = (address: string, port: number): string => `${hostText(address)}:${port}`;

/** Also of an IPv4 address that a socket of IPv6 tells of. */
export const isLoopback = (address: string): boolean => address === '::1' || address.replace(/^::ffff:/i, '').startsWith('127.');

/** Every adapter: `0.0.0.0` by IPv4, `::` by IPv6. */
export const isEvery = (address: string): boolean => address === '0.0.0.0' || address === '::';

/** Whether a socket on one address hears what is sent to another one of this computer. A socket speaks one family: `::` hears no IPv4. */
export function hears(own: string, sentTo: string): boolean {
  const [bound, target] = [own, sentTo].map(it => it.toLowerCase().replace(/^::ffff:(?=[\d.]+$)/, '')) as [string, string];
  if (isEvery(bound)) return bound.includes(':') === target.includes(':');
  return bound === target || ((!bound.includes('%') || !target.includes('%')) && withoutZone(bound) === withoutZone(target));
}

/** `fe80::1` of `fe80::1%eth0`. */
export const withoutZone = (address: string): string => address.replace(/%.*$/, '');

/** An address that means nothing without the adapter's name behind it. */
export const isLinkLocal = (address: string): boolean => /^fe[89ab][0-9a-f]:/i.test(address);

/** An address of one of this computer's adapters. */
export interface Adapter {
  /** As the system calls it: `Ethernet`, `en0`. */
  readonly name: string;
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly isLoopback: boolean;
}

export type Target =
  /** 127.0.0.1 and its kin: whoever sends is on the computer that listens. */
  | { readonly kind: 'loopback'; readonly address: string }
  /** An adapter of this computer. */
  | { readonly kind: 'here'; readonly address: string; readonly adapter: string }
  | { readonly kind: 'multicast'; readonly address: string }
  | { readonly kind: 'elsewhere'; readonly address: string }
  /** A host's name, which may be this computer's. */
  | { readonly kind: 'name'; readonly name: string; readonly isHere: boolean }
  /** Nothing that could be compared: empty, a blank to fill in, a broadcast. */
  | { readonly kind: 'unknown' };

/** What an appender's `remoteAddress` is for the computer with these adapters and this name. */
export function targetOf(remoteAddress: string, adapters: readonly Adapter[], hostName: string): Target {
  const text = remoteAddress.trim();
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text) || (text.includes(':') && /^[0-9a-f:.]+(%[\w.-]+)?$/i.test(text))) {
    const address = text.toLowerCase();
    if (address.startsWith('127.') || address === '::1') return { kind: 'loopback', address };
    if (address === '255.255.255.255' || address === '0.0.0.0' || address === '::') return { kind: 'unknown' };
    const own = adapters.find(it => hears(it.address, address));
    if (own !== undefined) return { kind: 'here', address: isLinkLocal(address) ? own.address.toLowerCase() : address, adapter: own.name };
    const first = Number(address.split('.')[0]);
    if (/^ff/.test(address) || (first >= 224 && first <= 239)) return { kind: 'multicast', address };
    return { kind: 'elsewhere', address };
  }
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,253}$/u.test(text)) return { kind: 'unknown' };
  const plain = (name: string): string => name.toLowerCase();
  if (plain(text) === 'localhost') return { kind: 'loopback', address: '127.0.0.1' };
  const isHere = plain(text) === plain(hostName) || plain(text).split('.')[0] === plain(hostName).split('.')[0];
  return { kind: 'name', name: text, isHere };
}

/** The first of these sockets of ours that hears what is sent to the address, on its port. */
export function ourSocket<T extends { readonly address: string }>(
  sentTo: string,
  sockets: readonly T[],
  adapters: readonly Adapter[],
  hostName: string,
): T | undefined {
  const text = sentTo.trim();
  // No address to send to; where a system takes it all the same, it means this computer.
  const target = targetOf(text === '0.0.0.0' ? '127.0.0.1' : text === '::' ? '::1' : text, adapters, hostName);
  switch (target.kind) {
    case 'loopback':
    case 'here':
      return sockets.find(it => hears(it.address, target.address));
    case 'name':
      return target.isHere ? sockets[0] : undefined;
    case 'multicast':
    case 'elsewhere':
    case 'unknown':
      return undefined;
  }
}

/** Which computer the sockets are on. `remoteName` is the host's word for a remote window; undefined in a local one. */
export function whereSocketsAre(remoteName: string | undefined, hostName: string): string {
  switch (remoteName) {
    case undefined:
      return `The sockets are on this computer, ${hostName}.`;
    case 'wsl':
      return `The sockets are inside WSL (${hostName}), not on Windows: what is sent to an address of Windows does not arrive here. VS Code forwards TCP ports only.`;
    case 'dev-container':
    case 'attached-container':
      return `The sockets are inside the container ${hostName}: the computer around it has to publish the UDP port. VS Code forwards TCP ports only.`;
    case 'codespaces':
      return `The sockets are in the codespace ${hostName}, which no other computer can reach by UDP. VS Code forwards TCP ports only.`;
    case 'ssh-remote':
      return `The sockets are on ${hostName}, the computer at the other end of SSH. VS Code forwards TCP ports only: senders must reach that computer.`;
    default:
      return `The sockets are on ${hostName}, where this window's extensions run, not on the computer with the keyboard.`;
  }
}

/** The line to run on another computer, so that what arrives there is watched from here. */
export function listenThereLine(port: number, address: string): string {
  return `log4net-appenders listen --port ${port} --bind ${address} --forward SINKS.json`;
}
