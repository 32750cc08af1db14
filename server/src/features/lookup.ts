/** From an offset or an element to what it means in the configuration; every feature's first question. */
import { Beside } from '../model/beside';
import type { Configuration, ConfiguredObject, Logger, Setting } from '../model/types';
import type { Span, XmlElement } from '../syntax/tree';
import { holds } from './analysed';

/** A setting with the object it belongs to. */
export interface PlacedSetting {
  readonly setting: Setting;
  readonly owner: ConfiguredObject;
}

/** What lies below one appender, logger or the repository, by element. */
interface Below {
  readonly objects: ReadonlyMap<XmlElement, ConfiguredObject>;
  readonly settings: ReadonlyMap<XmlElement, PlacedSetting>;
}

/** The objects that are in no other: each is looked into when a feature first asks about something in it. */
const tops = new Beside<Configuration, ReadonlyMap<XmlElement, ConfiguredObject>>();
const insides = new Beside<ConfiguredObject, Below>();

function topsOf(config: Configuration): ReadonlyMap<XmlElement, ConfiguredObject> {
  const known = tops.get(config);
  if (known) return known;
  const found = new Map<XmlElement, ConfiguredObject>();
  for (const logger of config.loggers) found.set(logger.element, new LoggerObject(logger));
  if (config.repository) found.set(config.repository.element, config.repository);
  for (const appender of config.appenders) found.set(appender.element, appender);
  tops.set(config, found);
  return found;
}

/** A logger as an object without a class. */
class LoggerObject implements ConfiguredObject {
  readonly type = undefined;
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get element(): XmlElement {
    return this.#logger.element;
  }
  get settings(): readonly Setting[] {
    return this.#logger.settings;
  }
}

/** The object around an element, or the element itself, that is in no other. */
function topAround(config: Configuration, element: XmlElement | undefined): ConfiguredObject | undefined {
  const all = topsOf(config);
  for (let at = element; at !== undefined; at = at.parent) {
    const top = all.get(at);
    if (top !== undefined) return top;
  }
  return undefined;
}

function inside(config: Configuration, top: ConfiguredObject): Below {
  const known = insides.get(top);
  if (known) return known;
  const others = topsOf(config);
  const objects = new Map<XmlElement, ConfiguredObject>();
  const settings = new Map<XmlElement, PlacedSetting>();
  const queue = [top];
  for (const object of queue) {
    if (objects.has(object.element)) continue;
    objects.set(object.element, object);
    for (const setting of object.settings) {
      settings.set(setting.element, { setting, owner: object });
      if (setting.object && !others.has(setting.object.element)) queue.push(setting.object);
    }
  }
  const below = { objects, settings };
  insides.set(top, below);
  return below;
}

/** The object an element describes: an appender, a layout, a filter … and the body, which describes the repository. */
export function objectOf(config: Configuration, element: XmlElement | undefined): ConfiguredObject | undefined {
  const top = topAround(config, element);
  return top && element && inside(config, top).objects.get(element);
}

/** The setting an element is. An appender inside another object is a setting of that. */
export function settingOf(config: Configuration, element: XmlElement | undefined): PlacedSetting | undefined {
  const top = topAround(config, element?.parent);
  return top && element && inside(config, top).settings.get(element);
}

/** Every setting of every object, each once. */
export function* everySetting(config: Configuration): Generator<PlacedSetting> {
  for (const top of topsOf(config).values()) yield* inside(config, top).settings.values();
}

/** The setting whose value holds the span. */
export function settingWithValueAt(config: Configuration, span: Span): PlacedSetting | undefined {
  for (const placed of everySetting(config)) {
    const value = placed.setting.value?.span;
    if (holds(value, span.start) && holds(value, span.end)) return placed;
  }
  return undefined;
}
