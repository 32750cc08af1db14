/** Captured events back from JSON that anybody may have written: an event of the schema, or nothing. */
import type { Alteration, CapturedEvent, Origin, Verdict } from '../../../../server/src/wire/event';

type Json = Readonly<Record<string, unknown>>;

const origins: ReadonlySet<unknown> = new Set<Origin>(['network', 'test', 'replay', 'import', 'mqtt']);
const verdicts: ReadonlySet<unknown> = new Set<Verdict>(['accepted', 'duplicate', 'rejected', 'unknown']);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const optionalTexts = ['base64', 'receiver', 'type', 'code', 'reason', 'duplicateOf', 'level', 'logger', 'message', 'timestamp'] as const;

/** Total. What the schema does not know is left out; undefined where something that every event has is missing. */
export function eventFromJson(value: unknown): CapturedEvent | undefined {
  if (!isRecord(value)) return undefined;
  const { id, seq, receivedAt, origin, port, from, bytes, text, format, verdict, fields, notes, altered, via } = value;
  if (typeof id !== 'string' || !uuid.test(id) || !isWhole(seq) || !isTime(receivedAt) || !origins.has(origin) || !isPort(port))
    return undefined;
  if (!isRecord(from) || typeof from['address'] !== 'string' || !isPort(from['port'])) return undefined;
  if (!isWhole(bytes) || typeof text !== 'string' || typeof format !== 'string' || !verdicts.has(verdict) || !isTexts(fields))
    return undefined;
  const texts = Object.fromEntries(optionalTexts.flatMap(name => (typeof value[name] === 'string' ? [[name, value[name]]] : [])));
  const alterations = alteredOf(altered);
  return {
    ...{ id, seq, receivedAt: new Date(receivedAt).toISOString(), origin: origin as Origin, port },
    from: { address: from['address'], port: from['port'] },
    ...{ bytes, text, format, verdict: verdict as Verdict, fields },
    ...texts,
    ...(Array.isArray(notes) && notes.every(it => typeof it === 'string') && { notes }),
    ...(alterations !== undefined && { altered: alterations }),
    ...viaOf(via),
  };
}

function alteredOf(value: unknown): readonly Alteration[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const all = value.flatMap((it: unknown): Alteration[] =>
    isRecord(it) &&
    typeof it['field'] === 'string' &&
    (it['from'] === null || typeof it['from'] === 'string') &&
    typeof it['to'] === 'string'
      ? [{ field: it['field'], from: it['from'], to: it['to'] }]
      : [],
  );
  return all.length === value.length ? all : undefined;
}

function viaOf(value: unknown): Pick<CapturedEvent, 'via'> | undefined {
  if (!isRecord(value)) return undefined;
  const { broker, topic, hops, listener } = value;
  if (typeof broker !== 'string' || typeof topic !== 'string' || !isWhole(hops)) return undefined;
  return { via: { broker, topic, hops, ...(typeof listener === 'string' && { listener }) } };
}

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  isRecord(value) && Object.values(value).every(it => typeof it === 'string');
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isPort = (value: unknown): value is number => isWhole(value) && value <= 65_535;
const isTime = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));
