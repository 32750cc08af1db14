/**
 * Syslog as RFC 5424 and RFC 3164 describe it, and as log4net's remote syslog appender sends it: a priority, the identity,
 * a colon, the text.
 */
import type { Codec } from './codec';
import type { Decoded } from './event';

const facilities = [
  ...[
    'kern',
    'user',
    'mail',
    'daemon',
    'auth',
    'syslog',
    'lpr',
    'news',
    'uucp',
    'cron',
    'authpriv',
    'ftp',
    'ntp',
    'audit',
    'alert',
    'clock',
  ],
  ...['local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
];
const severities = ['EMERGENCY', 'ALERT', 'CRITICAL', 'ERROR', 'WARN', 'NOTICE', 'INFO', 'DEBUG'];

export const syslog: Codec & { encode(values: SyslogParts): string } = {
  name: 'syslog',
  encode: parts => {
    const head = `<${facilities.indexOf(parts.facility) * 8 + severities.indexOf(parts.level)}>`;
    const or = (text: string | undefined): string => (text === undefined || text === '' ? '-' : text);
    return `${head}1 ${or(parts.timestamp)} ${or(parts.host)} ${or(parts.app)} ${or(parts.process)} ${or(parts.messageId)} - ${parts.message}`;
  },
  decode(text) {
    const head = /^<(\d{1,3})>/.exec(text);
    if (head === null) return undefined;
    const priority = Number(head[1]);
    const facility = facilities[priority >> 3];
    const level = severities[priority & 7];
    if (facility === undefined || level === undefined) return undefined;
    const rest = text.slice(head[0].length);
    const read = rfc5424(rest) ?? rfc3164(rest) ?? identified(rest);
    const message = read.message.replace(/[\r\n\0]+$/, '');
    return {
      format: 'syslog',
      level,
      message,
      ...(read.timestamp === undefined ? {} : { timestamp: read.timestamp }),
      ...(read.fields['app'] === undefined ? {} : { logger: read.fields['app'] }),
      fields: { facility, severity: level, ...read.fields },
    } satisfies Decoded;
  },
};

export interface SyslogParts {
  readonly facility: string;
  readonly level: string;
  readonly message: string;
  readonly timestamp?: string;
  readonly host?: string;
  readonly app?: string;
  readonly process?: string;
  readonly messageId?: string;
}

interface Read {
  readonly message: string;
  readonly timestamp?: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** `1 time host app procid msgid [structured data] message`. */
function rfc5424(text: string): Read | undefined {
  const head = /^1 (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) /.exec(text);
  if (head === null) return undefined;
  const [all, time = '-', host = '-', app = '-', process = '-', messageId = '-'] = head;
  const data = structured(text, all.length);
  if (data === undefined) return undefined;
  const fields = Object.entries({ host, app, process, messageId }).filter(([, value]) => value !== '-');
  const message = text.slice(data.end).replace(/^ ?\ufeff?/, '');
  return { message, ...(time === '-' ? {} : { timestamp: time }), fields: { ...Object.fromEntries(fields), ...data.fields } };
}

/** `-`, or `[id name="value" …]…`, in which `"`, `\` and `]` are escaped by a backslash. */
function structured(text: string, start: number): { readonly end: number; readonly fields: Readonly<Record<string, string>> } | undefined {
  if (text.startsWith('-', start)) return { end: start + 1, fields: {} };
  const fields: Record<string, string> = {};
  const element = /\[([^\s="\]]{1,32})((?: [^\s="\]]{1,32}="(?:[^"\\\]]|\\.)*")*)\]/sy;
  let end = start;
  for (;;) {
    element.lastIndex = end;
    const found = element.exec(text);
    if (found === null) return end === start ? undefined : { end, fields };
    for (const [, name = '', value = ''] of (found[2] ?? '').matchAll(/ ([^\s="\]]{1,32})="((?:[^"\\\]]|\\.)*)"/gs)) {
      fields[`${found[1] ?? ''}.${name}`] = value.replace(/\\(["\\\]])/g, '$1');
    }
    end = element.lastIndex;
  }
}

const shortTime = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \\d]\\d \\d{2}:\\d{2}:\\d{2}';
/** RFC 3339. */
const wholeTime = '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:Z|[+-]\\d{2}:\\d{2})';
/** The host may be left out: what ends as a tag does is the tag. */
const timeAndHost = new RegExp(`^(${shortTime}|${wholeTime}) (?:(?!\\S*:(?:\\s|$)|\\S*\\[\\d+\\]:)(\\S{1,255}) )?`);

/** `Mmm dd hh:mm:ss host tag[pid]: message`, or with a time as RFC 5424 has it, which rsyslog writes. The time stays as it is. */
function rfc3164(text: string): Read | undefined {
  const head = timeAndHost.exec(text);
  if (head === null) return undefined;
  const [all, timestamp = '', host] = head;
  const inner = identified(text.slice(all.length));
  return { message: inner.message, timestamp, fields: { ...(host === undefined ? {} : { host }), ...inner.fields } };
}

/** `tag[pid]: message`, or the message alone. */
function identified(text: string): Read {
  const tag = /^([^\s:[\]]{1,255})(?:\[(\d{1,10})\])?: ?/.exec(text);
  if (tag === null) return { message: text, fields: {} };
  const [all, app = '', process] = tag;
  return { message: text.slice(all.length), fields: { app, ...(process === undefined ? {} : { process }) } };
}
