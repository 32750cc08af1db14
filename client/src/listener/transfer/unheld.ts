import type { CapturedEvent } from '../../../../server/src/wire/event';

/** Those that are not held yet, each once: files that were put together hold some of them twice. */
export function unheld(events: readonly CapturedEvent[], held: Iterable<CapturedEvent>): readonly CapturedEvent[] {
  const known = new Set(Array.from(held, it => it.id));
  return events.filter(({ id }) => {
    if (known.has(id)) return false;
    known.add(id);
    return true;
  });
}
