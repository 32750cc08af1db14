/** Networks and multicast groups, as a person writes them into a setting. */
import { isIP, isIPv6 } from 'node:net';
import type { Network } from './udp-messages';

/** `10.20.30.5`, `10.20.0.0/16`, `fe80::/10`; undefined for anything else. */
export function readNetwork(text: string): Network | undefined {
  const [address = '', prefix, ...rest] = text.trim().split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return undefined;
  const longest = version === 4 ? 32 : 128;
  const bits = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : NaN;
  return bits >= 0 && bits <= longest ? { address, family: version === 4 ? 'ipv4' : 'ipv6', prefix: bits } : undefined;
}

export function isMulticast(address: string): boolean {
  const first = isIP(address) === 4 ? Number(address.split('.')[0]) : NaN;
  return (first >= 224 && first <= 239) || (isIPv6(address) && /^ff/i.test(address));
}
