/** Judges what an HTTP service answered, the same way for every chat sink. */
import type { Outcome } from './contract';
import type { SinkSettings } from './sink-settings';
import { templateSetting } from './summary';

/** What messages in a chat have in common. */
export const chatSettings: SinkSettings = {
  template: templateSetting,
  hubUrl: { schema: { type: 'string', description: 'Address of the hub, for a button: `https://qlik.example.com/hub`.' } },
  qmcUrl: { schema: { type: 'string', description: 'Address of the QMC, for a button: `https://qlik.example.com/qmc`.' } },
};

/** The part of a response that the judgement needs. */
export interface Answer {
  readonly status: number;
  /** The `Retry-After` header, if any. */
  readonly retryAfter: string | null;
  /** The start of the body, for the reason. */
  readonly body: string;
}

/** @param now milliseconds since 1970, for a `Retry-After` that is a date */
export function judgeAnswer(service: string, { status, retryAfter, body }: Answer, now: number): Outcome {
  // A proxy that wants a login, or a hotel's network, answers with a page of its own and says that all is well.
  if (status >= 200 && status < 300 && /^\s*<(!doctype|html)/i.test(body))
    return {
      kind: 'retry',
      reason: `Not ${service} but a web page answered (${status}). Is there a login of a network or proxy in between?`,
    };
  if (status >= 200 && status < 300) return { kind: 'delivered', answer: `${status} ${body.trim().slice(0, 80)}`.trim() };
  const said = body.trim() === '' ? '' : `: ${body.trim().slice(0, 200)}`;
  if (status === 429 || status === 408 || status >= 500) {
    const afterMs = retryAfterMs(retryAfter, now);
    const reason = status === 429 ? `${service} asks to slow down (429).` : `${service} has a problem (${status}${said}).`;
    return { kind: 'retry', reason, ...(afterMs !== undefined && { afterMs }) };
  }
  if (status === 401 || status === 403)
    return {
      kind: 'rejected',
      about: 'sink',
      reason: `${service} does not accept the token or address (${status}${said}). Set it up again.`,
    };
  if (status === 404 || status === 410)
    return {
      kind: 'rejected',
      about: 'sink',
      reason: `${service} does not know this address any more (${status}${said}). Set it up again.`,
    };
  return { kind: 'rejected', reason: `${service} refuses the message (${status}${said}).` };
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3) → milliseconds, at most an hour; undefined when it is neither. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), 3_600_000);
}

/** Whether the code of an error says that a certificate is not believed. */
export const isDistrust = (code: unknown): code is string => typeof code === 'string' && /CERT|SIGNATURE|SELF_SIGNED|ALTNAME/.test(code);

/** What a request that got no answer at all means. The address is a secret: only the kind of failure is said. */
export function unreachable(service: string, error: unknown): Outcome {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = (cause as { readonly code?: unknown } | undefined)?.code;
  if (isDistrust(code))
    return {
      kind: 'retry',
      reason: `${service} shows a certificate that this computer does not trust (${code}). If a proxy of your company is in between: VS Code takes the system's certificates, the command line those in NODE_EXTRA_CA_CERTS.`,
    };
  const isTimeout = error instanceof Error && error.name === 'TimeoutError';
  const why = typeof code === 'string' ? code : isTimeout ? 'no answer in time' : 'the connection failed';
  return { kind: 'retry', reason: `${service} cannot be reached (${why}). Check the network and the proxy.` };
}

/** The addresses of hub and QMC for the buttons of a message, or complaints. They are the user's own words, never an event's. */
export function readLinks(
  raw: Readonly<Record<string, unknown>>,
  complaints: string[],
): readonly (readonly [title: string, url: string])[] {
  return (
    [
      ['Open hub', 'hubUrl'],
      ['Open QMC', 'qmcUrl'],
    ] as const
  ).flatMap(([title, name]) => {
    const value = raw[name];
    if (value === undefined || value === '') return [];
    if (typeof value === 'string' && /^https?:\/\/[a-z0-9.:[\]-]+(\/[\x21-\x7e]*)?$/i.test(value)) return [[title, value] as const];
    complaints.push(`"${name}" must be an address such as https://qlik.example.com/hub.`);
    return [];
  });
}
