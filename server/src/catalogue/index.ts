/** Facts → look-ups: one frozen, indexed structure for each log4net version, built when it is first asked for. */
import appenders from '../../../schemas/catalogue/appenders.json';
import behaviourData from '../../../schemas/catalogue/behaviours.json';
import converters from '../../../schemas/catalogue/converters.json';
import elementData from '../../../schemas/catalogue/elements.json';
import enumData from '../../../schemas/catalogue/enums.json';
import evaluators from '../../../schemas/catalogue/evaluators.json';
import filters from '../../../schemas/catalogue/filters.json';
import layouts from '../../../schemas/catalogue/layouts.json';
import levelData from '../../../schemas/catalogue/levels.json';
import objects from '../../../schemas/catalogue/objects.json';
import qlik from '../../../schemas/catalogue/qlik.json';
import valueData from '../../../schemas/catalogue/values.json';
import { knownVersions, resolveVersion, within } from './versions';
import type {
  BehaviourFact,
  Catalogue,
  ElementFact,
  EnumFact,
  LevelFact,
  PropertyFact,
  TypeFact,
  TypeKind,
  ValueFact,
  ValueKind,
  Version,
  WordFact,
} from './types';

// A JSON module's literals are typed as plain strings; test/contracts checks each file against its JSON Schema.
const data = deepFreeze({
  types: joined(
    appenders.types,
    layouts.types,
    filters.types,
    evaluators.types,
    converters.types,
    objects.types,
    qlik.types,
  ) as readonly TypeFact[],
  words: joined(converters.words) as readonly WordFact[],
  usualConverters: joined(qlik.usualConverters) as Catalogue['usualConverters'],
  levels: joined(levelData.levels) as readonly LevelFact[],
  enums: joined(enumData.enums) as readonly EnumFact[],
  elements: joined(elementData.elements) as readonly ElementFact[],
  values: joined(valueData.values) as readonly ValueFact[],
  behaviours: joined(behaviourData.behaviours) as readonly BehaviourFact[],
});

function joined(...lists: readonly (readonly unknown[])[]): readonly unknown[] {
  return lists.flat();
}

const cache = new Map<Version, Catalogue>();

/**
 * What log4net knows in one version. `version` may be a line (`2.0`: its newest release) or a release nobody
 * recorded (`2.0.5`: the newest one before it). `extra` are types a workspace adds; they never hide log4net's own.
 */
export function catalogueFor(version: Version = '2.0.8', extra: readonly TypeFact[] = []): Catalogue {
  const exact = resolveVersion(version);
  if (extra.length > 0) return build(exact, [...data.types, ...extra.map(deepFreeze)]);
  const known = cache.get(exact);
  if (known) return known;
  const made = build(exact, data.types);
  cache.set(exact, made);
  return made;
}

/** Every release the facts distinguish, oldest first. */
export function catalogueVersions(): readonly Version[] {
  return knownVersions;
}

function build(version: Version, all: readonly TypeFact[]): Catalogue {
  const inVersion = within(version);
  const types = new Map<string, TypeFact>();
  const others = new Map<string, TypeFact[]>();
  const byKind = new Map<TypeKind, TypeFact[]>();
  for (const type of all) {
    const key = type.type.toLowerCase();
    if (!inVersion(type.versions)) {
      append(others, key, type);
    } else if (!types.has(key)) {
      types.set(key, type);
      append(byKind, type.kind, type);
    }
  }
  const words = { layout: wordsOf('layout'), string: wordsOf('string') };
  const wordIndex = { layout: indexWords(words.layout), string: indexWords(words.string) };
  const levels = Object.freeze(data.levels.filter(level => inVersion(level.versions)));
  const levelIndex = new Map(levels.map(level => [level.name.toLowerCase(), level]));
  const enums = new Map(data.enums.filter(fact => inVersion(fact.versions)).map(fact => [fact.type, enumWithin(fact)]));
  const elements = new Map<string, ElementFact[]>();
  for (const element of data.elements) append(elements, element.name, element);
  const values = new Map(data.values.map(fact => [fact.kind, fact]));
  const behaviours = new Map(data.behaviours.map(fact => [fact.name, fact]));
  const propertyCache = new Map<TypeFact, PropertySet>();

  return Object.freeze({
    version,
    types,
    findType: text => types.get(typeKey(text)),
    typesOfKind: kind => byKind.get(kind) ?? [],
    properties: type => propertySet(type).list,
    property: (type, name) => propertySet(type).byName.get(name.toLowerCase()),
    derivesFrom: (type, base) => derivesFrom(type, base.toLowerCase()),
    actsAs: (type, behaviour) => chain(type).some(each => each.behaviour === behaviour),
    typesInOtherVersions: text => others.get(typeKey(text)) ?? [],
    propertyInOtherVersions(type, name) {
      const wanted = name.toLowerCase();
      for (const each of chain(type)) {
        const found = each.properties.find(property => property.name.toLowerCase() === wanted && !inVersion(property.versions));
        if (found) return found;
      }
      return undefined;
    },
    words: language => words[language],
    word: (language, name) => wordIndex[language].get(name),
    usualConverters: data.usualConverters,
    levels,
    level: name => levelIndex.get(name.toLowerCase()),
    enumOf: clrType => enums.get(clrType),
    elements: data.elements,
    element: (name, parent) => elementBelow(elements.get(name) ?? [], parent),
    value: kind => valueOf(values, kind),
    behaviour: name => behaviours.get(name),
  } satisfies Catalogue);

  function wordsOf(language: 'layout' | 'string'): readonly WordFact[] {
    return Object.freeze(data.words.filter(word => word.language === language && inVersion(word.versions)));
  }

  function enumWithin(fact: EnumFact): EnumFact {
    const present = fact.values.filter(value => inVersion(value.versions));
    return present.length === fact.values.length ? fact : Object.freeze({ ...fact, values: Object.freeze(present) });
  }

  /** The type and its bases, nearest first. */
  function chain(type: TypeFact): readonly TypeFact[] {
    const found: TypeFact[] = [];
    for (
      let each: TypeFact | undefined = type;
      each && !found.includes(each);
      each = each.base === undefined ? undefined : types.get(each.base.toLowerCase())
    )
      found.push(each);
    return found;
  }

  function derivesFrom(type: TypeFact, base: string): boolean {
    return chain(type).some(
      each =>
        each.type.toLowerCase() === base ||
        each.base?.toLowerCase() === base ||
        each.interfaces?.some(name => name.toLowerCase() === base) === true,
    );
  }

  function propertySet(type: TypeFact): PropertySet {
    const known = propertyCache.get(type);
    if (known) return known;
    const byName = new Map<string, PropertyFact>();
    for (const each of chain(type)) {
      for (const property of each.properties) {
        const key = property.name.toLowerCase();
        if (inVersion(property.versions) && !byName.has(key)) byName.set(key, property);
      }
    }
    const made: PropertySet = { list: Object.freeze([...byName.values()]), byName };
    propertyCache.set(type, made);
    return made;
  }
}

interface PropertySet {
  readonly list: readonly PropertyFact[];
  readonly byName: ReadonlyMap<string, PropertyFact>;
}

/** `log4net.Appender.UdpAppender, log4net, Version=…` → the part before the first comma, trimmed, in lower case. */
function typeKey(text: string): string {
  const comma = text.indexOf(',');
  return (comma < 0 ? text : text.slice(0, comma)).trim().toLowerCase();
}

function elementBelow(candidates: readonly ElementFact[], parent: string | undefined): ElementFact | undefined {
  if (parent === undefined) return candidates.find(each => each.name === 'log4net' || each.parents.length === 0);
  return candidates.find(each => each.parents.includes(parent)) ?? candidates.find(each => each.parents.includes('*'));
}

function indexWords(words: readonly WordFact[]): ReadonlyMap<string, WordFact> {
  return new Map(words.flatMap(word => word.names.map(name => [name, word] as const)));
}

function valueOf(values: ReadonlyMap<ValueKind, ValueFact>, kind: ValueKind): ValueFact {
  const fact = values.get(kind);
  if (!fact) throw new Error(`schemas/catalogue/values.json does not explain the kind ${kind}`);
  return fact;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) deepFreeze(each);
  return Object.freeze(value);
}
