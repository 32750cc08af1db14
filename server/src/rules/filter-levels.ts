/** Filter chains level by level: what arrives there, what each filter leaves, and which never gets what it looks for. */
import type { Catalogue } from '../catalogue/types';
import { lowestArrivals } from '../model/arrivals';
import { levelMap, type Level, type LevelMap } from '../model/levels';
import { wholeOf } from '../model/part';
import type { ConfiguredObject } from '../model/types';
import { insertedBefore, removal } from './edits';
import { actsAs, effective, hasVariable, objectsIn, objectsWithFilters, textOf } from './objects';
import type { Finding, Fix, Rule } from './rule';

const noLevelLeft: Rule = {
  id: 'filters/no-level-left',
  severity: 'error',
  why: 'An event passes the level of its logger, the threshold of the appender and then the filters, one after the other. When they have no level in common nothing gets through, and a filter for a level that was refused before never finds it. log4net says nothing about it.',
  *check(context) {
    const { config, catalogue } = context;
    const chains = objectsWithFilters(config).filter(({ object }) => objectsIn(object, 'filter').some(it => isByLevel(it, catalogue)));
    if (chains.length === 0) return;
    const levels = levelMap(config, catalogue);
    // What arrives here is known to whoever remembers what was found (`sections.ts`).
    const { repository: ofFile } = wholeOf(config);
    const arrivals = lowestArrivals(wholeOf(config), catalogue);
    const usual = eventLevels(levels);
    const repository = ofFile && levelOf(textOf(ofFile, 'threshold'), levels);
    for (const { object, appender } of chains) {
      if (appender?.element !== object.element) continue;
      const threshold = levelOf(textOf(object, 'threshold'), levels);
      const lowest = Math.max(
        threshold?.value ?? -Infinity,
        repository?.value ?? -Infinity,
        appender.shadowedBy === undefined ? (arrivals.get(appender) ?? -Infinity) : -Infinity,
      );
      const arriving = usual.filter(it => it.value >= lowest);
      if (arriving.length > 0) yield* byLevel(objectsIn(object, 'filter'), arriving, levels, catalogue);
    }
  },
};

/** Walks the chain with the levels that are still undecided. Stops at a filter that may decide anything. */
function* byLevel(
  filters: readonly ConfiguredObject[],
  arriving: readonly Level[],
  levels: LevelMap,
  catalogue: Catalogue,
): Generator<Finding> {
  let undecided = arriving;
  let canPass = false;
  for (const filter of filters) {
    if (undecided.length === 0) return;
    if (actsAs(catalogue, filter.type, 'deny-all')) return;
    const exclusion = isExclusion(filter);
    if (actsAs(catalogue, filter.type, 'level-range')) {
      const low = levelOf(textOf(filter, 'levelmin'), levels);
      const high = levelOf(textOf(filter, 'levelmax'), levels);
      // Reported by filters/empty-range.
      if (low !== undefined && high !== undefined && low.value > high.value) return;
      const left = undecided.filter(it => it.value >= (low?.value ?? -Infinity) && it.value <= (high?.value ?? Infinity));
      if (left.length === 0 && !canPass) {
        yield {
          span: filter.typeSpan ?? filter.element.nameSpan,
          message: `Only ${between(undecided)} arrives here, and this range denies all of that: nothing ever gets through. Look at the level of the logger, the threshold and the filters before this one.`,
        };
      }
      if (!exclusion) return;
      undecided = left;
    } else if (actsAs(catalogue, filter.type, 'level-match')) {
      const text = textOf(filter, 'leveltomatch') ?? '';
      const wanted = levelOf(text, levels);
      if (wanted === undefined) {
        if (hasVariable(text)) return;
        continue;
      }
      if (undecided.some(it => it.value === wanted.value)) {
        canPass ||= !exclusion;
        const left = undecided.filter(it => it.value !== wanted.value);
        if (left.length === 0 && !canPass) {
          yield {
            span: filter.typeSpan ?? filter.element.nameSpan,
            message: `Only ${between(undecided)} arrives here, and this filter denies it: nothing ever gets through. Look at the level of the logger, the threshold and the filters before this one.`,
          };
        }
        undecided = left;
      } else if (arriving.every(it => it.value !== wanted.value) || !exclusion) {
        yield {
          span: effective(filter, 'leveltomatch')?.value?.span ?? filter.element.nameSpan,
          severity: 'warning',
          message: `No event at ${wanted.name} arrives here: ${arriving.some(it => it.value === wanted.value) ? 'a filter before this one has decided about it' : 'the level of the logger or the threshold keeps it out'}. This filter never finds anything.`,
        };
      }
    } else if (MATCHING.some(it => actsAs(catalogue, filter.type, it))) {
      canPass ||= !exclusion;
    } else return;
  }
}

const shadowed: Rule = {
  id: 'filters/shadowed',
  severity: 'warning',
  why: 'The first filter that finds its text decides. A filter for a longer text, behind one for a part of it, never gets a message that it would find; an exception has to stand in front of what it is an exception to.',
  *check({ config, catalogue }) {
    for (const { object } of objectsWithFilters(config)) {
      const before: { readonly filter: ConfiguredObject; readonly text: string; readonly behaviour: string }[] = [];
      for (const filter of objectsIn(object, 'filter')) {
        const behaviour = Object.keys(TEXTS).find(it => actsAs(catalogue, filter.type, it));
        const text = behaviour === undefined ? undefined : textOf(filter, TEXTS[behaviour] ?? '');
        if (behaviour === undefined || text === undefined || text === '' || hasVariable(text)) continue;
        if (behaviour === 'string-match' && effective(filter, 'regextomatch') !== undefined) continue;
        const earlier = before.find(
          it => it.behaviour === behaviour && (behaviour === 'string-match' ? text.includes(it.text) : text.startsWith(it.text)),
        );
        if (earlier === undefined) before.push({ filter, text, behaviour });
        else yield shadowedBy(filter, earlier, text, config.document.text);
      }
    }
  },
};

export const filterLevelRules: readonly Rule[] = [noLevelLeft, shadowed];

const MATCHING = ['logger-match', 'string-match', 'property-match', 'mdc-match', 'ndc-match'];

/** Filters for a text, with the property that holds it. A message is searched, the name of a logger compared from its beginning. */
const TEXTS: Readonly<Record<string, string>> = { 'string-match': 'stringtomatch', 'logger-match': 'loggertomatch' };

function shadowedBy(
  filter: ConfiguredObject,
  earlier: { readonly filter: ConfiguredObject; readonly text: string },
  text: string,
  document: string,
): Finding {
  const same = isExclusion(filter) === isExclusion(earlier.filter);
  const what = text === earlier.text ? 'the same' : `'${earlier.text}', which is in '${text}'`;
  return {
    span: filter.typeSpan ?? filter.element.nameSpan,
    ...(same && { severity: 'information' as const, tags: ['unnecessary'] as const }),
    message: same
      ? `A filter before this one looks for ${what}: this one adds nothing.`
      : `A filter before this one looks for ${what}, and decides first: this exception never counts. Put it in front.`,
    related: [{ span: earlier.filter.typeSpan ?? earlier.filter.element.nameSpan, message: 'This one decides.' }],
    fixes: [same ? { title: 'Delete it', edits: [removal(document, filter.element)] } : inFront(document, filter, earlier.filter)],
  };
}

function inFront(document: string, filter: ConfiguredObject, other: ConfiguredObject): Fix {
  const moved = document.slice(filter.element.span.start, filter.element.span.end);
  return {
    title: 'Put it in front',
    edits: [insertedBefore(document, other.element, moved), removal(document, filter.element)],
    preferred: true,
  };
}

function isByLevel({ type }: ConfiguredObject, catalogue: Catalogue): boolean {
  return actsAs(catalogue, type, 'level-range') || actsAs(catalogue, type, 'level-match');
}

function isExclusion(filter: ConfiguredObject): boolean {
  return textOf(filter, 'acceptonmatch')?.trim().toLowerCase() === 'false';
}

function levelOf(text: string | undefined, levels: LevelMap): Level | undefined {
  return text === undefined ? undefined : levels.get(text.toLowerCase());
}

/** Levels that events can have, from the lowest up: all but the two that stand for everything and nothing. */
function eventLevels(levels: LevelMap): readonly Level[] {
  const [all, off] = [levels.get('all')?.value ?? -Infinity, levels.get('off')?.value ?? Infinity];
  return [...levels.values()].filter(it => it.value > all && it.value < off).sort((a, b) => a.value - b.value);
}

function between(levels: readonly Level[]): string {
  const [first, last] = [levels[0]?.name ?? '', levels.at(-1)?.name ?? ''];
  return first === last ? first : `${first} to ${last}`;
}
