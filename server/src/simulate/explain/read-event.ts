/** A sample event as a person writes it in JSON: read totally, with a sentence for what cannot be used. */
import type { EventException, LogEvent, Machine } from '../../pattern/event';

export type ReadEvent =
  | {
      readonly ok: true;
      readonly event: LogEvent;
      /** What the event says of the machine it happens on. */
      readonly machine: Partial<Machine>;
    }
  | { readonly ok: false; /** A sentence. */ readonly complaint: string };

/** Of an event that does not say when it happened. */
const someTime = '2026-03-12T05:01:03.968Z';

/** `raw`: parsed JSON. Only the logger is needed; the level is INFO unless another is given. */
export function readEvent(raw: unknown): ReadEvent {
  if (!isRecord(raw)) return wrong('The event has to be a JSON object: { "logger": "…", "level": "INFO", "message": "…" }.');
  const { logger, message, properties = {}, exception = null } = raw;
  if (typeof logger !== 'string') return wrong('The event needs a "logger": the name of the logger it is logged by.');
  for (const name of ['level', 'timestamp', 'thread', 'domain', 'user', 'identity']) {
    if (raw[name] !== undefined && typeof raw[name] !== 'string') return wrong(`"${name}" has to be text.`);
  }
  if (message !== undefined && message !== null && typeof message !== 'string') return wrong('"message" has to be text or null.');
  const timestamp = textOf(raw, 'timestamp') ?? someTime;
  if (Number.isNaN(Date.parse(timestamp))) return wrong(`"${timestamp.slice(0, 60)}" is no time; write it like ${someTime}.`);
  if (!isRecord(properties) || !Object.values(properties).every(isPlain))
    return wrong('"properties" has to be an object of texts, numbers and truth values.');
  if (exception !== null && typeof exception !== 'string' && !(isRecord(exception) && typeof exception['text'] === 'string'))
    return wrong('"exception" has to be null, a text, or an object with a "text".');
  const machine = machineOf(raw['machine']);
  if (typeof machine === 'string') return wrong(machine);
  const { levelValue, location } = raw;
  const event: LogEvent = {
    logger,
    level: textOf(raw, 'level') ?? 'INFO',
    ...(typeof levelValue === 'number' && { levelValue }),
    message: typeof message === 'string' ? message : null,
    exception: typeof exception === 'string' || exception === null ? exception : exceptionOf(exception),
    ...texts(raw, ['thread', 'domain', 'user', 'identity']),
    timestamp: new Date(timestamp).toISOString(),
    ...(isRecord(location) && { location: texts(location, ['class', 'method', 'file', 'line']) }),
    properties: properties as NonNullable<LogEvent['properties']>,
  };
  return { ok: true, event, machine };
}

/** The machine's parts, or a sentence. */
function machineOf(raw: unknown): Partial<Machine> | string {
  if (raw === undefined || raw === null) return {};
  if (!isRecord(raw)) return '"machine" has to be an object: { "hostName": "…", "timeZone": "…" }.';
  const zone = textOf(raw, 'timeZone');
  if (zone !== undefined && !isZone(zone)) return `"${zone.slice(0, 60)}" is no time zone; write an IANA name such as Europe/Stockholm.`;
  return texts(raw, ['hostName', 'timeZone', 'serviceUser']);
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

function exceptionOf(raw: Readonly<Record<string, unknown>>): EventException {
  return { text: textOf(raw, 'text') ?? '', ...texts(raw, ['type', 'message', 'source', 'stackTrace', 'helpLink']) };
}

function texts(raw: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.flatMap(name => (typeof raw[name] === 'string' ? [[name, raw[name]]] : [])));
}

function textOf(raw: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = raw[name];
  return typeof value === 'string' ? value : undefined;
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(complaint: string): ReadEvent {
  return { ok: false, complaint };
}
