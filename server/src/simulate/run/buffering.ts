/** Appenders that hold events back: when they let go, and of what. After `BufferingAppenderSkeleton` and `CyclicBuffer`. */
import { fixedParts, type LiveEvent } from './live-event';
import type { NetObject } from '../configure/net-object';
import type { World } from '../world';
import type { Appender, Delivery } from './appender';
import type { Evaluator } from './evaluators';

/** A delivery that collects and hands what leaves to `send`, in the order of arrival. */
export function buffered(
  appender: Appender,
  world: World,
  send: (events: readonly LiveEvent[]) => void,
  afterClose?: () => void,
): Delivery {
  const { object } = appender;
  const size = object.number('bufferSize');
  const lossy = object.flag('lossy');
  const evaluator = evaluatorOf(object, 'evaluator');
  const lossyEvaluator = evaluatorOf(object, 'lossyEvaluator');
  const fixed = fixedFlags(object, world);
  let held: LiveEvent[] = [];

  if (lossy && !object.object('evaluator')) appender.fail('lossy-without-evaluator', {}, object.spanOf('lossy'));

  return {
    append: event => (size <= 1 ? appendAtOnce(event) : appendToBuffer(event)),
    close() {
      const rest = held;
      held = [];
      if (rest.length > 0) {
        const leaving = lossy ? rest.filter(it => lossyEvaluator?.isTriggeredBy(it) === true) : rest;
        if (leaving.length < rest.length)
          step(
            'drop',
            `${events(rest.length - leaving.length)} in the lossy buffer ${are(rest.length - leaving.length)} lost when the process ends.`,
          );
        if (leaving.length > 0) {
          step('sent', `The process ends, so ${events(leaving.length)} still held ${are(leaving.length)} sent.`);
          send(leaving);
        }
      }
      afterClose?.();
    },
  };

  function appendAtOnce(event: LiveEvent): void {
    if (lossy && !triggers(evaluator, event) && !triggers(lossyEvaluator, event)) {
      step('drop', `The appender is lossy and no evaluator wants the event${waitsFor(evaluator)}.`);
      return;
    }
    event.fix(fixed);
    send([event]);
  }

  function appendToBuffer(event: LiveEvent): void {
    event.fix(fixed);
    held.push(event);
    const overflowed = held.length > size ? held.shift() : undefined;
    if (overflowed && !lossy) {
      step('sent', `The buffer of ${size} was full, so it is sent with this event.`);
      sendAll(overflowed);
      return;
    }
    // The evaluator for lost events is asked before the other one.
    const saved = overflowed && triggers(lossyEvaluator, overflowed) ? overflowed : undefined;
    if (triggers(evaluator, event)) {
      step('sent', `The evaluator hits (${evaluator?.condition ?? ''}), so everything held is sent.`);
      sendAll(saved);
    } else if (saved) {
      step('sent', 'The oldest event makes room and is sent, because the evaluator for lost events wants it.');
      send([saved]);
    } else {
      const lost = overflowed ? ' The oldest one made room and is lost.' : '';
      step('hold', `Held: ${held.length} of ${size}${waitsFor(evaluator)}.${lost}`);
    }
  }

  function sendAll(first: LiveEvent | undefined): void {
    const leaving = first ? [first, ...held] : held;
    held = [];
    send(leaving);
  }

  function step(outcome: 'sent' | 'hold' | 'drop', reason: string): void {
    world.journal.step({ kind: 'buffer', outcome, reason, appender: appender.name, span: object.spanOf('bufferSize') });
  }
}

function triggers(evaluator: Evaluator | undefined, event: LiveEvent): boolean {
  return evaluator?.isTriggeredBy(event) === true;
}

function waitsFor(evaluator: Evaluator | undefined): string {
  return evaluator ? `, until ${evaluator.condition}` : '';
}

function evaluatorOf(object: NetObject, name: string): Evaluator | undefined {
  const built = object.object(name)?.built;
  return built?.kind === 'evaluator' ? built.evaluator : undefined;
}

function fixedFlags(object: NetObject, world: World): ReturnType<typeof fixedParts> {
  const fact = world.catalogue.property(object.type, 'fix');
  return fact ? fixedParts(object.number('fix'), fact.clrType, world.catalogue) : { userName: false, identity: false };
}

function events(count: number): string {
  return count === 1 ? 'one event' : `${count} events`;
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are';
}
