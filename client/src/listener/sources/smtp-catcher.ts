/**
 * A mail server for this computer only: takes every mail that is handed to it, passes none on, and shows it as an event.
 * So mail appenders can be tried without anybody's inbox. It listens on 127.0.0.1 and nowhere else.
 */
import { createTransport } from 'nodemailer';
import PostalMime, { type Address, type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Decoded } from '../../../../server/src/wire/event';
import type { RawDatagram } from '../contract';
import { mailFormat } from '../facets';

export interface SmtpCatcherPorts {
  readonly now: () => number;
  readonly take: (batch: readonly RawDatagram[]) => void;
  readonly onError: (sentence: string) => void;
}

/** A mail as log4net would send it. */
export interface OutgoingMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
  readonly replyTo?: readonly string[];
  readonly subject: string;
  readonly priority: string;
  readonly contentType: string;
  readonly body: string;
}

export interface SmtpCatcher {
  readonly port: number;
  /** Hands a mail to ourselves by real SMTP; it arrives marked as a test. A sentence where it cannot be sent. */
  send(mail: OutgoingMail): Promise<string | undefined>;
  close(): Promise<void>;
}

const loopback = '127.0.0.1';
/** What a mail may hold; more is refused in the protocol, and said. */
const mostBytes = 4 * 1024 * 1024;
/** What is under way when it closes has so long to come to its end. */
const closeWithinMs = 500;

/** @param wanted the TCP port, 0 for any; the next best is taken where it is held. A sentence where none can be opened. */
export async function openSmtpCatcher(wanted: number, ports: SmtpCatcherPorts): Promise<SmtpCatcher | string> {
  /** Message ids of our own mails. */
  const tests = new Set<string>();
  const server = new SMTPServer({
    banner: 'log4net test catcher: nothing is passed on',
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    // Any account will do, and none is kept: a test must not fail on a password that is nobody's business here.
    onAuth: (auth, _session, callback) => {
      callback(null, { user: auth.username ?? '' });
    },
    size: mostBytes,
    // Half a minute is the usual time for those that are still connected: nobody waits so long for a listener to stop.
    closeTimeout: closeWithinMs,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      let length = 0;
      stream.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= mostBytes) chunks.push(chunk);
      });
      stream.on('end', () => {
        if (length > mostBytes) {
          ports.onError(`A mail of ${length} bytes was refused: the catcher takes ${mostBytes}.`);
          callback(Object.assign(new Error('The mail is too large for the test catcher'), { responseCode: 552 }));
          return;
        }
        const payload = Buffer.concat(chunks);
        const from = { address: session.remoteAddress, port: session.remotePort };
        void readMail(
          payload,
          session.envelope.rcptTo.map(it => it.address),
        )
          .then(({ decoded, messageId }) => {
            const isTest = messageId !== undefined && tests.delete(messageId);
            ports.take([{ port: portOf(server), from, receivedAt: ports.now(), payload, decoded, origin: isTest ? 'test' : 'network' }]);
            callback();
          })
          .catch((error: unknown) => {
            const why = error instanceof Error ? error.message : String(error);
            ports.onError(`A mail could not be taken in: ${why}.`);
            callback(Object.assign(new Error('The test catcher could not take the mail in'), { responseCode: 451 }));
          });
      });
    },
  });
  let isOpen = false;
  server.on('error', error => {
    if (isOpen) ports.onError(`The mail catcher failed: ${error.message}.`);
  });
  let problem = await listen(server, wanted);
  if (problem !== undefined && wanted !== 0) problem = await listen(server, 0);
  if (problem !== undefined) return `The mail catcher cannot listen on ${loopback}: ${problem}.`;
  isOpen = true;
  return {
    get port() {
      return portOf(server);
    },
    async send(mail) {
      const messageId = `<${crypto.randomUUID()}@log4net-appenders.invalid>`;
      tests.add(messageId);
      const transport = createTransport({ host: loopback, port: portOf(server), secure: false, ignoreTLS: true });
      try {
        await transport.sendMail({
          messageId,
          ...{
            from: mail.from,
            to: [...mail.to],
            cc: [...(mail.cc ?? [])],
            bcc: [...(mail.bcc ?? [])],
            replyTo: [...(mail.replyTo ?? [])],
          },
          subject: mail.subject,
          priority: mail.priority.toLowerCase() === 'high' ? 'high' : mail.priority.toLowerCase() === 'low' ? 'low' : 'normal',
          ...(/html/i.test(mail.contentType) ? { html: mail.body } : { text: mail.body }),
        });
        return undefined;
      } catch (error) {
        tests.delete(messageId);
        return `The mail could not be handed over: ${error instanceof Error ? error.message : String(error)}.`;
      } finally {
        transport.close();
      }
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** What went wrong. */
function listen(server: SMTPServer, port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const fail = (error: Error): void => {
      resolve(error.message);
    };
    server.server.once('error', fail);
    server.listen(port, loopback, () => {
      server.server.off('error', fail);
      resolve(undefined);
    });
  });
}

function portOf(server: SMTPServer): number {
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Total: what is no mail by the book still has its text. `envelope`: who the sender said it is for; `Bcc` shows there only. */
export async function readMail(
  payload: Uint8Array,
  envelope: readonly string[],
): Promise<{ readonly decoded: Decoded; readonly messageId: string | undefined }> {
  let mail: Email | undefined;
  try {
    mail = await PostalMime.parse(payload);
  } catch {
    // Shown as it came.
  }
  const body = (mail?.text ?? mail?.html ?? '').replace(/\r?\n$/, '');
  const named = [...(mail?.to ?? []), ...(mail?.cc ?? [])].map(it => it.address?.toLowerCase());
  const blind = envelope.filter(it => !named.includes(it.toLowerCase()));
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['From', mail?.from && written([mail.from])],
    ['To', written(mail?.to)],
    ['Cc', written(mail?.cc)],
    ['Bcc', blind.join(', ')],
    ['Reply-To', written(mail?.replyTo)],
    ['Subject', mail?.subject],
    ['Priority', mail?.headers.find(it => it.key === 'x-priority' || it.key === 'importance')?.value],
    ['Date', mail?.date],
    ['Attachments', mail?.attachments.map(it => it.filename ?? it.mimeType).join(', ')],
    ['Body', body],
  ];
  const fields = Object.fromEntries(parts.filter((it): it is [string, string] => it[1] !== undefined && it[1] !== ''));
  return { decoded: { format: mailFormat, fields, message: mail?.subject ?? body }, messageId: mail?.messageId };
}

function written(addresses: readonly Address[] | undefined): string | undefined {
  return addresses
    ?.map(({ name, address }) => (name === '' || address === undefined ? (address ?? name) : `${name} <${address}>`))
    .join(', ');
}
