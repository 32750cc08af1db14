/**
 * The generic way log4net sets anything: `<param name= value=>` or an element of the property's own name, on any object.
 * Follows `XmlHierarchyConfigurator.SetParameter` and `CreateObjectFromXml` step by step, their order of complaints included.
 */
import type { PropertyFact, TypeFact } from '../../catalogue/types';
import { attributeOf, childElements, textOf } from '../../model/element';
import { expandVariables } from '../../pattern/pattern-string';
import type { Span, XmlElement } from '../../syntax/tree';
import { NetFailure } from '../net/failure';
import type { World } from '../world';
import { activate } from './activate';
import { classNamed, isAssignable, isConstructible, isConvertible, type NetClass } from './classes';
import { convertText, isText, type Target } from './convert';
import { NetObject, type Setting, type Value } from './net-object';
import { patternStringText } from './pattern-text';

/** Anything with properties: an object, a logger, the repository. */
export interface Settable {
  readonly type: TypeFact;
  toString(): string;
  /** Sets or adds; throws a `NetFailure` where the property's own code does. */
  assign(fact: PropertyFact, setting: Setting): void;
}

export function setParameter(element: XmlElement, target: Settable, world: World): void {
  const { journal, catalogue } = world;
  const name = parameterName(element, world);
  const span = element.startTag;
  const fact = findProperty(target.type, name, world);
  if (!fact || fact.kind === 'unknown') {
    journal.say('property-unknown', { name, object: target.toString() }, span);
    return;
  }
  const given = givenText(element, world);
  const value = given === undefined ? objectFor(element, fact, world) : valueFor(element, given, name, fact, world);
  if (!value) {
    if (given === undefined) journal.say('object-not-created', { name }, span);
    else journal.say('value-unusable', { name, object: target.toString(), value: given }, span);
    return;
  }
  try {
    target.assign(fact, { value, span });
  } catch (failure) {
    if (!(failure instanceof NetFailure)) throw failure;
    const shown = fact.repeatable ? `Add${capitalised(fact.name)}` : capitalised(fact.name);
    const values = { name: shown, property: name, object: target.toString(), value: printValue(value), reason: failure.message };
    journal.say('value-refused', values, failure.span ?? span);
  }

  function findProperty(type: TypeFact, wanted: string, { catalogue: known }: World): PropertyFact | undefined {
    const direct = known.property(type, wanted);
    if (direct) return direct;
    // The Add methods go by their full names, too.
    const added = /^add(.+)$/i.exec(wanted)?.[1];
    const adder = added === undefined ? undefined : catalogue.property(type, added);
    return adder?.repeatable ? adder : undefined;
  }
}

/** The object an element describes; `undefined`, with complaints, where it cannot be made. */
export function createObject(element: XmlElement, fallback: TypeFact | undefined, wanted: PropertyFact, world: World): Value | undefined {
  const { journal, catalogue } = world;
  const span = element.startTag;
  const typeText = attributeText(element, 'type', world) ?? '';
  if (typeText === '' && !fallback) {
    journal.say('object-type-missing', { wanted: wanted.clrType }, span);
    return undefined;
  }
  let found: NetClass;
  try {
    found = fallback && typeText === '' ? { className: fallback.type, type: fallback } : classNamed(typeText, catalogue);
  } catch (failure) {
    if (!(failure instanceof NetFailure)) throw failure;
    journal.say('object-type-unknown', { type: typeText }, span);
    return undefined;
  }
  const converts = !isAssignable(found, wanted, catalogue);
  if (converts && !isConvertible(found, wanted)) {
    journal.say('object-type-mismatch', { type: found.className, wanted: wanted.clrType }, span);
    return undefined;
  }
  const children = childElements(element);
  if (!found.type) return undefined;
  if (!isConstructible(found.type)) {
    journal.say('object-construction', { type: found.className, exception: '' }, span);
    if (children.length > 0) throw new NetFailure(`a ${found.className} cannot be created`, span);
    return undefined;
  }
  const object = new NetObject(found.type, element, catalogue);
  for (const child of children) setParameter(child, settable(object), world);
  activate(object, world);
  if (converts && found.type.kind === 'pattern-string') return { kind: 'text', text: patternStringText(object, world) };
  return { kind: 'object', object };
}

/** An object made from nothing but a text: a layout from its pattern. */
function objectFromText(text: string, type: TypeFact, element: XmlElement, span: Span, world: World): Value {
  const object = new NetObject(type, element, world.catalogue);
  const pattern = world.catalogue.properties(type).find(it => it.kind === type.text);
  if (pattern) object.set(pattern, { value: { kind: 'text', text }, span });
  activate(object, world);
  return { kind: 'object', object };
}

function valueFor(element: XmlElement, text: string, name: string, fact: PropertyFact, world: World): Value | undefined {
  const { journal, catalogue } = world;
  const span = element.startTag;
  const typeText = attributeText(element, 'type', world) ?? '';
  let via: NetClass | undefined;
  if (typeText !== '') {
    try {
      const found = classNamed(typeText, catalogue);
      if (isAssignable(found, fact, catalogue) || isConvertible(found, fact) || (isText(found.className) && hasOwnConverter(fact)))
        via = found;
      else journal.say('value-type-mismatch', { type: found.className, name, wanted: fact.clrType }, span);
    } catch (failure) {
      if (!(failure instanceof NetFailure)) throw failure;
      journal.say('value-type-unknown', { type: typeText, name }, span);
    }
  }
  try {
    if (via?.type) {
      if (via.type.text === undefined) return undefined;
      const made = objectFromText(text, via.type, element, span, world);
      return via.type.kind === 'pattern-string' && made.kind === 'object'
        ? { kind: 'text', text: patternStringText(made.object, world) }
        : made;
    }
    const target: Target = fact;
    const type = fact.text !== undefined && fact.defaultType !== undefined ? catalogue.findType(fact.defaultType) : undefined;
    if (type) return objectFromText(text, type, element, span, world);
    return convertText(text, target, span, world);
  } catch (failure) {
    throw failure instanceof NetFailure ? new NetFailure(`${name}: ${failure.message}`, failure.span ?? span) : failure;
  }
}

/** Conversions that log4net has registered; with them a text may take the way through System.String. */
function hasOwnConverter(fact: PropertyFact): boolean {
  return (
    isText(fact.clrType) ||
    fact.kind === 'bool' ||
    fact.kind === 'encoding' ||
    fact.kind === 'type' ||
    fact.kind === 'address' ||
    fact.text !== undefined
  );
}

function objectFor(element: XmlElement, fact: PropertyFact, world: World): Value | undefined {
  if (fact.clrType === 'System.String' && childElements(element).length === 0) return { kind: 'text', text: '' };
  const fallback = fact.defaultType === undefined ? undefined : world.catalogue.findType(fact.defaultType);
  return createObject(element, fallback, fact, world);
}

function parameterName(element: XmlElement, world: World): string {
  const name = element.localName === 'param' ? attributeText(element, 'name', world) : undefined;
  return name === undefined || name === '' ? element.localName : name;
}

/** The `value` attribute or the text, environment variables put in; `undefined` where neither is there. */
function givenText(element: XmlElement, world: World): string | undefined {
  const text = attributeText(element, 'value', world) ?? textOf(element, world.reader.content)?.text;
  if (text === undefined) return undefined;
  const expanded = expandVariables(text, world.machine.environment);
  if (expanded.ok) return expanded.text;
  throw new NetFailure('"${" has no closing brace', element.startTag);
}

export function attributeText(element: XmlElement, name: string, world: World): string | undefined {
  const attribute = attributeOf(element, name);
  return attribute && world.reader.value(attribute);
}

/** An object with the checks that setters and Add methods make. */
export function settable(object: NetObject): Settable {
  return {
    type: object.type,
    toString: () => object.toString(),
    assign(fact, setting) {
      checkRange(fact, setting.value);
      checkWords(fact, setting.value);
      if (!fact.repeatable) {
        object.set(fact, setting);
        return;
      }
      if (setting.value.kind !== 'object') throw new NetFailure('an object is wanted');
      checkAdded(setting.value.object);
      object.add(fact, setting.value.object);
    },
  };
}

function checkRange({ range }: PropertyFact, value: Value): void {
  if (!range || value.kind !== 'number' || (value.number >= range[0] && value.number <= range[1])) return;
  throw new NetFailure(`${value.number} is not between ${range[0]} and ${range[1]}`);
}

/** A text property that takes certain words only refuses the others. */
function checkWords({ kind, values }: PropertyFact, value: Value): void {
  if (kind !== 'string' || !values || value.kind !== 'text' || values.includes(value.text)) return;
  throw new NetFailure(`only ${values.join(', ')} is supported`);
}

/** An object that lacks what makes it what it is cannot be added: a level without name, a converter without class. */
export function checkAdded(object: NetObject): void {
  const { type } = object;
  if (type.kind === 'converter-info') {
    const converter = object.setting('type')?.value;
    const kind = converter?.kind === 'class' ? converter.type?.kind : undefined;
    if (kind !== 'pattern-converter' && kind !== 'pattern-string-converter') {
      const name = converter?.kind === 'class' ? converter.className : '';
      throw new NetFailure(name === '' ? 'the converter has no type' : `${name} is no converter`);
    }
    if (object.text('name') === undefined) throw new NetFailure('the converter has no name');
  }
  const missing = object.required().find(name => object.setting(name) === undefined);
  if (missing !== undefined) throw new NetFailure(`${missing} is missing`);
}

function printValue(value: Value): string {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'number':
      return String(value.number);
    case 'bool':
      return value.bool ? 'True' : 'False';
    case 'enum':
      return value.text;
    case 'level':
      return value.level.name;
    case 'encoding':
      return value.name;
    case 'address':
      return value.address.text;
    case 'class':
      return value.className;
    case 'object':
      return value.object.toString();
  }
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
