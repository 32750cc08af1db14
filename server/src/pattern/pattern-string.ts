/** `${NAME}` and pattern strings: what log4net works out once, while it reads the configuration. */
import { contextProperties, defaultAssumptions } from './converters';
import { variable } from './environment';
import type { PatternComplaint } from './options';
import type { Machine } from './event';
import type { Instant } from './net-time';
import { parseInstant } from './net-time';
import { parsePattern } from './parse';
import type { PatternSpan } from './parse';
import type { RenderFailure } from './render';
import { complaintsOnLoading, fixedSequence, renderParts } from './render';
import type { Vocabulary } from './vocabulary';

export type Expanded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly failure: 'no-closing-brace'; /** Of the opening `${`. */ readonly position: number };

/**
 * Replaces `${NAME}` by environment variables, without regard to case, unset ones by nothing; what they hold is not
 * expanded again. An opening without `}` after it makes log4net throw, and the appender is lost.
 */
export function expandVariables(text: string, environment: Readonly<Record<string, string>>): Expanded {
  let expanded = '';
  let offset = 0;
  for (;;) {
    const open = text.indexOf('${', offset);
    if (open < 0) return { ok: true, text: expanded + text.slice(offset) };
    const close = text.indexOf('}', open);
    if (close < 0) return { ok: false, failure: 'no-closing-brace', position: open };
    expanded += text.slice(offset, open) + (variable(environment, text.slice(open + 2, close)) ?? '');
    offset = close + 1;
  }
}

export interface VariableReference {
  readonly name: string;
  /** From `$` to `}`, or to the end of the text where the brace is missing. */
  readonly span: PatternSpan;
  readonly nameSpan: PatternSpan;
  readonly closed: boolean;
}

/** Every `${NAME}` in a text, for rules, hover and completion. */
export function variableReferences(text: string): readonly VariableReference[] {
  const found: VariableReference[] = [];
  for (let open = text.indexOf('${'); open >= 0;) {
    const close = text.indexOf('}', open);
    const end = close < 0 ? text.length : close;
    found.push({
      name: text.slice(open + 2, end),
      span: { start: open, end: close < 0 ? end : end + 1 },
      nameSpan: { start: open + 2, end },
      closed: close >= 0,
    });
    if (close < 0) break;
    open = text.indexOf('${', close + 1);
  }
  return found;
}

export interface PatternStringContext {
  readonly machine: Machine;
  /** Default: 2.0.8. */
  readonly version?: string;
  /** The moment the configuration is read; default: the start of the process. */
  readonly now?: Instant;
  /** Numbers from 0 to below 1; default: a fixed sequence. */
  readonly random?: () => number;
}

export type PatternStringResult =
  | { readonly ok: true; readonly text: string; readonly complaints: readonly PatternComplaint[] }
  | { readonly ok: false; readonly failure: RenderFailure; readonly complaints: readonly PatternComplaint[] };

/** The text a pattern string stands for. `words` are those of the `string` language and what it declares. Never throws. */
export function renderPatternString(text: string, words: Vocabulary, context: PatternStringContext): PatternStringResult {
  const parts = parsePattern(text, words);
  const complaints: PatternComplaint[] = [...complaintsOnLoading(parts)];
  const rendered = renderParts(parts, {
    event: undefined,
    levelName: '',
    properties: contextProperties(context.machine),
    machine: context.machine,
    version: context.version ?? '2.0.8',
    assumptions: defaultAssumptions,
    now: context.now ?? parseInstant(context.machine.processStart),
    random: context.random ?? fixedSequence(),
    counters: new Map(),
    complain: complaint => complaints.push(complaint),
  });
  return typeof rendered === 'string' ? { ok: true, text: rendered, complaints } : { ok: false, failure: rendered.failure, complaints };
}
