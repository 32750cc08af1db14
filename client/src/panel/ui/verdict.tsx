/** A receiver's verdict as icon and words, never by colour alone. */
import type { Verdict } from '../../../../server/src/wire/event';
import { Icon } from './icon';
import { VisibleText } from './visible-text';

export const VerdictMark = ({
  verdict,
  altered,
  words,
}: {
  readonly verdict: Verdict | 'mail';
  readonly altered: boolean;
  readonly words: string;
}) => (
  <span class={`verdict ${altered ? 'altered' : verdict}`}>
    <Icon name={iconOf(verdict, altered)} />
    <span class="words">
      <VisibleText text={words} />
    </span>
  </span>
);

function iconOf(verdict: Verdict | 'mail', altered: boolean): string {
  switch (verdict) {
    case 'accepted':
      return altered ? 'warning' : 'pass';
    case 'rejected':
      return 'error';
    case 'duplicate':
      return 'copy';
    case 'mail':
      return 'mail';
    case 'unknown':
      return 'question';
  }
}
