/** Syslog lines by UDP. After `RemoteSyslogAppender`, whose form is RFC 3164 without time and host. */
import { compareVersions } from '../../pattern/properties';
import type { NetObject } from '../configure/net-object';
import { NetFailure } from '../net/failure';
import type { World } from '../world';
import type { Appender, Delivery } from './appender';
import type { LiveEvent } from './live-event';
import { destinationOf, reportFailure, sendDatagram } from './udp';

/** The severities of RFC 3164 for levels that the file does not map, highest first. */
const fallbacks = [
  { level: 'ALERT', severity: 1 },
  { level: 'CRITICAL', severity: 2 },
  { level: 'ERROR', severity: 3 },
  { level: 'WARN', severity: 4 },
  { level: 'NOTICE', severity: 5 },
  { level: 'INFO', severity: 6 },
] as const;
const debug = 7;

export function syslogDatagrams(appender: Appender, world: World): Delivery {
  const { object } = appender;
  const to = destinationOf(appender);
  const mappings = mappingsOf(object);
  const identity = object.object('identity')?.built;
  return {
    append(event) {
      try {
        const priority = priorityOf(object.number('facility'), severityOf(event, mappings, world));
        const name = identity?.kind === 'layout' ? identity.layout.format(event) : (event.source.domain ?? '');
        for (const line of linesOf(appender.render(event), object, world))
          sendDatagram(`<${priority}>${name}: ${line}`, appender, to, world);
      } catch (failure) {
        if (!(failure instanceof NetFailure)) throw failure;
        reportFailure('syslog-failed', failure, appender, to, world);
      }
    },
  };
}

function priorityOf(facility: number, severity: number): number {
  if (facility < 0 || facility > 23) throw new NetFailure(`${facility} is no syslog facility`);
  if (severity < 0 || severity > 7) throw new NetFailure(`${severity} is no syslog severity`);
  return facility * 8 + severity;
}

interface Mapping {
  readonly from: number;
  readonly severity: number;
}

/** From the highest level down; of two for the same level the later one counts. */
function mappingsOf(object: NetObject): readonly Mapping[] {
  const bySource = new Map<number, number>();
  for (const entry of object.added('mapping')) {
    const level = entry.level('level');
    if (level) bySource.set(level.value, entry.number('severity'));
  }
  return [...bySource].map(([from, severity]) => ({ from, severity })).sort((a, b) => b.from - a.from);
}

function severityOf({ level }: LiveEvent, mappings: readonly Mapping[], { catalogue }: World): number {
  const mapped = mappings.find(it => it.from <= level.value);
  if (mapped) return mapped.severity;
  return fallbacks.find(it => level.value >= (catalogue.level(it.level)?.value ?? Infinity))?.severity ?? debug;
}

/** What becomes of line breaks and of letters that syslog does not allow, by release. */
function linesOf(message: string, object: NetObject, { catalogue }: World): readonly string[] {
  if (compareVersions(catalogue.version, '1.2.12') < 0) return [message];
  if (compareVersions(catalogue.version, '3.3.0') >= 0) {
    const handling = object.enumName('newLineHandling');
    if (handling === 'Escape') return [visible(message.replaceAll('\r', '\\r').replaceAll('\n', '\\n'))];
    if (handling === 'Keep') return [message.replace(/[^\x20-\x7e\r\n]/g, '')];
  }
  // A line break is one sign or two different or equal ones; what comes after the last one is a line only if it is something.
  const lines = message.split(/[\r\n][\r\n]?/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map(visible);
}

function visible(line: string): string {
  return line.replace(/[^\x20-\x7e]/g, '');
}
