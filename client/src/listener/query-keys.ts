/** The keys of the filter language: what a term may compare, and how it is read from an event. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import { appOf, isDropped, isUserEvent, nodeOf, taskOf, userOf } from './facets';
import { levelNames } from './levels';

export interface Key {
  readonly name: string;
  /** For completion: what the key compares. */
  readonly doc: string;
  readonly kind: 'word' | 'text' | 'number' | 'level' | 'time' | 'set';
  /** Of a `set`: the values that hold, parted by blanks. */
  readonly read: (event: CapturedEvent) => string | undefined;
  readonly values?: readonly string[];
}

/** The keys a term may begin with; any other name is looked up among the event's fields. */
export const filterKeys: readonly Key[] = [
  { name: 'level', doc: 'The level, also compared: level>=warn.', kind: 'level', read: event => event.level, values: levelNames },
  {
    name: 'type',
    doc: 'The kind of event: task-failed.',
    kind: 'word',
    read: event => event.type,
  },
  {
    name: 'is',
    doc: 'dropped: not accepted. altered: read differently. test: not a real event. user: about a person.',
    kind: 'set',
    read: kindsOf,
    values: ['dropped', 'altered', 'test', 'user'],
  },
  { name: 'time', doc: 'When it arrived, local time: time>=09:30, time<2026-03-12T10:00.', kind: 'time', read: event => event.receivedAt },
  {
    name: 'verdict',
    doc: 'What the receiver makes of it.',
    kind: 'word',
    read: event => event.verdict,
    values: ['accepted', 'duplicate', 'rejected', 'unknown'],
  },
  { name: 'code', doc: 'Why: field-count, bad-guid, altered.', kind: 'word', read: event => event.code },
  {
    name: 'origin',
    doc: 'Where it comes from.',
    kind: 'word',
    read: event => event.origin,
    values: ['network', 'test', 'replay', 'import', 'mqtt'],
  },
  { name: 'receiver', doc: 'Whose verdict it is.', kind: 'word', read: event => event.receiver },
  { name: 'format', doc: 'How it was read.', kind: 'word', read: event => event.format },
  { name: 'node', doc: 'The computer the event happened on.', kind: 'text', read: nodeOf },
  { name: 'user', doc: 'DIRECTORY\\id, or a part of it.', kind: 'text', read: userOf },
  { name: 'task', doc: 'The name of the task.', kind: 'text', read: taskOf },
  { name: 'app', doc: 'The name or id of the app.', kind: 'text', read: appOf },
  { name: 'logger', doc: 'The logger.', kind: 'text', read: event => event.logger },
  { name: 'message', doc: 'The message.', kind: 'text', read: event => event.message },
  { name: 'text', doc: 'The whole datagram.', kind: 'text', read: event => event.text },
  { name: 'id', doc: 'The id of the captured event.', kind: 'word', read: event => event.id },
  { name: 'from', doc: "The sender's address.", kind: 'text', read: event => event.from.address },
  { name: 'port', doc: 'The port it came in on.', kind: 'number', read: event => String(event.port) },
  { name: 'bytes', doc: 'The size of the datagram.', kind: 'number', read: event => String(event.bytes) },
  { name: 'seq', doc: 'Its number in this listener.', kind: 'number', read: event => String(event.seq) },
];

function kindsOf(event: CapturedEvent): string {
  let kinds = isDropped(event) ? 'dropped ' : '';
  if (event.code === 'altered') kinds += 'altered ';
  if (event.origin === 'test') kinds += 'test ';
  if (isUserEvent(event)) kinds += 'user ';
  return kinds;
}
