/** Runs the rules over a configuration: severities, what the user told us to ignore, document order, faults kept apart. */
import { usedAppenders } from '../model/reach';
import type { Configuration } from '../model/types';
import type { Span } from '../syntax/tree';
import { rules as allRules } from './index';
import { readIgnores, unusedIgnore, type Ignore } from './ignores';
import { placesOfOthers } from './others';
import { summary, summaryOf } from './summary';
import type { Diagnosed, Finding, Rule, RuleContext, RuleFacts, Severity } from './rule';

/** Told about a rule that broke; the others go on. */
export type OnFault = (rule: string, fault: unknown) => void;

/**
 * Findings of every rule in document order. `severities` replaces a rule's own, `off` silences it. What a rule finds
 * inside an appender that no logger reaches is information at most: log4net never builds it. So is what it finds in other
 * people's classes: only they know.
 */
export function diagnose(
  context: RuleContext,
  severities: Readonly<Record<string, Severity | 'off'>> = {},
  onFault?: OnFault,
  rules: readonly Rule[] = allRules,
): readonly Diagnosed[] {
  const { document } = context.config;
  const ignores = readIgnores(document);
  const idle = idleSpans(context.config);
  const ofOthers = placesOfOthers(context.config);
  const all: Diagnosed[] = [];
  for (const rule of rules) {
    const wanted = severities[rule.id];
    if (wanted === 'off') continue;
    for (const finding of attempt(rule, context, onFault)) {
      if (isIgnored(ignores, rule.id, finding.span)) continue;
      const severity = wanted ?? softened(rule, finding, idle, ofOthers);
      all.push({ ...finding, rule: rule.id, severity });
    }
  }
  const found = withoutReplaced(all);
  const add = ({ id, severity }: RuleFacts, finding: Finding): void => {
    const wanted = severities[id];
    if (wanted !== 'off' && !isIgnored(ignores, id, finding.span)) found.push({ ...finding, rule: id, severity: wanted ?? severity });
  };
  const todo = summaryOf(found, document);
  if (todo !== undefined) add(summary, todo);
  for (const finding of unusedIgnores(ignores, rules)) add(unusedIgnore, finding);
  return found.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function attempt(rule: Rule, context: RuleContext, onFault: OnFault | undefined): readonly Finding[] {
  const found: Finding[] = [];
  try {
    for (const finding of rule.check(context)) found.push(finding);
  } catch (fault) {
    onFault?.(rule.id, fault);
  }
  return found;
}

/** Leaves out what lies in a stretch that the fix of another finding replaces. */
function withoutReplaced(found: readonly Diagnosed[]): Diagnosed[] {
  const replaced = found.flatMap(it => it.instead ?? []);
  if (replaced.length === 0) return [...found];
  return found.filter(({ span, instead }) => instead !== undefined || !replaced.some(it => it.start <= span.start && span.end <= it.end));
}

/** Appenders that are never built, in document order. */
function idleSpans(config: Configuration): readonly Span[] {
  const used = usedAppenders(config);
  const inLogger = new Set(config.loggers.map(it => it.element));
  return config.appenders
    .filter(it => !used.has(it) && !(it.element.parent !== undefined && inLogger.has(it.element.parent)))
    .filter(it => it.element.parent === config.body)
    .map(it => it.element.span);
}

const ABOUT_THE_TEXT = /^(syntax|structure)\//;

function softened(rule: Rule, finding: Finding, idle: readonly Span[], ofOthers: ReturnType<typeof placesOfOthers>): Severity {
  const severity = finding.severity ?? rule.severity;
  if (severity !== 'error' && severity !== 'warning') return severity;
  if (ABOUT_THE_TEXT.test(rule.id)) return severity;
  const inside = ofOthers(finding.span);
  // Its name, and who refers to it, are log4net's business.
  if (inside !== undefined && (finding.span.start >= inside || !rule.id.startsWith('references/'))) return 'information';
  if (rule.aboutIdle === true) return severity;
  const { start, end } = finding.span;
  return idle.some(it => it.start <= start && end <= it.end) ? 'information' : severity;
}

function isIgnored(ignores: readonly Ignore[], rule: string, span: Span): boolean {
  let ignored = false;
  for (const ignore of ignores) {
    if (!ignore.covers(rule, span)) continue;
    ignore.used = true;
    ignored = true;
  }
  return ignored;
}

function* unusedIgnores(ignores: readonly Ignore[], rules: readonly Rule[]): Generator<Finding> {
  const ids = new Set([...rules, unusedIgnore, summary].map(it => it.id));
  for (const ignore of ignores) {
    const unknown = ignore.rules.filter(it => !ids.has(it));
    if (unknown.length > 0) {
      yield {
        span: ignore.comment,
        message: `There is no rule '${unknown.join("', '")}': this comment silences nothing by that name.`,
      };
    } else if (!ignore.used) {
      yield {
        span: ignore.comment,
        message: 'There is nothing to ignore here any more. Delete this comment.',
        tags: ['unnecessary'],
        fixes: [{ title: 'Delete the comment', edits: [{ span: ignore.comment, text: '' }] }],
      };
    }
  }
}
