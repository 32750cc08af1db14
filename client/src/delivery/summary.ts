/** An event in the words of a message: what chat and mail sinks have in common. Plain text; each sink escapes for itself. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { Delivery } from './contract';
import { cut, printable } from './shape';
import type { SinkSetting } from './sink-settings';
import { compileTemplate, type Template } from './template';

export interface Summary {
  /** `Task failed: Finance close`, with TEST in front where it is one. At most 140 characters. */
  readonly title: string;
  /** What a reader wants to know, in that order; values at most 500 characters. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** The log message, at most `messageLength` characters. */
  readonly message: string | undefined;
  /** Where this comes from, and how many equal ones were held back. */
  readonly footer: string;
  /** Equal for all messages about one execution of a task, for threading; undefined where there is none. */
  readonly thread: string | undefined;
}

export const templateSetting: SinkSetting = {
  schema: {
    type: 'string',
    description:
      'What stands in the message, as a Handlebars template: `{{taskName}} failed on {{hostName}}: {{logMessage}}`. Without it: the plain form. Variables are the ten of Butler that a datagram gives, every field of the event, `type`, `level`, `logger`, `message`, `receivedAt` and others.',
  },
};

/** The `template` setting of chat and mail: what stands in place of facts and message. */
export interface BodyTemplate {
  readonly template: Template | undefined;
  /** Sentences about a template that cannot be read: the plain form is sent instead, for a broken template must not cost a message. */
  readonly notices: readonly string[];
}

/** Total: any value gives a template, none, or a notice. */
export function readBodyTemplate(raw: unknown): BodyTemplate {
  if (raw === undefined || raw === '') return { template: undefined, notices: [] };
  const compiled = typeof raw === 'string' ? compileTemplate(raw) : { ok: false as const, complaint: 'It must be a text.' };
  if (compiled.ok) return { template: compiled.render, notices: [] };
  // It fails for every event: so each message says that it is the plain form, and why.
  return { template: failing, notices: [`"template": ${compiled.complaint} Until then the plain form is sent.`] };
}

const failing: Template = () => {
  throw new Error('The template cannot be read.');
};

/** The message of a delivery: by the template, or in the plain form, which says so where the template failed. */
export function compose(delivery: Delivery, instance: string, template: Template | undefined, messageLength = 2000): Summary {
  const plain = summarise(delivery, instance, messageLength);
  if (template === undefined) return plain;
  try {
    const text = printable(template(delivery, it => it)).trim();
    return { ...plain, facts: [], message: text === '' ? undefined : cut(text, messageLength) };
  } catch {
    return { ...plain, footer: `The template of this sink failed, so this is the plain form. ${plain.footer}` };
  }
}

/** As lines of text. */
export const plainText = ({ title, facts, message, footer }: Summary): string =>
  [
    title,
    '',
    ...facts.map(([name, value]) => `${name}: ${value}`),
    ...(message === undefined ? [] : ['', message]),
    '',
    '-- ',
    footer,
  ].join('\n');

/** Fields that a title, the message or nobody needs beside the facts. */
const notFacts = new Set(['MessageType', 'LogMessage', 'Message', 'TaskId', 'AppId', 'ExecutionId']);

export function summarise({ event, heldBack }: Delivery, instance: string, messageLength = 2000): Summary {
  const { fields } = event;
  const subject =
    fields['TaskName'] ??
    ([fields['UserDirectory'], fields['UserId']].filter(it => it !== undefined && it !== '').join('\\') || event.logger);
  const title = [titleOf(event), subject].filter(it => it !== undefined && it !== '').join(': ');
  const message = fields['LogMessage'] ?? event.message ?? (Object.keys(fields).length === 0 ? event.text : undefined);
  const facts = Object.entries(fields)
    .filter(([name, value]) => !notFacts.has(name) && value !== '')
    .map(([name, value]) => [cut(printable(spaced(name)), 60), cut(printable(value), 500)] as const);
  const from = `Forwarded by the log4net listener ${instance}, received ${event.receivedAt}${event.port === 0 ? '' : ` on port ${event.port}`}.`;
  return {
    title: cut(printable(title).replace(/\s+/g, ' ').trim() || 'Log event', 140),
    facts: facts.slice(0, 10),
    message: message === undefined || message === '' ? undefined : cut(printable(message), messageLength),
    footer:
      heldBack === undefined ? from : `${heldBack} more like this were held back by the rate limit; this is the last of them. ${from}`,
    thread: fields['ExecutionId'] === '' ? undefined : fields['ExecutionId'],
  };
}

function titleOf(event: CapturedEvent): string {
  const words = (event.type || 'log event').replaceAll('-', ' ');
  const capital = words.charAt(0).toUpperCase() + words.slice(1);
  switch (event.origin) {
    case 'test':
      return `TEST ${capital}`;
    case 'replay':
      return `REPLAY ${capital}`;
    case 'import':
      return `IMPORT ${capital}`;
    case 'network':
    case 'mqtt':
      return capital;
  }
}

/** `TaskName` → `Task name`. */
const spaced = (name: string): string => name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
