/** One datagram to ourselves: over a real socket of this computer, on a port of its own, and nowhere else. */
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { DatagramSource, RawDatagram } from '../contract';

const arrivesWithinMs = 3_000;

/**
 * Sends the payload to a fresh socket of `source` and waits for it; a sentence where it does not come. Closes the source.
 * @param address one of this computer's own
 */
export async function throughSocket(payload: Uint8Array, source: DatagramSource, address = '127.0.0.1'): Promise<RawDatagram | string> {
  let timer: NodeJS.Timeout | undefined;
  const sender = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  try {
    const arrived = new Promise<RawDatagram | string>(resolve => {
      source.onDatagrams(([first]) => {
        if (first !== undefined) resolve({ ...first, payload: first.payload.slice() });
      });
      sender.on('error', error => {
        resolve(`The datagram could not be sent on this computer: ${error.message}.`);
      });
      timer = setTimeout(() => {
        resolve('The datagram was sent on this computer and did not arrive: a firewall or a security program holds it back.');
      }, arrivesWithinMs);
    });
    const outcome = await source.bind({ port: 0, address });
    if (outcome.kind !== 'bound') return outcome.message;
    sender.send(payload, outcome.port, address);
    return await arrived;
  } finally {
    clearTimeout(timer);
    sender.close();
    await source.close();
  }
}
