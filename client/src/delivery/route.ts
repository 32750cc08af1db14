/** Whether an event is meant for a sink. The answer is a reason, so that what was left out can be explained. */
import type { CapturedEvent } from '../../../server/src/wire/event';

export interface Route {
  /** The sink's `when` in the panel's filter language, compiled; absent: everything. */
  readonly when?: (event: CapturedEvent) => boolean;
  /** The sink's `minLevel`, compiled: true where the event's level reaches it. */
  readonly reachesLevel?: (event: CapturedEvent) => boolean;
  readonly duplicates: 'send' | 'drop';
  /** Test, replayed and imported events go out only where a person asked for it. */
  readonly includeTests: boolean;
  /** User audit events are personal data: they go out only after an explicit tick for this sink. */
  readonly includeUserEvents: boolean;
  readonly isUserEvent: (event: CapturedEvent) => boolean;
}

export type LeftOut = 'test' | 'user-event' | 'duplicate' | 'level' | 'when';

/** @returns why the event is not for this sink, or undefined when it is. */
export function leftOut(event: CapturedEvent, route: Route): LeftOut | undefined {
  if (!route.includeTests && (event.origin === 'test' || event.origin === 'replay' || event.origin === 'import')) return 'test';
  if (!route.includeUserEvents && route.isUserEvent(event)) return 'user-event';
  if (route.duplicates === 'drop' && event.verdict === 'duplicate') return 'duplicate';
  if (route.reachesLevel && !route.reachesLevel(event)) return 'level';
  if (route.when && !route.when(event)) return 'when';
  return undefined;
}
