/** A rule is a value: its id, how bad it is, why it matters, the check and the ways out. A family stands in files of its name. */
import type { Catalogue } from '../catalogue/types';
import type { Configuration } from '../model/types';
import type { ReceiverFacts } from './receiver-facts';
import type { SavedAs } from '../syntax/bytes';
import type { Span } from '../syntax/tree';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The one to apply without asking ("fix all"). */
  readonly preferred?: true;
  /** A command of the host in place of edits, for a fix that has to ask (`fill-placeholders`). */
  readonly ask?: 'fill-placeholders';
}

export interface Finding {
  readonly span: Span;
  /** What is wrong, what will happen at run time, what to do. */
  readonly message: string;
  readonly fixes?: readonly Fix[];
  /** Only where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  /** Its fix replaces these stretches: what other rules say about them is left out, so that one cause is one finding. */
  readonly instead?: readonly Span[];
}

export interface RuleContext {
  readonly config: Configuration;
  readonly catalogue: Catalogue;
  /** Id of the receiver the file is judged for; `auto` guesses by port and prefix. */
  readonly receiver: string;
  /** File name and folder names above it, nearest first, where known; `[]` for an unsaved text. */
  readonly path: readonly string[];
  /** How the file is saved; absent for a text that lies nowhere, or where nobody looked. */
  readonly savedAs?: SavedAs | undefined;
  /** What receivers accept; without it nothing is said about them. */
  readonly receivers?: ReceiverFacts;
}

/** What settings and documentation need to know of a rule. */
export interface RuleFacts {
  /** `family/name`, for ever. */
  readonly id: string;
  readonly severity: Severity;
  /** What log4net does, in a sentence or two: the documentation of the rule. */
  readonly why: string;
}

export interface Rule extends RuleFacts {
  /**
   * It looks at more than one section (element right below the body) at a time, or at what refers to what, so that its
   * findings in one section can change with another. Where it is absent, what it finds depends on the section alone.
   */
  readonly wholeFile?: true;
  /** It keeps its severity inside appenders that nobody refers to: that is what it is about. */
  readonly aboutIdle?: true;
  check(context: RuleContext): Iterable<Finding>;
  /** What it finds beside that by looking at more than one section, where `check` looks at one at a time. */
  checkFile?(context: RuleContext): Iterable<Finding>;
}

/** A finding with the rule that made it. */
export interface Diagnosed extends Finding {
  readonly rule: string;
  readonly severity: Severity;
}
