/**
 * Names of users out of events: before anything is held, shown, stored, exported or sent on. The verdict stays that of
 * the datagram as it came.
 */
import type { Alteration, CapturedEvent } from '../../../server/src/wire/event';
import { fromBase64, rewritePayload, toBase64 } from '../../../server/src/wire/payload';
import { holdsOf, namesOf, textsOf, type Name } from './privacy/names';
import { createPseudonyms, hidden, type KeyedHash } from './privacy/pseudonyms';
import { type Rewrite, rewriter } from './privacy/rewriter';

/** `privacy.userNames`. */
export const privacyModes = ['show', 'pseudonym', 'hide'] as const;
export type PrivacyMode = (typeof privacyModes)[number];

export interface Privacy {
  /** The event without the names of users; the same object where it holds none or `show` is asked for. */
  treat(event: CapturedEvent, mode: PrivacyMode): CapturedEvent;
}

/** Names of users that fields held lately: texts of other events that mention them are rewritten as well. */
const mostRemembered = 5_000;
/** Rewriters kept ready; users come again and again. */
const mostReady = 2_000;
/** Those of more names are made for one event: it is no user's, and they would fill the memory. */
const mostNamesReady = 20;

export function createPrivacy(hash: KeyedHash): Privacy {
  const pseudonyms = createPseudonyms(hash);
  const remembered = new Map<string, string>();
  const ready = new Map<string, Rewrite>();

  const isGiven = (text: string): boolean => pseudonyms.isOne(text) || hidden.isOne(text);

  function remember({ holder, text }: Name): void {
    if (holder !== 'user' || text.length < 4 || !/\p{L}/u.test(text) || !isOneWord.test(text)) return;
    const key = text.toLowerCase();
    // The newest stay.
    remembered.delete(key);
    remembered.set(key, text);
    if (remembered.size > mostRemembered) for (const oldest of remembered.keys()) return void remembered.delete(oldest);
  }

  function recalled(event: CapturedEvent): readonly Name[] {
    if (remembered.size === 0) return [];
    const found = new Set<string>();
    for (const text of textsOf(event)) {
      for (const [word] of text.matchAll(words)) {
        const known = remembered.get(word.toLowerCase()) ?? remembered.get(word.replace(/[.$_-]+$/, '').toLowerCase());
        if (known !== undefined) found.add(known);
      }
    }
    return [...found].map(text => ({ holder: 'user', text }));
  }

  function rewriterOf(names: readonly Name[], mode: PrivacyMode): Rewrite {
    const substituteOf = (it: Name): string => (mode === 'hide' ? hidden : pseudonyms).of(it.holder, it.text);
    if (names.length > mostNamesReady) return rewriter(names, substituteOf, isGiven);
    const key = `${mode}\0${names.map(it => `${it.holder}\0${it.text}`).join('\0')}`;
    let rewrite = ready.get(key);
    if (rewrite === undefined) {
      if (ready.size >= mostReady) ready.clear();
      rewrite = rewriter(names, substituteOf, isGiven);
      ready.set(key, rewrite);
    }
    return rewrite;
  }

  return {
    treat(event, mode) {
      if (mode === 'show') return event;
      const found = namesOf(event);
      for (const name of found.fields) if (!pseudonyms.isOne(name.text)) remember(name);
      const names = distinct([...found.fields, ...found.texts, ...recalled(event)]).filter(it => !isGiven(it.text) && !isHostOf(event, it));
      return names.length === 0 ? event : rewritten(event, names, rewriterOf(names, mode));
    },
  };
}

const words = /[\p{L}\p{N}_$.-]{4,}/gu;
const isOneWord = /^[\p{L}\p{N}_$.-]+$/u;

/** Each name once, the longest first: `anna.lee` goes before `anna`. */
function distinct(names: readonly Name[]): readonly Name[] {
  const byText = new Map<string, Name>();
  for (const it of names) {
    const key = it.text.toLowerCase();
    // What is a user somewhere is a user everywhere.
    if (byText.get(key)?.holder !== 'user') byText.set(key, it);
  }
  return [...byText.values()].sort((a, b) => b.text.length - a.text.length || (a.text < b.text ? -1 : 1));
}

/** The directory of local accounts is called as the computer, and that is no person's name. */
function isHostOf({ fields }: CapturedEvent, { holder, text }: Name): boolean {
  return holder === 'directory' && (fields['HostName'] ?? fields['host'] ?? '').toLowerCase() === text.toLowerCase();
}

function rewritten(event: CapturedEvent, names: readonly Name[], rewriteAfresh: Rewrite): CapturedEvent {
  // The message, what the receiver altered and many a field say the same.
  const done = new Map<string, string>();
  const rewrite: Rewrite = before => {
    let after = done.get(before);
    if (after === undefined) done.set(before, (after = rewriteAfresh(before)));
    return after;
  };
  const text = rewrite(event.text);
  const { level, logger, message, timestamp, reason, notes, altered, via, base64 } = event;
  return {
    ...event,
    text,
    fields: Object.fromEntries(Object.entries(event.fields).map(([name, value]) => [rewrite(name), rewrite(value)])),
    ...(base64 !== undefined && { base64: toBase64(rewritePayload(fromBase64(base64), text, event.text)) }),
    ...(level !== undefined && { level: rewrite(level) }),
    ...(logger !== undefined && { logger: rewrite(logger) }),
    ...(message !== undefined && { message: rewrite(message) }),
    ...(timestamp !== undefined && { timestamp: Number.isNaN(Date.parse(timestamp)) ? rewrite(timestamp) : timestamp }),
    ...(reason !== undefined && { reason: rewrite(reason) }),
    ...(notes !== undefined && { notes: notes.map(rewrite) }),
    ...(altered !== undefined && { altered: altered.map(it => alteration(it, names, rewrite)) }),
    ...(via !== undefined && { via: { ...via, topic: rewrite(via.topic) } }),
  };
}

/** A receiver may cut a name: what is left of it goes as a whole. */
function alteration({ field, from, to }: Alteration, names: readonly Name[], rewrite: Rewrite): Alteration {
  const after = rewrite(to);
  const isRest =
    holdsOf(field) !== undefined &&
    after === to &&
    to.length > 0 &&
    names.some(it => it.text.toLowerCase().startsWith(to.toLowerCase()) || from?.startsWith(to) === true);
  return { field: rewrite(field), from: from === null ? null : rewrite(from), to: isRest && from !== null ? rewrite(from) : after };
}
