/** Slack, by incoming webhook or by bot token. Everything from outside is plain text: it cannot mention, link or format. */
import type { KnownBlock } from '@slack/types';
import { defineSink, type Delivery, type OpenSink, type Outcome, type Parsed, type SinkPorts } from '../delivery/contract';
import { chatSettings, readLinks } from '../delivery/http';
import { reader } from '../delivery/read';
import { cut } from '../delivery/shape';
import { compose, plainText, readBodyTemplate, type Summary } from '../delivery/summary';
import type { Template } from '../delivery/template';
import { isSafeAddress } from './addresses';
import { post } from './post';

interface Common {
  readonly label: string;
  readonly template: Template | undefined;
  readonly links: Links;
}
type Links = readonly (readonly [title: string, url: string])[];
type SlackSettings = Common &
  (
    | { readonly by: 'webhook'; readonly url: string }
    | { readonly by: 'token'; readonly api: string; readonly token: string; readonly channel: string }
  );

/** Slack's own limits, the last one undocumented: a message whose blocks add up to about 13,200 characters is refused. */
export const slackLimits = { blocks: 50, header: 150, section: 3000, fields: 10, field: 2000, total: 12_000 };
/** Token or channel are wrong, whatever the message is. */
const setUpWrongly = new Set([
  ...['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'missing_scope'],
  ...['channel_not_found', 'not_in_channel', 'is_archived'],
]);
/** Answers of chat.postMessage that pass by themselves. */
const passing = new Set(['ratelimited', 'rate_limited', 'service_unavailable', 'internal_error', 'fatal_error', 'request_timeout']);

export const slack = defineSink<SlackSettings>({
  kind: 'slack',
  // About one message a second is tolerated; the rate limit keeps well below.
  limits: { batch: 1, duplicates: 'drop', rate: { per: 'task', seconds: 300 } },
  settings: {
    webhookUrl: { schema: { type: 'string', description: 'The address of an incoming webhook.' }, secret: true },
    token: { schema: { type: 'string', description: 'A bot token such as `xoxb-…`, in place of a webhook.' }, secret: true },
    channel: { schema: { type: 'string', description: 'Where the bot posts: `#qlik` or the id of a channel.' } },
    label: { schema: { type: 'string', description: 'A name for it: the address of a webhook does not tell the channel.' } },
    ...chatSettings,
    apiUrl: { schema: { type: 'string', description: 'Where the Slack API lies, if not at `https://slack.com/api`.' } },
  },
  required: [],
  ways: [
    {
      title: 'New Slack channel',
      description: 'by incoming webhook',
      questions: [
        { setting: 'webhookUrl', prompt: 'Address of the incoming webhook; it goes into the secret store' },
        { setting: 'label', prompt: 'A name for it, such as the channel: the address does not tell', value: '#' },
      ],
    },
    {
      title: 'New Slack channel',
      description: 'by bot token: one thread per execution',
      questions: [
        { setting: 'token', prompt: 'Bot token (xoxb-…); it goes into the secret store' },
        { setting: 'channel', prompt: 'Channel: its name or id', value: '#' },
      ],
    },
  ],
  parse,
  label: ({ label }) => label,
  preview: ({ template, links }, delivery, instance) => {
    const summary = compose(delivery, instance, template);
    return { text: plainText(summary), body: JSON.stringify(slackMessage(summary, {}, links), undefined, 2) };
  },
  open: (settings, ports) => new SlackSender(settings, ports),
});

function parse(raw: Readonly<Record<string, unknown>>): Parsed<SlackSettings> {
  const complaints: string[] = [];
  const { text } = reader(raw, complaints);
  const [webhookUrl, token, channel, label] = [text('webhookUrl'), text('token'), text('channel'), text('label')];
  const api = text('apiUrl') ?? 'https://slack.com/api';
  if (!isSafeAddress(api)) complaints.push('"apiUrl" must be an https:// address.');
  if (webhookUrl !== undefined && !isSafeAddress(webhookUrl))
    complaints.push('"webhookUrl" must be the https:// address of an incoming webhook.');
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) complaints.push('"token" must be a bot token such as xoxb-…, without blanks.');
  const { template, notices } = readBodyTemplate(raw['template']);
  const links = readLinks(raw, complaints);
  const common = (fallback: string): Common => ({ label: `Slack ${label ?? fallback}`, template, links });
  const isComplete = webhookUrl !== undefined || (token !== undefined && channel !== undefined);
  if (!isComplete && complaints.length === 0) complaints.push('Slack needs "webhookUrl", or "token" and "channel".');
  if (complaints.length > 0) return { ok: false, complaints };
  if (webhookUrl !== undefined) return { ok: true, settings: { by: 'webhook', url: webhookUrl, ...common('webhook') }, notices };
  return {
    ok: true,
    settings: { by: 'token', api, token: token ?? '', channel: channel ?? '', ...common(channel ?? '') },
    notices,
  };
}

class SlackSender implements OpenSink {
  readonly #settings: SlackSettings;
  readonly #ports: SinkPorts;
  readonly #cancel = new AbortController();
  /** First message of each execution, so that the next ones join its thread. Bounded: the oldest goes. */
  readonly #threads = new Map<string, string>();

  constructor(settings: SlackSettings, ports: SinkPorts) {
    this.#settings = settings;
    this.#ports = ports;
  }

  async send(batch: readonly Delivery[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const delivery of batch) outcomes.push(await this.#one(delivery));
    return outcomes;
  }

  close(): Promise<void> {
    this.#cancel.abort();
    return Promise.resolve();
  }

  async #one(delivery: Delivery): Promise<Outcome> {
    const settings = this.#settings;
    const summary = compose(delivery, this.#ports.instance, settings.template);
    const thread = summary.thread === undefined ? undefined : this.#threads.get(summary.thread);
    const message = slackMessage(
      summary,
      settings.by === 'token' ? { channel: settings.channel, ...(thread !== undefined && { thread_ts: thread }) } : {},
      settings.links,
    );
    const { outcome, body } = await post({
      service: 'Slack',
      url: settings.by === 'webhook' ? settings.url : `${settings.api}/chat.postMessage`,
      ...(settings.by === 'token' && { headers: { authorization: `Bearer ${settings.token}` } }),
      deliveryId: delivery.deliveryId,
      // A bot's message may carry what nobody sees; a webhook's may not.
      message:
        settings.by === 'token'
          ? { ...message, metadata: { event_type: 'log4net_event', event_payload: { delivery_id: delivery.deliveryId } } }
          : message,
      cancel: this.#cancel.signal,
      patience: this.#ports.patience,
    });
    return outcome.kind === 'delivered' && settings.by === 'token' ? this.#judgeApi(body, summary) : outcome;
  }

  /** chat.postMessage answers 200 whatever happens; the truth is in the body. */
  #judgeApi(text: string, { thread }: Summary): Outcome {
    const answer = answerOf(text);
    if (answer === undefined) return { kind: 'retry', reason: 'Slack gave an answer that cannot be read.' };
    const { ok, error, ts } = answer as { readonly ok?: unknown; readonly error?: unknown; readonly ts?: unknown };
    if (ok !== true) {
      const said = typeof error === 'string' ? error : 'no reason given';
      return passing.has(said)
        ? { kind: 'retry', reason: `Slack has a problem (${said}).` }
        : {
            kind: 'rejected',
            ...(setUpWrongly.has(said) && { about: 'sink' }),
            reason: `Slack refuses the message (${said}). Check token and channel.`,
          };
    }
    if (thread !== undefined && typeof ts === 'string' && !this.#threads.has(thread)) {
      this.#threads.set(thread, ts);
      const [oldest] = this.#threads.keys();
      if (this.#threads.size > 500 && oldest !== undefined) this.#threads.delete(oldest);
    }
    return { kind: 'delivered', answer: '200 ok' };
  }
}

/** Undefined where it is no JSON object. */
function answerOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The message: plain text blocks only, within every limit by construction. Exported for the tests. */
export function slackMessage(
  summary: Summary,
  addressing: Readonly<Record<string, string>> = {},
  links: Links = [],
): Readonly<Record<string, unknown>> & { readonly blocks: readonly KnownBlock[] } {
  const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: false });
  const fields = summary.facts.slice(0, slackLimits.fields).map(([name, value]) => plain(cut(`${name}: ${value}`, 560)));
  const message = summary.message === undefined ? [] : [literal(cut(summary.message, slackLimits.section))];
  const blocks: KnownBlock[] = [
    { type: 'header', text: plain(cut(summary.title, slackLimits.header)) },
    ...(fields.length === 0 ? [] : [{ type: 'section' as const, fields }]),
    ...message,
    ...(links.length === 0
      ? []
      : [{ type: 'actions' as const, elements: links.map(([title, url]) => ({ type: 'button' as const, text: plain(title), url })) }]),
    { type: 'context', elements: [plain(cut(summary.footer, 300))] },
  ];
  // The fallback is what notifications show; there `<…>` would mention and link.
  return {
    ...addressing,
    text: escapeMrkdwn(summary.title),
    mrkdwn: false,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks,
  };
}

/** A code block whose text Slack takes as it is. */
const literal = (text: string): KnownBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
});

const escapeMrkdwn = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
