/** What an event is about, whatever its format calls it: node, user, task, app. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import { formats } from '../../../server/src/wire/receivers';

/** The computer the event happened on: as the event names it, else the sender's address. */
export function nodeOf(event: CapturedEvent): string {
  const { fields } = event;
  return fields['HostName'] ?? fields['host'] ?? fields['log4jmachinename'] ?? fields['log4net:HostName'] ?? computerOf(event);
}

/** An address of this computer says nothing once the event came from another one's listener, through a broker. */
function computerOf({ from: { address }, via }: CapturedEvent): string {
  return via?.listener !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address) ? via.listener : address;
}

/** `DIRECTORY\id`, or what there is of it; empty where the event is about no user. */
export function userOf(event: CapturedEvent): string {
  const { fields } = event;
  const directory = fields['UserDirectory'] ?? fields['ActiveUserDirectory'] ?? '';
  const id = fields['UserId'] ?? fields['ActiveUserId'] ?? '';
  const parts = directory === '' ? id : `${directory}\\${id}`;
  const whole = fields['User'] ?? '';
  return whole === '' ? parts : whole;
}

export function taskOf(event: CapturedEvent): string {
  return event.fields['TaskName'] ?? '';
}

export function appOf(event: CapturedEvent): string {
  return event.fields['AppName'] ?? event.fields['AppId'] ?? event.fields['DocId'] ?? '';
}

/** What the mail catcher reads its mails as. */
export const mailFormat = 'mail';

/** A mail is no datagram: no receiver has anything to say about it. */
export const isMail = ({ format }: Pick<CapturedEvent, 'format'>): boolean => format === mailFormat;

/** The receiver would not take it, or take it for the same again. */
export const isDropped = (event: Pick<CapturedEvent, 'verdict' | 'format'>): boolean => event.verdict !== 'accepted' && !isMail(event);

/** What only formats of user events have of a kind. */
function ofUserFormats<T>(parts: (format: (typeof formats)[number]) => readonly T[]): ReadonlySet<T> {
  const others = new Set(formats.filter(it => it.events !== 'user').flatMap(parts));
  return new Set(
    formats
      .filter(it => it.events === 'user')
      .flatMap(parts)
      .filter(it => !others.has(it)),
  );
}

const userTypes = ofUserFormats(it => [it.type]);
const userLoggers = ofUserFormats(it => it.loggers.map(name => name.toLowerCase()));
const userPorts = ofUserFormats(it => (it.defaultPort === null ? [] : [it.defaultPort]));

/**
 * User audit events are personal data: not forwarded and not kept unless somebody asks for it. What is of no known type is one where
 * it comes from a logger or to a port of user events, or names a user and no task.
 */
export function isUserEvent(event: CapturedEvent): boolean {
  const { type, logger, port } = event;
  if (type !== undefined) return userTypes.has(type);
  return userPorts.has(port) || (logger !== undefined && isUserLogger(logger.toLowerCase())) || namesUserOnly(event);
}

function isUserLogger(logger: string): boolean {
  for (const name of userLoggers) if (logger === name || logger.startsWith(`${name}.`)) return true;
  return false;
}

function namesUserOnly({ fields }: CapturedEvent): boolean {
  const user = fields['UserId'] ?? fields['ActiveUserId'] ?? '';
  return user !== '' && fields['TaskId'] === undefined && fields['TaskName'] === undefined;
}

/** Which events may lie on disk. @param userEvents whether somebody asked for it that user events do */
export const mayKeep = (userEvents: boolean): ((event: CapturedEvent) => boolean) => (userEvents ? everything : noUserEvents);

const everything = (): boolean => true;
const noUserEvents = (event: CapturedEvent): boolean => !isUserEvent(event);
