/** The one template language for topics, subjects and bodies: Handlebars, over an event's own words. */
import Handlebars from 'handlebars';
import type { Delivery } from './contract';

/** Renders, or says in a sentence why it cannot. */
export type Template = (delivery: Delivery, safe: (text: string) => string) => string;
export type CompiledTemplate = { readonly ok: true; readonly render: Template } | { readonly ok: false; readonly complaint: string };

/**
 * Compiles a template such as `qliksense/{{type}}` or `{{TaskName}} failed on {{HostName}}`. Every field of the event is
 * a variable, besides `type`, `level`, `logger`, `message`, `verdict`, `origin`, `receivedAt`, `port`, `id`,
 * `deliveryId` and `heldBack`. Unknown names render empty, as in Butler. `safe` is applied to each value by the sink
 * that knows what is dangerous there.
 */
export function compileTemplate(text: string): CompiledTemplate {
  try {
    Handlebars.parse(text);
    const needed = names(text);
    const compiled = Handlebars.compile<Readonly<Record<string, string>>>(text, { noEscape: true, strict: false });
    return { ok: true, render: (delivery, safe) => compiled(variables(delivery, safe, needed), { allowProtoPropertiesByDefault: false }) };
  } catch (error) {
    const [first = 'not a template'] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { ok: false, complaint: `The template cannot be read: ${first} Check the double braces.` };
  }
}

/** The words between the braces: only those are looked up and made safe, for each event anew. Undefined where a template may ask for any. */
function names(text: string): ReadonlySet<string> | undefined {
  const words = (text.match(/\{\{[^]*?\}\}/g) ?? []).flatMap(it => it.match(/[\p{L}\p{N}_$-]+/gu) ?? []);
  return words.some(it => it === 'this' || it === 'lookup' || it === 'root') || text.includes('[') ? undefined : new Set(words);
}

function variables(
  { event, deliveryId, heldBack }: Delivery,
  safe: (text: string) => string,
  needed: ReadonlySet<string> | undefined,
): Readonly<Record<string, string>> {
  const own: Readonly<Record<string, string | undefined>> = {
    type: event.type ?? 'unknown',
    level: event.level,
    logger: event.logger,
    message: event.message,
    verdict: event.verdict,
    origin: event.origin,
    receivedAt: event.receivedAt,
    port: String(event.port),
    id: event.id,
    deliveryId,
    heldBack: heldBack === undefined ? '' : String(heldBack),
  };
  const wanted = needed ?? new Set([...Object.keys(event.fields), ...Object.keys(own)]);
  const found: Record<string, string> = {};
  for (const name of wanted) {
    const value = Object.hasOwn(own, name) ? own[name] : Object.hasOwn(event.fields, name) ? event.fields[name] : undefined;
    if (value !== undefined || Object.hasOwn(own, name)) found[name] = safe(value ?? '');
  }
  return found;
}
