/** One datagram for each event. After `UdpAppender`. */
import { readPayload, toBase64 } from '../../wire/payload';
import { encoderFor, type TextEncoding } from '../../wire/encoding';
import type { IpAddress } from '../net/address';
import { NetFailure } from '../net/failure';
import type { World } from '../world';
import type { Appender, Delivery } from './appender';

/** What IPv4 and IPv6 let through at most in one datagram; the system refuses more, and the event is gone. */
const largest = { 4: 65507, 6: 65527 } as const;

export interface Destination {
  readonly address: IpAddress;
  readonly port: number;
}

export function udpDatagrams(appender: Appender, world: World): Delivery {
  const to = destinationOf(appender);
  return {
    append(event) {
      try {
        sendDatagram(appender.render(event), appender, to, world);
      } catch (failure) {
        if (!(failure instanceof NetFailure)) throw failure;
        reportFailure('send-failed', failure, appender, to, world);
      }
    },
  };
}

/** Where an appender sends to. The address is there: without one it would not have been built. */
export function destinationOf({ object }: Appender): Destination {
  return { address: object.address('remoteAddress') ?? { family: 4, text: '' }, port: object.number('remotePort') };
}

/** Sends the text, or throws as the system does. */
export function sendDatagram(text: string, appender: Appender, { address, port }: Destination, world: World): void {
  const encoding = encodingOf(appender);
  if (!encoding) {
    const reason = 'The bytes of this encoding cannot be shown here.';
    world.journal.step({ kind: 'send', outcome: 'failed', reason, appender: appender.name, span: appender.object.spanOf('encoding') });
    return;
  }
  const bytes = encoding.encode(text);
  if (port === 0) throw new NetFailure('port 0 is no port to send to', appender.object.spanOf('remotePort'));
  if (bytes.length > largest[address.family])
    throw new NetFailure(`${bytes.length} bytes are more than the ${largest[address.family]} that one datagram holds`);
  const payload = readPayload(bytes);
  world.journal.sendDatagram({
    port,
    address: address.text,
    base64: toBase64(bytes),
    ...(payload.isExact && { text: payload.text }),
    appender: appender.name,
  });
  const reason = `${bytes.length} bytes leave for ${address.text} port ${port}.`;
  world.journal.step({ kind: 'send', outcome: 'sent', reason, appender: appender.name, span: appender.object.span });
}

export function reportFailure(
  code: 'send-failed' | 'syslog-failed',
  failure: NetFailure,
  appender: Appender,
  to: Destination,
  world: World,
): void {
  const span = failure.span ?? appender.object.span;
  appender.fail(code, { address: to.address.text, port: String(to.port), reason: failure.message }, span);
  const reason = `Nothing is sent: ${failure.message}.`;
  world.journal.step({ kind: 'send', outcome: 'failed', reason, appender: appender.name, span });
}

/** Without a word from the file: the ANSI code page of a Western Windows, which is what .NET Framework takes. */
function encodingOf({ object }: Appender): TextEncoding | undefined {
  return object.setting('encoding') ? object.encoding('encoding') : (object.encoding('encoding') ?? encoderFor('windows-1252'));
}
