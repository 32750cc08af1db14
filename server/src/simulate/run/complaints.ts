/** What patterns and layouts complain of, in the journal's words. */
import type { PatternComplaint } from '../../pattern/options';
import type { RenderFailure } from '../../pattern/render';
import type { Span } from '../../syntax/tree';
import type { World } from '../world';

export function complain(complaints: readonly PatternComplaint[], span: Span, { journal }: World): void {
  for (const { code, values } of complaints) journal.say(code, { value: values[0] ?? '' }, span);
}

export function failureText(failure: RenderFailure): string {
  switch (failure) {
    case 'negative-maximum':
      return 'the maximum length in the pattern is too large a number';
    case 'too-wide':
      return 'the minimum length in the pattern is more than memory holds';
    case 'no-message':
      return 'the event has no message';
    case 'no-event':
      return 'the pattern wants an event where there is none';
    case 'bad-prefix':
      return 'the prefix makes no XML name';
    case 'half-surrogate':
      return 'an attribute would hold half of a character';
  }
}
