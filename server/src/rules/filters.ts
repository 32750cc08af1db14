/** Filter chains: what each filter decides, which are never asked, and what passes in the end. */
import type { Catalogue } from '../catalogue/types';
import { Beside } from '../model/beside';
import { levelMap, type LevelMap } from '../model/levels';
import type { Configuration, ConfiguredObject } from '../model/types';
import { insertedAfter, removal } from './edits';
import { actsAs, effective, hasVariable, objectsActing, objectsIn, objectsWithFilters, textOf } from './objects';
import type { Finding, Rule, RuleContext } from './rule';

/** What a filter can answer. A filter that decides nothing is only `neutral`. */
interface Decisions {
  readonly filter: ConfiguredObject;
  readonly accepts: boolean;
  readonly denies: boolean;
  readonly neutral: boolean;
  /** It looks for a text, a level, a name: the usual kind of selection. */
  readonly selects: boolean;
}

const noFinalDeny: Rule = {
  id: 'filters/no-final-deny',
  severity: 'warning',
  why: 'An event that no filter decides about is accepted. So a filter that only accepts matches changes nothing unless a filter that denies everything follows it.',
  *check(context) {
    for (const chain of chains(context)) {
      const last = chain.at(-1);
      // Behind an exclusion or a range accepting is an exception to it, and the end of the chain is meant to be open.
      if (last === undefined || !last.selects || !last.accepts || chain.some(it => it.denies)) continue;
      const deny = denyAll(context.catalogue);
      yield {
        span: last.filter.typeSpan ?? last.filter.element.nameSpan,
        message:
          'Events that do not match pass as well, because nothing denies them: these filters select nothing. Let a filter that denies all events follow.',
        ...(deny !== undefined && {
          fixes: [
            {
              title: `Add <filter type="${deny}" />`,
              edits: [insertedAfter(context.config.document.text, last.filter.element, `<filter type="${deny}" />`)],
              preferred: true,
            },
          ],
        }),
      };
    }
  },
};

const unreachable: Rule = {
  id: 'filters/unreachable',
  severity: 'warning',
  why: 'The first filter that accepts or denies decides. A filter behind one that decides about every event is never asked; a range decides about every event unless acceptOnMatch is false.',
  *check(context) {
    for (const chain of chains(context)) {
      const decider = chain.find(it => !it.neutral);
      if (decider === undefined) continue;
      for (const { filter } of chain.slice(chain.indexOf(decider) + 1)) {
        // A last filter that denies all behind a range is a habit and harmless.
        const habit = decider.accepts && acts(context.catalogue, filter, 'deny-all');
        yield {
          span: filter.typeSpan ?? filter.element.nameSpan,
          ...(habit && { severity: 'hint' as const }),
          message: decider.accepts
            ? 'This filter is never asked: the range before it accepts or denies every event. Set acceptOnMatch to false there, or put this one first.'
            : 'This filter is never asked: the one before it denies every event. Put it first.',
          tags: ['unnecessary'],
          related: [{ span: decider.filter.typeSpan ?? decider.filter.element.nameSpan, message: 'This one decides about every event.' }],
          ...(!habit && { fixes: [moveBefore(context, filter, decider.filter)] }),
        };
      }
    }
  },
};

const nothingPasses: Rule = {
  id: 'filters/nothing-passes',
  severity: 'error',
  why: 'When no filter can accept an event and the last word is a denial, the appender never gets anything. log4net says nothing about it.',
  *check(context) {
    for (const chain of chains(context)) {
      const decider = chain.findIndex(it => !it.neutral);
      if (decider < 0) continue;
      const asked = chain.slice(0, decider + 1);
      const end = asked.at(-1);
      if (end === undefined || asked.some(it => it.accepts) || end.accepts) continue;
      yield {
        span: end.filter.typeSpan ?? end.filter.element.nameSpan,
        message: 'No filter before this one accepts anything, and this one denies the rest: no event ever gets through.',
      };
    }
  },
};

/** A filter that log4net leaves out in front of one that denies everything. */
const lostFilter: Rule = {
  id: 'filters/lost-filter',
  severity: 'error',
  why: 'A filter whose class is not found is left out. If the chain ends with a denial, the events it was to accept are denied.',
  *check({ config, catalogue }) {
    for (const { object } of objectsWithFilters(config)) {
      const filters = objectsIn(object, 'filter');
      const deny = filters.findIndex(it => acts(catalogue, it, 'deny-all'));
      const known = filters.slice(0, Math.max(deny, 0)).filter(it => it.type !== undefined);
      for (const filter of filters.slice(0, Math.max(deny, 0))) {
        if (filter.type !== undefined || filter.typeText?.includes(',') === true) continue;
        yield {
          span: filter.typeSpan ?? filter.element.nameSpan,
          message: known.some(it => decisions(it, catalogue, new Map()).accepts)
            ? 'This filter is left out, since its class is not found, and what it should let through is denied further down.'
            : 'This filter is left out, since its class is not found; the next one denies everything, so no event ever gets through.',
        };
      }
    }
  },
};

const emptyRange: Rule = {
  id: 'filters/empty-range',
  severity: 'error',
  why: 'A range lets through the levels between its two bounds. With the lower one above the upper one there are none, and every event is denied.',
  *check({ config, catalogue }) {
    const levels = levelMap(config, catalogue);
    for (const { object, owner } of objectsActing(config, catalogue, 'level-range')) {
      const min = effective(object, 'levelmin');
      const max = effective(object, 'levelmax');
      const low = levels.get(min?.value?.text.toLowerCase() ?? '');
      const high = levels.get(max?.value?.text.toLowerCase() ?? '');
      if (min === undefined || max?.value === undefined || low === undefined || high === undefined || low.value <= high.value) continue;
      const { value } = max;
      const before = objectsIn(owner?.object ?? object, 'filter');
      const someArePassed = before.slice(0, Math.max(0, before.indexOf(object))).some(it => decisions(it, catalogue, levels).accepts);
      yield {
        span: value.span,
        ...(someArePassed && { severity: 'warning' as const }),
        message: `${low.name} is above ${high.name}, so no level lies between them and every event that comes here is denied. Swap the two.`,
        ...(min.value !== undefined && {
          fixes: [
            {
              title: 'Swap them',
              edits: [
                { span: min.value.span, text: high.name },
                { span: value.span, text: low.name },
              ],
              preferred: true,
            },
          ],
        }),
      };
    }
  },
};

const emptyMatch: Rule = {
  id: 'filters/empty-match',
  severity: 'warning',
  why: 'A filter with nothing to look for is neutral about every event; an empty text to look for is in every message.',
  *check({ config, catalogue }) {
    for (const { object } of objectsActing(config, catalogue, ...MATCHING)) {
      const span = object.typeSpan ?? object.element.nameSpan;
      if (acts(catalogue, object, 'string-match') || ['property-match', 'mdc-match', 'ndc-match'].some(it => acts(catalogue, object, it))) {
        if (effective(object, 'regextomatch') !== undefined) continue;
        const wanted = effective(object, 'stringtomatch');
        if (wanted === undefined)
          yield { span, message: 'This filter has nothing to look for, so it decides nothing. Set stringToMatch or regexToMatch.' };
        else if (wanted.value?.text === '')
          yield {
            span: wanted.value.span,
            message: 'The text to look for is empty and is found in every message: this filter decides about every event.',
          };
      } else if (acts(catalogue, object, 'logger-match')) {
        if (textOf(object, 'loggertomatch') === '')
          yield { span, message: 'The name to look for is empty, so this filter decides nothing. Write the beginning of a logger name.' };
      }
    }
  },
};

const bothTexts: Rule = {
  id: 'filters/text-and-regex',
  severity: 'warning',
  why: 'When a regular expression is set it decides alone; the text beside it is not looked for.',
  *check({ config, catalogue }) {
    for (const { object } of objectsActing(config, catalogue, 'string-match')) {
      const text = effective(object, 'stringtomatch');
      if (text === undefined || !textOf(object, 'regextomatch')) continue;
      yield {
        span: text.nameSpan,
        message: 'regexToMatch is set as well and decides alone: this text is not looked for. Keep one of them.',
        tags: ['unnecessary'],
        fixes: [{ title: 'Delete stringToMatch', edits: [removal(config.document.text, text.element)] }],
      };
    }
  },
};

const rangeNotInverted: Rule = {
  id: 'filters/range-not-inverted',
  severity: 'information',
  why: 'With acceptOnMatch false a range still denies what lies outside; inside it is neutral and leaves the decision to the next filter. It does not exclude its levels.',
  *check(context) {
    for (const chain of chains(context)) {
      const last = chain.at(-1);
      if (last === undefined || !acts(context.catalogue, last.filter, 'level-range') || !isExclusion(last.filter)) continue;
      const setting = effective(last.filter, 'acceptonmatch');
      yield {
        span: setting?.value?.span ?? last.filter.element.nameSpan,
        message:
          'acceptOnMatch false does not exclude these levels: the range denies all others and leaves these to the next filter, and there is none.',
      };
    }
  },
};

export const filterRules: readonly Rule[] = [
  noFinalDeny,
  unreachable,
  nothingPasses,
  lostFilter,
  emptyRange,
  emptyMatch,
  bothTexts,
  rangeNotInverted,
];

const MATCHING = ['level-match', 'logger-match', 'string-match', 'property-match', 'mdc-match', 'ndc-match'];

const known = new Beside<Configuration, readonly (readonly Decisions[])[]>();

/** Each chain whose filters are all known, as decisions. */
function chains({ config, catalogue }: RuleContext): readonly (readonly Decisions[])[] {
  const before = known.get(config);
  if (before !== undefined) return before;
  const levels = levelMap(config, catalogue);
  const found: (readonly Decisions[])[] = [];
  for (const { object } of objectsWithFilters(config)) {
    const filters = objectsIn(object, 'filter');
    if (filters.some(it => it.type === undefined)) continue;
    const chain = filters.map(it => decisions(it, catalogue, levels));
    if (chain.every(it => it.accepts || it.denies || it.neutral)) found.push(chain);
  }
  known.set(config, found);
  return found;
}

function decisions(filter: ConfiguredObject, catalogue: Catalogue, levels: LevelMap): Decisions {
  const selects = isMatching(filter, catalogue);
  const nothing = { filter, accepts: false, denies: false, neutral: true, selects };
  if (acts(catalogue, filter, 'deny-all')) return { ...nothing, denies: true, neutral: false };
  if (acts(catalogue, filter, 'level-range')) {
    const bounded = ['levelmin', 'levelmax'].some(it => levels.has(textOf(filter, it)?.toLowerCase() ?? ''));
    return { ...nothing, accepts: !isExclusion(filter), denies: bounded, neutral: isExclusion(filter) };
  }
  if (selects) {
    if (!looksForSomething(filter, catalogue, levels)) return nothing;
    const exclusion = isExclusion(filter);
    return { ...nothing, accepts: !exclusion, denies: exclusion, neutral: true };
  }
  // A class we know nothing about may decide anything.
  return { ...nothing, accepts: true, denies: true };
}

function isMatching(filter: ConfiguredObject, catalogue: Catalogue): boolean {
  return MATCHING.some(it => acts(catalogue, filter, it));
}

function acts(catalogue: Catalogue, { type }: ConfiguredObject, behaviour: string): boolean {
  return actsAs(catalogue, type, behaviour);
}

/** What it matches is denied, the rest goes on. */
function isExclusion(filter: ConfiguredObject): boolean {
  return textOf(filter, 'acceptonmatch')?.trim().toLowerCase() === 'false';
}

function looksForSomething(filter: ConfiguredObject, catalogue: Catalogue, levels: LevelMap): boolean {
  if (acts(catalogue, filter, 'level-match')) {
    const level = textOf(filter, 'leveltomatch') ?? '';
    return hasVariable(level) || levels.has(level.toLowerCase());
  }
  if (acts(catalogue, filter, 'logger-match')) return (textOf(filter, 'loggertomatch') ?? '') !== '';
  const needsKey = ['property-match', 'mdc-match'].some(it => acts(catalogue, filter, it)) && !acts(catalogue, filter, 'ndc-match');
  if (needsKey && textOf(filter, 'key') === undefined) return false;
  return ['stringtomatch', 'regextomatch'].some(it => textOf(filter, it) !== undefined);
}

function denyAll(catalogue: Catalogue): string | undefined {
  return catalogue.typesOfKind('filter').find(it => it.behaviour === 'deny-all')?.type;
}

function moveBefore({ config }: RuleContext, filter: ConfiguredObject, decider: ConfiguredObject): NonNullable<Finding['fixes']>[number] {
  const { text } = config.document;
  const moved = text.slice(filter.element.span.start, filter.element.span.end);
  const { start } = decider.element.span;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  const gap = lineStart > 0 && indent.trim() === '' ? `\n${indent}` : '';
  return {
    title: 'Put it in front',
    edits: [{ span: { start, end: start }, text: moved + gap }, removal(text, filter.element)],
    preferred: true,
  };
}
