/** Event → what is published for it: topics that nothing from outside can bend, and payloads. */
import type { IClientPublishOptions } from 'mqtt';
import { butlerMessages } from '../../delivery/butler';
import type { Delivery } from '../../delivery/contract';
import { listenerOf, type Template } from '../../delivery/template';

export interface MessageSettings {
  readonly topic: Template;
  readonly payload: 'event' | 'butler';
  /** In place of the JSON. */
  readonly template: Template | undefined;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly version: 4 | 5;
}

export interface Message {
  readonly topic: string;
  readonly payload: string;
}

/** What is published for one event, in order. */
export function messagesFor(delivery: Delivery, { topic, payload, template }: MessageSettings): readonly Message[] {
  const name = topic(delivery, topicSafe);
  if (payload === 'butler') {
    const messages = butlerMessages(delivery.event);
    if (messages.length > 0) return messages.map(it => ({ topic: [name, ...it.levels.map(topicSafe)].join('/'), payload: it.payload }));
    // Butler publishes nothing for such an event: it goes as ours, beside Butler's topics.
    return [{ topic: `${name}/${topicSafe(delivery.event.type ?? 'unknown')}`, payload: eventJson(delivery) }];
  }
  return [{ topic: name, payload: template === undefined ? eventJson(delivery) : templated(delivery, template) }];
}

/** Whether what is published for an event has no `hops`: our JSON has, Butler's shapes and what a template makes have not. */
export const losesHops = (event: Delivery['event'], { payload, template }: MessageSettings): boolean =>
  payload === 'butler' ? butlerMessages(event).length > 0 : template !== undefined;

/** A template that fails for an event must not cost the event: its JSON is sent instead. */
function templated(delivery: Delivery, template: Template): string {
  try {
    return template(delivery, it => it);
  } catch {
    return eventJson(delivery);
  }
}

/** `id` is the event's own however often it is passed on, `listener` the computer that received it first, `hops` how often it was. */
function eventJson(delivery: Delivery): string {
  const { event, deliveryId, heldBack } = delivery;
  const listener = JSON.stringify(listenerOf(delivery));
  const rollUp = heldBack === undefined ? '' : `,"heldBack":${heldBack}`;
  // Written behind the event: copying it into a new object first takes as long as writing it.
  return `${JSON.stringify(event).slice(0, -1)},"deliveryId":${JSON.stringify(deliveryId)},"listener":${listener},"hops":${(event.via?.hops ?? 0) + 1}${rollUp}}`;
}

/** JSON in lines; anything else as it is: the name of a task may begin with a brace, too. */
export function readable(payload: string): string {
  if (!payload.startsWith('{')) return payload;
  try {
    return JSON.stringify(JSON.parse(payload), undefined, 2);
  } catch {
    return payload;
  }
}

/** MQTT 5 carries delivery id and listener beside the payload as well, which matters where the payload is Butler's and has no place for them. */
export function publishOptions(delivery: Delivery, { qos, retain, version }: MessageSettings): IClientPublishOptions {
  if (version !== 5) return { qos, retain };
  return { qos, retain, properties: { userProperties: { deliveryId: delivery.deliveryId, listener: listenerOf(delivery) } } };
}

/**
 * What comes from outside must not add a level, a wildcard or a system topic to a topic (MQTT 3.1.1, 4.7), nor a
 * character that brokers refuse (1.5.3: controls, non-characters, lone surrogates).
 */
const topicSafe = (text: string): string => (/^[\w .:-]{1,200}$/.test(text) ? text : madeSafe(text));

const madeSafe = (text: string): string =>
  text
    .slice(0, 200)
    .replace(/[+#/]|\p{Cc}|\p{Cs}|\p{Noncharacter_Code_Point}/gu, '_')
    .replace(/^\$/, '_') || '_';

/** What a packet holds beside topic and payload: its header and the properties of ours, at most. */
const aroundIt = 400;

/** Mosquitto throws out who publishes to a topic of more levels. */
const mostLevels = 200;

/** Why a broker would not take it, however often it is tried. */
export function badMessage({ topic, payload }: Message, mostBytes: number): string | undefined {
  if (topic === '') return 'The topic is empty. Check "topic" in the sink.';
  if (Buffer.byteLength(topic) > 65_535) return 'The topic is longer than MQTT allows. Check "topic" in the sink.';
  if (topic.split('/').length > mostLevels)
    return `The topic has more than ${mostLevels} levels, which brokers refuse. Check "topic" in the sink.`;
  const bytes = mostBytes === Infinity ? 0 : Buffer.byteLength(topic) + Buffer.byteLength(payload) + aroundIt;
  if (bytes > mostBytes) return `The message is larger (${bytes} bytes) than the broker takes (${mostBytes}).`;
  return undefined;
}
