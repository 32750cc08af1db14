/** Who hands events to whom: from loggers to appenders, forwarding ones included. */
import type { XmlElement } from '../syntax/tree';
import { Beside } from './beside';
import { mergedLoggers, parentName, type MergedLogger } from './loggers';
import type { Appender, Configuration } from './types';

/** Who speaks of an appender, looked up once for each configuration. */
interface Index {
  readonly byElement: ReadonlyMap<XmlElement, Appender>;
  /** The loggers that refer to an appender themselves. */
  readonly loggersOf: ReadonlyMap<Appender, readonly MergedLogger[]>;
}

const indexes = new Beside<Configuration, Index>();

function indexOf(config: Configuration): Index {
  const known = indexes.get(config);
  if (known) return known;
  const { root, named } = mergedLoggers(config);
  const loggersOf = new Map<Appender, MergedLogger[]>();
  for (const logger of [...named.values(), ...(root ? [root] : [])]) {
    for (const appender of appendersOf(logger)) {
      const loggers = loggersOf.get(appender);
      if (loggers) loggers.push(logger);
      else loggersOf.set(appender, [logger]);
    }
  }
  const index = { byElement: new Map(config.appenders.map(it => [it.element, it])), loggersOf };
  indexes.set(config, index);
  return index;
}

/** The appender that an element is. */
export function appenderOf(config: Configuration, element: XmlElement): Appender | undefined {
  return indexOf(config).byElement.get(element);
}

/** The loggers whose events reach the appender, directly or through forwarding appenders; in document order of their first element. */
export function loggersReaching(config: Configuration, appender: Appender): readonly MergedLogger[] {
  const { byElement, loggersOf } = indexOf(config);
  const reaching = new Set<Appender>([appender]);
  const loggers = new Set<MergedLogger>();
  // The set grows while it is walked; a ring of appenders adds nothing twice.
  for (const target of reaching) {
    for (const logger of loggersOf.get(target) ?? []) loggers.add(logger);
    for (const reference of target.referencedBy) {
      const forwarder = reference.owner?.kind === 'appender' ? byElement.get(reference.owner.element) : undefined;
      if (forwarder && !forwarder.shadowedBy) reaching.add(forwarder);
    }
  }
  return [...loggers].sort((a, b) => startOf(a) - startOf(b));
}

function startOf(logger: MergedLogger): number {
  return logger.elements[0]?.element.span.start ?? 0;
}

export interface Stage {
  readonly logger: MergedLogger;
  readonly appenders: readonly Appender[];
}

/**
 * The loggers an event of the given name passes, from its own up to root or to the first whose additivity is false, each with
 * the appenders it hands the event to. Levels are not looked at: only the first logger's own level decides about an event.
 */
export function stagesOf(config: Configuration, loggerName: string): readonly Stage[] {
  const { root, named } = mergedLoggers(config);
  const stages: Stage[] = [];
  for (let name: string | undefined = loggerName; name !== undefined; name = parentName(name)) {
    const logger = named.get(name);
    if (!logger) continue;
    stages.push({ logger, appenders: appendersOf(logger) });
    if (!logger.additivity) return stages;
  }
  if (root) stages.push({ logger: root, appenders: appendersOf(root) });
  return stages;
}

/** Attached appenders in the order of their references; the same one twice counts once. */
export function appendersOf(logger: MergedLogger): readonly Appender[] {
  const [first] = logger.references;
  // Nearly every logger has one.
  if (logger.references.length < 2) return first?.target === undefined ? [] : [first.target];
  return [...new Set(logger.references.map(it => it.target).filter(it => it !== undefined))];
}

/**
 * Appenders that a logger refers to, directly or through others: log4net never even builds the rest. It builds one where it reads the
 * reference, also where a later element of the same logger takes the appender away again.
 */
export function usedAppenders(config: Configuration): ReadonlySet<Appender> {
  const used = knownUsed.get(config) ?? findUsed(config);
  knownUsed.set(config, used);
  return used;
}

const knownUsed = new Beside<Configuration, ReadonlySet<Appender>>();

function findUsed(config: Configuration): ReadonlySet<Appender> {
  const used = new Set<Appender>();
  for (const { references } of config.loggers) for (const { target } of references) if (target) used.add(target);
  for (const appender of used) for (const { target } of appender.references) if (target) used.add(target);
  return used;
}
