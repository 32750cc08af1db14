/** Loggers as log4net ends up with them: of one name there is only one, however often the file speaks of it. */
import { Beside } from './beside';
import type { Configuration, Logger, Reference } from './types';

export interface MergedLogger {
  /** Empty for root. */
  readonly name: string;
  readonly isRoot: boolean;
  /** Every element that speaks of it, in document order. */
  readonly elements: readonly Logger[];
  /** Of the last element: it takes away the appenders of the earlier ones. */
  readonly references: readonly Reference[];
  readonly additivity: boolean;
  /** The last one that is written. */
  readonly level: Logger['level'] | undefined;
}

export interface MergedLoggers {
  readonly root: MergedLogger | undefined;
  readonly named: ReadonlyMap<string, MergedLogger>;
}

const known = new Beside<Configuration, MergedLoggers>();

/** Made once for each configuration. */
export function mergedLoggers(config: Configuration): MergedLoggers {
  const merged = known.get(config) ?? mergeLoggers(config);
  known.set(config, merged);
  return merged;
}

function mergeLoggers(config: Configuration): MergedLoggers {
  const roots: Logger[] = [];
  const byName = new Map<string, Logger[]>();
  for (const logger of config.loggers) {
    const same = logger.isRoot ? roots : byName.get(logger.name);
    if (same === undefined) byName.set(logger.name, [logger]);
    else same.push(logger);
  }
  const [first, ...more] = roots;
  const named = new Map<string, MergedLogger>();
  for (const [name, [one, ...others]] of byName) if (one !== undefined) named.set(name, merge(one, others));
  return { root: first && merge(first, more), named };
}

function merge(first: Logger, more: readonly Logger[]): MergedLogger {
  const elements = [first, ...more];
  const last = more.at(-1) ?? first;
  return {
    name: first.name,
    isRoot: first.isRoot,
    elements,
    references: last.references,
    additivity: last.additivity,
    level: elements.findLast(it => it.level !== undefined)?.level,
  };
}

/** The name one step up: `A.B` for `A.B.C`; undefined where root comes next. */
export function parentName(name: string): string | undefined {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? undefined : name.slice(0, dot);
}

/** Whether an event of logger `name` passes the logger `ancestor`; names are compared with case, part by part. */
export function isAtOrBelow(name: string, ancestor: string): boolean {
  return ancestor === '' || name === ancestor || (name.startsWith(ancestor) && name[ancestor.length] === '.');
}
