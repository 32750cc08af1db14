/** A captured event as one line of text for people. What comes off the wire can hold anything, so nothing of it may steer a terminal. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import { nodeOf, taskOf, userOf } from '../listener/facets';

/** `09:31:04.120 qs-node-1 task-failed INFO Finance close · Butler 16 would accept this.`, local time. */
export function eventLine(event: CapturedEvent): string {
  const subject = [taskOf(event), taskOf(event) === '' ? userOf(event) : ''].find(it => it !== '') ?? '';
  const what = event.type ?? event.format;
  const said = subject === '' ? shortened(event.message ?? event.text) : subject;
  const origin = event.origin === 'network' ? '' : ` ${event.origin.toUpperCase()}`;
  const parts = [timeOf(event.receivedAt), nodeOf(event), what, event.level ?? '-', `${said}${origin}`, '·', event.reason ?? event.verdict];
  return parts.map(printable).join(' ');
}

function timeOf(iso: string): string {
  const date = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}

// Escape sequences go as a whole, so that no half of one is left to read.
/* eslint-disable no-control-regex -- escape sequences and control characters are what this is about */
const escapeSequence =
  /\u009b[0-?]*[ -/]*[@-~]|\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|[ -/]*[0-~])/g;
const lineEnds = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Control characters, and invisible ones that turn the direction of writing. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g;
/* eslint-enable no-control-regex */

/** The text on one line, without anything that a terminal would obey. */
export function printable(text: string): string {
  return text.replace(escapeSequence, '').replace(lineEnds, ' ').replace(unprintable, '');
}
