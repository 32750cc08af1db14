/** Levels of a configuration: the built-in ones with the file's own, and what is in force for a logger. */
import type { Catalogue } from '../catalogue/types';
import { mergedLoggers, parentName, type MergedLogger } from './loggers';
import type { Configuration, Setting } from './types';

export interface Level {
  readonly name: string;
  readonly value: number;
  /** What `%level` prints. */
  readonly displayName: string;
  /** The `<level>` of the repository that defines it; absent for a built-in one. */
  readonly definedBy?: Setting;
}

/** By name in lower case: levels are found without regard to case, never trimmed, never by number. */
export type LevelMap = ReadonlyMap<string, Level>;

/** The levels a file can name: log4net's own, then those the file defines, which may redefine them. */
export function levelMap(config: Configuration, catalogue: Catalogue): LevelMap {
  const levels = new Map<string, Level>();
  for (const { name, value, usable } of catalogue.levels) {
    if (usable) levels.set(name.toLowerCase(), { name, value, displayName: name });
  }
  for (const setting of config.repository?.settings ?? []) {
    if (setting.name.toLowerCase() !== 'level' || !setting.object) continue;
    const part = (name: string): string | undefined => setting.object?.settings.findLast(it => it.name.toLowerCase() === name)?.value?.text;
    const name = part('name');
    if (!name) continue;
    const text = part('value');
    const value = text === undefined ? levels.get(name.toLowerCase())?.value : Number(text);
    if (value === undefined || !Number.isInteger(value)) continue;
    levels.set(name.toLowerCase(), { name, value, displayName: part('displayname') ?? name, definedBy: setting });
  }
  return levels;
}

export interface EffectiveLevel {
  readonly level: Level;
  /** The logger that sets it; absent where nothing in the file does and root's own default holds. */
  readonly from?: MergedLogger;
}

/**
 * The level in force for a logger name: the nearest one set on it or on a part of its name before a dot, root's last. An
 * unknown level name sets nothing. Root itself starts at DEBUG and never loses its level.
 */
export function effectiveLevel(config: Configuration, catalogue: Catalogue, logger: string): EffectiveLevel {
  const levels = levelMap(config, catalogue);
  const loggers = mergedLoggers(config);
  for (let name: string | undefined = logger; name !== undefined; name = parentName(name)) {
    const from = loggers.named.get(name);
    const level = from?.level && levels.get(from.level.text.toLowerCase());
    if (from && level) return { level, from };
  }
  const level = loggers.root?.level && levels.get(loggers.root.level.text.toLowerCase());
  if (loggers.root && level) return { level, from: loggers.root };
  return { level: levels.get('debug') ?? { name: 'DEBUG', value: 30000, displayName: 'DEBUG' } };
}
