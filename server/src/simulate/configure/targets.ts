/** What properties of the repository, of loggers and of appenders do when they are set: more than to hold a value. */
import type { TypeFact } from '../../catalogue/types';
import type { Hierarchy, Logger } from '../hierarchy';
import { NetFailure } from '../net/failure';
import type { Appender } from '../run/appender';
import type { Attached } from '../run/forwarding';
import type { World } from '../world';
import type { NetObject, Value } from './net-object';
import { checkAdded, settable, type Settable } from './parameters';

/** The repository itself: its threshold, and levels that the file defines. */
export function repositoryProperties(type: TypeFact, hierarchy: Hierarchy, world: World): Settable {
  return {
    type,
    toString: () => type.type,
    assign: (fact, { value }) => {
      if (value.kind === 'level') hierarchy.threshold = value.level;
      else if (value.kind === 'bool' && fact.name.toLowerCase() === 'configured') hierarchy.configured = value.bool;
      else if (value.kind === 'object') {
        checkAdded(value.object);
        if (value.object.type.kind === 'level-entry') addLevel(value.object, world);
      }
    },
  };
}

function addLevel(entry: NetObject, { levels }: World): void {
  const name = entry.text('name') ?? '';
  const given = entry.number('value');
  // -1 is what nobody set: the level keeps its number and gets a new display name.
  const value = given === -1 ? levels.find(name)?.value : given;
  if (value === undefined) throw new NetFailure(`"${name}" is no level yet, so it needs a value`, entry.span);
  const displayName = entry.text('displayName');
  levels.add({ name, value, displayName: displayName === undefined || displayName === '' ? name : displayName });
}

export function loggerProperties(type: TypeFact, logger: Logger): Settable {
  return {
    type,
    toString: () => type.type,
    assign: (fact, { value }) => {
      const appender = inlineAppender(value);
      if (appender) logger.attached.add(appender);
      else if (value.kind === 'level') logger.level = value.level;
      else if (value.kind === 'bool' && fact.name.toLowerCase() === 'additivity') logger.additive = value.bool;
    },
  };
}

/** An appender that is being read: appenders written in place inside it join `children`. */
export function appenderProperties(object: NetObject, children: Attached): Settable {
  const plain = settable(object);
  return {
    ...plain,
    toString: () => object.toString(),
    assign(fact, setting) {
      const appender = inlineAppender(setting.value);
      if (fact.repeatable && appender) children.add(appender);
      else plain.assign(fact, setting);
    },
  };
}

function inlineAppender(value: Value): Appender | undefined {
  return value.kind === 'object' && value.object.built?.kind === 'appender' ? value.object.built.appender : undefined;
}
