/** What happens to an object when all its properties are set: its last checks, and the part of it that works. */
import { NetFailure } from '../net/failure';
import { Appender } from '../run/appender';
import { deliveryFor } from '../run/deliveries';
import { makeEvaluator } from '../run/evaluators';
import { makeFilter } from '../run/filters';
import { Attached } from '../run/forwarding';
import { makeLayout } from '../run/layouts';
import type { World } from '../world';
import type { NetObject } from './net-object';

/** `ActivateOptions` of the object's class; throws a `NetFailure` where that does. */
export function activate(object: NetObject, world: World): void {
  const { kind } = object.type;
  if (kind === 'layout') {
    const layout = makeLayout(object, world);
    if (layout) object.built = { kind, layout };
  } else if (kind === 'filter') {
    const filter = makeFilter(object);
    if (filter) object.built = { kind, filter };
  } else if (kind === 'evaluator') {
    const evaluator = makeEvaluator(object);
    if (evaluator) object.built = { kind, evaluator };
  } else if (kind === 'appender') activateAppender(object, world);
}

/** `children` are the appenders that references attached while the appender was read. */
export function activateAppender(object: NetObject, world: World, children: Attached = new Attached()): Appender {
  const missing = object.required().find(name => object.setting(name) === undefined);
  if (missing !== undefined) throw new NetFailure(`${missing} is missing`, object.span);
  for (const inline of object.added('appender')) if (inline.built?.kind === 'appender') children.add(inline.built.appender);
  const appender = new Appender(object, world, it => deliveryFor(it, children, world));
  object.built = { kind: 'appender', appender };
  checkFile(object, world, appender);
  return appender;
}

/** A file appender without a file is built all the same, and says so at once. */
function checkFile(object: NetObject, { journal }: World, appender: Appender): void {
  if (object.behaviour !== 'file') return;
  const file = object.text('file');
  if (file === undefined) {
    journal.say('file-not-set', { appender: appender.name }, object.span);
    journal.say('file-or-console', {}, object.span);
  } else if (file.trim() === '') appender.fail('file-not-opened', { file: '', reason: 'It is a folder.' }, object.spanOf('file'));
}
