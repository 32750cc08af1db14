/** What a mail server's answer means for the mail. */
import type { Outcome } from '../delivery/contract';
import { isDistrust } from '../delivery/http';

/** What nodemailer tells of a mail that was taken for at least one recipient. */
export interface Sent {
  readonly response?: string;
  readonly rejected?: readonly string[];
  readonly rejectedErrors?: readonly { readonly recipient?: string; readonly responseCode?: number }[];
}

/** What kept a mail from being taken at all. */
export function judge(error: unknown, host: string): Outcome {
  const { code, originalCode, responseCode } = error as Readonly<Partial<Record<'code' | 'originalCode' | 'responseCode', unknown>>>;
  const said = error instanceof Error ? error.message.split('\n')[0] : String(error);
  if (isDistrust(originalCode))
    return {
      kind: 'retry',
      reason: `${host} shows a certificate that this computer does not trust (${originalCode}). Name its authority in "ca".`,
    };
  const isPassing = typeof responseCode === 'number' && responseCode >= 400 && responseCode < 500;
  if (code === 'EAUTH' && !isPassing)
    return { kind: 'rejected', about: 'sink', reason: `${host} does not accept user name and password. Set them up again.` };
  // Without an answer of the server the line was cut while it was being encrypted: that passes.
  if (code === 'ETLS' && typeof responseCode === 'number' && responseCode >= 500)
    return {
      kind: 'rejected',
      about: 'sink',
      reason: `${host} offers no encryption (STARTTLS), and an account's password never goes over an open line. Set "secure", or another port.`,
    };
  if (typeof responseCode === 'number' && responseCode >= 500)
    return { kind: 'rejected', reason: `${host} refuses the mail: ${said ?? ''}` };
  return { kind: 'retry', reason: `${host} did not take the mail: ${said ?? ''}` };
}
