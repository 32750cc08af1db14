/** Evaluators: whether an event makes a buffering appender let go of what it holds. */
import { parseInstant } from '../../pattern/net-time';
import type { NetObject } from '../configure/net-object';
import { NetFailure } from '../net/failure';
import { isNetSubclass } from '../net/types';
import type { LiveEvent } from './live-event';

export interface Evaluator {
  /** Throws a `NetFailure` as .NET does. */
  isTriggeredBy(event: LiveEvent): boolean;
  /** A clause: what it waits for. */
  readonly condition: string;
}

/** An evaluator that is ready for use; `undefined` for one nobody described. */
export function makeEvaluator(object: NetObject): Evaluator | undefined {
  switch (object.behaviour ?? '') {
    case 'level-evaluator': {
      const threshold = object.level('threshold');
      const condition = `the level is ${threshold?.name ?? 'OFF'} or above`;
      return { condition, isTriggeredBy: ({ level }) => threshold !== undefined && level.value >= threshold.value };
    }
    case 'time-evaluator':
      return afterInterval(object.number('interval'));
    case 'exception-evaluator':
      return exceptionOf(object);
    default:
      return undefined;
  }
}

/** The clock of the simulation is the events' own time; it starts with the first one. */
function afterInterval(seconds: number): Evaluator {
  let last: number | undefined;
  return {
    condition: `more than ${seconds} s have passed`,
    isTriggeredBy({ source }) {
      if (seconds === 0) return false;
      const now = parseInstant(source.timestamp).ms;
      last ??= now;
      if ((now - last) / 1000 <= seconds) return false;
      last = now;
      return true;
    },
  };
}

function exceptionOf(object: NetObject): Evaluator {
  const value = object.setting('exceptionType')?.value;
  const wanted = value?.kind === 'class' ? value.className : undefined;
  const alsoBelow = object.flag('triggerOnSubclass');
  return {
    condition: `the exception is a ${wanted ?? 'class that is not named'}`,
    isTriggeredBy({ source: { exception } }) {
      if (typeof exception !== 'object' || exception === null) return false;
      // A class nobody names is one of those derived from the common base.
      const type = exception.type ?? '';
      if (alsoBelow && wanted === undefined) throw new NetFailure('the evaluator names no exception type', object.span);
      if (wanted === undefined) return false;
      return alsoBelow ? isNetSubclass(type, wanted) : type.toLowerCase() === wanted.toLowerCase();
    },
  };
}
