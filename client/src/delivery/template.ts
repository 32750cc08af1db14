/** The one template language for topics, subjects and bodies: Handlebars, over an event's own words. */
import Handlebars from 'handlebars';
import type { Delivery } from './contract';

/** Renders, or says in a sentence why it cannot. */
export type Template = (delivery: Delivery, safe: (text: string) => string) => string;
export type CompiledTemplate = { readonly ok: true; readonly render: Template } | { readonly ok: false; readonly complaint: string };

/**
 * Compiles a template such as `qliksense/{{type}}` or `{{TaskName}} failed on {{HostName}}`. Every field of the event is
 * a variable, so are Butler's ten (`taskName`, `hostName` …, see `ofButler`), besides `type`, `level`, `logger`, `message`, `verdict`, `origin`, `receivedAt`, `port`, `id`,
 * `deliveryId`, `listener` and `heldBack`. Unknown names render empty, as in Butler. `safe` is applied to each value by the sink
 * that knows what is dangerous there.
 */
export function compileTemplate(text: string): CompiledTemplate {
  try {
    Handlebars.parse(text);
    const needed = names(text);
    // `log` would write to the program's output, past all masking.
    const options = { noEscape: true, strict: false, knownHelpersOnly: true, knownHelpers: { log: false } };
    const compiled = Handlebars.compile<Readonly<Record<string, string>>>(text, options);
    const render = (values: Readonly<Record<string, string>>) => compiled(values, { allowProtoPropertiesByDefault: false });
    // It compiles at the first rendering: what is wrong is said now, not of each event.
    render({});
    return { ok: true, render: remembering(render, needed) };
  } catch (error) {
    const [said = 'not a template'] = (error instanceof Error ? error.message : String(error)).split('\n');
    const first = said.replace(
      /^You specified knownHelpersOnly, but used the unknown helper (.+) - (\d+:\d+)$/,
      'There is no helper "$1" ($2).',
    );
    return { ok: false, complaint: `The template cannot be read: ${first} Check the double braces.` };
  }
}

/** Events of one kind render the same topic again and again: the last one is remembered with what it was made of. */
function remembering(render: (values: Readonly<Record<string, string>>) => string, needed: ReadonlySet<string> | undefined): Template {
  let before: readonly (string | undefined)[] | undefined;
  let rendered = '';
  let safeBefore: ((text: string) => string) | undefined;
  return (delivery, safe) => {
    if (needed === undefined) return render(variables(delivery, safe, needed));
    const values = [...needed].map(name => valueOf(delivery, name));
    if (before !== undefined && safeBefore === safe && values.every((value, at) => value === before?.[at])) return rendered;
    rendered = render(variables(delivery, safe, needed));
    before = values;
    safeBefore = safe;
    return rendered;
  };
}

/** The words between the braces: only those are looked up and made safe, for each event anew. Undefined where a template may ask for any. */
function names(text: string): ReadonlySet<string> | undefined {
  const words = (text.match(/\{\{[^]*?\}\}/g) ?? []).flatMap(it => it.match(/[\p{L}\p{N}_$-]+/gu) ?? []);
  return words.some(it => it === 'this' || it === 'lookup' || it === 'root') || text.includes('[') ? undefined : new Set(words);
}

function variables(
  delivery: Delivery,
  safe: (text: string) => string,
  needed: ReadonlySet<string> | undefined,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of needed ?? [...Object.keys(delivery.event.fields), ...Object.keys(own), ...Object.keys(ofButler)]) {
    const value = valueOf(delivery, name);
    if (value !== undefined) found[name] = safe(value);
  }
  return found;
}

/** What the event says about itself; a field of the same name does not hide it. */
const own: Readonly<Record<string, (delivery: Delivery) => string | undefined>> = {
  type: ({ event }) => event.type ?? 'unknown',
  level: ({ event }) => event.level ?? '',
  logger: ({ event }) => event.logger ?? '',
  message: ({ event }) => event.message ?? '',
  verdict: ({ event }) => event.verdict,
  origin: ({ event }) => event.origin,
  receivedAt: ({ event }) => event.receivedAt,
  port: ({ event }) => String(event.port),
  id: ({ event }) => event.id,
  deliveryId: ({ deliveryId }) => deliveryId,
  listener: delivery => listenerOf(delivery),
  heldBack: ({ heldBack }) => (heldBack === undefined ? '' : String(heldBack)),
};

/** The computer whose listener received the event first, however often it has been passed on since. */
export const listenerOf = ({ event, listener }: Delivery): string => event.via?.listener ?? listener;

/** The ten variables that Butler's templates fill from a datagram, by the names of our fields. */
const ofButler: Readonly<Record<string, readonly string[]>> = {
  hostName: ['HostName'],
  user: ['User', 'UserId'],
  taskName: ['TaskName'],
  taskId: ['TaskId'],
  appName: ['AppName'],
  appId: ['AppId'],
  logTimeStamp: ['LogTimestamp'],
  logLevel: ['LogLevel'],
  executionId: ['ExecutionId'],
  logMessage: ['LogMessage'],
};

/** Undefined where there is nothing of that name: it renders empty. */
function valueOf(delivery: Delivery, name: string): string | undefined {
  const { fields } = delivery.event;
  if (Object.hasOwn(own, name)) return own[name]?.(delivery);
  if (Object.hasOwn(fields, name)) return fields[name];
  const aliases = Object.hasOwn(ofButler, name) ? (ofButler[name] ?? []) : [];
  return aliases.map(it => (Object.hasOwn(fields, it) ? fields[it] : undefined)).find(it => it !== undefined && it !== '');
}
