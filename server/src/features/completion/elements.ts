/** Elements: structure by the parent's name, properties by its class, and the tag that closes what is open. */
import type { Catalogue, ElementFact, PropertyFact, TypeFact } from '../../catalogue/types';
import type { ConfiguredObject } from '../../model/types';
import type { Span, XmlElement } from '../../syntax/tree';
import type { Analysed } from '../analysed';
import { objectOf } from '../lookup';
import { wholeAppenders } from './appenders';
import { literal, sorted, type Completion } from './item';
import { openProperties, propertyDetail, rank } from './properties';
import { unique } from './values';

/** Where an element goes: in place of `span`, which begins with `<` where one is typed. */
export interface Gap {
  readonly parent: XmlElement | undefined;
  readonly span: Span;
  /** Whether `span` begins with the `<` that was typed. */
  readonly bracket: boolean;
  /** Only the name (and its `<`) is replaced, since the rest of the tag stands there already. */
  readonly nameOnly: boolean;
  /** The element under the cursor: it counts as not there. */
  readonly except?: XmlElement;
}

/** What may stand in the gap, with its attributes and its closing tag. */
export function elementItems(doc: Analysed, gap: Gap): readonly Completion[] {
  const { config } = doc;
  const { parent } = gap;
  if (!parent) return gap.except === undefined && doc.document.roots.length > 0 ? [] : rootItems(doc, gap);
  const object = objectOf(config, parent);
  const inBody = parent === config.body;
  if (object?.type && !inBody)
    return unique([...propertyItems(doc, gap, object, object.type), ...structureItems(doc, gap, object.type), ...closingItems(gap)]);
  return unique([...structureItems(doc, gap, inBody ? object?.type : undefined), ...wholeAppenders(doc, gap), ...closingItems(gap)]);

  function closingItems(it: Gap): readonly Completion[] {
    return it.parent && !it.parent.endTag && !it.nameOnly ? [closingItem(it.parent, it.span)] : [];
  }
}

/** `</name>` for the element that is open. */
export function closingItem(element: XmlElement, span: Span): Completion {
  const text = `</${element.name}>`;
  return { label: text, kind: 'closing', span, text, sort: sorted(9, text), filter: text };
}

function rootItems({ catalogue, path }: Analysed, gap: Gap): readonly Completion[] {
  const qlik = /^locallogconfig\.xml$/i.test(path[0] ?? '');
  return catalogue.elements
    .filter(it => it.parents.length === 0 || it.name === 'log4net')
    .map(it => ({ ...structureItem(it, undefined, gap), sort: sorted(qlik === (it.parents.length === 0) ? 0 : 1, it.name) }));
}

/** Elements by the name of the parent: what the tables of log4net's own elements say. */
function structureItems(doc: Analysed, gap: Gap, type: TypeFact | undefined): readonly Completion[] {
  const { catalogue, config } = doc;
  const { parent } = gap;
  const fact = parent && structureOf(catalogue, parent, config.body);
  if (!parent || !fact) return [];
  const present = new Set(parent.children.flatMap(it => (it.kind === 'element' && it !== gap.except ? [it.localName] : [])));
  return fact.children
    .flatMap(name => catalogue.element(name, fact.name) ?? [])
    .filter(it => it.repeatable || !present.has(it.name))
    .filter(it => fits(doc, it, type, parent))
    .map(it => structureItem(it, fact.name, gap));
}

/** The structural meaning of an element; below an object of unknown class there is only the generic one. */
function structureOf(catalogue: Catalogue, element: XmlElement, body: XmlElement | undefined): ElementFact | undefined {
  if (element === body) return catalogue.element(element.localName, undefined) ?? catalogue.element('log4net', undefined);
  return catalogue.element(element.localName, element.parent?.localName);
}

/** Which of the structural children make sense here: by dialect, and by what the class of the parent can hold. */
function fits({ config, catalogue }: Analysed, { name, parents }: ElementFact, type: TypeFact | undefined, parent: XmlElement): boolean {
  if (name === 'log4net' || name.startsWith('config') || name === 'appSettings')
    return config.dialect === 'log4net' || config.appenders.length === 0;
  if (parent === config.body) return config.dialect === 'log4net' || parents.includes('configuration') || !parents.includes('*');
  if (name === 'appender-ref' || name === 'appender') return type === undefined || type.kind !== 'appender' || type.holdsAppenders === true;
  if (type === undefined || name === 'param') return true;
  // A property of the class is offered as such; what the class does not have is not offered at all.
  return catalogue.property(type, name) !== undefined;
}

function structureItem(fact: ElementFact, parent: string | undefined, gap: Gap): Completion {
  const { name } = fact;
  return {
    ...shell(name, gap, fact.deprecated === undefined ? 2 : 5),
    kind: 'element',
    text: gap.nameOnly ? `${gap.bracket ? '<' : ''}${name}` : `<${elementBody(fact)}`,
    about: { kind: 'element', name, ...(parent !== undefined && { parent }) },
    ...(fact.deprecated !== undefined && { deprecated: true }),
    ...(!gap.nameOnly && { snippet: true }),
  };
}

/** `name type="$1">$0</name>`, or closed at once where nothing stands inside. */
function elementBody({ name, attributes, children }: ElementFact): string {
  let stop = 0;
  const written = attributes
    .filter(it => it.required || (it.name === 'value' && name !== 'layout') || it.name === 'name')
    .map(it => ` ${it.name}="\${${++stop}}"`)
    .join('');
  if (children.length === 0) return `${name}${written} />`;
  return `${name}${written}>\n\t$0\n</${name}>`;
}

/** Properties of the parent's class that are not set yet, in the spelling of the dialect. */
function propertyItems({ config, catalogue }: Analysed, gap: Gap, object: ConfiguredObject, type: TypeFact): readonly Completion[] {
  const taken = catalogue.element(object.element.localName, object.element.parent?.localName)?.attributes.map(it => it.name) ?? [];
  return openProperties(catalogue, type, object, gap.except, taken).flatMap(fact => {
    const asParam = config.dialect === 'qlik' && fact.kind !== 'object';
    if (gap.nameOnly && asParam) return [];
    return [propertyItem(type, fact, asParam, gap)];
  });
}

function propertyItem(type: TypeFact, fact: PropertyFact, asParam: boolean, gap: Gap): Completion {
  const { name } = fact;
  const body =
    fact.kind === 'object'
      ? `${name}${fact.defaultType === undefined ? ' type="${1}"' : ''}>\n\t$0\n</${name}>`
      : asParam
        ? `param name="${literal(name)}" value="\${1}" />`
        : `${name} value="\${1}" />`;
  return {
    ...shell(name, gap, rank(type, fact)),
    kind: 'property',
    text: gap.nameOnly ? `${gap.bracket ? '<' : ''}${name}` : `<${body}`,
    detail: propertyDetail(type, fact),
    about: { kind: 'property', type: type.type, name },
    ...(!gap.nameOnly && { snippet: true, suggestAgain: true }),
    ...(fact.deprecated !== undefined && { deprecated: true }),
  };
}

function shell(name: string, { span, bracket }: Gap, order: number): Pick<Completion, 'label' | 'span' | 'sort' | 'filter'> {
  return { label: name, span, sort: sorted(order, name), filter: bracket ? `<${name}` : name };
}
