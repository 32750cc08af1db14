/** Properties that an object needs, and that are not there. */
import type { PropertyFact } from '../catalogue/types';
import { appended, propertyElement } from './edits';
import { everyObject, type PlacedObject } from './objects';
import type { Fix, Rule, RuleContext } from './rule';

const missing: Rule = {
  id: 'properties/missing',
  severity: 'error',
  why: 'Some classes cannot work without a property: log4net then drops the whole object while loading, or keeps it and it never sends anything.',
  *check(context) {
    for (const place of everyObject(context.config)) {
      const { object } = place;
      if (object.type === undefined) continue;
      const isAppender = place.setting === undefined && place.appender !== undefined;
      for (const fact of context.catalogue.properties(object.type)) {
        if (fact.required === undefined || object.settings.some(it => it.fact === fact)) continue;
        if (
          place.setting?.fact?.kind === 'object' &&
          fact.required === 'load' &&
          !isAppender &&
          object.settings.length === 0 &&
          place.setting.object?.typeText === undefined
        )
          continue;
        yield {
          span: object.typeSpan ?? object.element.nameSpan,
          message: missingMessage(fact, object.element.localName, isAppender),
          severity: fact.required === 'run' && !isAppender ? 'warning' : 'error',
          fixes: insertion(context, place, fact),
        };
      }
    }
  },
};

export const propertyRules: readonly Rule[] = [missing];

function missingMessage({ name, required, doc }: PropertyFact, element: string, isAppender: boolean): string {
  const what = `<${element}> has no ${name}`;
  if (required === 'load')
    return isAppender
      ? `${what}: log4net drops the whole appender while it loads the file. Add ${name}.`
      : `${what}: log4net cannot use it. Add ${name}.`;
  return isAppender
    ? `${what}: log4net loads it without a word, but it never sends anything. Add ${name}.`
    : `${what}: it does nothing. ${doc}`;
}

const ADDRESS = '127.0.0.1';
const PORT = '9998';

function insertion({ config }: RuleContext, { object }: PlacedObject, fact: PropertyFact): readonly Fix[] {
  const value =
    fact.kind === 'address' || fact.kind === 'host' ? ADDRESS : fact.kind === 'port' ? PORT : fact.kind === 'object' ? undefined : '';
  if (value === undefined) return [];
  const title = value === '' ? `Add ${fact.name}` : `Add ${fact.name} ${value}`;
  return [
    {
      title,
      edits: [appended(config.document.text, object.element, propertyElement(object, config.dialect === 'qlik', fact.name, value))],
    },
  ];
}
