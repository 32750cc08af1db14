/** Filters: accept, deny, or leave it to the next. Exactly as log4net decides, culture rules of the invariant culture included. */
import { matchNetRegex } from '../../pattern/net-regex';
import { renderValue } from '../../pattern/properties';
import type { Span } from '../../syntax/tree';
import type { NetObject } from '../configure/net-object';
import { NetFailure } from '../net/failure';
import type { LiveEvent } from './live-event';

export interface Decision {
  readonly outcome: 'accept' | 'deny' | 'neutral';
  /** A sentence: why. */
  readonly reason: string;
}

export interface Filter {
  readonly span: Span;
  decide(event: LiveEvent): Decision;
}

/** A filter that is ready for use; throws where its expression is none. `undefined` for one nobody described. */
export function makeFilter(object: NetObject): Filter | undefined {
  const decide = deciderOf(object);
  return decide && { span: object.span, decide };
}

type Decide = Filter['decide'];

function deciderOf(object: NetObject): Decide | undefined {
  switch (object.behaviour ?? '') {
    case 'deny-all':
      return () => ({ outcome: 'deny', reason: 'Everything that gets this far is denied.' });
    case 'level-match':
      return levelMatch(object);
    case 'level-range':
      return levelRange(object);
    case 'logger-match':
      return loggerMatch(object);
    case 'string-match': {
      const match = textMatch(object);
      return event => match(event.source.message ?? undefined, 'the message');
    }
    case 'property-match':
    case 'mdc-match':
    case 'ndc-match': {
      const match = textMatch(object);
      const key = object.text('key');
      if (key === undefined) return () => neutral('No property is named by key.');
      return event => match(renderValue(event.properties.get(key)), `the property ${key}`);
    }
    default:
      return undefined;
  }
}

function levelMatch(object: NetObject): Decide {
  const wanted = object.level('levelToMatch');
  const verdict = verdictOf(object);
  return event => {
    if (!wanted) return neutral('No level is given to match.');
    if (event.level.value !== wanted.value) return neutral(`The level ${event.level.name} is not ${wanted.name}.`);
    return verdict(`The level is ${wanted.name}`);
  };
}

function levelRange(object: NetObject): Decide {
  const least = object.level('levelMin');
  const most = object.level('levelMax');
  const accepts = object.flag('acceptOnMatch');
  return ({ level }) => {
    if (least && level.value < least.value) return { outcome: 'deny', reason: `The level ${level.name} is below ${least.name}.` };
    if (most && level.value > most.value) return { outcome: 'deny', reason: `The level ${level.name} is above ${most.name}.` };
    const inside = `The level ${level.name} is inside the range`;
    return accepts ? { outcome: 'accept', reason: `${inside}.` } : neutral(`${inside}, and acceptOnMatch is false.`);
  };
}

function loggerMatch(object: NetObject): Decide {
  const wanted = object.text('loggerToMatch');
  const verdict = verdictOf(object);
  return event => {
    if (wanted === undefined || wanted === '') return neutral('No logger is given to match.');
    const isBelow = comparable(event.source.logger).startsWith(comparable(wanted));
    return isBelow ? verdict(`The logger begins with "${wanted}"`) : neutral(`The logger does not begin with "${wanted}".`);
  };
}

/** Text or expression on any text; the expression alone counts when both are there. */
function textMatch(object: NetObject): (text: string | undefined, what: string) => Decision {
  const wanted = object.text('stringToMatch');
  const pattern = object.text('regexToMatch');
  const verdict = verdictOf(object);
  if (pattern !== undefined) checkExpression(pattern, object);
  return (text, what) => {
    if (text === undefined) return neutral(`There is no text in ${what}.`);
    if (pattern !== undefined) return matchExpression(pattern, text, what, verdict);
    if (wanted === undefined) return neutral('No text is given to match.');
    const holds = comparable(text).includes(comparable(wanted));
    return holds ? verdict(`"${wanted}" is in ${what}`) : neutral(`"${wanted}" is not in ${what}.`);
  };
}

function matchExpression(pattern: string, text: string, what: string, verdict: (because: string) => Decision): Decision {
  const outcome = matchNetRegex(pattern, text);
  if (outcome.kind !== 'answer')
    return neutral(`Whether "${pattern}" matches ${what} cannot be told here, so it is taken not to: ${outcome.reason}`);
  return outcome.matches
    ? verdict(`The expression "${pattern}" matches ${what}`)
    : neutral(`The expression "${pattern}" does not match ${what}.`);
}

function checkExpression(pattern: string, object: NetObject): void {
  const outcome = matchNetRegex(pattern, '');
  if (outcome.kind !== 'invalid') return;
  throw new NetFailure(`the expression "${pattern}" is not valid: ${clause(outcome.reason)}`, object.spanOf('regexToMatch'));
}

/** A sentence as part of another one. */
function clause(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

function verdictOf(object: NetObject): (because: string) => Decision {
  const accepts = object.flag('acceptOnMatch');
  return because =>
    accepts ? { outcome: 'accept', reason: `${because}.` } : { outcome: 'deny', reason: `${because}, and acceptOnMatch is false.` };
}

function neutral(reason: string): Decision {
  return { outcome: 'neutral', reason };
}

/** .NET's culture-sensitive search passes over characters without weight, such as soft hyphens and zero-width ones. */
function comparable(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : text.replace(/[\0\p{Default_Ignorable_Code_Point}]/gu, '').normalize('NFC');
}
