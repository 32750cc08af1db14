/** Characters that nobody sees, or takes for others, where XML allows them: log4net compares names and values letter by letter. */
import type { ValueKind } from '../catalogue/types';
import type { Span } from '../syntax/tree';
import { replacement } from './edits';
import { everyElement, everySetting, isWritten } from './objects';
import type { Finding, Rule, RuleContext } from './rule';

const hiddenCharacter: Rule = {
  id: 'syntax/hidden-character',
  severity: 'warning',
  why: 'Text copied from web pages, mails and documents brings characters that take no room, or a no-break space that looks like a blank. XML allows them inside values; log4net compares names and values letter by letter, and finds something else than what one sees.',
  *check(context) {
    const { text } = context.config.document;
    if (!isAnywhere(context, /[\u00A0\u00AD\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/)) return;
    for (const { span, free } of placesOfText(context)) {
      const written = text.slice(span.start, span.end);
      const found = [...written.matchAll(free ? NO_ROOM_ANYWHERE : NO_ROOM)][0];
      if (found === undefined) continue;
      const start = span.start + found.index;
      const mended = written.replace(free ? NO_ROOM_ANYWHERE : NO_ROOM, it => (it === NO_BREAK ? ' ' : ''));
      yield {
        span: { start, end: start + found[0].length },
        message: `There is a character here that ${found[0] === NO_BREAK ? 'looks like a blank and is none' : 'takes no room'} (U+${codeOf(found[0])}): log4net does not overlook it. ${found[0] === NO_BREAK ? 'Write a blank or nothing' : 'Delete it'}.`,
        fixes: [replacement(found[0] === NO_BREAK ? 'Make it a blank' : 'Delete it', span, free ? mended : mended.trim(), true)],
      };
    }
  },
};

const quotedValue: Rule = {
  id: 'syntax/quoted-value',
  severity: 'warning',
  why: 'Typographic quotes inside the plain ones are part of the value: log4net looks for a name, or a level, that has quotes in it, and finds none.',
  *check(context): Generator<Finding> {
    const { text } = context.config.document;
    if (!isAnywhere(context, /[“”„‟«»‘’‚]/)) return;
    for (const { span, free } of placesOfText(context)) {
      const inner = /^\s*[“”„‟«»‘’‚](.*)[“”„‟«»‘’‚]\s*$/s.exec(text.slice(span.start, span.end))?.[1];
      if (inner === undefined || free) continue;
      yield {
        span,
        message: `The typographic quotes are part of the value here, and log4net looks for exactly that. Delete them.`,
        fixes: [replacement(`Write ${inner}`, span, inner, true)],
      };
    }
  },
};

export const hiddenRules: readonly Rule[] = [hiddenCharacter, quotedValue];

const NO_BREAK = '\u00A0';
/** No room, or a direction of writing; joiners as well, which only some scripts need. */
const NO_ROOM = /[\u00A0\u00AD\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;
/** What free text has no use for either. */
const NO_ROOM_ANYWHERE = /[\u200B\u2060\uFEFF]/g;

/** Texts that people read, where a no-break space or a joiner may be meant. */
const FREE: ReadonlySet<ValueKind> = new Set(['string', 'pattern', 'pattern-string', 'mail-addresses', 'regex', 'unknown', 'file-path']);

/** In the sections that are looked at, or in the body's own tag. */
function isAnywhere({ config }: RuleContext, pattern: RegExp): boolean {
  const { body, document } = config;
  if (body === undefined) return false;
  const { start, end } = body.startTag;
  return pattern.test(document.text.slice(start, end)) || isWritten(config, it => pattern.test(it));
}

interface Place {
  readonly span: Span;
  /** For people to read. */
  readonly free: boolean;
}

/** Every attribute value, and every text that is a value. */
function* placesOfText({ config }: RuleContext): Generator<Place> {
  const free = new Set<number>();
  for (const { setting } of everySetting(config)) {
    const { value, fact } = setting;
    if (value === undefined) continue;
    const isFree = fact === undefined || FREE.has(fact.text ?? fact.kind);
    if (isFree) free.add(value.span.start);
    if (value.from === 'text') yield { span: value.span, free: isFree };
  }
  const { body } = config;
  for (const element of body === undefined ? [] : [body, ...everyElement(config)]) {
    for (const { valueSpan } of element.attributes) if (valueSpan !== undefined) yield { span: valueSpan, free: free.has(valueSpan.start) };
  }
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
