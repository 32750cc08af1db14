/** Who refers to whom: from loggers to appenders, and from forwarding appenders on. */
import { circlesOf } from '../model/circles';
import { levelMap } from '../model/levels';
import { usedAppenders } from '../model/reach';
import { added, escapeValue, insertedBefore, removal, replacement } from './edits';
import { nearest } from './nearest';
import { sentTwice } from './references-twice';
import type { Finding, Rule } from './rule';
import { misspeltReferences } from './skeleton';

const missingAppender: Rule = {
  id: 'references/missing-appender',
  wholeFile: true,
  severity: 'error',
  why: 'log4net drops a reference it cannot find and says so only in its internal log; the logger then writes nowhere. Names count with upper and lower case.',
  *check({ config }) {
    const names = config.appenders.filter(it => it.name !== '').map(it => it.name);
    const guesses = new Map<string, string | undefined>();
    for (const { name, nameSpan, target, owner } of config.references) {
      if (target !== undefined || name === '' || nameSpan === undefined || owner === undefined) continue;
      if (!guesses.has(name)) guesses.set(name, guesses.size < MOST_GUESSES ? nearest(name, names) : undefined);
      const guess = guesses.get(name);
      const differsInCase = guess?.toLowerCase() === name.toLowerCase();
      const hint =
        guess === undefined ? '' : differsInCase ? ` '${guess}' is near, but upper and lower case count.` : ` Did you mean '${guess}'?`;
      yield {
        span: nameSpan,
        message: `No appender is called '${name}': log4net ignores this reference, and nothing is written through it.${hint}`,
        ...(guess !== undefined && { fixes: [replacement(`Refer to '${guess}'`, nameSpan, escapeValue(guess), true)] }),
      };
    }
  },
};

const unusedAppender: Rule = {
  id: 'references/unused-appender',
  wholeFile: true,
  severity: 'information',
  why: 'log4net builds only the appenders that a logger refers to, directly or through a forwarding appender. The others do nothing, which is often meant: then ignore this.',
  aboutIdle: true,
  *check({ config }) {
    const used = usedAppenders(config);
    // What is wrong there is said where the reference is misspelt.
    const meant = new Set(misspeltReferences(config).map(it => it.appender));
    const { text } = config.document;
    for (const appender of config.appenders) {
      const { element, name } = appender;
      if (used.has(appender) || appender.shadowedBy !== undefined || element.parent !== config.body || name === '' || meant.has(name))
        continue;
      const loggers = config.loggers.filter(it => it.element.closed);
      const only = loggers.length === 1 ? loggers[0] : undefined;
      const title = only?.isRoot === true ? 'Refer to it from <root>' : `Refer to it from the logger '${only?.name ?? ''}'`;
      yield {
        span: appender.nameSpan ?? element.nameSpan,
        message: `No logger refers to the appender '${name}' yet, so it is never built and sends nothing. Add <appender-ref ref="${name}" /> to a logger, or leave it as a spare.`,
        tags: ['unnecessary'],
        ...(only !== undefined && {
          fixes: [{ title, edits: [added(text, only.element, `<appender-ref ref="${escapeValue(name)}" />`)] }],
        }),
      };
    }
  },
};

const duplicateName: Rule = {
  id: 'references/duplicate-name',
  wholeFile: true,
  severity: 'warning',
  why: 'A reference finds the first appender of its name. Later ones of the same name are never built, and log4net does not say so.',
  aboutIdle: true,
  *check({ config }) {
    const names = new Set(config.appenders.map(it => it.name));
    const free = new Map<string, string>();
    for (const { name, nameSpan, shadowedBy, element } of config.appenders) {
      if (shadowedBy === undefined) continue;
      const other = free.get(name) ?? unusedName(name, names);
      free.set(name, other);
      yield {
        span: nameSpan ?? element.nameSpan,
        message: `There is an appender '${name}' already, and every reference finds that one: this one is never built. Give it another name.`,
        related: [{ span: shadowedBy.nameSpan ?? shadowedBy.element.nameSpan, message: 'This one is used.' }],
        ...(nameSpan !== undefined && {
          fixes: [replacement(`Call it '${other}'`, nameSpan, escapeValue(other))],
        }),
      };
    }
  },
};

const cycle: Rule = {
  id: 'references/cycle',
  wholeFile: true,
  severity: 'error',
  why: 'While log4net builds an appender it builds those it refers to. An appender that reaches itself is built for ever, until the process dies of stack overflow: the service crashes at its start.',
  *check({ config }) {
    const holders = config.appenders.filter(it => it.references.length > 0);
    // Most files have none.
    const circles = circlesOf(holders);
    for (const appender of holders) {
      for (const reference of appender.references) {
        if (reference.target === undefined || circles.get(reference.target) !== circles.get(appender)) continue;
        yield {
          span: reference.nameSpan ?? reference.element.nameSpan,
          message:
            reference.target === appender
              ? `'${appender.name}' refers to itself: building it never ends, and the whole process dies of stack overflow. Refer to another appender.`
              : `'${reference.name}' leads back to '${appender.name}': building them never ends, and the whole process dies of stack overflow. Break the circle.`,
          fixes: [{ title: 'Drop this reference', edits: [removal(config.document.text, reference.element)] }],
        };
      }
    }
  },
};

const cannotForward: Rule = {
  id: 'references/cannot-forward',
  wholeFile: true,
  severity: 'warning',
  why: 'Only appenders that forward events can hold references to others; in any other one log4net reports the reference to itself and drops it.',
  *check({ config }) {
    for (const { type, references } of config.appenders) {
      if (type === undefined || type.holdsAppenders === true || type.overlay === 'user') continue;
      for (const { element } of references) {
        yield {
          span: element.nameSpan,
          message:
            'This appender cannot hand events on to others: log4net ignores the reference. Put it into a logger, or use a forwarding appender.',
          fixes: [{ title: 'Drop this reference', edits: [removal(config.document.text, element)] }],
        };
      }
    }
  },
};

const repeatedReference: Rule = {
  id: 'references/repeated',
  wholeFile: true,
  severity: 'information',
  why: 'An appender is attached to a logger once, however often the logger refers to it.',
  *check({ config }) {
    for (const holder of [...config.loggers, ...config.appenders]) {
      if (holder.references.length < 2) continue;
      const seen = new Set<string>();
      for (const { name, element } of holder.references) {
        if (!seen.has(name)) {
          seen.add(name);
          continue;
        }
        yield {
          span: element.span,
          message: `'${name}' is attached already: the second reference does nothing.`,
          tags: ['unnecessary'],
          fixes: [{ title: 'Delete it', edits: [removal(config.document.text, element)], preferred: true }],
        };
      }
    }
  },
};

const inlineTwice: Rule = {
  id: 'references/inline-appender',
  wholeFile: true,
  severity: 'information',
  why: 'An appender written inside a logger is attached there without a reference, up to log4net 3.3.0. With a reference to it as well it is built twice, and each event is sent twice.',
  *check({ config }) {
    const loggers = new Set(config.loggers.map(it => it.element));
    for (const appender of config.appenders) {
      const { parent } = appender.element;
      if (parent === undefined || !loggers.has(parent)) continue;
      const twice = appender.referencedBy.find(it => it.owner?.element === parent);
      const moved = config.document.text.slice(appender.element.span.start, appender.element.span.end);
      yield {
        span: appender.nameSpan ?? appender.element.nameSpan,
        ...(twice !== undefined && { severity: 'warning' as const }),
        message:
          twice === undefined
            ? `This appender is attached to <${parent.localName}> because it stands inside. From log4net 3.3.1 on it is not: put it beside and refer to it.`
            : `This appender is attached because it stands inside <${parent.localName}>, and once more by the reference: each event is sent twice. Put it beside the logger.`,
        ...(twice !== undefined && {
          fixes: [
            {
              title: `Move it in front of <${parent.localName}>`,
              edits: [removal(config.document.text, appender.element), insertedBefore(config.document.text, parent, moved)],
            },
          ],
        }),
      };
    }
  },
};

const nothingAttached: Rule = {
  id: 'references/none',
  wholeFile: true,
  severity: 'warning',
  why: 'An appender works only where a logger or root refers to it. A file without any reference writes nothing at all.',
  *check({ config }): Generator<Finding> {
    if (config.body === undefined || config.appenders.length === 0 || config.references.length > 0) return;
    if (misspeltReferences(config).length > 0) return;
    const loggers = new Set(config.loggers.map(it => it.element));
    if (config.appenders.some(it => it.element.parent !== undefined && loggers.has(it.element.parent))) return;
    yield {
      span: config.body.nameSpan,
      message: 'No logger in this file refers to any appender: nothing at all is written. Add an <appender-ref> to <root> or to a logger.',
    };
  },
};

const silentLogger: Rule = {
  id: 'references/off',
  wholeFile: true,
  severity: 'information',
  why: 'A logger below its level hands nothing on. OFF lets nothing pass, whatever appenders are attached.',
  *check({ config, catalogue }) {
    const levels = levelMap(config, catalogue);
    for (const { level, references, name, isRoot } of config.loggers) {
      if (level === undefined || references.length === 0) continue;
      const found = levels.get(level.text.toLowerCase());
      if (found === undefined || found.value < (levels.get('off')?.value ?? Infinity)) continue;
      yield {
        span: level.span,
        message: `${isRoot ? '<root>' : `'${name}'`} is switched off: its ${references.length === 1 ? 'appender gets' : 'appenders get'} nothing from it.`,
      };
    }
  },
};

export const referenceRules: readonly Rule[] = [
  missingAppender,
  unusedAppender,
  duplicateName,
  cycle,
  cannotForward,
  repeatedReference,
  sentTwice,
  inlineTwice,
  nothingAttached,
  silentLogger,
];

/** Looking for the nearest of many names takes its time; who misses more of them has lost a whole file. */
const MOST_GUESSES = 100;

function unusedName(name: string, names: ReadonlySet<string>): string {
  let number = 2;
  while (names.has(`${name}${number}`)) number++;
  return `${name}${number}`;
}
