/** Back from what arrived to what was logged: a captured event as a log event, to be explained or simulated again. */
import type { LogEvent } from '../pattern/event';
import type { CapturedEvent } from './event';
import { formats, type Format } from './receivers';

export interface Restored {
  readonly event: LogEvent;
  /** The machine as far as the datagram names it. */
  readonly machine: { readonly hostName?: string };
}

/**
 * What the fields hold and the pattern of their format says where it came from. What was not sent is not known: then the
 * logger is the format's usual one, the level INFO and the time that of arrival.
 */
export function restoreEvent(
  captured: Pick<CapturedEvent, 'fields' | 'receivedAt'> &
    Partial<Pick<CapturedEvent, 'type' | 'logger' | 'level' | 'message' | 'timestamp'>>,
): Restored {
  const { fields, type } = captured;
  const format = type === undefined ? undefined : formatOf(type, fields);
  const properties: Record<string, string> = {};
  const words = new Map<string, string>();
  for (const [name, value] of Object.entries(fields)) {
    const field = format?.fields.find(it => it.name === name);
    const property = field ? propertyNamed(field.source) : ownWords.has(name.toLowerCase()) ? undefined : name;
    if (property !== undefined) properties[property] = value;
    else if (!words.has(field?.kind ?? name.toLowerCase())) words.set(field?.kind ?? name.toLowerCase(), value);
  }
  const said = (...names: readonly string[]): string | undefined =>
    names.map(it => words.get(it)).find(it => it !== undefined && it !== '');
  const time = Date.parse(captured.timestamp ?? '');
  const hostName = said('host', 'hostname');
  const user = said('account', 'username');
  return {
    event: {
      logger: captured.logger ?? format?.loggers[0] ?? 'Captured.Event',
      level: captured.level ?? 'INFO',
      message: captured.message ?? '',
      exception: said('exception') ?? null,
      timestamp: Number.isNaN(time) ? captured.receivedAt : new Date(time).toISOString(),
      ...(user !== undefined && { user }),
      properties,
    },
    machine: hostName === undefined ? {} : { hostName },
  };
}

/** Of several formats of one type the one that has these fields. */
function formatOf(type: string, fields: Readonly<Record<string, string>>): Format | undefined {
  const names = Object.keys(fields);
  return formats.find(it => it.type === type && names.every(name => it.fields.some(field => field.name === name)));
}

/** `TaskName` of `%property{TaskName}`. */
function propertyNamed(source: string): string | undefined {
  return /^%(?:property|properties|mdc|P|X)\{([^}]+)\}$/.exec(source)?.[1];
}

/** Names a pattern's own words go by where its fields are read back: no properties. */
const ownWords: ReadonlySet<string> = new Set(
  'message m encodedmessage level p logger c date d utcdate longiso8601date timestamp r thread t exception hostname username user identity u appdomain a newline n line l file f method type class location rownum'.split(
    ' ',
  ),
);
