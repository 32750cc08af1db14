/** From event to output over time: buffers that never flush, thresholds that let nothing through. */
import type { Catalogue } from '../catalogue/types';
import { levelMap } from '../model/levels';
import { mergedLoggers } from '../model/loggers';
import { appendersOf } from '../model/reach';
import type { Appender, ConfiguredObject } from '../model/types';
import type { Span } from '../syntax/tree';
import { added, propertyElement, removal, replacement } from './edits';
import { actsAs, effective, hasVariable, objectsActing, objectsIn, textOf, isTrue } from './objects';
import type { Finding, Fix, Rule, RuleContext } from './rule';

const neverFlushes: Rule = {
  id: 'lifecycle/never-flushes',
  severity: 'error',
  why: 'A lossy buffer keeps the last events and sends them only when an evaluator says so. Without one, or with one that never triggers, nothing is ever sent.',
  *check(context) {
    const { config, catalogue } = context;
    for (const appender of config.appenders) {
      if (!isBuffering(appender, catalogue) || !isTrue(textOf(appender, 'lossy'))) continue;
      const own = objectsIn(appender, 'evaluator').slice(-1);
      const evaluators = [...own, ...objectsIn(appender, 'lossyevaluator').slice(-1)];
      const lossy = effective(appender, 'lossy');
      const span = lossy?.value?.span ?? appender.element.nameSpan;
      if (evaluators.length === 0) {
        yield {
          span,
          message: 'The buffer is lossy and has no evaluator: nothing is ever sent. Add an evaluator, or set lossy to false.',
          fixes: evaluatorFixes(context, appender, span),
        };
      } else if (evaluators.every(it => neverTriggers(it, context))) {
        yield {
          span,
          message:
            'The buffer is lossy and its evaluator never triggers: nothing is ever sent. Give the evaluator a threshold, or set lossy to false.',
          fixes: [replacement('Set lossy to false', span, 'false')],
        };
      } else if (own.length === 0) {
        yield {
          span,
          severity: 'warning',
          message:
            'The buffer is lossy and has a lossyEvaluator only: just the events it picks are sent, and only when they fall out of the full buffer. log4net reports this as an error. Add an evaluator.',
          fixes: evaluatorFixes(context, appender, span),
        };
      }
    }
  },
};

const deadEvaluator: Rule = {
  id: 'lifecycle/evaluator-off',
  severity: 'warning',
  why: 'An evaluator by level triggers at its threshold or above. Without a threshold, or with an unknown one, that is OFF, and it never triggers.',
  *check(context) {
    const levels = levelMap(context.config, context.catalogue);
    for (const { object, setting } of objectsActing(context.config, context.catalogue, 'level-evaluator', 'time-evaluator')) {
      if (setting === undefined || object.type === undefined || !neverTriggers(object, context)) continue;
      const threshold = effective(object, 'threshold') ?? effective(object, 'interval');
      // Reported by values/level.
      if (threshold?.fact?.kind === 'level' && threshold.value !== undefined && !levels.has(threshold.value.text.toLowerCase())) continue;
      yield {
        span: threshold?.value?.span ?? object.typeSpan ?? object.element.nameSpan,
        message: actsAs(context.catalogue, object.type, 'time-evaluator')
          ? 'An interval of 0 switches this evaluator off: it never triggers. Set the seconds.'
          : 'This evaluator has no threshold that any event reaches: it never triggers. Set the threshold to the level that should send.',
        ...(threshold === undefined && {
          fixes: [
            {
              title: 'Add threshold WARN',
              edits: [
                added(
                  context.config.document.text,
                  object.element,
                  propertyElement(object, context.config.dialect === 'qlik', 'threshold', 'WARN'),
                ),
              ],
            },
          ],
        }),
      };
    }
  },
};

const closedTarget: Rule = {
  id: 'lifecycle/closed-target',
  wholeFile: true,
  severity: 'warning',
  why: 'When the process ends, forwarding appenders are closed one after the other, each together with the appenders it hands on to. What a later one still holds in its buffer then goes to an appender that is closed, and is lost.',
  *check({ config, catalogue }) {
    const closed = new Map<Appender, Appender>();
    const done = new Set<Appender>();
    const close = function* (holder: Appender): Generator<Finding> {
      if (done.has(holder)) return;
      done.add(holder);
      for (const { target, nameSpan, element } of holder.references) {
        if (target === undefined) continue;
        const by = closed.get(target);
        if (by !== undefined && by !== holder && holdsBack(holder, catalogue)) {
          yield {
            span: nameSpan ?? element.nameSpan,
            message: `When the process ends, '${by.name}' closes '${target.name}' first: what '${holder.name}' still holds in its buffer is lost. Give each an appender of its own, or let one forward to the other.`,
            related: [{ span: by.nameSpan ?? by.element.nameSpan, message: 'This one is closed first.' }],
          };
        }
        if (by === undefined) closed.set(target, holder);
        yield* close(target);
      }
    };
    const { root, named } = mergedLoggers(config);
    for (const logger of [...(root === undefined ? [] : [root]), ...named.values()])
      for (const appender of appendersOf(logger)) if (appender.type?.holdsAppenders === true) yield* close(appender);
  },
};

const thresholdOff: Rule = {
  id: 'lifecycle/threshold-off',
  severity: 'warning',
  why: 'An appender takes events at its threshold and above. No event is at OFF.',
  check: context => thresholdsOff(context, context.config.appenders),
  checkFile: context => thresholdsOff(context, context.config.repository === undefined ? [] : [context.config.repository]),
};

function* thresholdsOff({ config, catalogue }: RuleContext, objects: readonly ConfiguredObject[]): Generator<Finding> {
  const levels = levelMap(config, catalogue);
  const off = levels.get('off')?.value ?? Infinity;
  for (const object of objects) {
    const threshold = effective(object, 'threshold');
    const level = levels.get(threshold?.value?.text.toLowerCase() ?? '');
    if (threshold?.value === undefined || level === undefined || level.value < off) continue;
    yield {
      span: threshold.value.span,
      message: `The threshold is ${level.name}: no event ever passes it. Write the lowest level that is to pass.`,
      fixes: [{ title: 'Delete the threshold', edits: [removal(config.document.text, threshold.element)] }],
    };
  }
}

const debugOn: Rule = {
  id: 'lifecycle/debug',
  severity: 'information',
  why: 'With debug="true" log4net writes its own work to the console and the trace. That helps to find a fault and is noise afterwards.',
  *check({ config }): Generator<Finding> {
    const debug = config.body?.attributes.find(it => it.name === 'debug');
    if (config.body?.localName !== 'log4net' || debug?.value?.trim().toLowerCase() !== 'true') return;
    yield {
      span: debug.span,
      message: 'log4net reports its own work to console and trace. Take this out when you have found what you were looking for.',
      fixes: [{ title: 'Delete debug', edits: [{ span: withBlanks(config.document.text, debug.span), text: '' }] }],
    };
  },
};

export const lifecycleRules: readonly Rule[] = [neverFlushes, deadEvaluator, closedTarget, thresholdOff, debugOn];

/** An attribute together with the blanks in front of it. */
function withBlanks(text: string, { start, end }: Span): Span {
  let from = start;
  while (/\s/.test(text[from - 1] ?? '')) from--;
  return { start: from, end };
}

function isBuffering({ type }: ConfiguredObject, catalogue: Catalogue): boolean {
  return type !== undefined && actsAs(catalogue, type, 'buffering');
}

/** Events wait in its buffer until it is full, or an evaluator triggers. */
function holdsBack(appender: Appender, catalogue: Catalogue): boolean {
  if (!isBuffering(appender, catalogue)) return false;
  const size = textOf(appender, 'buffersize');
  return size === undefined || hasVariable(size) || Number(size) > 1;
}

/** True only where we are sure: a class that is not known may do anything. */
function neverTriggers(evaluator: ConfiguredObject, { config, catalogue }: RuleContext): boolean {
  const { type } = evaluator;
  if (type === undefined) return false;
  if (actsAs(catalogue, type, 'level-evaluator')) {
    const levels = levelMap(config, catalogue);
    const threshold = textOf(evaluator, 'threshold') ?? 'OFF';
    if (hasVariable(threshold)) return false;
    const level = levels.get(threshold.toLowerCase());
    return level === undefined || level.value >= (levels.get('off')?.value ?? Infinity);
  }
  if (actsAs(catalogue, type, 'time-evaluator')) {
    const interval = textOf(evaluator, 'interval') ?? '0';
    return !hasVariable(interval) && Number(interval) === 0;
  }
  return false;
}

function evaluatorFixes({ config, catalogue }: RuleContext, appender: Appender, span: Finding['span']): readonly Fix[] {
  const evaluator = catalogue.typesOfKind('evaluator').find(it => it.behaviour === 'level-evaluator')?.type;
  const off = replacement('Set lossy to false', span, 'false');
  if (evaluator === undefined) return [off];
  const inner = propertyElement(appender, config.dialect === 'qlik', 'threshold', 'WARN');
  return [
    {
      title: 'Send when a warning comes',
      edits: [added(config.document.text, appender.element, `<evaluator type="${evaluator}">${inner}</evaluator>`)],
    },
    off,
  ];
}
