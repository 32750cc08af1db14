/** The warnings and errors that log4net writes to its internal log, as it words them. */
import messageData from '../../../schemas/catalogue/messages.json';

export interface MessageFact {
  /** Stable id: one per source class and text shape. */
  readonly code: string;
  readonly severity: 'warning' | 'error';
  /** The class that speaks, without its namespace. */
  readonly source: string;
  /** log4net's own wording with `{…}` where something is filled in. */
  readonly text: string;
  /** False for what an appender tells its error handler: visible only while internal debugging is on. */
  readonly shownByDefault?: false;
}

// A JSON module's literals are typed as plain strings; a test checks the file against its JSON Schema.
export const messageFacts = messageData.messages as readonly MessageFact[];
