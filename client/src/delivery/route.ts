/** Whether an event is meant for a sink. The answer is a reason, so that what was left out can be explained. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { BrokerTopic } from './contract';

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
  /** Where this sink would put an event, if it is a broker: what came from there is not sent back. */
  readonly address?: (event: CapturedEvent) => BrokerTopic | undefined;
}

export type LeftOut = 'test' | 'user-event' | 'duplicate' | 'level' | 'when' | 'came-from-there' | 'too-many-hops' | 'uncounted';

/** The same in a sentence, for who asks why an event did not leave. */
export const leftOutBecause: Readonly<Record<LeftOut, string>> = {
  test: 'Test, replayed and imported events are sent only where you ask for it.',
  'user-event': 'User events are personal data: they are sent only with "userEvents": true.',
  duplicate: 'The receiver would call it a duplicate, and this sink drops those ("duplicates").',
  level: 'Its level is below "minLevel" of this sink.',
  when: 'It does not match "when" of this sink.',
  'came-from-there': 'It came from this very broker and topic.',
  uncounted: 'It came from a broker, and what this sink publishes has no place to count that: two such sinks would send it round for ever.',
  'too-many-hops': 'It has passed too many forwarders already.',
};

/** So often may an event pass forwarders: a ring of brokers ends here. */
const mostHops = 3;

/** @returns why the event is not for this sink, or undefined when it is. */
export function leftOut(event: CapturedEvent, route: Route): LeftOut | undefined {
  if (!route.includeTests && (event.origin === 'test' || event.origin === 'replay' || event.origin === 'import')) return 'test';
  if ((event.via?.hops ?? 0) >= mostHops) return 'too-many-hops';
  const target = event.origin === 'mqtt' ? route.address?.(event) : undefined;
  if (target !== undefined && cameFrom(event, target)) return 'came-from-there';
  if (target?.losesHops) return 'uncounted';
  if (!route.includeUserEvents && route.isUserEvent(event)) return 'user-event';
  if (route.duplicates === 'drop' && event.verdict === 'duplicate') return 'duplicate';
  if (route.reachesLevel && !route.reachesLevel(event)) return 'level';
  if (route.when && !route.when(event)) return 'when';
  return undefined;
}

/** Without knowing the topic it came on, an event does not go back to the broker at all. */
function cameFrom({ origin, via, from }: CapturedEvent, { broker, topic }: BrokerTopic): boolean {
  if (via !== undefined) return sameHost(via.broker) === sameHost(broker) && via.topic === topic;
  return origin === 'mqtt' && sameHost(`${from.address}:${from.port}`) === sameHost(broker);
}

/** The names of this computer are one. */
const sameHost = (address: string): string =>
  address.toLowerCase().replace(/^(localhost|\[?::1\]?|127\.\d+\.\d+\.\d+)(?=:\d+$)/, '127.0.0.1');
