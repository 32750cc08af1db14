/**
 * What log4net writes to its internal log as warnings and errors: one row for each class that speaks and each shape of text.
 * `text` is log4net's own wording with `{…}` where something is filled in; `say` puts the same plainly. Used both ways: the
 * simulator speaks these, and a line pasted from a real log is recognised by them.
 */

export type MessageValues = Readonly<Record<string, string>>;

export interface MessageKind {
  readonly severity: 'warning' | 'error';
  /** The class that speaks, without its namespace. */
  readonly source: string;
  readonly text: string;
  /** False for what an appender tells its error handler: visible only while internal debugging is on. */
  readonly shownByDefault?: false;
  readonly say: (values: MessageValues) => string;
}

export type MessageCode = keyof typeof kinds;

const configurator = 'XmlHierarchyConfigurator';
const options = 'OptionConverter';
const handler = 'OnlyOnceErrorHandler';
const frames = 'StackTracePatternConverter';

function of(values: MessageValues, name: string): string {
  return values[name] ?? '';
}

const kinds = {
  // Reading the file.
  'xml-not-loaded': {
    severity: 'error',
    source: 'XmlConfigurator',
    text: 'Error while loading XML configuration',
    say: v => `The file is not well-formed XML, so nothing in it takes effect: ${of(v, 'reason')}.`,
  },
  'several-sections': {
    severity: 'error',
    source: 'XmlConfigurator',
    text: 'XML configuration contains [{count}] <log4net> elements. Only one is allowed. Configuration Aborted.',
    say: v => `The file has ${of(v, 'count')} <log4net> elements. Only one is allowed, so nothing takes effect.`,
  },
  'not-log4net': {
    severity: 'error',
    source: configurator,
    text: 'Xml element is - not a <log4net> element.',
    say: () => 'The element is not called log4net, so nothing in it takes effect.',
  },
  'update-mode': {
    severity: 'error',
    source: configurator,
    text: 'Invalid update attribute value [{value}]',
    say: v => `update="${of(v, 'value')}" is neither Merge nor Overwrite; Merge is used.`,
  },
  'threshold-not-set': {
    severity: 'warning',
    source: configurator,
    text: 'Unable to set hierarchy threshold using value [{value}] (with acceptable conversion types)',
    say: v => `The threshold "${of(v, 'value')}" is no level, so every level passes.`,
  },
  // Appenders and references.
  'appender-unknown': {
    severity: 'error',
    source: configurator,
    text: 'XmlHierarchyConfigurator: No appender named [{name}] could be found.',
    say: v => `No appender is called "${of(v, 'name')}"; upper and lower case count.`,
  },
  'appender-missing': {
    severity: 'error',
    source: configurator,
    text: 'Appender named [{name}] not found.',
    say: v => `The logger goes on without the appender "${of(v, 'name')}".`,
  },
  'appender-lost': {
    severity: 'error',
    source: configurator,
    text: 'Could not create Appender [{name}] of type [{type}]. Reported error follows.',
    say: v => `The whole appender "${of(v, 'name')}" is lost: ${of(v, 'reason')}.`,
  },
  'cannot-attach': {
    severity: 'error',
    source: configurator,
    text: 'Requesting attachment of appender named [{name}] to appender named [{appender}] which does not implement log4net.Core.IAppenderAttachable.',
    say: v => `The appender "${of(v, 'appender')}" cannot hand events on, so its reference to "${of(v, 'name')}" does nothing.`,
  },
  // Loggers and levels.
  'level-unknown': {
    severity: 'error',
    source: configurator,
    text: 'XmlHierarchyConfigurator: Unknown Level Specified [{value}]',
    say: v => `"${of(v, 'value')}" is not the name of a level.`,
  },
  'logger-level-unknown': {
    severity: 'error',
    source: configurator,
    text: 'Undefined level [{value}] on Logger [{logger}].',
    say: v => `"${of(v, 'value')}" is not the name of a level, so the logger "${of(v, 'logger')}" takes the level of the one above it.`,
  },
  'root-inherited': {
    severity: 'error',
    source: configurator,
    text: 'Root level cannot be inherited. Ignoring directive.',
    say: () => 'Root has nothing to inherit a level from; it keeps its level.',
  },
  'root-level-null': {
    severity: 'error',
    source: 'RootLogger',
    text: 'You have tried to set a null level to root.',
    say: () => 'The level of root is not the name of a level; root keeps the level it had, DEBUG at the start.',
  },
  'not-boolean': {
    severity: 'error',
    source: options,
    text: '[{value}] is not in proper bool form.',
    say: v => `"${of(v, 'value')}" is neither true nor false; true is used.`,
  },
  // Renderers.
  'class-not-created': {
    severity: 'error',
    source: options,
    text: 'Could not instantiate class [{type}].',
    say: v => `The class "${of(v, 'type')}" cannot be created.`,
  },
  'class-not-assignable': {
    severity: 'error',
    source: options,
    text: 'OptionConverter: A [{type}] object is not assignable to a [{wanted}] variable.',
    say: v => `The class "${of(v, 'type')}" is of another kind than is wanted here.`,
  },
  'renderer-lost': {
    severity: 'error',
    source: configurator,
    text: 'Could not instantiate renderer [{type}].',
    say: v => `The renderer "${of(v, 'type')}" is not used.`,
  },
  'rendered-class-unknown': {
    severity: 'error',
    source: configurator,
    text: 'Could not find class [{type}].',
    say: v => `There is no class "${of(v, 'type')}" to be rendered.`,
  },
  // Properties.
  'property-unknown': {
    severity: 'error',
    source: configurator,
    text: 'XmlHierarchyConfigurator: Cannot find Property [{name}] to set object on [{object}]',
    say: v => `${of(v, 'object')} has no property "${of(v, 'name')}"; the element is ignored.`,
  },
  'value-type-unknown': {
    severity: 'error',
    source: configurator,
    text: 'Failed to find type [{type}] set on [{name}]',
    say: v => `There is no class "${of(v, 'type')}"; the text is taken as it stands.`,
  },
  'value-type-mismatch': {
    severity: 'error',
    source: configurator,
    text: 'subtype [{type}] set on [{name}] is not a subclass of property type [{wanted}] and there are no acceptable type conversions.',
    say: v => `A ${of(v, 'type')} cannot become the value of "${of(v, 'name')}"; the text is taken as it stands.`,
  },
  'value-refused': {
    severity: 'error',
    source: configurator,
    text: 'Failed to set parameter [{name}] on object [{object}] using value [{value}]',
    say: v => `"${of(v, 'property')}" stays as it was: ${of(v, 'reason')}.`,
  },
  'value-unusable': {
    severity: 'warning',
    source: configurator,
    text: 'Unable to set property [{name}] on object [{object}] using value [{value}] (with acceptable conversion types)',
    say: v => `"${of(v, 'value')}" cannot be made into a value of "${of(v, 'name')}", which stays as it was.`,
  },
  'object-not-created': {
    severity: 'error',
    source: configurator,
    text: 'Failed to create object to set param: {name}',
    say: v => `"${of(v, 'name')}" stays as it was.`,
  },
  'object-type-missing': {
    severity: 'error',
    source: configurator,
    text: 'Object type not specified. Cannot create object of type [{wanted}]. Missing Value or Type.',
    say: v => `Neither a value nor a type is written, and a ${of(v, 'wanted')} cannot be made without.`,
  },
  'object-type-unknown': {
    severity: 'error',
    source: configurator,
    text: 'Failed to find type [{type}]',
    say: v => `There is no class "${of(v, 'type')}".`,
  },
  'object-type-mismatch': {
    severity: 'error',
    source: configurator,
    text: 'Object type [{type}] is not assignable to type [{wanted}]. There are no acceptable type conversions.',
    say: v => `A ${of(v, 'type')} does not fit here; ${of(v, 'wanted')} is wanted.`,
  },
  'object-construction': {
    severity: 'error',
    source: configurator,
    text: 'XmlHierarchyConfigurator: Failed to construct object of type [{type}] Exception: {exception}',
    say: v => `A ${of(v, 'type')} cannot be created from a configuration.`,
  },
  'file-size': {
    severity: 'error',
    source: options,
    text: 'OptionConverter: [{value}] is not in the correct file size syntax.',
    say: v => `"${of(v, 'value')}" is no size; write a number with KB, MB or GB.`,
  },
  // Patterns.
  date: {
    severity: 'error',
    source: 'DatePatternConverter',
    text: 'Error occurred while converting date.',
    say: v => `.NET refuses the date format "${of(v, 'value')}", so nothing is printed in its place.`,
  },
  'utc-date': {
    severity: 'error',
    source: 'UtcDatePatternConverter',
    text: 'Error occurred while converting date.',
    say: v => `.NET refuses the date format "${of(v, 'value')}", so nothing is printed in its place.`,
  },
  'precision-not-positive': {
    severity: 'error',
    source: 'NamedPatternConverter',
    text: "NamedPatternConverter: Precision option ({value}) isn't a positive integer.",
    say: v => `The precision ${of(v, 'value')} is not above zero, so the whole name is printed.`,
  },
  'precision-not-a-number': {
    severity: 'error',
    source: 'NamedPatternConverter',
    text: 'NamedPatternConverter: Precision option "{value}" not a decimal integer.',
    say: v => `The precision "${of(v, 'value')}" is no whole number, so the whole name is printed.`,
  },
  'frames-not-positive': {
    severity: 'error',
    source: frames,
    text: "StackTracePatternConverter: StackeFrameLevel option ({value}) isn't a positive integer.",
    say: v => `The number of frames ${of(v, 'value')} is not above zero; one is printed.`,
  },
  'frames-not-a-number': {
    severity: 'error',
    source: frames,
    text: 'StackTracePatternConverter: StackFrameLevel option "{value}" not a decimal integer.',
    say: v => `The number of frames "${of(v, 'value')}" is no whole number; one is printed.`,
  },
  'no-stack-frames': {
    severity: 'error',
    source: frames,
    text: 'loggingEvent.LocationInformation.StackFrames was null or empty.',
    say: () => 'The event carries no stack frames, so nothing is printed in their place.',
  },
  'random-length': {
    severity: 'error',
    source: 'RandomStringPatternConverter',
    text: 'RandomStringPatternConverter: Could not convert Option [{value}] to Length Int32',
    say: v => `The length "${of(v, 'value')}" is no whole number; four letters are printed.`,
  },
  'env-folder': {
    severity: 'error',
    source: 'EnvironmentFolderPathPatternConverter',
    text: 'Error occurred while converting environment variable.',
    say: v => `.NET knows no special folder "${of(v, 'value')}", so nothing is printed in its place.`,
  },
  // What appenders tell their error handlers.
  'file-not-set': {
    severity: 'warning',
    source: 'FileAppender',
    text: 'FileAppender: File option not set for appender [{appender}].',
    say: v => `The appender "${of(v, 'appender')}" has no file and writes nothing.`,
  },
  'file-or-console': {
    severity: 'warning',
    source: 'FileAppender',
    text: 'FileAppender: Are you using FileAppender instead of ConsoleAppender?',
    say: () => 'An appender without a file may have been meant for the console.',
  },
  'file-not-opened': {
    severity: 'error',
    source: handler,
    text: '[{class}] ErrorCode: GenericFailure. Unable to acquire lock on file {file}. {reason}',
    shownByDefault: false,
    say: v => `The file "${of(v, 'file')}" cannot be opened, so nothing is written to it.`,
  },
  'layout-missing': {
    severity: 'error',
    source: handler,
    text: '[{class}] ErrorCode: GenericFailure. AppenderSkeleton: No layout set for the appender named [{appender}].',
    shownByDefault: false,
    say: v => `The appender "${of(v, 'appender')}" has no layout, so it drops every event.`,
  },
  'lossy-without-evaluator': {
    severity: 'error',
    source: handler,
    text: '[{class}] ErrorCode: GenericFailure. Appender [{appender}] is Lossy but has no Evaluator. The buffer will never be sent!',
    shownByDefault: false,
    say: v => `The appender "${of(v, 'appender')}" is lossy but has no evaluator that would ever send what it holds.`,
  },
  'send-failed': {
    severity: 'error',
    source: handler,
    text: '[{class}] ErrorCode: WriteFailure. Unable to send logging event to remote host {address} on port {port}.',
    shownByDefault: false,
    say: v => `Nothing is sent to ${of(v, 'address')} port ${of(v, 'port')}: ${of(v, 'reason')}.`,
  },
  'syslog-failed': {
    severity: 'error',
    source: handler,
    text: '[{class}] ErrorCode: WriteFailure. Unable to send logging event to remote syslog {address} on port {port}.',
    shownByDefault: false,
    say: v => `Nothing is sent to ${of(v, 'address')} port ${of(v, 'port')}: ${of(v, 'reason')}.`,
  },
  'mail-failed': {
    severity: 'error',
    source: handler,
    text: '[{class}] ErrorCode: GenericFailure. Error occurred while sending e-mail notification.',
    shownByDefault: false,
    say: v => `The mail is not sent and its events are gone: ${of(v, 'reason')}.`,
  },
  'appender-closed': {
    severity: 'error',
    source: handler,
    text: '[{class}] ErrorCode: GenericFailure. Attempted to append to closed appender named [{appender}].',
    shownByDefault: false,
    say: v => `The appender "${of(v, 'appender')}" is closed already and drops the event.`,
  },
  'close-failed': {
    severity: 'error',
    source: 'AppenderAttachedImpl',
    text: 'Failed to Close appender [{appender}]',
    say: v => `The appender "${of(v, 'appender')}" fails while it closes; what it still held is gone: ${of(v, 'reason')}.`,
  },
  'append-failed': {
    severity: 'error',
    source: handler,
    text: '[{class}] ErrorCode: GenericFailure. Failed in DoAppend',
    shownByDefault: false,
    say: v => `The appender "${of(v, 'appender')}" failed and drops the event: ${of(v, 'reason')}.`,
  },
} as const satisfies Record<string, MessageKind>;

/** Every kind by its code. */
export const messageKinds: Readonly<Record<MessageCode, MessageKind>> = kinds;

/** log4net's own words for a message. */
export function runtimeText(code: MessageCode, values: MessageValues): string {
  return messageKinds[code].text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

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
const shapes = (Object.entries(messageKinds) as [MessageCode, MessageKind][])
  .map(([code, kind]) => ({ code, kind, fixed: kind.text.replace(/\{\w+\}/g, '').length, shape: shapeOf(kind.text) }))
  .sort((a, b) => b.fixed - a.fixed);

function shapeOf(text: string): RegExp {
  const pieces = text
    .split(/\{(\w+)\}/)
    .map((piece, index) => (index % 2 === 1 ? `(?<${piece}>[^]*?)` : piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')));
  return new RegExp(`^${pieces.join('')}$`);
}
