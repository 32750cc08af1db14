/** The properties an event carries when it is rendered: its own, those of the context, and log4net's pseudo properties. */
import type { LogEvent, Machine } from './event';

export type PropertyValue = string | number | boolean | null;

/**
 * One event's properties. Made once for each event and shared by every layout that renders it: the log4j layout adds
 * entries that later layouts then print. The order of entries means nothing; log4net's is that of a hash table.
 */
export type EventProperties = Map<string, PropertyValue>;

export const hostNameProperty = 'log4net:HostName';
export const userNameProperty = 'log4net:UserName';
export const identityProperty = 'log4net:Identity';

/** What `null` prints. */
export const nullText = '(null)';

/** Which pseudo properties were frozen into the event because a buffering appender kept it. */
export interface FixedFields {
  readonly userName: boolean;
  readonly identity: boolean;
}

/**
 * The composed properties of an event: its own win over log4net's, those over the global context.
 * `log4net:UserName` and `log4net:Identity` are there always from 1.2.12 to 2.0.14, only when fixed from 2.0.15, never before.
 */
export function composeProperties(event: LogEvent, machine: Machine, version: string, fixed?: FixedFields): EventProperties {
  const composed: EventProperties = new Map(Object.entries(event.properties ?? {}));
  const add = (name: string, value: PropertyValue): void => {
    if (!composed.has(name)) composed.set(name, value);
  };
  const always = compareVersions(version, '1.2.12') >= 0 && compareVersions(version, '2.0.15') < 0;
  const whenFixed = compareVersions(version, '2.0.15') >= 0;
  if (always || (whenFixed && fixed?.userName === true)) add(userNameProperty, userName(event, machine));
  if (always || (whenFixed && fixed?.identity === true)) add(identityProperty, event.identity ?? '');
  for (const [name, value] of Object.entries(machine.globalProperties)) add(name, value);
  add(hostNameProperty, machine.hostName);
  return composed;
}

/** The account an event is logged under: its own, or the service's. */
export function userName(event: LogEvent, machine: Machine): string {
  return event.user ?? machine.serviceUser;
}

/** The thread's name; a thread without one has a number, here always the first. */
export function threadName(event: LogEvent): string {
  return event.thread ?? '1';
}

/** A value as log4net's object renderer prints it. */
export function renderValue(value: PropertyValue | undefined): string {
  if (value === undefined || value === null) return nullText;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

/** All properties as a word without option prints them: `{a=1, b=2}`. */
export function renderDictionary(properties: ReadonlyMap<string, PropertyValue>): string {
  return `{${[...properties].map(([name, value]) => `${name}=${renderValue(value)}`).join(', ')}}`;
}

/** Negative where `a` is the older release; a missing part counts as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
