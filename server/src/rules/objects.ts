/** Every object and setting of a configuration with its place: what most rules walk over. */
import type { Catalogue, PropertyFact, TypeFact, ValueKind } from '../catalogue/types';
import { Beside } from '../model/beside';
import type { Appender, Configuration, ConfiguredObject, Setting } from '../model/types';
import type { XmlElement } from '../syntax/tree';

export interface PlacedObject {
  readonly object: ConfiguredObject;
  /** The setting it is the value of; absent for an appender, a logger, the repository. */
  readonly setting: Setting | undefined;
  readonly owner: PlacedObject | undefined;
  /** The nearest appender around it, or itself. */
  readonly appender: Appender | undefined;
}

export interface PlacedSetting {
  readonly setting: Setting;
  readonly owner: PlacedObject;
}

/** Everything of one configuration, listed once and sorted by what rules look for: many rules walk over it. */
interface Index {
  readonly objects: readonly PlacedObject[];
  readonly byElement: ReadonlyMap<XmlElement, PlacedObject>;
  readonly byType: ReadonlyMap<TypeFact, readonly PlacedObject[]>;
  readonly chains: readonly PlacedObject[];
  readonly settings: readonly PlacedSetting[];
  readonly byFact: ReadonlyMap<PropertyFact, readonly PlacedSetting[]>;
  readonly unknown: readonly PlacedSetting[];
  readonly typed: readonly PlacedSetting[];
  readonly asText: readonly PlacedSetting[];
  readonly elements: readonly XmlElement[];
  readonly byName: ReadonlyMap<string, readonly XmlElement[]>;
}

const indexes = new Beside<Configuration, Index>();

/** Appenders, the repository and loggers with everything inside them; each element once. */
export function everyObject(config: Configuration): readonly PlacedObject[] {
  return indexOf(config).objects;
}

/** The object that an element becomes. */
export function objectAt(config: Configuration, element: XmlElement): PlacedObject | undefined {
  return indexOf(config).byElement.get(element);
}

/** The objects of each class that occurs. */
export function objectsByType(config: Configuration): ReadonlyMap<TypeFact, readonly PlacedObject[]> {
  return indexOf(config).byType;
}

/** The objects whose class does this: `objectsActing(context, 'level-range')`. */
export function* objectsActing(config: Configuration, catalogue: Catalogue, ...behaviours: readonly string[]): Generator<PlacedObject> {
  for (const [type, objects] of indexOf(config).byType) if (behaviours.some(it => actsAs(catalogue, type, it))) yield* objects;
}

/** The objects that have filters. */
export function objectsWithFilters(config: Configuration): readonly PlacedObject[] {
  return indexOf(config).chains;
}

/** Every setting of every object, each element once. */
export function everySetting(config: Configuration): readonly PlacedSetting[] {
  return indexOf(config).settings;
}

/** The settings of each property that occurs. */
export function settingsByFact(config: Configuration): ReadonlyMap<PropertyFact, readonly PlacedSetting[]> {
  return indexOf(config).byFact;
}

/** The settings of properties for which `wanted` holds. */
export function* settingsOf(config: Configuration, wanted: (fact: PropertyFact) => boolean): Generator<PlacedSetting> {
  for (const [fact, settings] of indexOf(config).byFact) if (wanted(fact)) yield* settings;
}

/** The settings whose property takes this kind of value. */
export function settingsOfKind(config: Configuration, kind: ValueKind): Iterable<PlacedSetting> {
  return settingsOf(config, it => it.kind === kind);
}

/** The settings of properties that nobody knows. */
export function unknownSettings(config: Configuration): readonly PlacedSetting[] {
  return indexOf(config).unknown;
}

/** The settings whose value goes through a class of its own, as a pattern string does. */
export function typedSettings(config: Configuration): readonly PlacedSetting[] {
  return indexOf(config).typed;
}

/** The settings whose value is written as the text of the element. */
export function settingsAsText(config: Configuration): readonly PlacedSetting[] {
  return indexOf(config).asText;
}

/** Every element below the body, in document order. */
export function everyElement(config: Configuration): readonly XmlElement[] {
  return indexOf(config).elements;
}

/** The same by their names as written. */
export function elementsByName(config: Configuration): ReadonlyMap<string, readonly XmlElement[]> {
  return indexOf(config).byName;
}

/** Whether it is written anywhere in the sections that are looked at: much quicker than looking at each of their values. */
export function isWritten({ document, sections }: Configuration, isIn: (text: string) => boolean): boolean {
  return sections.some(({ span }) => isIn(document.text.slice(span.start, span.end)));
}

const behaviours = new WeakMap<Catalogue, Map<TypeFact, Map<string, boolean>>>();

/** Whether the type or one of its bases has this behaviour, remembered. */
export function actsAs(catalogue: Catalogue, type: TypeFact | undefined, behaviour: string): boolean {
  if (type === undefined) return false;
  const ofCatalogue = behaviours.get(catalogue) ?? new Map<TypeFact, Map<string, boolean>>();
  behaviours.set(catalogue, ofCatalogue);
  const ofType = ofCatalogue.get(type) ?? new Map<string, boolean>();
  ofCatalogue.set(type, ofType);
  const acts = ofType.get(behaviour) ?? catalogue.actsAs(type, behaviour);
  ofType.set(behaviour, acts);
  return acts;
}

function indexOf(config: Configuration): Index {
  const before = indexes.get(config);
  if (before !== undefined) return before;
  const objects = readObjects(config);
  const settings: PlacedSetting[] = [];
  for (const owner of objects) for (const setting of owner.object.settings) settings.push({ setting, owner });
  const elements = readElements(config.sections);
  // Of two for one element the first.
  const byElement = new Map(objects.toReversed().map(it => [it.object.element, it]));
  const byType = new Map<TypeFact, PlacedObject[]>();
  for (const placed of objects) if (placed.object.type !== undefined) append(byType, placed.object.type, placed);
  const byFact = new Map<PropertyFact, PlacedSetting[]>();
  const unknown: PlacedSetting[] = [];
  const typed: PlacedSetting[] = [];
  const asText: PlacedSetting[] = [];
  const chains = new Set<PlacedObject>();
  for (const placed of settings) {
    const { fact, via, value, object, name } = placed.setting;
    if (fact === undefined) unknown.push(placed);
    else append(byFact, fact, placed);
    if (via !== undefined) typed.push(placed);
    if (value?.from === 'text') asText.push(placed);
    if (object !== undefined && (fact?.name ?? name).toLowerCase() === 'filter' && mayFilter(placed.owner)) chains.add(placed.owner);
  }
  const byName = new Map<string, XmlElement[]>();
  for (const element of elements) append(byName, element.name, element);
  const index = { objects, byElement, byType, chains: [...chains], settings, byFact, unknown, typed, asText, elements, byName };
  indexes.set(config, index);
  return index;
}

/** Of a known class only what has the property takes filters; an unknown one may. What log4net passes over takes nothing. */
function mayFilter(owner: PlacedObject): boolean {
  const { type, settings } = owner.object;
  return (type === undefined || settings.some(it => it.fact?.name.toLowerCase() === 'filter')) && isAttached(owner);
}

function isAttached({ setting, owner }: PlacedObject): boolean {
  if (setting === undefined || owner === undefined) return true;
  return (setting.fact !== undefined || owner.object.type === undefined) && isAttached(owner);
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function readObjects(config: Configuration): readonly PlacedObject[] {
  const found: PlacedObject[] = config.appenders.map(appender => ({ object: appender, setting: undefined, owner: undefined, appender }));
  if (config.repository !== undefined) found.push({ object: config.repository, setting: undefined, owner: undefined, appender: undefined });
  for (const { element, settings } of config.loggers) {
    found.push({ object: { element, type: undefined, settings }, setting: undefined, owner: undefined, appender: undefined });
  }
  // The list grows while it is walked. An appender inside another object is in the list already.
  for (const owner of found) {
    for (const setting of owner.object.settings) {
      const { object } = setting;
      if (object !== undefined && object.element.name !== 'appender') found.push({ object, setting, owner, appender: owner.appender });
    }
  }
  return found;
}

function readElements(sections: readonly XmlElement[]): readonly XmlElement[] {
  const found: XmlElement[] = [];
  const stack = sections.toReversed();
  for (let element = stack.pop(); element !== undefined; element = stack.pop()) {
    found.push(element);
    const { children } = element;
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index];
      if (child?.kind === 'element') stack.push(child);
    }
  }
  return found;
}

/** The setting of that name that counts: the last one, as each overwrites the one before. `name` in lower case. */
export function effective(object: ConfiguredObject, name: string): Setting | undefined {
  return object.settings.findLast(it => it.name.toLowerCase() === name);
}

/** The text a property has in the end: as written, else its default; undefined where an object stands or nothing is known. */
export function textOf(object: ConfiguredObject, name: string): string | undefined {
  return effective(object, name)?.value?.text;
}

/** Every setting of that name that holds an object, in document order. */
export function objectsIn(object: ConfiguredObject, name: string): readonly ConfiguredObject[] {
  return object.settings.flatMap(it => (it.name.toLowerCase() === name && it.object !== undefined ? [it.object] : []));
}

/** Whether the text has `${…}`: what it becomes is known on the server only. */
export function hasVariable(text: string): boolean {
  return text.includes('${');
}

/** Whether a boolean is written as true. */
export function isTrue(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'true';
}

/** `<converter name="…" type="…"/>`: log4net takes the type for that of the declaration itself, and reads no name. */
export function isConverterByAttributes({ element, settings }: PlacedObject['object']): boolean {
  return (
    element.localName === 'converter' &&
    element.attributes.some(it => it.name === 'name') &&
    !settings.some(it => it.name.toLowerCase() === 'name')
  );
}
