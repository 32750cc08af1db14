/** What "Explain This Event" shows: computed by the server, drawn by any editor. Plain data, no editor's terms. */
import type { LogEvent } from '../../pattern/event';
import type { Span } from '../../syntax/tree';

/** How a line or a mark is coloured; the words and signs say the same without colour. */
export type Tone = 'good' | 'bad' | 'neutral' | 'waiting' | 'quiet' | 'heading' | 'plain';

/** What is drawn behind one node of the configuration. */
export interface Mark {
  /** The node's start tag. */
  readonly span: Span;
  readonly tone: Exclude<Tone, 'heading' | 'plain'>;
  /** Sign and word: `✔ accept`. */
  readonly label: string;
  /** Every decision taken at this node, in order, as sentences. Never empty. */
  readonly reasons: readonly string[];
}

/** One line of the readable view. */
export interface ExplainedLine {
  readonly text: string;
  readonly tone: Tone;
  /** The node it speaks of; the text then ends with `line N`. */
  readonly span?: Span;
}

export interface Explanation {
  readonly event: LogEvent;
  /** A sentence: what leaves, or why nothing does. */
  readonly summary: string;
  /** In document order. */
  readonly marks: readonly Mark[];
  readonly lines: readonly ExplainedLine[];
}
