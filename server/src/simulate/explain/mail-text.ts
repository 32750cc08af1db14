/** A mail as the person sees it who gets it. */
import type { SimulatedMail } from '../types';

/** Header lines, an empty line, then the body. The account's password is never among them. */
export function mailLines(mail: SimulatedMail): readonly string[] {
  const { from, to, cc, bcc, replyTo, subject, priority, charset, body, auth } = mail;
  const listed = (name: string, addresses: readonly string[] | undefined): readonly string[] =>
    addresses === undefined || addresses.length === 0 ? [] : [`${name} ${addresses.join(', ')}`];
  return [
    `From:     ${from}`,
    ...listed('To:      ', to),
    ...listed('Cc:      ', cc),
    ...listed('Bcc:     ', bcc),
    ...listed('Reply-To:', replyTo),
    `Subject:  ${subject === '' ? '(empty)' : subject}`,
    ...(priority === 'normal' ? [] : [`Priority: ${priority}`]),
    `Text:     ${mail.contentType}, ${charset}`,
    ...(auth === undefined ? [] : [`Account:  ${auth.user === '' ? "the service's own" : auth.user}`]),
    '',
    ...body.replace(/(\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/),
  ];
}
