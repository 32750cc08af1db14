/** From event to output over time: buffers that never flush, thresholds that let nothing through, files that lose everything. */
import type { Catalogue } from '../catalogue/types';
import { levelMap } from '../model/levels';
import { mergedLoggers } from '../model/loggers';
import { appendersOf, usedAppenders } from '../model/reach';
import type { Appender, ConfiguredObject } from '../model/types';
import type { Span } from '../syntax/tree';
import { added, propertyElement, removal, replacement } from './edits';
import { actsAs, effective, hasVariable, objectsActing, objectsIn, textOf } from './objects';
import type { Finding, Fix, Rule, RuleContext } from './rule';

const neverFlushes: Rule = {
  id: 'lifecycle/never-flushes',
  severity: 'error',
  why: 'A lossy buffer keeps the last events and sends them only when an evaluator says so. Without one, or with one that never triggers, nothing is ever sent.',
  *check(context) {
    const { config, catalogue } = context;
    for (const appender of config.appenders) {
      if (!isBuffering(appender, catalogue) || !isTrue(textOf(appender, 'lossy'))) continue;
      const own = objectsIn(appender, 'evaluator').slice(-1);
      const evaluators = [...own, ...objectsIn(appender, 'lossyevaluator').slice(-1)];
      const lossy = effective(appender, 'lossy');
      const span = lossy?.value?.span ?? appender.element.nameSpan;
      if (evaluators.length === 0) {
        yield {
          span,
          message: 'The buffer is lossy and has no evaluator: nothing is ever sent. Add an evaluator, or set lossy to false.',
          fixes: evaluatorFixes(context, appender, span),
        };
      } else if (evaluators.every(it => neverTriggers(it, context))) {
        yield {
          span,
          message:
            'The buffer is lossy and its evaluator never triggers: nothing is ever sent. Give the evaluator a threshold, or set lossy to false.',
          fixes: [replacement('Set lossy to false', span, 'false')],
        };
      } else if (own.length === 0) {
        yield {
          span,
          severity: 'warning',
          message:
            'The buffer is lossy and has a lossyEvaluator only: just the events it picks are sent, and only when they fall out of the full buffer. log4net reports this as an error. Add an evaluator.',
          fixes: evaluatorFixes(context, appender, span),
        };
      }
    }
  },
};

const deadEvaluator: Rule = {
  id: 'lifecycle/evaluator-off',
  severity: 'warning',
  why: 'An evaluator by level triggers at its threshold or above. Without a threshold, or with an unknown one, that is OFF, and it never triggers.',
  *check(context) {
    const levels = levelMap(context.config, context.catalogue);
    for (const { object, setting } of objectsActing(context.config, context.catalogue, 'level-evaluator', 'time-evaluator')) {
      if (setting === undefined || object.type === undefined || !neverTriggers(object, context)) continue;
      const threshold = effective(object, 'threshold') ?? effective(object, 'interval');
      // Reported by values/level.
      if (threshold?.fact?.kind === 'level' && threshold.value !== undefined && !levels.has(threshold.value.text.toLowerCase())) continue;
      yield {
        span: threshold?.value?.span ?? object.typeSpan ?? object.element.nameSpan,
        message: actsAs(context.catalogue, object.type, 'time-evaluator')
          ? 'An interval of 0 switches this evaluator off: it never triggers. Set the seconds.'
          : 'This evaluator has no threshold that any event reaches: it never triggers. Set the threshold to the level that should send.',
        ...(threshold === undefined && {
          fixes: [
            {
              title: 'Add threshold WARN',
              edits: [
                added(
                  context.config.document.text,
                  object.element,
                  propertyElement(object, context.config.dialect === 'qlik', 'threshold', 'WARN'),
                ),
              ],
            },
          ],
        }),
      };
    }
  },
};

const waitsForBuffer: Rule = {
  id: 'lifecycle/late-mail',
  severity: 'information',
  why: 'A buffering appender keeps events until the buffer is full, 512 unless set, an evaluator triggers, or the process ends. A mail about a failure may come weeks late.',
  *check({ config, catalogue }) {
    for (const appender of config.appenders) {
      const { type } = appender;
      if (type === undefined || !['smtp-mail', 'mail-file'].some(it => actsAs(catalogue, type, it))) continue;
      if (effective(appender, 'evaluator') !== undefined || isTrue(textOf(appender, 'lossy'))) continue;
      const size = effective(appender, 'buffersize');
      const text = size?.value?.text ?? effective(appender, 'buffersize')?.fact?.default ?? '512';
      if (hasVariable(text) || !(Number(text) > 1)) continue;
      yield {
        span: size?.value?.span ?? appender.typeSpan ?? appender.element.nameSpan,
        message: `A mail goes out only when ${Number(text) + 1} events have come together, or the service ends. Set bufferSize to 0 to send each at once, or add an evaluator.`,
        fixes:
          size?.value === undefined
            ? [
                {
                  title: 'Add bufferSize 0',
                  edits: [
                    added(config.document.text, appender.element, propertyElement(appender, config.dialect === 'qlik', 'bufferSize', '0')),
                  ],
                },
              ]
            : [replacement('Set it to 0', size.value.span, '0')],
      };
    }
  },
};

const closedTarget: Rule = {
  id: 'lifecycle/closed-target',
  wholeFile: true,
  severity: 'warning',
  why: 'When the process ends, forwarding appenders are closed one after the other, each together with the appenders it hands on to. What a later one still holds in its buffer then goes to an appender that is closed, and is lost.',
  *check({ config, catalogue }) {
    const closed = new Map<Appender, Appender>();
    const done = new Set<Appender>();
    const close = function* (holder: Appender): Generator<Finding> {
      if (done.has(holder)) return;
      done.add(holder);
      for (const { target, nameSpan, element } of holder.references) {
        if (target === undefined) continue;
        const by = closed.get(target);
        if (by !== undefined && by !== holder && holdsBack(holder, catalogue)) {
          yield {
            span: nameSpan ?? element.nameSpan,
            message: `When the process ends, '${by.name}' closes '${target.name}' first: what '${holder.name}' still holds in its buffer is lost. Give each an appender of its own, or let one forward to the other.`,
            related: [{ span: by.nameSpan ?? by.element.nameSpan, message: 'This one is closed first.' }],
          };
        }
        if (by === undefined) closed.set(target, holder);
        yield* close(target);
      }
    };
    const { root, named } = mergedLoggers(config);
    for (const logger of [...(root === undefined ? [] : [root]), ...named.values()])
      for (const appender of appendersOf(logger)) if (appender.type?.holdsAppenders === true) yield* close(appender);
  },
};

const thresholdOff: Rule = {
  id: 'lifecycle/threshold-off',
  severity: 'warning',
  why: 'An appender takes events at its threshold and above. No event is at OFF.',
  *check({ config, catalogue }) {
    const levels = levelMap(config, catalogue);
    const off = levels.get('off')?.value ?? Infinity;
    for (const object of [...config.appenders, ...(config.repository === undefined ? [] : [config.repository])]) {
      const threshold = effective(object, 'threshold');
      const level = levels.get(threshold?.value?.text.toLowerCase() ?? '');
      if (threshold?.value === undefined || level === undefined || level.value < off) continue;
      yield {
        span: threshold.value.span,
        message: `The threshold is ${level.name}: no event ever passes it. Write the lowest level that is to pass.`,
        fixes: [{ title: 'Delete the threshold', edits: [removal(config.document.text, threshold.element)] }],
      };
    }
  },
};

const noBackups: Rule = {
  id: 'lifecycle/no-backups',
  severity: 'warning',
  why: 'When a file reaches its size limit and there are no backups, log4net empties it: everything logged so far is gone. 0 is the default.',
  *check({ config, catalogue }) {
    for (const appender of config.appenders) {
      const { type } = appender;
      if (type === undefined || !actsAs(catalogue, type, 'rolling-file') || catalogue.property(type, 'maxSizeRollBackups') === undefined)
        continue;
      const style = textOf(appender, 'rollingstyle')?.trim().toLowerCase();
      if (style === 'date' || style === 'once') continue;
      const backups = effective(appender, 'maxsizerollbackups');
      if (backups?.value !== undefined) {
        if (backups.value.text.trim() === '' || Number(backups.value.text) !== 0) continue;
        yield {
          span: backups.value.span,
          message: 'Without backups the file is emptied each time it reaches its size limit. Keep some, or -1 for all.',
          fixes: [replacement('Keep 10', backups.value.span, '10')],
        };
        continue;
      }
      // Who names a limit, or rolls by size alone, means the file to roll.
      const limit = effective(appender, 'maximumfilesize') ?? effective(appender, 'maxfilesize');
      const bySize = style === 'size' ? effective(appender, 'rollingstyle') : limit;
      if (bySize === undefined || backups !== undefined) continue;
      yield {
        span: bySize.nameSpan,
        severity: 'information',
        message:
          'No backups are kept unless maxSizeRollBackups says so: the file is emptied each time it reaches its size limit. Add maxSizeRollBackups, -1 for all.',
        fixes: [
          {
            title: 'Add maxSizeRollBackups 10',
            edits: [
              added(
                config.document.text,
                appender.element,
                propertyElement(appender, config.dialect === 'qlik', 'maxSizeRollBackups', '10'),
              ),
            ],
          },
        ],
      };
    }
  },
};

const sameFile: Rule = {
  id: 'lifecycle/same-file',
  wholeFile: true,
  severity: 'warning',
  why: 'A file appender keeps its file open for itself unless its locking model says otherwise. A second appender then cannot open the same file and writes nothing; log4net says so with internal debugging only.',
  *check({ config, catalogue }) {
    const used = usedAppenders(config);
    const first = new Map<string, Appender>();
    for (const appender of config.appenders) {
      if (!used.has(appender) || !(actsAs(catalogue, appender.type, 'file') || actsAs(catalogue, appender.type, 'rolling-file'))) continue;
      const file = effective(appender, 'file');
      const path = file?.value?.text.trim().replaceAll('/', '\\').toLowerCase() ?? '';
      // A pattern or a variable may well give each a file of its own.
      if (file?.value === undefined || path === '' || file.via !== undefined || hasVariable(path)) continue;
      if (textOf(appender, 'staticlogfilename')?.trim().toLowerCase() === 'false') continue;
      const other = first.get(path);
      if (other === undefined) {
        first.set(path, appender);
        continue;
      }
      if (isShared(appender) && isShared(other)) continue;
      yield {
        span: file.value.span,
        message: `'${other.name}' writes to this file already and keeps it for itself: this appender cannot open it and writes nothing. Give it a file of its own, or let both use a locking model that shares.`,
        related: [{ span: effective(other, 'file')?.value?.span ?? other.element.nameSpan, message: 'The same file is named here.' }],
      };
    }
    function isShared(appender: Appender): boolean {
      const model = objectsIn(appender, 'lockingmodel').at(-1);
      return model !== undefined && !actsAs(catalogue, model.type, 'exclusive-lock');
    }
  },
};

/** Settings of a mail that do not fit together. */
const mailLogin: Rule = {
  id: 'lifecycle/mail-login',
  severity: 'warning',
  why: 'User name and password are used only with authentication Basic; with None, the default, log4net does not log on, and most servers refuse the mail.',
  *check({ config, catalogue }) {
    for (const appender of config.appenders) {
      const { type } = appender;
      if (type === undefined || !actsAs(catalogue, type, 'smtp-mail')) continue;
      const authentication = textOf(appender, 'authentication')?.trim().toLowerCase();
      const user = effective(appender, 'username');
      const password = effective(appender, 'password');
      if (
        user?.value !== undefined &&
        user.value.text !== '' &&
        authentication !== 'basic' &&
        authentication !== '1' &&
        !hasVariable(authentication ?? '')
      ) {
        yield {
          span: user.nameSpan,
          message: `The user name is not used with authentication ${authentication === undefined ? 'None, the default' : (textOf(appender, 'authentication')?.trim() ?? '')}: log4net does not log on. Set authentication to Basic.`,
          fixes:
            effective(appender, 'authentication')?.value === undefined
              ? [
                  {
                    title: 'Add authentication Basic',
                    edits: [
                      added(
                        config.document.text,
                        appender.element,
                        propertyElement(appender, config.dialect === 'qlik', 'authentication', 'Basic'),
                      ),
                    ],
                  },
                ]
              : replaceValue(appender, 'authentication', 'Basic'),
        };
      } else if (authentication === 'basic' && (user?.value === undefined || user.value.text === '' || password === undefined)) {
        yield {
          span: effective(appender, 'authentication')?.value?.span ?? appender.element.nameSpan,
          message: `Authentication Basic needs ${user?.value === undefined || user.value.text === '' ? 'a username' : 'a password'}: the server will refuse the mail, and log4net says nothing.`,
        };
      }
    }
  },
};

const mailPort: Rule = {
  id: 'lifecycle/mail-port',
  severity: 'warning',
  why: 'The mail client of .NET begins in the clear and then asks the server for encryption. At port 465 servers expect encryption from the first byte: the two wait for each other until the time is over, and no mail is sent.',
  *check({ config, catalogue }) {
    for (const appender of config.appenders) {
      if (!actsAs(catalogue, appender.type, 'smtp-mail')) continue;
      const port = effective(appender, 'port')?.value;
      if (port === undefined || Number(port.text) !== 465) continue;
      yield {
        span: port.span,
        message:
          'At port 465 the server expects encryption from the first byte, which log4net cannot do: no mail is ever sent. Use port 587 with enableSsl.',
        fixes: [replacement('Write 587', port.span, '587', true)],
      };
    }
  },
};

const debugOn: Rule = {
  id: 'lifecycle/debug',
  severity: 'information',
  why: 'With debug="true" log4net writes its own work to the console and the trace. That helps to find a fault and is noise afterwards.',
  *check({ config }): Generator<Finding> {
    const debug = config.body?.attributes.find(it => it.name === 'debug');
    if (config.body?.localName !== 'log4net' || debug?.value?.trim().toLowerCase() !== 'true') return;
    yield {
      span: debug.span,
      message: 'log4net reports its own work to console and trace. Take this out when you have found what you were looking for.',
      fixes: [{ title: 'Delete debug', edits: [{ span: withBlanks(config.document.text, debug.span), text: '' }] }],
    };
  },
};

export const lifecycleRules: readonly Rule[] = [
  neverFlushes,
  deadEvaluator,
  waitsForBuffer,
  closedTarget,
  thresholdOff,
  noBackups,
  sameFile,
  mailLogin,
  mailPort,
  debugOn,
];

/** An attribute together with the blanks in front of it. */
function withBlanks(text: string, { start, end }: Span): Span {
  let from = start;
  while (/\s/.test(text[from - 1] ?? '')) from--;
  return { start: from, end };
}

function isBuffering({ type }: ConfiguredObject, catalogue: Catalogue): boolean {
  return type !== undefined && actsAs(catalogue, type, 'buffering');
}

/** Events wait in its buffer until it is full, or an evaluator triggers. */
function holdsBack(appender: Appender, catalogue: Catalogue): boolean {
  if (!isBuffering(appender, catalogue)) return false;
  const size = textOf(appender, 'buffersize');
  return size === undefined || hasVariable(size) || Number(size) > 1;
}

function isTrue(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'true';
}

/** True only where we are sure: a class that is not known may do anything. */
function neverTriggers(evaluator: ConfiguredObject, { config, catalogue }: RuleContext): boolean {
  const { type } = evaluator;
  if (type === undefined) return false;
  if (actsAs(catalogue, type, 'level-evaluator')) {
    const levels = levelMap(config, catalogue);
    const threshold = textOf(evaluator, 'threshold') ?? 'OFF';
    if (hasVariable(threshold)) return false;
    const level = levels.get(threshold.toLowerCase());
    return level === undefined || level.value >= (levels.get('off')?.value ?? Infinity);
  }
  if (actsAs(catalogue, type, 'time-evaluator')) {
    const interval = textOf(evaluator, 'interval') ?? '0';
    return !hasVariable(interval) && Number(interval) === 0;
  }
  return false;
}

function evaluatorFixes({ config, catalogue }: RuleContext, appender: Appender, span: Finding['span']): readonly Fix[] {
  const evaluator = catalogue.typesOfKind('evaluator').find(it => it.behaviour === 'level-evaluator')?.type;
  const off = replacement('Set lossy to false', span, 'false');
  if (evaluator === undefined) return [off];
  const inner = propertyElement(appender, config.dialect === 'qlik', 'threshold', 'WARN');
  return [
    {
      title: 'Send when a warning comes',
      edits: [added(config.document.text, appender.element, `<evaluator type="${evaluator}">${inner}</evaluator>`)],
    },
    off,
  ];
}

function replaceValue(object: ConfiguredObject, name: string, text: string): readonly Fix[] {
  const span = effective(object, name)?.value?.span;
  return span === undefined ? [] : [replacement(`Set ${name} to ${text}`, span, text, true)];
}
