/** Why a port could not be opened, with the way out. */
import type { BindOutcome } from '../contract';
import { hostText, isLinkLocal, withoutZone } from '../place';
import { type UdpEndpoint, holderName, nextFreePort } from '../platform/endpoints';
import type { FromWorker } from './udp-messages';

export function failed(port: number, message: string): BindOutcome {
  return { kind: 'failed', port, message };
}

/** `holder`: who has the port, where the system tells. */
export function taken(port: number, holder: UdpEndpoint | undefined, endpoints: readonly UdpEndpoint[]): BindOutcome {
  const name = holder === undefined ? undefined : holderName(holder);
  const nextFree = nextFreePort(port, endpoints);
  const where = holder === undefined ? '' : ` on ${hostText(holder.address)}`;
  const by = holder === undefined ? 'this program already, or another' : (name ?? 'another program');
  const wayOut = nextFree === undefined ? 'Stop it, or choose another port.' : `Port ${nextFree} is free.`;
  const message = `UDP port ${port} is held by ${by}${where}. ${wayOut}`;
  return { kind: 'taken', port, nextFree, message, ...(name === undefined ? {} : { holder: name }) };
}

/** The system's refusal, in words. */
export function refused(
  answer: Extract<FromWorker, { readonly kind: 'refused' }>,
  port: number,
  address: string,
  endpoints: readonly UdpEndpoint[],
): BindOutcome {
  if (isLinkLocal(address) && (answer.code === 'EINVAL' || answer.code === 'EADDRNOTAVAIL')) return failed(port, noZone(address));
  switch (answer.code) {
    case 'EADDRINUSE':
      return taken(port, undefined, endpoints);
    case 'EADDRNOTAVAIL':
      return failed(port, `This computer has no address ${address}: choose one of its own, or 127.0.0.1.`);
    case 'ENODEV':
      return failed(port, `No adapter of this computer can join that multicast group: bind to the address of one that is connected.`);
    case 'EACCES':
      return failed(port, `The system does not let this user listen on port ${port}: choose one from 1024 upwards.`);
    default:
      return failed(port, `Port ${port} on ${address} cannot be opened: ${answer.message}`);
  }
}

function noZone(address: string): string {
  const bare = withoutZone(address);
  return address === bare
    ? `${bare} is an address of one link only: write its adapter behind it, such as ${bare}%eth0, or on Windows the adapter's number, such as ${bare}%12.`
    : `No adapter "${address.slice(bare.length + 1)}" of this computer has the address ${bare}: write the adapter's name after the %, or on Windows its number.`;
}

export const groupAsAddress = (address: string): string =>
  `${address} is a multicast group, no address of this computer: listen on ${address.includes(':') ? '::' : '0.0.0.0'} (on Windows, the address of an adapter will do) and join the group, in the terminal by --group ${address}, in VS Code by the setting log4netAppenders.listener.multicastGroups.`;

export const noGroup = (text: string): string =>
  `"${text}" is no multicast group: they go from 224.0.0.0 to 239.255.255.255, or begin with ff.`;
