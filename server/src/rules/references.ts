/** From loggers to appenders: references that find nothing, and appenders that nothing refers to. */
import { usedAppenders } from '../model/reach';
import { replacement, appended } from './edits';
import { nearest } from './nearest';
import type { Finding, Rule } from './rule';

const missingAppender: Rule = {
  id: 'references/missing-appender',
  severity: 'error',
  why: 'log4net drops a reference it cannot find and says so only in its internal log; the logger then writes nowhere. Names count with upper and lower case.',
  *check({ config }) {
    const names = config.appenders.filter(it => it.name !== '').map(it => it.name);
    for (const { name, nameSpan, target, owner } of config.references) {
      if (target !== undefined || name === '' || nameSpan === undefined || owner === undefined) continue;
      const guess = nearest(name, names);
      const differsInCase = guess?.toLowerCase() === name.toLowerCase();
      const hint =
        guess === undefined ? '' : differsInCase ? ` '${guess}' is near, but upper and lower case count.` : ` Did you mean '${guess}'?`;
      yield {
        span: nameSpan,
        message: `No appender is called '${name}': log4net ignores this reference, and nothing is written through it.${hint}`,
        ...(guess !== undefined && { fixes: [replacement(`Refer to '${guess}'`, nameSpan, guess, true)] }),
      };
    }
  },
};

const unusedAppender: Rule = {
  id: 'references/unused-appender',
  severity: 'warning',
  why: 'log4net builds only the appenders that a logger refers to, directly or through a forwarding appender. The others do nothing, which is often meant: then ignore this.',
  aboutIdle: true,
  *check({ config }) {
    const used = usedAppenders(config);
    const attached = new Set(config.loggers.map(it => it.element));
    const { text } = config.document;
    for (const appender of config.appenders) {
      const { element, name } = appender;
      if (used.has(appender) || appender.shadowedBy !== undefined || element.parent !== config.body || name === '') continue;
      const loggers = config.loggers.filter(it => attached.has(it.element) && it.element.closed);
      const only = loggers.length === 1 ? loggers[0] : undefined;
      const found: Finding = {
        span: appender.nameSpan ?? element.nameSpan,
        message: `No logger refers to the appender '${name}' yet, so it is never built and sends nothing. Add <appender-ref ref="${name}" /> to a logger, or leave it as a spare.`,
        tags: ['unnecessary'],
      };
      if (only === undefined) yield found;
      else {
        const title = only.isRoot ? 'Refer to it from <root>' : `Refer to it from the logger '${only.name}'`;
        yield {
          ...found,
          fixes: [
            {
              title,
              edits: [
                appended(
                  text,
                  only.element,
                  `<appender-ref ref="${name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')}" />`,
                ),
              ],
            },
          ],
        };
      }
    }
  },
};

export const referenceRules: readonly Rule[] = [missingAppender, unusedAppender];
