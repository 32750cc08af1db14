/** Properties of a class: which are left to set, and in what order they are offered. */
import type { Catalogue, PropertyFact, TypeFact } from '../../catalogue/types';
import type { ConfiguredObject } from '../../model/types';
import type { XmlElement } from '../../syntax/tree';

/**
 * What `type` can still be given, required ones first. `except` is the element under the cursor: what it sets does not count
 * as set. `taken` are names that the element itself carries as attributes.
 */
export function openProperties(
  catalogue: Catalogue,
  type: TypeFact,
  object: ConfiguredObject,
  except: XmlElement | undefined,
  taken: readonly string[],
): readonly PropertyFact[] {
  const set = new Set(object.settings.filter(it => it.element !== except).map(it => it.name.toLowerCase()));
  return catalogue
    .properties(type)
    .filter(it => it.internal !== true && it.noEffect !== true && it.kind !== 'unknown')
    .filter(it => it.repeatable === true || !set.has(it.name.toLowerCase()))
    .filter(it => !taken.includes(it.name))
    .toSorted((a, b) => rank(type, a) - rank(type, b));
}

/** Required, own, inherited, outdated. */
export function rank(type: TypeFact, fact: PropertyFact): number {
  if (fact.deprecated !== undefined) return 3;
  if (isRequired(type, fact)) return 0;
  return type.properties.some(it => it.name === fact.name) ? 1 : 2;
}

/** Whether an object of that class cannot work without it; a layout counts where the class prints nothing without one. */
export function isRequired(type: TypeFact, { required, accepts }: PropertyFact): boolean {
  return required !== undefined || (type.requiresLayout === true && accepts?.includes('layout') === true);
}

/** In a phrase: `port, required, default 0`. */
export function propertyDetail(type: TypeFact, fact: PropertyFact): string {
  const { kind, default: preset } = fact;
  return [kind, isRequired(type, fact) && 'required', preset !== undefined && preset !== '' && `default ${preset}`]
    .filter(Boolean)
    .join(', ');
}
