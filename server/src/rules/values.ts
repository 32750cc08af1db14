/** Values as log4net reads them. */
import { everySetting, hasVariable } from './objects';
import { replacement } from './edits';
import type { Rule } from './rule';

const WHOLE_NUMBER = /^\s*[-+]?\d+\s*$/;

const port: Rule = {
  id: 'values/port',
  severity: 'error',
  why: 'A port is a whole number from 1 to 65535. Outside that range log4net keeps 0 and never sends; something that is no number loses the whole appender.',
  *check({ config }) {
    for (const { setting } of everySetting(config)) {
      const { fact, value } = setting;
      if (fact?.kind !== 'port' || value === undefined || hasVariable(value.text) || value.text.includes('<')) continue;
      const [low, high] = fact.range ?? [0, 65535];
      if (!WHOLE_NUMBER.test(value.text)) {
        const digits = /\d+/.exec(value.text)?.[0];
        yield {
          span: value.span,
          message: `'${value.text}' is no port: log4net drops the whole appender. Write a whole number from 1 to ${high}.`,
          ...(digits !== undefined && Number(digits) <= high && { fixes: [replacement(`Write ${digits}`, value.span, digits, true)] }),
        };
        continue;
      }
      const number = Number(value.text);
      if (number < low || number > high) {
        yield {
          span: value.span,
          message: `${value.text.trim()} is no port: ports go up to ${high}. log4net keeps the default, and nothing is sent.`,
        };
      } else if (number === 0 && fact.required !== undefined) {
        yield { span: value.span, message: 'Port 0 means "none": nothing is ever sent. Write the port the receiver listens on.' };
      }
    }
  },
};

export const valueRules: readonly Rule[] = [port];
