/** Whole appenders: one item for each class, with what it cannot do without, made from the facts. */
import type { Catalogue, PropertyFact, TypeFact } from '../../catalogue/types';
import type { Dialect } from '../../model/types';
import type { Analysed } from '../analysed';
import { shortName } from '../describe';
import type { Gap } from './elements';
import { literal, sorted, type Completion } from './item';

/** Items for the body of a configuration; `[]` elsewhere, and where only a name is replaced. */
export function wholeAppenders({ config, catalogue, text }: Analysed, { parent, span, bracket, nameOnly }: Gap): readonly Completion[] {
  if (nameOnly || parent === undefined || parent !== config.body) return [];
  const tab = '\t';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return catalogue
    .typesOfKind('appender')
    .filter(it => it.abstract !== true && it.constructible !== false && it.obsolete === undefined)
    .map(type => {
      const label = shortName(type.type);
      return {
        label,
        kind: 'snippet',
        span,
        text: appenderText(catalogue, type, config.dialect).join(eol).replaceAll('  ', tab),
        snippet: true,
        filter: bracket ? `<appender ${label}` : `appender ${label}`,
        sort: sorted(6, label),
        detail: 'a whole appender',
        about: { kind: 'type', type: type.type },
      };
    });
}

function appenderText(catalogue: Catalogue, type: TypeFact, dialect: Dialect): readonly string[] {
  let stop = 0;
  const name = shortName(type.type).replace(/Appender$/, '');
  const lines = [`<appender name="\${${++stop}:${name}}" type="${literal(type.type)}">`];
  const setting = ({ name: property }: PropertyFact, value: string): string =>
    dialect === 'qlik' ? `<param name="${property}" value="\${${++stop}${value}}" />` : `<${property} value="\${${++stop}${value}}" />`;
  for (const fact of catalogue.properties(type)) {
    if (fact.required === undefined || fact.kind === 'object' || fact.internal === true) continue;
    const example = fact.kind === 'address' || fact.kind === 'port' ? catalogue.value(fact.kind).examples[0] : undefined;
    lines.push(`  ${setting(fact, example === undefined ? '' : `:${literal(example)}`)}`);
  }
  const layout = type.requiresLayout === true ? catalogue.typesOfKind('layout').find(it => it.behaviour === 'pattern-layout') : undefined;
  const pattern = layout && catalogue.properties(layout).find(it => it.kind === 'pattern');
  if (layout && pattern) {
    lines.push(`  <layout type="${literal(layout.type)}">`, `    ${setting(pattern, `:${literal(pattern.default ?? '')}`)}`, '  </layout>');
  }
  return [...lines, '</appender>'];
}
