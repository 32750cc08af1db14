/** Class names: the short one is typed, the full one inserted. */
import type { Catalogue, PropertyFact, TypeFact, TypeKind } from '../../catalogue/types';
import type { ConfiguredObject } from '../../model/types';
import type { Span } from '../../syntax/tree';
import { shortName } from '../describe';
import { sorted, type Completion } from './item';

/** Classes of these kinds that a configuration can create. `typed`: what stands there already. */
export function typeNames(catalogue: Catalogue, kinds: readonly TypeKind[], span: Span, typed: string): readonly Completion[] {
  return kinds
    .flatMap(it => catalogue.typesOfKind(it))
    .filter(it => it.abstract !== true && it.constructible !== false)
    .map(it => typeItem(it, span, typed));
}

function typeItem({ type, overlay, obsolete }: TypeFact, span: Span, typed: string): Completion {
  const label = shortName(type);
  return {
    label,
    kind: 'type',
    span,
    text: type,
    // With a dot one types the full name, without one any part of the short one.
    filter: typed.includes('.') ? type : label,
    sort: sorted(obsolete === undefined ? 0 : 1, label),
    detail: type.slice(0, -label.length - 1) + (overlay === undefined ? '' : ` · ${overlay}`),
    about: { kind: 'type', type },
    ...(obsolete !== undefined && { deprecated: true }),
  };
}

/** Which kinds of class the `type` attribute of an object may name. */
export function acceptedKinds(fact: PropertyFact | undefined): readonly TypeKind[] {
  if (fact?.accepts) return fact.accepts;
  // A text may be worked out from a pattern first.
  return fact && fact.kind !== 'object' ? ['pattern-string'] : [];
}

/** Which kinds of class a property whose value is a class name wants: a converter of the language it is declared in. */
export function classValueKinds(owner: ConfiguredObject, language: 'layout' | 'string'): readonly TypeKind[] {
  if (owner.type?.kind === 'converter-info') return language === 'layout' ? ['pattern-converter'] : ['pattern-string-converter'];
  return [];
}
