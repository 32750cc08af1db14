/** Properties that an object needs and has under another name. */
import type { Catalogue, PropertyFact, TypeFact } from '../catalogue/types';
import type { ConfiguredObject, Setting } from '../model/types';
import { nearest } from './nearest';

/** Properties without which the object does not work, by the settings that are meant for them under another name: `port` for `remotePort`. */
export function neededBy(object: ConfiguredObject, catalogue: Catalogue): ReadonlyMap<Setting, PropertyFact> {
  const known = meant.get(object) ?? readNeeds(object, catalogue);
  meant.set(object, known);
  return known;
}

/** Two rules ask, one of them for each setting. */
const meant = new WeakMap<ConfiguredObject, ReadonlyMap<Setting, PropertyFact>>();

function readNeeds({ type, settings }: ConfiguredObject, catalogue: Catalogue): ReadonlyMap<Setting, PropertyFact> {
  const needs = new Map<Setting, PropertyFact>();
  if (type === undefined) return needs;
  const set = new Set(settings.map(it => it.fact));
  const open = catalogue.properties(type).filter(it => it.required !== undefined && !set.has(it));
  if (open.length === 0) return needs;
  const names = namesOf(type, catalogue);
  for (const setting of settings) {
    const { fact, name } = setting;
    if (fact !== undefined || isSaidElsewhere(setting) || catalogue.propertyInOtherVersions(type, name) !== undefined) continue;
    const ending = name.toLowerCase();
    const [first, ...more] = ending.length < 3 ? [] : open.filter(it => it.name.toLowerCase().endsWith(ending));
    const near = first !== undefined && more.length === 0 ? first.name : nearest(name, names);
    const need = open.find(it => it.name === near);
    if (need !== undefined) needs.set(setting, need);
  }
  return needs;
}

export const namesOf = (type: TypeFact, catalogue: Catalogue): readonly string[] =>
  catalogue.properties(type).flatMap(it => (it.internal === true ? [] : it.name));

/** By structure/missing-attribute, structure/element-case or the syntax. */
export function isSaidElsewhere({ name, element, form }: Setting): boolean {
  if (element.name === '' || element.name.includes(':') || element.localName === 'Param') return true;
  return (form === 'param' && name === 'param') || name.toLowerCase() === 'appender-ref';
}
