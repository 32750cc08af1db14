/** Says of an event that it is not a real one. */
import type { Origin } from '../../../../server/src/wire/event';
import type { Words } from '../words';

export function OriginMark({ origin, words }: { readonly origin: Origin; readonly words: Words }) {
  switch (origin) {
    case 'network':
    case 'mqtt':
      return null;
    case 'test':
      return (
        <span class="mark" title={words.testHint}>
          {words.test}
        </span>
      );
    case 'replay':
      return <span class="mark">{words.replay}</span>;
    case 'import':
      return <span class="mark">{words.import}</span>;
  }
}
