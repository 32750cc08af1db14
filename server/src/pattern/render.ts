/** Parts of a pattern + an event → text, exactly as log4net prints it. */
import { convert, defaultAssumptions, exceptionText, ignoresWidth, isAncient } from './converters';
import type { Assumptions, Scene } from './converters';
import type { LogEvent, Machine } from './event';
import type { Instant } from './net-time';
import { parseInstant } from './net-time';
import { complaintOnLoading, type PatternComplaint } from './options';
import type { PatternPart, Width } from './parse';
import { noMaximum } from './parse';
import type { EventProperties } from './properties';
import { composeProperties } from './properties';

/** Where, when and how an event is rendered. */
export interface RenderContext {
  readonly machine: Machine;
  /** A log4net release, such as `2.0.8`. */
  readonly version: string;
  /** The level's display name in its repository; default: the event's level. */
  readonly levelName?: string;
  /** One map for each event, shared by all its layouts; default: composed afresh. */
  readonly properties?: EventProperties;
  /** Default: `defaultAssumptions`. */
  readonly assumptions?: Assumptions;
  /** The clock, for converters that do not look at the event; default: the event's time. */
  readonly now?: Instant;
  /** Numbers from 0 to below 1; default: a fixed sequence, so that results can be compared. */
  readonly random?: () => number;
}

/** What a layout remembers from event to event. One for each layout of an appender; the caller keeps it. */
export interface PatternState {
  /** Counter values by the conversion's place in the pattern. */
  readonly counters: Map<number, number>;
}

export function newPatternState(): PatternState {
  return { counters: new Map() };
}

/** Rendering either gives a text, or log4net throws and the event is lost for this appender. */
export type Rendered =
  | { readonly ok: true; readonly text: string; readonly complaints: readonly PatternComplaint[] }
  | { readonly ok: false; readonly failure: RenderFailure; readonly complaints: readonly PatternComplaint[] };

export type RenderFailure =
  /** A maximum beyond 32 bits became negative: .NET's ArgumentOutOfRangeException. */
  | 'negative-maximum'
  /** A minimum of millions: more blanks than memory. */
  | 'too-wide'
  /** An XML layout with an event that has no message: .NET's ArgumentNullException. */
  | 'no-message'
  /** An XML layout with half a surrogate pair where it does not clean the text: .NET's ArgumentException. */
  | 'half-surrogate'
  /** An XML layout with a prefix that is no XML name: .NET's ArgumentException. */
  | 'bad-prefix'
  /** A layout's converter in a pattern string: it wants an event. */
  | 'no-event';

/** No datagram holds more than 65,507 bytes, and no mail should; beyond this, padding is a failure. */
const widest = 16_000_000;

/**
 * What a layout prints for an event. Counters in `state` move on. Never throws.
 * The exception is not appended here; see `renderLayout`.
 */
export function renderPattern(
  parts: readonly PatternPart[],
  event: LogEvent,
  context: RenderContext,
  state: PatternState = newPatternState(),
): Rendered {
  const complaints: PatternComplaint[] = [];
  const scene: Scene = {
    event,
    levelName: context.levelName ?? event.level,
    properties: context.properties ?? composeProperties(event, context.machine, context.version),
    machine: context.machine,
    version: context.version,
    assumptions: context.assumptions ?? defaultAssumptions,
    now: context.now ?? parseInstant(event.timestamp),
    random: context.random ?? fixedSequence(),
    counters: state.counters,
    complain: complaint => complaints.push(complaint),
  };
  const text = renderParts(parts, scene);
  return typeof text === 'string' ? { ok: true, text, complaints } : { ok: false, failure: text.failure, complaints };
}

/**
 * What an appender sends for an event: the layout's output, and the exception with a line break after it where the layout
 * ignores exceptions. `ignoresException` is the layout's setting before activation; a word that prints exceptions unsets it.
 */
export function appendException(text: string, event: LogEvent, ignoresException: boolean): string {
  const exception = ignoresException ? exceptionText(event) : '';
  return exception === '' ? text : `${text}${exception}\r\n`;
}

/** What log4net complains about when the layout is activated, in the order of the pattern. */
export function complaintsOnLoading(parts: readonly PatternPart[]): readonly PatternComplaint[] {
  return parts.flatMap(part => {
    if (part.kind === 'dropped' || part.converter?.behaviour === undefined) return [];
    const complaint = complaintOnLoading(part.converter.behaviour, part.kind === 'literal' ? part.text : part.option);
    return complaint ? [complaint] : [];
  });
}

/** Renders for any scene, with or without an event. */
export function renderParts(parts: readonly PatternPart[], scene: Scene): string | { readonly failure: RenderFailure } {
  let text = '';
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'dropped') continue;
    if (part.kind === 'literal' && !part.converter) {
      text += part.text;
      continue;
    }
    const { behaviour, language } = part.converter ?? {};
    if (behaviour === undefined || language === undefined) continue;
    const option = part.kind === 'literal' ? part.text : part.option;
    const piece = convert({ behaviour, language, option, index }, scene);
    if (piece === undefined) return { failure: 'no-event' };
    const formatted = part.kind === 'literal' || ignoresWidth(behaviour) ? piece : applyWidth(piece, part.width, scene.version);
    if (typeof formatted !== 'string') return formatted;
    text += formatted;
  }
  return text;
}

/** The maximum keeps the end of the text; then blanks fill up to the minimum. */
function applyWidth(text: string, { min, max, leftAlign }: Width, version: string): string | { readonly failure: RenderFailure } {
  if (min < 0 && max === noMaximum) return text;
  if (max < 0) return { failure: 'negative-maximum' };
  const cut = text.length > max ? text.slice(text.length - max) : text;
  if (cut.length >= min || (cut.length < text.length && isAncient(version))) return cut;
  if (min > widest) return { failure: 'too-wide' };
  return leftAlign ? cut.padEnd(min) : cut.padStart(min);
}

/** A linear congruential generator with a fixed seed: the same "random" text each time. */
export function fixedSequence(): () => number {
  let state = 20_240_309;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
