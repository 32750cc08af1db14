/** Attribute names: those of the element that are not written yet. */
import type { AttributeFact } from '../../catalogue/types';
import type { Span, XmlAttribute, XmlElement } from '../../syntax/tree';
import type { Analysed } from '../analysed';
import { objectOf, settingOf } from '../lookup';
import { sorted, type Completion } from './item';

/** `attribute` is the one under the cursor, if any: its name is replaced, and its value kept. */
export function attributeNames(doc: Analysed, element: XmlElement, attribute: XmlAttribute | undefined, span: Span): readonly Completion[] {
  const present = new Set(element.attributes.filter(it => it !== attribute).map(it => it.name));
  const hasValue = attribute?.valueSpan !== undefined;
  return attributesOf(doc, element)
    .filter(it => !present.has(it.name))
    .map(({ name, required, deprecated, about }) => ({
      label: name,
      kind: 'attribute',
      span,
      text: hasValue ? name : `${name}="$1"`,
      sort: sorted(deprecated === undefined ? (required ? 0 : 1) : 3, name),
      ...(about && { about }),
      ...(deprecated !== undefined && { deprecated: true }),
      ...(!hasValue && { snippet: true, suggestAgain: true }),
    }));
}

interface Offered extends Pick<AttributeFact, 'name' | 'required' | 'deprecated'> {
  readonly about?: Completion['about'];
}

/** By the table of structural elements; for a property, `value` or what makes the object. */
function attributesOf({ config, catalogue }: Analysed, element: XmlElement): readonly Offered[] {
  const parent = element === config.body ? undefined : element.parent?.localName;
  const structure = catalogue.element(element.localName, parent);
  const placed = settingOf(config, element);
  const fact = placed?.setting.fact;
  const structural =
    structure?.attributes.map(it => ({
      ...it,
      about: { kind: 'attribute', element: structure.name, name: it.name, ...(parent !== undefined && { parent }) } as const,
    })) ?? [];
  if (structural.length > 0 || !placed) return structural;
  const about = fact && placed.owner.type ? ({ kind: 'property', type: placed.owner.type.type, name: fact.name } as const) : undefined;
  const name = fact?.kind === 'object' || (fact === undefined && objectOf(config, element)?.typeText !== undefined) ? 'type' : 'value';
  return [{ name, required: true, ...(about && { about }) }];
}
