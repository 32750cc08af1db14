/** Hover: what the thing under the cursor means to log4net, with what is in force here. */
import { knownLoggers, propertiesFor, serviceOfLogger } from '../catalogue/services';
import { effectiveLevel, levelMap } from '../model/levels';
import type { Appender } from '../model/types';
import type { Span, XmlAttribute, XmlElement } from '../syntax/tree';
import { elementAt } from '../syntax/walk';
import { holds, inScope, type Analysed } from './analysed';
import { code, describe, describeAttribute, describeElement, describeProperty, shortName } from './describe';
import { settingOf, type PlacedSetting } from './lookup';
import { partAt, patternAt, type PatternPlace } from './patterns';
import { printed } from './preview';
import { isSecret } from './secrets';

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/** Undefined where there is nothing to say, and outside log4net's part of the text. */
export function hover(doc: Analysed, offset: number): Hover | undefined {
  if (!inScope(doc, offset)) return undefined;
  const element = elementAt(doc.document, offset);
  if (!element) return undefined;
  if (holds(element.nameSpan, offset)) return said(element.nameSpan, elementName(doc, element));
  if (holds(element.endNameSpan, offset)) return said(element.endNameSpan, elementName(doc, element));
  for (const attribute of element.attributes) {
    if (holds(attribute.nameSpan, offset)) return said(attribute.nameSpan, attributeName(doc, attribute));
    if (holds(attribute.valueSpan, offset)) return pattern(doc, offset) ?? said(attribute.valueSpan, attributeValue(doc, attribute));
  }
  if (holds(element.startTag, offset)) return undefined;
  const placed = settingOf(doc.config, element);
  if (placed?.setting.value?.from !== 'text') return undefined;
  return pattern(doc, offset) ?? said(placed.setting.value.span, settingValue(doc, placed, placed.setting.value.text));
}

function said(span: Span, markdown: string | undefined): Hover | undefined {
  return markdown === undefined || markdown === '' ? undefined : { span, markdown };
}

function elementName(doc: Analysed, element: XmlElement): string | undefined {
  const { config, catalogue } = doc;
  const appender = config.appenders.find(it => it.element === element);
  const structure = catalogue.element(element.localName, element === config.body ? undefined : element.parent?.localName);
  if (appender) return joined(structure && describeElement(structure), usage(appender));
  const placed = settingOf(config, element);
  if (placed && element.localName !== 'param') {
    const { fact } = placed.setting;
    if (fact) return joined(describeProperty(fact, catalogue), overridden(placed));
    return inOtherVersions(doc, placed) ?? (structure && describeElement(structure));
  }
  if (config.loggers.some(it => it.element === element)) return joined(structure && describeElement(structure), effective(doc, element));
  return structure && describeElement(structure);
}

function attributeName({ catalogue, config }: Analysed, { name, element }: XmlAttribute): string | undefined {
  const structure = catalogue.element(element.localName, element === config.body ? undefined : element.parent?.localName);
  const fact = structure?.attributes.find(it => it.name === name);
  if (fact) return describeAttribute(fact, catalogue);
  const placed = settingOf(config, element);
  return placed && (name === 'value' || name === 'type') && placed.setting.fact
    ? describeProperty(placed.setting.fact, catalogue)
    : undefined;
}

function attributeValue(doc: Analysed, attribute: XmlAttribute): string | undefined {
  const { config, catalogue } = doc;
  const { element, name, value = '' } = attribute;
  if (name === 'type') return typeName(doc, value);
  const appender = config.appenders.find(it => it.element === element);
  if (appender && name === 'name') return usage(appender);
  const reference = config.references.find(it => it.element === element);
  if (reference && name === 'ref') {
    const { target } = reference;
    return target
      ? joined(`Appender ${code(target.name)}: ${shortName(target.typeText ?? 'no type')}`, target.type?.doc)
      : `No appender is called ${code(value)}.`;
  }
  const logger = config.loggers.find(it => it.element === element);
  if (logger && name === 'name') return joined(loggerName(value), effective(doc, element));
  const placed = settingOf(config, element);
  if (placed && name === 'name' && element.localName === 'param') {
    const { fact } = placed.setting;
    return fact ? joined(describeProperty(fact, catalogue), overridden(placed)) : inOtherVersions(doc, placed);
  }
  if (placed && name === 'value') return settingValue(doc, placed, value);
  const structure = catalogue.element(element.localName, element.parent?.localName);
  const fact = structure?.attributes.find(it => it.name === name);
  if (fact?.kind === 'level') return joined(describe({ kind: 'level', name: value }, catalogue), describeAttribute(fact, catalogue));
  return fact && describeAttribute(fact, catalogue);
}

function typeName({ catalogue }: Analysed, text: string): string | undefined {
  const known = describe({ kind: 'type', type: text }, catalogue);
  if (known !== undefined) return known;
  const [elsewhere] = catalogue.typesInOtherVersions(text);
  return (
    elsewhere &&
    `${code(elsewhere.type)} exists in log4net ${elsewhere.versions.first} to ${elsewhere.versions.last}, not in ${catalogue.version}.\n\n${elsewhere.doc}`
  );
}

/** A property that the class has in other versions only. */
function inOtherVersions({ catalogue }: Analysed, { setting, owner }: PlacedSetting): string | undefined {
  const fact = owner.type && catalogue.propertyInOtherVersions(owner.type, setting.name);
  return (
    fact &&
    `${code(fact.name)} exists in log4net ${fact.versions.first} to ${fact.versions.last}, not in ${catalogue.version}.\n\n${fact.doc}`
  );
}

/** What a value means, and the property it is given to. */
function settingValue({ catalogue }: Analysed, placed: PlacedSetting, value: string): string | undefined {
  const { fact, via } = placed.setting;
  if (!fact) return undefined;
  const meaning =
    fact.kind === 'level'
      ? describe({ kind: 'level', name: value }, catalogue)
      : fact.kind === 'enum'
        ? describe(
            { kind: 'enum', type: fact.clrType, name: enumName(catalogue.enumOf(fact.clrType)?.values.map(it => it.name) ?? [], value) },
            catalogue,
          )
        : fact.kind === 'type'
          ? describe({ kind: 'type', type: value }, catalogue)
          : undefined;
  const through = via?.type && `Made from a ${code(shortName(via.type.type))} first.`;
  const secret = isSecret(fact.name) && value !== '' ? 'A secret in clear text: everybody who can read this file can read it.' : undefined;
  return joined(meaning, describeProperty(fact, catalogue), through, secret, overridden(placed));
}

function enumName(names: readonly string[], value: string): string {
  return names.find(it => it.toLowerCase() === value.trim().toLowerCase()) ?? value;
}

/** Of several settings of one property the last one wins. */
function overridden({ setting, owner }: PlacedSetting): string | undefined {
  if (setting.fact?.repeatable) return undefined;
  const last = owner.settings.findLast(it => it.name.toLowerCase() === setting.name.toLowerCase());
  if (!last || last === setting) return undefined;
  const value = last.value && !isSecret(last.name) ? `: ${code(last.value.text)} is in force` : '';
  return `**Not in force.** It is set again further down, and the last one wins${value}.`;
}

function usage({ name, referencedBy, shadowedBy, typeText, type }: Appender): string {
  const users = referencedBy.flatMap(
    it => it.owner?.element.attributes.find(attribute => attribute.name === 'name')?.value ?? it.owner?.element.localName ?? [],
  );
  return joined(
    `Appender ${code(name)}: ${shortName(typeText ?? 'no type')}`,
    type?.doc,
    shadowedBy && '**Never used.** An earlier appender has this name, and log4net takes the first.',
    users.length === 0 ? 'Nothing refers to it, so log4net never builds it.' : `Used by ${users.map(code).join(', ')}.`,
  );
}

function effective({ config, catalogue }: Analysed, element: XmlElement): string | undefined {
  const logger = config.loggers.find(it => it.element === element);
  // A level that log4net knows is in force where it stands; 'inherited' and a misspelt one leave the logger without one.
  const own = logger?.level && levelMap(config, catalogue).has(logger.level.text.toLowerCase());
  if (!logger || own) return undefined;
  const { level, from } = effectiveLevel(config, catalogue, logger.name);
  return `Level in force: **${level.name}**, ${from ? `from ${from.isRoot ? 'root' : code(from.name)}` : "root's own default"}. In Qlik Sense the levels of the QMC come before that.`;
}

function loggerName(name: string): string | undefined {
  const exact = knownLoggers().find(it => it.name === name);
  const service = serviceOfLogger(name);
  const below = knownLoggers().filter(it => it.name.startsWith(`${name}.`)).length;
  const properties = service ? propertiesFor(name).map(it => code(it.name)) : [];
  return joined(
    service && `A logger of the **${service.title}** service; its file lies in ${code(service.folder)}.`,
    exact && `Levels seen: ${exact.levels.join(', ')}.`,
    below > 0 && `Stands for ${below} known loggers below it as well.`,
    properties.length > 0 && `Properties of its rows: ${properties.slice(0, 24).join(', ')}${properties.length > 24 ? ' …' : ''}.`,
  );
}

/** Inside a pattern: the word under the cursor, and the whole pattern printed for a sample event. */
function pattern(doc: Analysed, offset: number): Hover | undefined {
  const place = patternAt(doc, offset);
  if (!place) return undefined;
  const part = partAt(place, place.toPattern(offset));
  const span = part && part.kind !== 'literal' ? place.toDocument(part.span) : place.span;
  return said(span, joined(part && partText(doc, place, part), rendered(doc, place)));
}

function partText({ catalogue }: Analysed, { language }: PatternPlace, part: PatternPlace['parts'][number]): string | undefined {
  switch (part.kind) {
    case 'literal':
      return undefined;
    case 'dropped':
      return `log4net knows no word that ${code(`%${part.word}`)} begins with: the percent sign is dropped and the rest is printed as it stands.`;
    case 'conversion': {
      const { converter, word, option, width } = part;
      const words = converter.declared
        ? joined(`${code(`%${word}`)}, a converter of this layout: ${code(converter.type)}`, catalogue.findType(converter.type)?.doc)
        : describe({ kind: 'word', language, name: word }, catalogue);
      const padded = width.span ? widthText(width.min, width.max, width.leftAlign) : undefined;
      const property = converter.behaviour === 'property' && option ? propertiesFor('').find(it => it.name === option) : undefined;
      return joined(words, padded, property && `${code(property.name)}: ${property.doc}`);
    }
  }
}

function widthText(min: number, max: number, leftAlign: boolean): string {
  const most = max === 2_147_483_647 ? undefined : `only the last ${max} characters are printed`;
  const least = min < 0 ? undefined : `filled with blanks ${leftAlign ? 'behind' : 'in front'} to ${min} characters`;
  return `Width: ${[most, least].filter(Boolean).join(', then ')}.`;
}

function rendered(doc: Analysed, place: PatternPlace): string | undefined {
  if (place.language !== 'layout') return undefined;
  const text = printed(doc, place);
  if (text === undefined) return 'Printing fails: log4net loses the event.';
  return `Prints, for a sample event:\n\n\`\`\`text\n${text.replaceAll('```', '`​``')}\n\`\`\``;
}

function joined(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter(it => it !== undefined && it !== false && it !== '').join('\n\n');
}
