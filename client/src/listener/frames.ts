/** What captured events have in common, kept once for all of them. */
import type { CapturedEvent } from '../../../server/src/wire/event';

/** What events have in common, told apart by `key`. */
export interface Frame {
  /** Everything that is no text of its own: origin, port, address, format, type, verdict … */
  readonly constant: Partial<CapturedEvent>;
  readonly texts: readonly OwnText[];
  readonly notes: number;
  readonly altered: readonly { readonly field: string; readonly isNew: boolean }[] | undefined;
  readonly hasRest: boolean;
  readonly fields: readonly string[];
  /** Its own memory, in bytes, roughly. */
  readonly weight: number;
}

/** Texts that differ from event to event, in the order they are kept. `text` comes first: the others are mostly parts of it. */
const ownTexts = ['text', 'id', 'message', 'timestamp', 'logger', 'reason', 'base64', 'duplicateOf'] as const;
export type OwnText = (typeof ownTexts)[number];

const constants = ['origin', 'port', 'format', 'receiver', 'type', 'verdict', 'code', 'level'] as const;
export const known: ReadonlySet<string> = new Set([
  ...ownTexts,
  ...constants,
  ...['seq', 'receivedAt', 'from', 'bytes', 'fields', 'notes', 'altered'],
]);

/** Frames that packs share; hostile senders make up new ones, so that their number is bounded. */
export class Frames {
  readonly #byKey = new Map<string, Frame>();
  readonly #most: number;
  /** Those that came last, the latest first: what comes next mostly has one of them, and no key has to be made for it. */
  readonly #recent: Frame[] = [];

  constructor(most = 2_000) {
    this.#most = most;
  }

  of(event: CapturedEvent, hasRest: boolean): { readonly frame: Frame; readonly isNew: boolean } {
    for (const frame of this.#recent) if (fits(event, frame, hasRest)) return { frame, isNew: false };
    const key = keyOf(event, hasRest);
    const found = this.#byKey.get(key);
    if (found !== undefined) {
      this.#remember(found);
      return { frame: found, isNew: false };
    }
    if (this.#byKey.size >= this.#most) this.#byKey.clear();
    const frame = frameOf(event, hasRest);
    this.#byKey.set(key, frame);
    this.#remember(frame);
    return { frame, isNew: true };
  }

  #remember(frame: Frame): void {
    this.#recent.unshift(frame);
    if (this.#recent.length > mostRecent) this.#recent.pop();
  }
}

const mostRecent = 8;

/** As equal keys say it, without a key. */
function fits(event: CapturedEvent, frame: Frame, hasRest: boolean): boolean {
  const { constant, texts, notes, altered, fields } = frame;
  if (hasRest !== frame.hasRest || event.from.address !== constant.from?.address || (event.notes?.length ?? -1) !== notes) return false;
  for (const name of constants) if (event[name] !== constant[name]) return false;
  let own = 0;
  for (const name of ownTexts) {
    if (event[name] === undefined) continue;
    if (texts[own++] !== name) return false;
  }
  if (own !== texts.length || (event.altered?.length ?? -1) !== (altered?.length ?? -1)) return false;
  for (let at = 0; altered !== undefined && at < altered.length; at++) {
    const change = event.altered?.[at];
    if (change?.field !== altered[at]?.field || (change?.from === null) !== altered[at]?.isNew) return false;
  }
  let at = 0;
  for (const name in event.fields) if (fields[at++] !== name) return false;
  return at === fields.length;
}

/** With lengths before names, so that no name off the wire can look like two. */
function keyOf(event: CapturedEvent, hasRest: boolean): string {
  let key = `${event.from.address}|${hasRest ? 1 : 0}|${event.notes?.length ?? -1}|${event.altered?.length ?? -1}`;
  for (const name of constants) key += sized(event[name]);
  for (const name of ownTexts) key += event[name] === undefined ? '0' : '1';
  for (const { field, from } of event.altered ?? []) key += `${from === null ? '+' : '-'}${sized(field)}`;
  for (const name in event.fields) key += sized(name);
  return key;
}

const sized = (value: string | number | undefined): string => (value === undefined ? '|?' : `|${String(value).length}:${value}`);

function frameOf(event: CapturedEvent, hasRest: boolean): Frame {
  const fields = Object.keys(event.fields);
  return {
    constant: {
      ...Object.fromEntries(constants.filter(name => event[name] !== undefined).map(name => [name, event[name]])),
      from: { address: event.from.address, port: 0 },
    },
    texts: ownTexts.filter(name => event[name] !== undefined),
    notes: event.notes?.length ?? -1,
    altered: event.altered?.map(({ field, from }) => ({ field, isNew: from === null })),
    hasRest,
    fields,
    // Names stand in the key as well.
    weight: 800 + fields.reduce((sum, name) => sum + 32 + name.length * 3, 0) + (event.level?.length ?? 0) * 3,
  };
}
