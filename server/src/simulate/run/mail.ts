/**
 * Mails. What the appender puts together is log4net's (`SmtpAppender`); whether a mail comes of it is decided by System.Net.Mail
 * and by the server at the other end.
 */
import type { NetObject } from '../configure/net-object';
import { NetFailure } from '../net/failure';
import { couldResolve, parseAddress } from '../net/address';
import { parseMailAddress, parseMailAddresses, printAddress, type MailAddress } from '../net/mail-address';
import type { SimulatedMail } from '../types';
import type { World } from '../world';
import type { Appender, Delivery } from './appender';
import { buffered } from './buffering';
import type { LiveEvent } from './live-event';

export function smtpMails(appender: Appender, world: World): Delivery {
  return buffered(appender, world, events => {
    try {
      const mail = write(events, appender, world);
      world.journal.sendMail({ ...mail, appender: appender.name });
      const count = events.length === 1 ? 'one event' : `${events.length} events`;
      const reason = `A mail with ${count} leaves for ${[...mail.to, ...(mail.cc ?? []), ...(mail.bcc ?? [])].join(', ')}.`;
      world.journal.step({ kind: 'send', outcome: 'sent', reason, appender: appender.name, span: appender.object.span });
    } catch (failure) {
      if (!(failure instanceof NetFailure)) throw failure;
      const span = failure.span ?? appender.object.span;
      appender.fail('mail-failed', { reason: failure.message }, span);
      const reason = `No mail is sent, and its events are gone: ${failure.message}.`;
      world.journal.step({ kind: 'send', outcome: 'failed', reason, appender: appender.name, span });
    }
  });
}

/** The mail, or a `NetFailure` for the first thing that keeps it from leaving. */
function write(events: readonly LiveEvent[], appender: Appender, world: World): Omit<SimulatedMail, 'event'> {
  const { object, layout } = appender;
  const text = `${layout?.header() ?? ''}${events.map(it => appender.render(it)).join('')}${layout?.footer() ?? ''}`;
  const port = object.number('port');
  if (port <= 0) throw new NetFailure(`${port} is no port`, object.spanOf('port'));
  const from = one(object, 'from');
  const to = several(object, 'to') ?? [];
  const cc = several(object, 'cc');
  const bcc = several(object, 'bcc');
  const replyTo = object.text('replyTo') ? [one(object, 'replyTo')] : undefined;
  const subject = object.text('subject') ?? '';
  // .NET Framework refuses it; Mono, on which the corpus was measured, sends what comes before the line break.
  if (/[\r\n]/.test(subject)) throw new NetFailure('the subject has a line break', object.spanOf('subject'));
  const auth = deliver(object, port, world);
  const encoding = object.encoding('bodyEncoding');
  const inHeaders = new Set([...to, ...(cc ?? [])].map(it => it.address));
  const hidden = bcc?.filter(it => !inHeaders.has(it.address)).map(it => it.address);
  return {
    port,
    from: printAddress(from),
    to: to.map(printAddress),
    ...(cc && { cc: cc.map(printAddress) }),
    ...(hidden && { bcc: hidden }),
    ...(replyTo && { replyTo: replyTo.map(printAddress) }),
    subject,
    priority: priorityOf(object),
    contentType: 'text/plain',
    charset: (encoding?.name ?? 'utf-8').toLowerCase(),
    body: encoding ? encoding.decode(encoding.encode(text)) : text,
    ...(auth && { auth }),
  };
}

function one(object: NetObject, name: string): MailAddress {
  return parsed(object, name, parseMailAddress);
}

/** The separators that log4net cuts off both ends; a comma between addresses is .NET's own, a semicolon nobody's. */
function several(object: NetObject, name: string): readonly MailAddress[] | undefined {
  if (name !== 'to' && !object.text(name)) return undefined;
  return parsed(object, name, text => parseMailAddresses(text.replace(/^[,;]+|[,;]+$/g, '')));
}

function parsed<T>(object: NetObject, name: string, parse: (text: string) => T): T {
  const text = object.text(name);
  if (text === undefined) throw new NetFailure(`"${name}" is missing`, object.span);
  try {
    return parse(text);
  } catch (failure) {
    throw failure instanceof NetFailure ? new NetFailure(`"${name}" is not taken, ${failure.message}`, object.spanOf(name)) : failure;
  }
}

/** What the server says, by what is known of it; gives the account that was used, if any. */
function deliver(object: NetObject, port: number, { smtp }: World): SimulatedMail['auth'] {
  const host = object.text('smtpHost') ?? '';
  if (host.trim() === '') throw new NetFailure('no mail server is named', object.spanOf('smtpHost'));
  if (port > 65535) throw new NetFailure(`${port} is no port`, object.spanOf('port'));
  if (!parseAddress(host) && !couldResolve(host)) throw new NetFailure(`there is no server "${host}"`, object.spanOf('smtpHost'));
  if (smtp.off) throw new NetFailure('the mail server does not answer', object.spanOf('smtpHost'));
  if (object.flag('enableSsl')) throw new NetFailure('the mail server offers no TLS', object.spanOf('enableSsl'));
  // Accounts are offered in the answer to EHLO; a server that only knows HELO is never told any.
  const offersLogin = smtp.auth !== undefined && smtp.noEhlo !== true;
  const account = offersLogin ? accountOf(object) : undefined;
  if (account && smtp.auth === 'reject') throw new NetFailure('the mail server refuses the account', object.spanOf('username'));
  if (!account && (smtp.auth === 'demand' || smtp.auth === 'reject'))
    throw new NetFailure('the mail server wants an account', object.spanOf('authentication'));
  return account;
}

function accountOf(object: NetObject): { readonly user: string; readonly password: string } | undefined {
  switch (object.enumName('authentication') ?? '') {
    case 'Basic':
      return { user: object.text('username') ?? '', password: object.text('password') ?? '' };
    case 'Ntlm':
      return { user: '', password: '' };
    default:
      return undefined;
  }
}

function priorityOf(object: NetObject): 'high' | 'low' | 'normal' {
  switch (object.enumName('priority') ?? '') {
    case 'High':
      return 'high';
    case 'Low':
      return 'low';
    default:
      return 'normal';
  }
}
