/** Runs the rules over a configuration: severities, what the user told us to ignore, document order, faults kept apart. */
import { usedAppenders } from '../model/reach';
import type { Configuration } from '../model/types';
import type { Span } from '../syntax/tree';
import { rules as allRules } from './index';
import { readIgnores, silencers, unusedIgnore, unusedIgnores } from './ignores';
import { placesOfOthers } from './others';
import { SectionMemory, type Raw } from './sections';
import { summary, summaryOf } from './summary';
import type { Diagnosed, Finding, Rule, RuleContext, RuleFacts, Severity } from './rule';

/** Told about a rule that broke; the others go on. */
export type OnFault = (rule: string, fault: unknown) => void;

/**
 * Findings of every rule in document order. `severities` replaces a rule's own, `off` silences it. What a rule finds
 * inside an appender that no logger reaches is information at most: log4net never builds it. So is what it finds in other
 * people's classes: only they know. `memory` keeps what was found in the sections of a document for its next version.
 */
export function diagnose(
  context: RuleContext,
  severities: Readonly<Record<string, Severity | 'off'>> = {},
  onFault?: OnFault,
  rules: readonly Rule[] = allRules,
  memory = new SectionMemory(),
): readonly Diagnosed[] {
  const { document } = context.config;
  const ignores = readIgnores(document);
  const silencing = silencers(ignores);
  const isIgnored = (rule: string, span: Span): boolean => {
    const by = silencing(rule, span);
    for (const ignore of by) ignore.used = true;
    return by.length > 0;
  };
  const wanted = (rule: string): Severity | undefined => (severities[rule] === 'off' ? undefined : severities[rule]);
  const active = rules.filter(it => severities[it.id] !== 'off');
  const run = (rule: Rule, of: RuleContext): readonly Finding[] => attempt(rule, of, onFault);
  const { found: inSections, hasOthers } = memory.find(
    context,
    active.filter(it => it.wholeFile !== true),
    run,
  );
  const inFile = active.flatMap(rule => {
    const found = [...(rule.wholeFile === true ? run(rule, context) : []), ...attempt(rule, context, onFault, 'checkFile')];
    return found.map(finding => ({ rule, finding }));
  });
  const isIdle = idleIn(context.config);
  const ofOthers = hasOthers ? placesOfOthers(context.config) : () => undefined;
  const all: Diagnosed[] = [];
  for (const { rule, finding } of inOrder([...inSections, ...inFile], rules)) {
    if (isIgnored(rule.id, finding.span)) continue;
    all.push({ ...finding, rule: rule.id, severity: wanted(rule.id) ?? softened(rule, finding, isIdle, ofOthers) });
  }
  const found = withoutReplaced(all);
  const add = ({ id, severity }: RuleFacts, finding: Finding): void => {
    if (severities[id] !== 'off' && !isIgnored(id, finding.span)) found.push({ ...finding, rule: id, severity: wanted(id) ?? severity });
  };
  const todo = summaryOf(found, document);
  if (todo !== undefined) add(summary, todo);
  for (const finding of unusedIgnores(ignores, new Set([...rules, unusedIgnore, summary].map(it => it.id)))) add(unusedIgnore, finding);
  return found.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** In the order of the rules, as if each had looked at the whole file in its turn. */
function inOrder(raw: readonly Raw[], rules: readonly Rule[]): readonly Raw[] {
  const order = new Map(rules.map((rule, index) => [rule, index]));
  return raw.toSorted((a, b) => (order.get(a.rule) ?? 0) - (order.get(b.rule) ?? 0) || a.finding.span.start - b.finding.span.start);
}

function attempt(
  rule: Rule,
  context: RuleContext,
  onFault: OnFault | undefined,
  check: 'check' | 'checkFile' = 'check',
): readonly Finding[] {
  const found: Finding[] = [];
  try {
    for (const finding of rule[check]?.(context) ?? []) found.push(finding);
  } catch (fault) {
    onFault?.(rule.id, fault);
  }
  return found;
}

/** Leaves out what lies in a stretch that the fix of another finding replaces. */
function withoutReplaced(found: readonly Diagnosed[]): Diagnosed[] {
  const replaced = found.flatMap(it => it.instead ?? []).sort((a, b) => a.start - b.start);
  if (replaced.length === 0) return [...found];
  const reach = farthestEnds(replaced);
  return found.filter(({ span, instead }) => instead !== undefined || (reach[beginningUpTo(replaced, span.start) - 1] ?? -1) < span.end);
}

/** Up to each of the stretches, which are in the order of their beginnings, the farthest end. */
function farthestEnds(spans: readonly Span[]): readonly number[] {
  let farthest = -1;
  return spans.map(it => (farthest = Math.max(farthest, it.end)));
}

/** How many of the stretches begin at the offset or before. */
function beginningUpTo(spans: readonly Span[], offset: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Tells whether something lies in an appender that is never built. */
function idleIn(config: Configuration): (span: Span) => boolean {
  const used = usedAppenders(config);
  // Side by side below the body: one after the other, none in another.
  const idle = config.appenders.filter(it => !used.has(it) && it.element.parent === config.body).map(it => it.element.span);
  return ({ start, end }) => {
    let low = 0;
    let high = idle.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((idle[middle]?.end ?? 0) < end) low = middle + 1;
      else high = middle;
    }
    const next = idle[low];
    return next !== undefined && next.start <= start && end <= next.end;
  };
}

const ABOUT_THE_TEXT = /^(syntax|structure)\//;

function softened(rule: Rule, finding: Finding, isIdle: (span: Span) => boolean, ofOthers: ReturnType<typeof placesOfOthers>): Severity {
  const severity = finding.severity ?? rule.severity;
  if (severity !== 'error' && severity !== 'warning') return severity;
  if (ABOUT_THE_TEXT.test(rule.id)) return severity;
  const inside = ofOthers(finding.span);
  // Its name, and who refers to it, are log4net's business.
  if (inside !== undefined && (finding.span.start >= inside || !rule.id.startsWith('references/'))) return 'information';
  if (rule.aboutIdle === true) return severity;
  return isIdle(finding.span) ? 'information' : severity;
}
