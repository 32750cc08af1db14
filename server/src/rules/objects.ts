/** Every object and setting of a configuration with its place: what most rules walk over. */
import type { ValueKind } from '../catalogue/types';
import { descendants } from '../model/element';
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

/** Everything of one configuration, listed once: many rules walk over it. */
interface Index {
  readonly objects: readonly PlacedObject[];
  readonly settings: readonly PlacedSetting[];
  readonly byKind: ReadonlyMap<ValueKind, readonly PlacedSetting[]>;
  readonly elements: readonly XmlElement[];
}

const indexes = new WeakMap<Configuration, Index>();

/** Appenders, the repository and loggers with everything inside them; each element once. */
export function everyObject(config: Configuration): readonly PlacedObject[] {
  return indexOf(config).objects;
}

/** Every setting of every object, each element once. */
export function everySetting(config: Configuration): readonly PlacedSetting[] {
  return indexOf(config).settings;
}

/** The settings whose property takes this kind of value. */
export function settingsOfKind(config: Configuration, kind: ValueKind): readonly PlacedSetting[] {
  return indexOf(config).byKind.get(kind) ?? [];
}

/** Every element below the body, in document order. */
export function everyElement(config: Configuration): readonly XmlElement[] {
  return indexOf(config).elements;
}

function indexOf(config: Configuration): Index {
  const before = indexes.get(config);
  if (before !== undefined) return before;
  const objects = readObjects(config);
  const settings = readSettings(objects);
  const byKind = new Map<ValueKind, PlacedSetting[]>();
  for (const placed of settings) {
    const kind = placed.setting.fact?.kind;
    if (kind === undefined) continue;
    const list = byKind.get(kind);
    if (list === undefined) byKind.set(kind, [placed]);
    else list.push(placed);
  }
  const index = { objects, settings, byKind, elements: config.body === undefined ? [] : [...descendants(config.body)] };
  indexes.set(config, index);
  return index;
}

function readObjects(config: Configuration): readonly PlacedObject[] {
  const seen = new Set<XmlElement>(config.appenders.map(it => it.element));
  const found: PlacedObject[] = config.appenders.map(appender => ({ object: appender, setting: undefined, owner: undefined, appender }));
  if (config.repository !== undefined) found.push({ object: config.repository, setting: undefined, owner: undefined, appender: undefined });
  for (const { element, settings } of config.loggers) {
    found.push({ object: { element, type: undefined, settings }, setting: undefined, owner: undefined, appender: undefined });
  }
  // The list grows while it is walked.
  for (const owner of found) {
    for (const setting of owner.object.settings) {
      const { object } = setting;
      if (object === undefined || seen.has(object.element)) continue;
      seen.add(object.element);
      found.push({ object, setting, owner, appender: owner.appender });
    }
  }
  return found;
}

function readSettings(objects: readonly PlacedObject[]): readonly PlacedSetting[] {
  const seen = new Set<XmlElement>();
  const found: PlacedSetting[] = [];
  for (const owner of objects) {
    for (const setting of owner.object.settings) {
      if (seen.has(setting.element)) continue;
      seen.add(setting.element);
      found.push({ setting, owner });
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
