/** Completion: asks once where the cursor is, and hands over to the file that knows what fits there. */
import type { Catalogue } from '../../catalogue/types';
import { siteAt } from '../../syntax/site';
import type { Span, XmlAttribute, XmlElement } from '../../syntax/tree';
import { holds, inScope, type Analysed } from '../analysed';
import { describe, type About } from '../describe';
import { objectOf, settingOf } from '../lookup';
import { patternAt } from '../patterns';
import { attributeNames } from './attributes';
import { usualNames } from './converters';
import { closingItem, elementItems } from './elements';
import { sorted, type Completion } from './item';
import { appenderNames, loggerNames } from './names';
import { endTagSpan, isWritten, startOfTag } from './place';
import { openProperties, propertyDetail, rank } from './properties';
import { acceptedKinds, classValueKinds, typeNames } from './types';
import { kindValues, propertyValues, value } from './values';
import { patternItems } from './words';

export type { Completion } from './item';

/**
 * What may be written at the offset, in no particular order: `sort` says it. `[]` outside log4net's part of the text. `typed`
 * is the character that has just been typed where nobody asked: then only what that character leads to is offered.
 */
export function complete(doc: Analysed, offset: number, typed?: string): readonly Completion[] {
  if (!inScope(doc, offset)) return [];
  const items = itemsAt(doc, offset);
  const kinds = typed === undefined ? undefined : ledTo[typed];
  return kinds ? items.filter(it => kinds.includes(it.kind)) : items;
}

const ledTo: Readonly<Record<string, readonly Completion['kind'][]>> = {
  ' ': ['attribute'],
  '/': ['closing'],
  '=': ['value', 'type', 'reference', 'logger'],
  '.': ['type', 'logger'],
  ',': ['value'],
  '%': ['word'],
  '{': ['value'],
};

function itemsAt(doc: Analysed, offset: number): readonly Completion[] {
  const site = siteAt(doc.document, offset);
  const empty = { start: offset, end: offset };
  switch (site.kind) {
    case 'content':
      return (
        valueAsText(doc, site.parent, offset) ?? elementItems(doc, { parent: site.parent, span: empty, bracket: false, nameOnly: false })
      );
    case 'text':
      if (site.node.kind === 'cdata') return patternInSection(doc, offset);
      return (
        valueAsText(doc, site.parent, offset) ??
        elementItems(doc, { parent: site.parent, span: site.word, bracket: false, nameOnly: false })
      );
    case 'elementName': {
      const { element } = site;
      return elementItems(doc, {
        parent: element.parent,
        span: startOfTag(element),
        bracket: true,
        nameOnly: isWritten(doc.text, element),
        except: element,
      });
    }
    case 'endTagName':
      return site.element ? [closingItem(site.element, endTagSpan(doc.text, offset, site.word))] : [];
    case 'attributeName':
      return attributeNames(doc, site.element, site.attribute, site.word);
    case 'attributeValue':
      return valueItems(doc, site.element, site.attribute, site.span, offset);
    case 'outside':
      return declaredEncodings(doc, offset);
    case 'tag':
    case 'comment':
      return [];
  }
}

/** `<?xml … encoding="‸"?>`: in which encoding the file is said to be saved. */
function declaredEncodings({ text, catalogue }: Analysed, offset: number): readonly Completion[] {
  const [, before, written] =
    /^(\ufeff*<\?xml\s[^<>]{0,200}?\sencoding\s*=\s*["'])([^"'<>?]*)/.exec(text.slice(0, LONGEST_DECLARATION)) ?? [];
  if (before === undefined || written === undefined) return [];
  const span = { start: before.length, end: before.length + written.length };
  if (!holds(span, offset)) return [];
  return [...new Set([...catalogue.value('encoding').examples, 'utf-16'])].map((it, index) => value(it, span, 0, String(index)));
}

const LONGEST_DECLARATION = 400;

/** The documentation of an item, in markdown. */
export function resolveCompletion(about: About, catalogue: Catalogue): string | undefined {
  return describe(about, catalogue);
}

/** A value that is written between tags; undefined where `parent` holds no value. */
function valueAsText(doc: Analysed, parent: XmlElement | undefined, offset: number): readonly Completion[] | undefined {
  const { value, fact } = settingOf(doc.config, parent)?.setting ?? {};
  if (value?.from !== 'text') return undefined;
  const pattern = patternAt(doc, offset);
  if (pattern) return patternItems(doc, pattern, offset);
  return fact && holds(value.span, offset) ? propertyValues(doc, fact, value.span, offset) : [];
}

/** In a CDATA section nothing is markup, and nothing is escaped. */
function patternInSection(doc: Analysed, offset: number): readonly Completion[] {
  const pattern = patternAt(doc, offset);
  const items = pattern ? patternItems(doc, pattern, offset) : [];
  return items.map(it => ({ ...it, text: it.text.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&') }));
}

/** A value with its quotes, where they are not typed yet; nothing in front of those that are. */
function valueItems(doc: Analysed, element: XmlElement, attribute: XmlAttribute, span: Span, offset: number): readonly Completion[] {
  const inside = holds(span, offset);
  if (attribute.quote !== undefined) {
    const items = inside ? attributeValues(doc, element, attribute, span, offset) : [];
    return attribute.quote === "'" ? items.map(it => ({ ...it, text: it.text.replaceAll("'", '&apos;') })) : items;
  }
  const items = attributeValues(doc, element, attribute, inside ? span : { start: offset, end: offset }, offset);
  return items.map(it => ({ ...it, text: `"${it.text}"` }));
}

function attributeValues(doc: Analysed, element: XmlElement, attribute: XmlAttribute, span: Span, offset: number): readonly Completion[] {
  const { config, catalogue } = doc;
  const { name } = attribute;
  const typed = doc.text.slice(span.start, offset);
  if (name === 'type') return typeValues(doc, element, span, typed);
  if (element.localName === 'param' && name === 'name') return paramNames(doc, element, span);
  const placed = settingOf(config, element);
  if (placed && name === 'value') {
    const pattern = patternAt(doc, offset);
    if (pattern) return patternItems(doc, pattern, offset);
    const { fact } = placed.setting;
    const layout = settingOf(config, placed.owner.element)?.owner;
    const language = layout?.type?.kind === 'pattern-string' ? 'string' : 'layout';
    if (fact?.kind === 'type') return typeNames(catalogue, classValueKinds(placed.owner, language), span, typed);
    if (placed.owner.type?.kind === 'converter-info' && fact?.name === 'name') return usualNames(doc, placed.owner, span);
    return fact ? propertyValues(doc, fact, span, offset) : [];
  }
  const fact = catalogue
    .element(element.localName, element === config.body ? undefined : element.parent?.localName)
    ?.attributes.find(it => it.name === name);
  if (!fact) return [];
  const { kind } = fact;
  if (kind === 'appender-ref') return appenderNames(doc, element, span);
  if (kind === 'logger-name') return loggerNames(doc, element, span);
  if (kind === 'appender-name' || kind === 'property-name') return [];
  const named = (fact.values ?? []).map(it => value(it, span, 0));
  // Only a logger's own level knows this word, and root cannot inherit from anybody.
  const inherits = kind === 'level' && (element.parent?.localName === 'logger' || element.parent?.localName === 'category');
  const inherited = inherits ? [{ ...value('inherited', span, 3), detail: 'no level of its own' }] : [];
  return [...named, ...kindValues(doc, kind, '', span, offset), ...inherited];
}

function typeValues(doc: Analysed, element: XmlElement, span: Completion['span'], typed: string): readonly Completion[] {
  const { config, catalogue } = doc;
  const placed = settingOf(config, element);
  const isAppender = element.localName === 'appender';
  const kinds = placed && !isAppender ? acceptedKinds(placed.setting.fact) : isAppender ? (['appender'] as const) : [];
  return typeNames(catalogue, kinds, span, typed);
}

/** `<param name="‸">`: properties of the class that the param is given to. */
function paramNames({ config, catalogue }: Analysed, element: XmlElement, span: Completion['span']): readonly Completion[] {
  const owner = objectOf(config, element.parent);
  if (!owner?.type) return [];
  const { type } = owner;
  const taken = catalogue.element(owner.element.localName, owner.element.parent?.localName)?.attributes.map(it => it.name) ?? [];
  // A converter's name and type are its properties, not attributes.
  const attributes = owner.element.localName === 'appender' ? taken : [];
  return openProperties(catalogue, type, owner, element, attributes)
    .filter(it => it.kind !== 'object')
    .map(fact => ({
      label: fact.name,
      kind: 'property',
      span,
      text: fact.name,
      sort: sorted(rank(type, fact), fact.name),
      detail: propertyDetail(type, fact),
      about: { kind: 'property', type: type.type, name: fact.name },
      ...(fact.deprecated !== undefined && { deprecated: true }),
    }));
}
