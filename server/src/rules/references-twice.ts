/** Events that reach an appender by two ways: through two loggers, or through two references of one. */
import { mergedLoggers, parentName, type MergedLogger } from '../model/loggers';
import type { Appender, Reference } from '../model/types';
import { removal } from './edits';
import type { Finding, Rule } from './rule';

export const sentTwice: Rule = {
  id: 'references/sent-twice',
  wholeFile: true,
  severity: 'warning',
  why: 'An event goes to the appenders of its logger and then to those of every logger above it, up to one with additivity="false". An appender that stands at two places of that way gets the event twice.',
  *check({ config }) {
    const { root, named } = mergedLoggers(config);
    const known = new Map<MergedLogger, ReadonlyMap<Appender, readonly Reference[]>>();
    const waysOf = (logger: MergedLogger): ReadonlyMap<Appender, readonly Reference[]> => {
      const ways = known.get(logger) ?? findWays(logger);
      known.set(logger, ways);
      return ways;
    };
    for (const logger of [...named.values(), ...(root === undefined ? [] : [root])]) {
      if (logger.references.length === 0) continue;
      const own = waysOf(logger);
      yield* twiceInOne(logger, own);
      if (!logger.additivity || logger.isRoot || own.size === 0) continue;
      const told = new Set<Appender>();
      for (let name = parentName(logger.name); ; name = parentName(name)) {
        const above = name === undefined ? root : named.get(name);
        for (const [appender, [other]] of above === undefined ? [] : waysOf(above)) {
          const [reference] = own.get(appender) ?? [];
          if (reference === undefined || other === undefined || above === undefined || told.has(appender)) continue;
          told.add(appender);
          yield {
            span: reference.nameSpan ?? reference.element.nameSpan,
            message: `Each event of '${logger.name}' reaches '${appender.name}' twice: here and through ${above.isRoot ? '<root>' : `the logger '${above.name}'`}. Set additivity="false" on this logger, or drop one of the references.`,
            related: [{ span: other.nameSpan ?? other.element.nameSpan, message: 'The other way is here.' }],
            fixes: [{ title: 'Drop this reference', edits: [removal(config.document.text, reference.element)] }],
          };
        }
        if (name === undefined || above?.additivity === false) break;
      }
    }
  },
};

/** Two references of one logger that lead to the same appender, at least one of them through a forwarding appender. */
function* twiceInOne(logger: MergedLogger, ways: ReadonlyMap<Appender, readonly Reference[]>): Generator<Finding> {
  for (const [appender, [first, second]] of ways) {
    if (first === undefined || second === undefined) continue;
    yield {
      span: second.nameSpan ?? second.element.nameSpan,
      message: `Each event of ${logger.isRoot ? '<root>' : `'${logger.name}'`} reaches '${appender.name}' twice: ${second.target === appender ? 'here' : `through '${second.name}'`} and ${first.target === appender ? 'directly' : `through '${first.name}'`}. Drop one of the references.`,
      related: [{ span: first.nameSpan ?? first.element.nameSpan, message: 'The other way is here.' }],
    };
  }
}

/** The appenders that the logger's events reach, forwarding appenders that hand on everything included, each with the first two references that lead there. */
function findWays(logger: MergedLogger): ReadonlyMap<Appender, readonly Reference[]> {
  const ways = new Map<Appender, Reference[]>();
  const attached = new Set<Appender>();
  for (const reference of logger.references) {
    if (reference.target === undefined || attached.has(reference.target)) continue;
    attached.add(reference.target);
    if (reference.target.references.length === 0) {
      append(ways, reference.target, reference);
      continue;
    }
    const reached = new Set<Appender>([reference.target]);
    for (const appender of reached) {
      // What it hands on to is reached twice as well.
      if ((ways.get(appender)?.length ?? 0) > 1) continue;
      append(ways, appender, reference);
      if (appender.references.length > 0 && handsOnAll(appender))
        for (const { target } of appender.references) if (target !== undefined) reached.add(target);
    }
  }
  return ways;
}

function append(ways: Map<Appender, Reference[]>, appender: Appender, reference: Reference): void {
  const before = ways.get(appender);
  if (before === undefined) ways.set(appender, [reference]);
  else before.push(reference);
}

/** It neither filters nor chooses: whoever forwards through a filter may well mean the rest to go another way. */
function handsOnAll(appender: Appender): boolean {
  return !appender.settings.some(it => CHOOSING.has(it.name.toLowerCase()));
}

const CHOOSING: ReadonlySet<string> = new Set(['filter', 'threshold', 'evaluator', 'lossyevaluator', 'lossy']);
