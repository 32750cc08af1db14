/** One datagram to ourselves: over a real socket of this computer, on a port of its own, and nowhere else. */
import { createSocket } from 'node:dgram';
import type { DatagramSource, RawDatagram } from '../contract';

const arrivesWithinMs = 3_000;

/** Sends the payload to a fresh socket of `source` on 127.0.0.1 and waits for it; a sentence where it does not come. Closes the source. */
export async function throughSocket(payload: Uint8Array, source: DatagramSource): Promise<RawDatagram | string> {
  let timer: NodeJS.Timeout | undefined;
  const sender = createSocket('udp4');
  try {
    const arrived = new Promise<RawDatagram | string>(resolve => {
      source.onDatagrams(([first]) => {
        if (first !== undefined) resolve(first);
      });
      sender.on('error', error => {
        resolve(`The datagram could not be sent on this computer: ${error.message}.`);
      });
      timer = setTimeout(() => {
        resolve('The datagram was sent on this computer and did not arrive: a firewall or a security program holds it back.');
      }, arrivesWithinMs);
    });
    const outcome = await source.bind({ port: 0 });
    if (outcome.kind !== 'bound') return outcome.message;
    sender.send(payload, outcome.port, '127.0.0.1');
    return await arrived;
  } finally {
    clearTimeout(timer);
    sender.close();
    await source.close();
  }
}
