/**
 * What log4net writes to its internal log as warnings and errors. How it words them is data (`schemas/catalogue/messages.json`);
 * here each is said plainly. Used both ways: the simulator speaks them, and a line pasted from a real log is recognised.
 */
import { messageFacts, type MessageFact } from '../catalogue/messages';

export type MessageValues = Readonly<Record<string, string>>;

export type MessageCode = keyof typeof sayings;

export interface MessageKind extends MessageFact {
  readonly code: MessageCode;
  /** A sentence or two for people. */
  readonly say: (values: MessageValues) => string;
}

function of(values: MessageValues, name: string): string {
  return values[name] ?? '';
}

const sayings = {
  // Reading the file.
  'xml-not-loaded': v => `The file is not well-formed XML, so nothing in it takes effect: ${of(v, 'reason')}.`,
  'several-sections': v => `The file has ${of(v, 'count')} <log4net> elements. Only one is allowed, so nothing takes effect.`,
  'not-log4net': () => 'The element is not called log4net, so nothing in it takes effect.',
  'update-mode': v => `update="${of(v, 'value')}" is neither Merge nor Overwrite; Merge is used.`,
  'threshold-not-set': v => `The threshold "${of(v, 'value')}" is no level, so every level passes.`,
  // Appenders and references.
  'appender-unknown': v => `No appender is called "${of(v, 'name')}"; upper and lower case count.`,
  'appender-missing': v => `The logger goes on without the appender "${of(v, 'name')}".`,
  'appender-lost': v => `The whole appender "${of(v, 'name')}" is lost: ${of(v, 'reason')}.`,
  'cannot-attach': v => `The appender "${of(v, 'appender')}" cannot hand events on, so its reference to "${of(v, 'name')}" does nothing.`,
  // Loggers and levels.
  'level-unknown': v => `"${of(v, 'value')}" is not the name of a level.`,
  'logger-level-unknown': v =>
    `"${of(v, 'value')}" is not the name of a level, so the logger "${of(v, 'logger')}" takes the level of the one above it.`,
  'root-inherited': () => 'Root has nothing to inherit a level from; it keeps its level.',
  'root-level-null': () => 'The level of root is not the name of a level; root keeps the level it had, DEBUG at the start.',
  'not-boolean': v => `"${of(v, 'value')}" is neither true nor false; true is used.`,
  // Renderers.
  'class-not-created': v => `The class "${of(v, 'type')}" cannot be created.`,
  'class-not-assignable': v => `The class "${of(v, 'type')}" is of another kind than is wanted here.`,
  'renderer-lost': v => `The renderer "${of(v, 'type')}" is not used.`,
  'rendered-class-unknown': v => `There is no class "${of(v, 'type')}" to be rendered.`,
  // Properties.
  'property-unknown': v => `${of(v, 'object')} has no property "${of(v, 'name')}"; the element is ignored.`,
  'value-type-unknown': v => `There is no class "${of(v, 'type')}"; the text is taken as it stands.`,
  'value-type-mismatch': v => `A ${of(v, 'type')} cannot become the value of "${of(v, 'name')}"; the text is taken as it stands.`,
  'value-refused': v => `"${of(v, 'property')}" stays as it was: ${of(v, 'reason')}.`,
  'value-unusable': v => `"${of(v, 'value')}" cannot be made into a value of "${of(v, 'name')}", which stays as it was.`,
  'object-not-created': v => `"${of(v, 'name')}" stays as it was.`,
  'object-type-missing': v => `Neither a value nor a type is written, and a ${of(v, 'wanted')} cannot be made without.`,
  'object-type-unknown': v => `There is no class "${of(v, 'type')}".`,
  'object-type-mismatch': v => `A ${of(v, 'type')} does not fit here; ${of(v, 'wanted')} is wanted.`,
  'object-construction': v => `A ${of(v, 'type')} cannot be created from a configuration.`,
  'file-size': v => `"${of(v, 'value')}" is no size; write a number with KB, MB or GB.`,
  // Patterns.
  date: v => `.NET refuses the date format "${of(v, 'value')}", so nothing is printed in its place.`,
  'utc-date': v => `.NET refuses the date format "${of(v, 'value')}", so nothing is printed in its place.`,
  'precision-not-positive': v => `The precision ${of(v, 'value')} is not above zero, so the whole name is printed.`,
  'precision-not-a-number': v => `The precision "${of(v, 'value')}" is no whole number, so the whole name is printed.`,
  'frames-not-positive': v => `The number of frames ${of(v, 'value')} is not above zero; one is printed.`,
  'frames-not-a-number': v => `The number of frames "${of(v, 'value')}" is no whole number; one is printed.`,
  'no-stack-frames': () => 'The event carries no stack frames, so nothing is printed in their place.',
  'random-length': v => `The length "${of(v, 'value')}" is no whole number; four letters are printed.`,
  'env-folder': v => `.NET knows no special folder "${of(v, 'value')}", so nothing is printed in its place.`,
  // What appenders tell their error handlers.
  'file-not-set': v => `The appender "${of(v, 'appender')}" has no file and writes nothing.`,
  'file-or-console': () => 'An appender without a file may have been meant for the console.',
  'file-not-opened': v => `The file "${of(v, 'file')}" cannot be opened, so nothing is written to it.`,
  'layout-missing': v => `The appender "${of(v, 'appender')}" has no layout, so it drops every event.`,
  'lossy-without-evaluator': v => `The appender "${of(v, 'appender')}" is lossy but has no evaluator that would ever send what it holds.`,
  'send-failed': v => `Nothing is sent to ${of(v, 'address')} port ${of(v, 'port')}: ${of(v, 'reason')}.`,
  'syslog-failed': v => `Nothing is sent to ${of(v, 'address')} port ${of(v, 'port')}: ${of(v, 'reason')}.`,
  'mail-failed': v => `The mail is not sent and its events are gone: ${of(v, 'reason')}.`,
  'appender-closed': v => `The appender "${of(v, 'appender')}" is closed already and drops the event.`,
  'close-failed': v => `The appender "${of(v, 'appender')}" fails while it closes; what it still held is gone: ${of(v, 'reason')}.`,
  'append-failed': v => `The appender "${of(v, 'appender')}" failed and drops the event: ${of(v, 'reason')}.`,
} as const satisfies Record<string, MessageKind['say']>;

/** Every kind, in the order of the data. */
export const messageKinds: readonly MessageKind[] = messageFacts.flatMap(fact => {
  const { code } = fact;
  return isCode(code) ? [{ ...fact, code, say: sayings[code] }] : [];
});

const byCode = new Map(messageKinds.map(it => [it.code, it]));

export function messageKind(code: MessageCode): MessageKind {
  const kind = byCode.get(code);
  if (!kind) throw new Error(`schemas/catalogue/messages.json has no message ${code}`);
  return kind;
}

function isCode(code: string): code is MessageCode {
  return Object.hasOwn(sayings, code);
}

/** log4net's own words for a message. */
export function runtimeText(code: MessageCode, values: MessageValues): string {
  return messageKind(code).text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** A line beyond this is none of log4net's: nothing pasted may keep the expressions busy. */
const longest = 4000;

export interface RecognisedMessage {
  readonly code: MessageCode;
  readonly severity: 'warning' | 'error';
  /** What stood at the variable places. */
  readonly values: MessageValues;
}

/**
 * The message a line of log4net's internal log is, with or without `log4net:ERROR ` in front; `undefined` for anything else.
 * `source` settles which class spoke where two use the same words.
 */
export function recogniseMessage(line: string, source?: string): RecognisedMessage | undefined {
  if (line.length > longest) return undefined;
  const [, prefix, text = ''] = /^\s*(?:log4net:(ERROR|WARN)\s+)?([^]*?)\s*$/.exec(line) ?? [];
  for (const { code, kind, shape } of shapes) {
    if (source !== undefined && kind.source !== source) continue;
    if (prefix !== undefined && (prefix === 'WARN') !== (kind.severity === 'warning')) continue;
    const match = shape.exec(text);
    if (match) return { code, severity: kind.severity, values: { ...match.groups } };
  }
  return undefined;
}

/** The message of a simulation that a line of a real log is: the same words, else the first of the same code. */
export function findMessage<T extends { readonly code: string; readonly runtimeText?: string }>(
  line: string,
  messages: readonly T[],
): T | undefined {
  const recognised = recogniseMessage(line);
  if (!recognised) return undefined;
  return (
    messages.find(it => it.runtimeText !== undefined && line.includes(it.runtimeText)) ?? messages.find(it => it.code === recognised.code)
  );
}

// Texts with more fixed words come first, so that `Failed to find type [X] set on [Y]` is not taken for its shorter kin.
const shapes = messageKinds
  .map(kind => ({ code: kind.code, kind, fixed: kind.text.replace(/\{\w+\}/g, '').length, shape: shapeOf(kind.text) }))
  .sort((a, b) => b.fixed - a.fixed);

function shapeOf(text: string): RegExp {
  const pieces = text
    .split(/\{(\w+)\}/)
    .map((piece, index) => (index % 2 === 1 ? `(?<${piece}>[^]*?)` : piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')));
  return new RegExp(`^${pieces.join('')}$`);
}
