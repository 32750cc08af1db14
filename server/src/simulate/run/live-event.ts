/** A log event on its way through the appenders. */
import type { Catalogue } from '../../catalogue/types';
import type { LogEvent } from '../../pattern/event';
import { composeProperties, type EventProperties } from '../../pattern/properties';
import type { RenderContext } from '../../pattern/render';
import type { Level, LevelTable } from '../level';
import type { World } from '../world';

export class LiveEvent {
  readonly source: LogEvent;
  readonly level: Level;
  readonly #world: World;
  #fixed = { userName: false, identity: false };
  #properties: EventProperties | undefined;

  constructor(source: LogEvent, world: World) {
    this.source = source;
    this.level = levelOf(source, world.levels);
    this.#world = world;
  }

  /** Composed when first asked for and shared by every layout after that, as log4net caches them. */
  get properties(): EventProperties {
    const { machine, catalogue } = this.#world;
    this.#properties ??= composeProperties(this.source, machine, catalogue.version, this.#fixed);
    return this.#properties;
  }

  /** A buffering appender keeps the event beyond the call and freezes parts of it; from 2.0.15 that shows in the properties. */
  fix(parts: { readonly userName: boolean; readonly identity: boolean }): void {
    this.#fixed = { userName: this.#fixed.userName || parts.userName, identity: this.#fixed.identity || parts.identity };
  }

  /** What a layout needs to render this event. */
  get context(): RenderContext {
    const { machine, catalogue } = this.#world;
    return { machine, version: catalogue.version, levelName: this.level.displayName, properties: this.properties };
  }
}

/** Which parts a value of `fix` freezes, by the names its enumeration gives them. */
export function fixedParts(
  flags: number,
  clrType: string,
  catalogue: Catalogue,
): { readonly userName: boolean; readonly identity: boolean } {
  const has = (name: string): boolean => {
    const value = catalogue.enumOf(clrType)?.values.find(it => it.name === name)?.value ?? 0;
    return value !== 0 && (flags & value) === value;
  };
  return { userName: has('UserName'), identity: has('Identity') };
}

/** The repository's level of that name; a level it does not know brings its own number. */
function levelOf(event: LogEvent, levels: LevelTable): Level {
  const known = levels.find(event.level);
  if (known) return known;
  return { name: event.level, value: event.levelValue ?? 0, displayName: event.level };
}
