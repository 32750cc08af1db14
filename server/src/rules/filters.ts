/** Filter chains: what they let through in the end. */
import type { Catalogue, TypeFact } from '../catalogue/types';
import type { ConfiguredObject, Setting } from '../model/types';
import { insertedAfter } from './edits';
import { effective, everyObject, objectsIn } from './objects';
import type { Rule } from './rule';

const noFinalDeny: Rule = {
  id: 'filters/no-final-deny',
  severity: 'warning',
  why: 'An event that no filter decides about is accepted. So a filter that only accepts matches changes nothing unless a filter that denies everything follows it.',
  *check({ config, catalogue }) {
    for (const { object } of everyObject(config)) {
      const filters = objectsIn(object, 'filter');
      const last = filters.at(-1);
      if (last === undefined || filters.some(it => it.type === undefined)) continue;
      const accepting = filters.filter(it => acts(catalogue, it.type, MATCHING) && !isExclusion(it) && matches(it, catalogue));
      if (accepting.length === 0 || filters.some(it => acts(catalogue, it.type, ['deny-all']))) continue;
      // An exclusion or a range after it may be all that is meant; then accepting first is an exception to it.
      const lastAccepting = accepting.at(-1);
      if (lastAccepting !== last) continue;
      const deny = catalogue.typesOfKind('filter').find(it => it.behaviour === 'deny-all');
      yield {
        span: last.typeSpan ?? last.element.nameSpan,
        message:
          'After this filter every other event passes as well, so the filters above select nothing. Let a filter that denies all events follow.',
        ...(deny !== undefined && {
          fixes: [
            {
              title: `Add <filter type="${deny.type}" />`,
              edits: [insertedAfter(config.document.text, last.element, `<filter type="${deny.type}" />`)],
              preferred: true,
            },
          ],
        }),
      };
    }
  },
};

export const filterRules: readonly Rule[] = [noFinalDeny];

const MATCHING = ['level-match', 'logger-match', 'string-match', 'property-match', 'mdc-match', 'ndc-match'];

function acts(catalogue: Catalogue, type: TypeFact | undefined, behaviours: readonly string[]): boolean {
  return type !== undefined && behaviours.some(it => catalogue.actsAs(type, it));
}

/** What it matches is denied, the rest goes on. */
function isExclusion(filter: ConfiguredObject): boolean {
  return effective(filter, 'acceptonmatch')?.value?.text.trim().toLowerCase() === 'false';
}

/** Whether the filter has anything to look for; without it, it decides nothing. */
function matches(filter: ConfiguredObject, catalogue: Catalogue): boolean {
  if (filter.type === undefined) return false;
  const wanted = catalogue.properties(filter.type).filter(it => it.name !== 'acceptOnMatch' && it.kind !== 'object');
  return filter.settings.some(
    (it: Setting) => it.fact !== undefined && wanted.includes(it.fact) && it.value !== undefined && it.value.text !== '',
  );
}
