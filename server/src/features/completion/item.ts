/** What completion offers, before any protocol. */
import type { Span } from '../../syntax/tree';
import type { Edit } from '../analysed';
import type { About } from '../describe';

export interface Completion {
  readonly label: string;
  readonly kind: 'element' | 'attribute' | 'type' | 'property' | 'value' | 'reference' | 'logger' | 'word' | 'closing' | 'snippet';
  /** What is replaced; holds the cursor. */
  readonly span: Span;
  readonly text: string;
  /** `text` is a snippet with tab stops `$1`, `${2:default}`, `$0`. */
  readonly snippet?: true;
  /** What the typed text is compared with, where it is not the label. */
  readonly filter?: string;
  /** Compared as text: smaller comes first. */
  readonly sort: string;
  readonly detail?: string;
  /** For `resolveCompletion`. */
  readonly about?: About;
  readonly deprecated?: true;
  readonly commit?: readonly string[];
  /** Accepting it leads to a place where there is something to choose again. */
  readonly suggestAgain?: true;
  /** Further changes, away from the cursor. */
  readonly more?: readonly Edit[];
}

/** Sorting: `rank` first, then by name. */
export function sorted(rank: number, name: string): string {
  return `${rank}${name.toLowerCase()}`;
}

/** Text that a snippet prints as it is. */
export function literal(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
