/**
 * Events in the shapes and on the default topics of Butler and Butler SOS, so that what consumes their MQTT messages can
 * consume ours. What Butler looks up in the repository (tags, custom properties) a datagram does not hold: it is empty.
 * Source: failed_reload.js of Butler 16, post-to-mqtt.js of Butler SOS 15.
 */
import type { CapturedEvent } from '../../../server/src/wire/event';

/** One message: the levels of its topic below the root, each from outside, and what stands in it. */
export interface ButlerMessage {
  readonly levels: readonly string[];
  readonly payload: string;
}

/** @returns the messages in Butler's order; `[]` for an event that neither of the two publishes. */
export function butlerMessages(event: CapturedEvent): readonly ButlerMessage[] {
  const type = event.type ?? '';
  const outcome = /^(?:task|reload|reloadtask)-(failed|aborted)(?:-legacy-\d+)?$/.exec(type)?.[1];
  if (outcome !== undefined) return taskMessages(event, outcome === 'failed' ? 'task_failure' : 'task_aborted');
  if (/^(?:user-|qseow-)?proxy-(session|connection)$|^user-(?:legacy-\d+|proxy-)/.test(type)) return userMessages(event);
  if (/^log-|^qix-perf/.test(type)) return logMessages(event);
  return [];
}

/** The task's name alone, and everything the datagram says. */
function taskMessages({ fields, origin }: CapturedEvent, topic: string): readonly ButlerMessage[] {
  const field = fieldsOf(fields);
  const mark = markOf(origin);
  const full = {
    hostName: field('HostName'),
    user: field('User') || field('UserId'),
    taskName: mark + field('TaskName'),
    taskId: field('TaskId'),
    appName: field('AppName'),
    appId: field('AppId'),
    logTimeStamp: field('LogTimestamp'),
    logLevel: field('LogLevel'),
    executionId: field('ExecutionId'),
    logMessage: mark + field('LogMessage'),
    qs_appTags: [],
    qs_appCustomProperties: [],
    qs_taskTags: [],
    qs_taskCustomProperties: [],
    qs_taskMetadata: {},
  };
  return [
    { levels: [topic], payload: full.taskName },
    { levels: [`${topic}_full`], payload: JSON.stringify(full) },
  ];
}

const commands: Readonly<Record<string, readonly string[]>> = {
  'start session': ['session', 'start'],
  'stop session': ['session', 'stop'],
  'open connection': ['connection', 'open'],
  'close connection': ['connection', 'close'],
};

/** On the topic of all user events, and on that of the command where it is one of the four. */
function userMessages({ fields, type, origin }: CapturedEvent): readonly ButlerMessage[] {
  const field = fieldsOf(fields);
  const appId = /^\/app\/([0-9a-f-]{36})/i.exec(field('Context'))?.[1];
  const payload = JSON.stringify({
    messageType: field('MessageType').replaceAll('/', '') || (type ?? ''),
    host: field('HostName'),
    command: field('Command'),
    userDir: field('UserDirectory'),
    userId: field('UserId'),
    origin: field('Origin'),
    context: field('Context'),
    message: markOf(origin) + field('LogMessage'),
    tags: [],
    ...(appId !== undefined && { appId }),
  });
  const below = commands[field('Command').trim().toLowerCase()];
  return [['userevent'], ...(below === undefined ? [] : [['userevent', ...below]])].map(levels => ({ levels, payload }));
}

/** Levels that a logger's name may give a topic: brokers refuse topics of many, and real names have fewer than ten. */
const mostLevels = 20;

/** On the topic of all log events, and on one made of the logger's name; what is beyond its first levels stays one level. */
function logMessages(event: CapturedEvent): readonly ButlerMessage[] {
  const field = fieldsOf(event.fields);
  const payload = JSON.stringify({
    source: field('MessageType').replaceAll('/', '') || (event.type ?? ''),
    ...Object.fromEntries(
      Object.entries(event.fields)
        .filter(([name]) => name !== 'MessageType')
        .map(([name, value]) => [
          logNames[name] ?? name.charAt(0).toLowerCase() + name.slice(1),
          name === 'LogMessage' ? markOf(event.origin) + value : value,
        ]),
    ),
  });
  const parts = (field('Subsystem') || event.logger || '')
    .toLowerCase()
    .split('.')
    .filter(it => it !== '');
  const logger = parts.length <= mostLevels ? parts : [...parts.slice(0, mostLevels - 1), parts.slice(mostLevels - 1).join('.')];
  return [['logevent'], ...(logger.length === 0 ? [] : [['logevent', ...logger]])].map(levels => ({ levels, payload }));
}

/** Where Butler SOS calls a field otherwise than by its name in small letters. */
const logNames: Readonly<Record<string, string>> = {
  RowNumber: 'log_row',
  TimestampIso: 'ts_iso',
  TimestampLocal: 'ts_local',
  HostName: 'host',
  WindowsUser: 'windows_user',
  LogMessage: 'message',
  ExceptionMessage: 'exception_message',
  UserDirectory: 'user_directory',
  UserId: 'user_id',
  TaskName: 'task_name',
  AppName: 'app_name',
  TaskId: 'task_id',
  AppId: 'app_id',
  ExecutionId: 'execution_id',
};

/** Butler's messages have no place for where an event came from: one that is not real says so in front of the text that people read. */
const markOf = (origin: CapturedEvent['origin']): string =>
  ({ network: '', mqtt: '', test: 'TEST ', replay: 'REPLAY ', import: 'IMPORT ' })[origin];

const fieldsOf =
  (fields: CapturedEvent['fields']) =>
  (name: string): string =>
    fields[name] ?? '';
