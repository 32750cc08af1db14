/** Microsoft Teams, by a Workflows webhook that takes an Adaptive Card. */
import { defineSink, type Delivery, type OpenSink, type Outcome, type Parsed, type SinkPorts } from '../delivery/contract';
import { chatSettings, readLinks } from '../delivery/http';
import { reader } from '../delivery/read';
import { cut } from '../delivery/shape';
import { compose, plainText, readBodyTemplate, type Summary } from '../delivery/summary';
import type { Template } from '../delivery/template';
import { isSafeAddress } from './addresses';
import { post } from './post';

interface TeamsSettings {
  readonly url: string;
  readonly label: string;
  readonly template: Template | undefined;
  readonly links: Links;
}
type Links = readonly (readonly [title: string, url: string])[];

/** Teams refuses more than 28 KB in a message; this leaves room for what the workflow adds. */
export const teamsBytes = 24_000;

export const teams = defineSink<TeamsSettings>({
  kind: 'teams',
  limits: { batch: 1, duplicates: 'drop', rate: { per: 'task', seconds: 300 } },
  settings: {
    webhookUrl: {
      schema: { type: 'string', description: 'The address of a workflow ("When a Teams webhook request is received").' },
      secret: true,
    },
    label: { schema: { type: 'string', description: 'A name for it: the address does not tell team and channel.' } },
    ...chatSettings,
  },
  required: ['webhookUrl'],
  ways: [
    {
      title: 'New Teams channel',
      description: 'by workflow webhook',
      questions: [
        { setting: 'webhookUrl', prompt: 'Address of the workflow; it goes into the secret store' },
        { setting: 'label', prompt: 'A name for it, such as team and channel: the address does not tell', value: 'Team and channel' },
      ],
    },
  ],
  parse,
  label: ({ label }) => label,
  preview: ({ template, links }, delivery, instance) => {
    const summary = compose(delivery, instance, template);
    return { text: plainText(summary), body: JSON.stringify(teamsMessage(summary, links), undefined, 2) };
  },
  open: (settings, ports) => sender(settings, ports),
});

function parse(raw: Readonly<Record<string, unknown>>): Parsed<TeamsSettings> {
  const { webhookUrl } = raw;
  if (typeof webhookUrl !== 'string' || !isSafeAddress(webhookUrl)) {
    return {
      ok: false,
      complaints: ['"webhookUrl" must be the https:// address of a Teams workflow ("When a Teams webhook request is received").'],
    };
  }
  // Office 365 connectors: their addresses were switched off; they took another kind of card.
  if (/^https:\/\/([^/]+\.)?(webhook\.office\.com|outlook\.office(365)?\.com)\//i.test(webhookUrl)) {
    return {
      ok: false,
      complaints: [
        '"webhookUrl" is the address of an Office 365 connector, which Microsoft has retired. Make a workflow in Teams ("Post to a channel when a webhook request is received") and use its address.',
      ],
    };
  }
  const complaints: string[] = [];
  const label = reader(raw, complaints).text('label') ?? 'workflow';
  const links = readLinks(raw, complaints);
  if (complaints.length > 0) return { ok: false, complaints };
  const { template, notices } = readBodyTemplate(raw['template']);
  return { ok: true, settings: { url: webhookUrl, label: `Teams ${label}`, template, links }, notices };
}

function sender({ url, template, links }: TeamsSettings, ports: SinkPorts): OpenSink {
  const cancel = new AbortController();
  const one = async (delivery: Delivery): Promise<Outcome> => {
    const message = teamsMessage(compose(delivery, ports.instance, template), links);
    const { deliveryId } = delivery;
    return (await post({ service: 'Teams', url, deliveryId, message, cancel: cancel.signal, patience: ports.patience })).outcome;
  };
  return {
    async send(batch) {
      const outcomes: Outcome[] = [];
      for (const delivery of batch) outcomes.push(await one(delivery));
      return outcomes;
    },
    close() {
      cancel.abort();
      return Promise.resolve();
    },
  };
}

interface Run {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly size?: 'Medium' | 'Small';
  readonly fontType?: 'Monospace';
  readonly isSubtle?: true;
}

/**
 * The card. Everything stands in text runs, which know no Markdown, so that nothing from outside can format or link;
 * mentions need an entity list, which is never written. Schema 1.3 is what Workflows takes everywhere.
 */
export function teamsMessage(summary: Summary, links: Links = []): Readonly<Record<string, unknown>> {
  const message = (text: string | undefined) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.3',
          msteams: { width: 'Full' },
          body: [
            line({ type: 'TextRun', text: summary.title, weight: 'Bolder', size: 'Medium' }),
            ...summary.facts.map(([name, value]) =>
              line({ type: 'TextRun', text: `${name}: `, weight: 'Bolder' }, { type: 'TextRun', text: value }),
            ),
            ...(text === undefined ? [] : [line({ type: 'TextRun', text, fontType: 'Monospace' })]),
            line({ type: 'TextRun', text: summary.footer, size: 'Small', isSubtle: true }),
          ],
          ...(links.length > 0 && { actions: links.map(([title, url]) => ({ type: 'Action.OpenUrl', title, url })) }),
        },
      },
    ],
  });
  // Characters outside ASCII take up to six bytes in JSON: halve the message until the whole card fits.
  for (let length = summary.message?.length ?? 0; length > 100; length = Math.floor(length / 2)) {
    const card = message(summary.message === undefined ? undefined : cut(summary.message, length));
    if (Buffer.byteLength(JSON.stringify(card)) <= teamsBytes) return card;
  }
  return message(summary.message === undefined ? undefined : cut(summary.message, 100));
}

const line = (...inlines: readonly Run[]) => ({ type: 'RichTextBlock', inlines });
