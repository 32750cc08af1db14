/** Email by SMTP (nodemailer). Addresses are checked by us: a line break in one would change the envelope. */
import { createTransport, type Transporter } from 'nodemailer';
import { defineSink, type Delivery, type OpenSink, type Outcome, type Parsed, type SinkPorts } from '../delivery/contract';
import { reader } from '../delivery/read';
import { cut } from '../delivery/shape';
import { compose, plainText, readBodyTemplate, templateSetting, type Summary } from '../delivery/summary';
import { compileTemplate, type Template } from '../delivery/template';
import { authorities } from './authorities';
import { judge, type Sent } from './email-answer';
import { readPem } from './pem';

interface EmailSettings {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly requireTls: boolean;
  readonly checkCertificate: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
  readonly ca: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: Template | undefined;
  readonly template: Template | undefined;
}

const patience = 20_000;
/** A mail as a whole, however often the server says that it is at work, in milliseconds. */
const wholePatience = 120_000;
/** So long a recipient whom the server puts off holds up the others, once, in milliseconds. */
const putOffPatience = 30 * 60_000;
/** Characters of a log message that a mail may hold. */
const longest = 20_000;

export const email = defineSink<EmailSettings>({
  kind: 'email',
  limits: { batch: 1, duplicates: 'drop', rate: { per: 'task', seconds: 300 } },
  settings: {
    host: { schema: { type: 'string', minLength: 1, description: 'Name or address of the mail server.' } },
    port: {
      schema: { type: 'integer', minimum: 1, maximum: 65_535, description: 'Usual are 587 (STARTTLS), 465 (TLS) and 25.' },
    },
    secure: {
      schema: { type: 'boolean', description: 'TLS from the first byte; otherwise STARTTLS where the server offers it. On for port 465.' },
    },
    checkCertificate: {
      schema: { type: 'boolean', description: '`false` takes any certificate of the server. The label of the sink says so.' },
    },
    ca: { schema: { type: 'string', description: "The authority behind the server's certificate: a PEM file, or its text." } },
    user: { schema: { type: 'string', description: 'The account. With one, the mail goes over an encrypted line or not at all.' } },
    password: { schema: { type: 'string', description: 'The password of the account.' }, secret: true },
    from: { schema: { type: 'string', minLength: 1, description: 'One mail address.' } },
    to: {
      schema: {
        description: 'Mail addresses: a list, or a text with commas.',
        anyOf: [
          { type: 'string', minLength: 1 },
          { type: 'array', minItems: 1, items: { type: 'string' } },
        ],
      },
    },
    subject: {
      schema: {
        type: 'string',
        description: 'A template: `{{taskName}} failed on {{hostName}}`. Without it: what happened to which task.',
      },
    },
    template: templateSetting,
  },
  required: ['host', 'from', 'to'],
  ways: [
    {
      title: 'New mail recipient',
      description: 'by SMTP',
      questions: [
        { setting: 'host', prompt: 'Name or address of the mail server', value: 'mail.example.com' },
        { setting: 'port', prompt: 'Port: 587 (STARTTLS), 465 (TLS) or 25', value: '587' },
        { setting: 'from', prompt: 'Sender' },
        { setting: 'to', prompt: 'Recipients, separated by commas' },
        { setting: 'user', prompt: 'User name; empty for none', optional: true },
        { setting: 'password', prompt: 'Password; it goes into the secret store', after: 'user' },
      ],
    },
  ],
  parse,
  label: ({ to, host, checkCertificate }) =>
    `Email ${to[0] ?? ''}${to.length > 1 ? ` and ${to.length - 1} more` : ''} by ${host}${checkCertificate ? '' : ' (certificate not checked)'}`,
  preview: ({ subject, template }, delivery, instance) => {
    const summary = compose(delivery, instance, template, longest);
    return { heading: subjectOf(delivery, summary, subject), body: plainText(summary) };
  },
  open: (settings, ports) => new Mailer(settings, ports),
});

function parse(raw: Readonly<Record<string, unknown>>): Parsed<EmailSettings> {
  const complaints: string[] = [];
  const { text, flag } = reader(raw, complaints);
  const host = text('host');
  if (host === undefined || !/^[a-z0-9.:-]+$/i.test(host)) complaints.push('"host" must be the name or address of the mail server.');
  const secure = flag('secure', raw['port'] === 465);
  const checkCertificate = flag('checkCertificate', true);
  const port = raw['port'] ?? (secure ? 465 : 25);
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535)
    complaints.push('"port" must be a whole number from 1 to 65535.');
  const from = text('from') ?? '';
  if (!isAddress(from)) complaints.push('"from" must be one mail address, such as qlik@example.com.');
  const to = recipients(raw['to']);
  if (to === undefined) complaints.push('"to" must be mail addresses, separated by commas or as a list.');
  const subjectText = text('subject');
  const subject = subjectText === undefined ? undefined : compileTemplate(subjectText);
  const user = text('user');
  const password = text('password');
  if ((user === undefined) !== (password === undefined)) complaints.push('"user" and "password" belong together: give both or neither.');
  const ca = readPem('ca', text('ca'), complaints);
  const { template, notices } = readBodyTemplate(raw['template']);
  const subjectNotices = subject?.ok === false ? [`"subject": ${subject.complaint} Until then the plain one is sent.`] : [];
  if (complaints.length > 0) return { ok: false, complaints };
  return {
    ok: true,
    settings: {
      host: host ?? '',
      port: port as number,
      secure,
      // An account's password never crosses the network in the clear.
      requireTls: !secure && user !== undefined,
      checkCertificate,
      auth: user === undefined || password === undefined ? undefined : { user, pass: password },
      ca,
      from,
      to: to ?? [],
      subject: subject?.ok === true ? subject.render : undefined,
      template,
    },
    notices: [...subjectNotices, ...notices],
  };
}

/** A text with commas or semicolons between addresses, or a list; undefined where anything in it is no address. */
function recipients(raw: unknown): readonly string[] | undefined {
  const parts: readonly unknown[] =
    typeof raw === 'string' ? raw.split(/[,;]/).map(part => part.trim()) : Array.isArray(raw) ? (raw as readonly unknown[]) : [];
  return parts.length > 0 && parts.every(isAddress) ? parts : undefined;
}

class Mailer implements OpenSink {
  readonly #settings: EmailSettings;
  readonly #ports: SinkPorts;
  readonly #transport: Transporter;
  readonly #cancel = new AbortController();
  /** Who still has to get a mail that others have got, by delivery id. Bounded: the oldest goes. */
  readonly #missing = new Map<string, readonly string[]>();
  /** Since when the server has put off a recipient, milliseconds since 1970. */
  readonly #putOff = new Map<string, number>();

  constructor(settings: EmailSettings, ports: SinkPorts) {
    this.#settings = settings;
    this.#ports = ports;
    const { host, port, secure, requireTls, auth, ca, checkCertificate } = settings;
    this.#transport = createTransport({
      host,
      port,
      secure,
      requireTLS: requireTls,
      ...(auth && { auth: { ...auth } }),
      tls: { rejectUnauthorized: checkCertificate, ca: authorities(ca, ports.systemCertificates) },
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: patience,
      // A template can never make the library read a file or fetch an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(batch: readonly Delivery[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const delivery of batch) outcomes.push(await this.#one(delivery));
    return outcomes;
  }

  close(): Promise<void> {
    this.#cancel.abort();
    this.#transport.close();
    return Promise.resolve();
  }

  async #one(delivery: Delivery): Promise<Outcome> {
    const { from, to, subject, template } = this.#settings;
    const summary = compose(delivery, this.#ports.instance, template, longest);
    const thread = summary.thread === undefined ? undefined : `<${summary.thread.replace(/[^A-Za-z0-9-]/g, '')}@log4net-appenders>`;
    const rest = this.#missing.get(delivery.deliveryId) ?? to;
    const ending = new AbortController();
    const end = () => ending.abort();
    const timer = setTimeout(end, this.#ports.patience ?? wholePatience);
    this.#cancel.signal.addEventListener('abort', end);
    if (this.#cancel.signal.aborted) end();
    const mail = {
      from: { name: '', address: from },
      to: to.map(address => ({ name: '', address })),
      envelope: { from, to: [...rest] },
      subject: subjectOf(delivery, summary, subject),
      text: plainText(summary),
      html: htmlBody(summary),
      messageId: `<${delivery.deliveryId.replace(/[^A-Za-z0-9-]/g, '')}@log4net-appenders>`,
      ...(thread !== undefined && { references: thread, inReplyTo: thread }),
      headers: { 'X-Log4net-Delivery-Id': delivery.deliveryId.replace(/[^A-Za-z0-9-]/g, '') },
      signal: ending.signal,
    };
    try {
      return this.#judge(delivery.deliveryId, rest, (await this.#transport.sendMail(mail)) as Sent);
    } catch (error) {
      if (ending.signal.aborted) return { kind: 'retry', reason: `${this.#settings.host} did not take the mail in time.` };
      // The others have it already: it is not lost, only not for these.
      const { rejectedErrors } = error as Sent;
      if (rest !== to && rejectedErrors !== undefined && rejectedErrors.length > 0)
        return this.#judge(delivery.deliveryId, rest, { rejected: rest, rejectedErrors });
      return judge(error, this.#settings.host);
    } finally {
      clearTimeout(timer);
      this.#cancel.signal.removeEventListener('abort', end);
    }
  }

  /** The mail is with some: the others are tried again alone, or given up and named, for sending to all would double it. */
  #judge(id: string, rest: readonly string[], { response, rejected = [], rejectedErrors = [] }: Sent): Outcome {
    const { host } = this.#settings;
    for (const address of rest) if (!rejected.includes(address)) this.#putOff.delete(address);
    const putOff = rejectedErrors.flatMap(({ recipient, responseCode = 0 }) =>
      recipient !== undefined && responseCode >= 400 && responseCode < 500 ? [recipient] : [],
    );
    const now = Date.now();
    const again = putOff.filter(address => {
      const since = this.#putOff.get(address) ?? now;
      this.#putOff.set(address, since);
      return now - since < putOffPatience;
    });
    const givenUp = rejected.filter(it => !again.includes(it));
    if (givenUp.length > 0) this.#ports.log(`${host} took the mail, but not for ${givenUp.join(', ')}. Check the address.`);
    this.#missing.delete(id);
    if (again.length === 0) return { kind: 'delivered', ...(response !== undefined && { answer: response }) };
    this.#missing.set(id, again);
    const [oldest] = this.#missing.keys();
    if (this.#missing.size > 1000 && oldest !== undefined) this.#missing.delete(oldest);
    return { kind: 'retry', reason: `${host} took the mail, but not yet for ${again.join(', ')}.` };
  }
}

/** By the template; the plain title where there is none or it fails for this event. */
function subjectOf(delivery: Delivery, { title }: Summary, subject: Template | undefined): string {
  try {
    return oneLine(subject?.(delivery, oneLine) ?? title);
  } catch {
    return oneLine(title);
  }
}

const htmlBody = ({ title, facts, message, footer }: Summary): string =>
  [
    `<h3>${escapeHtml(title)}</h3>`,
    facts.length === 0
      ? ''
      : `<table>${facts.map(([name, value]) => `<tr><th align="left">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</table>`,
    message === undefined ? '' : `<pre>${escapeHtml(message)}</pre>`,
    `<p><small>${escapeHtml(footer)}</small></p>`,
  ].join('\n');

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

/** A subject is one line: line breaks would be headers, other controls have no business there, and `=?` would be taken for an encoding. */
const oneLine = (text: string): string =>
  cut(
    text
      .replace(/\p{Cc}+/gu, ' ')
      .replace(/\p{Cs}/gu, '\ufffd')
      .replaceAll('=?', '= ?'),
    250,
  );

/** One plain address: no display name, no list, no control character, nothing a mail server could read as more than one. */
const isAddress = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length <= 254 &&
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(value);
