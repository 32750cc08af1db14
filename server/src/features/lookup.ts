/** From an offset or an element to what it means in the configuration; every feature's first question. */
import type { Configuration, ConfiguredObject, Setting } from '../model/types';
import type { Span, XmlElement } from '../syntax/tree';
import { holds } from './analysed';

/** A setting with the object it belongs to. */
export interface PlacedSetting {
  readonly setting: Setting;
  readonly owner: ConfiguredObject;
}

interface Index {
  readonly objects: ReadonlyMap<XmlElement, ConfiguredObject>;
  readonly settings: ReadonlyMap<XmlElement, PlacedSetting>;
}

/** Built once for each configuration, when a feature first asks. */
const indexes = new WeakMap<Configuration, Index>();

function indexOf(config: Configuration): Index {
  const known = indexes.get(config);
  if (known) return known;
  const objects = new Map<XmlElement, ConfiguredObject>();
  const settings = new Map<XmlElement, PlacedSetting>();
  const queue: ConfiguredObject[] = [...config.appenders, ...(config.repository ? [config.repository] : [])];
  for (const logger of config.loggers) queue.push({ element: logger.element, type: undefined, settings: logger.settings });
  for (const object of queue) {
    if (objects.has(object.element)) continue;
    objects.set(object.element, object);
    for (const setting of object.settings) {
      settings.set(setting.element, { setting, owner: object });
      if (setting.object) queue.push(setting.object);
    }
  }
  const index = { objects, settings };
  indexes.set(config, index);
  return index;
}

/** The object an element describes: an appender, a layout, a filter … and the body, which describes the repository. */
export function objectOf(config: Configuration, element: XmlElement | undefined): ConfiguredObject | undefined {
  return element && indexOf(config).objects.get(element);
}

/** The setting an element is. */
export function settingOf(config: Configuration, element: XmlElement | undefined): PlacedSetting | undefined {
  return element && indexOf(config).settings.get(element);
}

/** Every setting of every object, each once. */
export function everySetting(config: Configuration): Iterable<PlacedSetting> {
  return indexOf(config).settings.values();
}

/** The setting whose value holds the span. */
export function settingWithValueAt(config: Configuration, span: Span): PlacedSetting | undefined {
  for (const placed of everySetting(config)) {
    const value = placed.setting.value?.span;
    if (holds(value, span.start) && holds(value, span.end)) return placed;
  }
  return undefined;
}
