/** The lowest level at which events can arrive at an appender, as far as the levels of the loggers tell. */
import type { Catalogue } from '../catalogue/types';
import { Beside } from './beside';
import { levelMap } from './levels';
import { mergedLoggers, parentName, type MergedLogger } from './loggers';
import { appendersOf } from './reach';
import type { Appender, Configuration } from './types';

/**
 * By appender that a logger reaches. An event is held to the level of its own logger only, and then goes up; so what counts
 * for an appender is the lowest level of all loggers at or below those that refer to it, as far as additivity lets it through.
 */
export function lowestArrivals(config: Configuration, catalogue: Catalogue): ReadonlyMap<Appender, number> {
  const arrivals = known.get(config) ?? findArrivals(config, catalogue);
  known.set(config, arrivals);
  return arrivals;
}

const known = new Beside<Configuration, ReadonlyMap<Appender, number>>();

function findArrivals(config: Configuration, catalogue: Catalogue): ReadonlyMap<Appender, number> {
  const lowest = lowestByLogger(config, catalogue);
  const arrivals = new Map<Appender, number>();
  const lower: Appender[] = [];
  const arrive = (appender: Appender, value: number): void => {
    if ((arrivals.get(appender) ?? Infinity) <= value) return;
    arrivals.set(appender, value);
    lower.push(appender);
  };
  for (const [logger, value] of lowest) for (const appender of appendersOf(logger)) arrive(appender, value);
  // Forwarding appenders hand on what they get; a ring of them lowers nothing twice.
  for (let appender = lower.pop(); appender !== undefined; appender = lower.pop()) {
    for (const { target } of appender.references) if (target !== undefined) arrive(target, arrivals.get(appender) ?? Infinity);
  }
  return arrivals;
}

function lowestByLogger(config: Configuration, catalogue: Catalogue): ReadonlyMap<MergedLogger, number> {
  const levels = levelMap(config, catalogue);
  const { root, named } = mergedLoggers(config);
  const own = (logger: MergedLogger | undefined): number | undefined => levels.get(logger?.level?.text.toLowerCase() ?? '')?.value;
  const ofRoot = own(root) ?? levels.get('debug')?.value ?? -Infinity;
  const lowest = new Map<MergedLogger, number>();
  const lower = (logger: MergedLogger, value: number): void => {
    lowest.set(logger, Math.min(lowest.get(logger) ?? Infinity, value));
  };
  if (root !== undefined) lower(root, ofRoot);
  for (const logger of named.values()) {
    const value = effective(logger.name, named, own) ?? ofRoot;
    let above: MergedLogger | undefined = logger;
    for (let name: string | undefined = logger.name; name !== undefined; name = parentName(name)) {
      above = named.get(name);
      if (above === undefined) continue;
      lower(above, value);
      if (!above.additivity) break;
    }
    if (root !== undefined && above?.additivity !== false) lower(root, value);
  }
  return lowest;
}

function effective(
  logger: string,
  named: ReadonlyMap<string, MergedLogger>,
  own: (logger: MergedLogger | undefined) => number | undefined,
): number | undefined {
  for (let name: string | undefined = logger; name !== undefined; name = parentName(name)) {
    const value = own(named.get(name));
    if (value !== undefined) return value;
  }
  return undefined;
}
