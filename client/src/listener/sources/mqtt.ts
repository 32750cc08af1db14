/**
 * An MQTT topic as a source: what other listeners forwarded, so that many computers behind one broker are watched in one
 * place. Their events keep id, time, sender and bytes; whatever else a topic carries is shown as it came.
 */
import { type IClientOptions, connect } from 'mqtt';
import type { RawDatagram } from '../contract';

export interface MqttSourceOptions {
  /** `mqtt://HOST:PORT`, `mqtts://…`, `ws://…`, `wss://…`; without user and password. */
  readonly url: string;
  /** Topic filters, `+` and `#` allowed. */
  readonly topics: readonly string[];
  readonly username?: string;
  readonly password?: string;
  /** PEM text. */
  readonly ca?: string;
}

export interface MqttSourcePorts {
  readonly now: () => number;
  /** Batches in order of arrival. */
  readonly take: (batch: readonly RawDatagram[]) => void;
  /** What becomes of the connection: a sentence, without secrets. The library goes on trying. */
  readonly onState: (state: 'connected' | 'lost', sentence: string) => void;
}

export interface MqttSource {
  /** Events that came a second time: the broker promises "at least once". Not shown again, and not forgotten. */
  readonly repeated: number;
  readonly broker: { readonly address: string; readonly port: number };
  close(): Promise<void>;
}

/** Ids remembered, to tell what comes again. */
const mostIds = 20_000;
const connectWithinMs = 10_000;

/** Resolves once the topics are subscribed to; a sentence where that cannot be. */
export async function openMqttSource(options: MqttSourceOptions, ports: MqttSourcePorts): Promise<MqttSource | string> {
  const { url, topics, username, password, ca } = options;
  if (!/^(mqtts?|wss?):\/\/[^/]/i.test(url) || !URL.canParse(url)) return `"${url}" is no address of a broker: write mqtt://HOST:1883.`;
  const wrong = topics.find(it => !isTopicFilter(it));
  if (topics.length === 0 || wrong !== undefined) return `"${wrong ?? ''}" is no topic: write one such as qliksense/#.`;
  const broker = brokerOf(url);
  // Subscribed to anew by us: the library does it unasked otherwise, and keeps the answer to itself.
  const settings: IClientOptions = { reconnectPeriod: 2_000, connectTimeout: connectWithinMs, clean: true, resubscribe: false };
  if (username !== undefined) settings.username = username;
  if (password !== undefined) settings.password = password;
  if (ca !== undefined) settings.ca = ca;
  const client = connect(url, settings);
  let isOpen = false;
  let isSubscribed = false;
  let repeated = 0;
  const ids = new Set<string>();
  let batch: RawDatagram[] = [];

  client.on('message', (topic, payload) => {
    const datagram = readForwarded(payload, { broker, topic, now: ports.now() });
    if (datagram.id !== undefined) {
      if (ids.has(datagram.id)) {
        repeated++;
        return;
      }
      ids.add(datagram.id);
      if (ids.size > mostIds) for (const oldest of ids) if (ids.delete(oldest)) break;
    }
    batch.push(datagram);
    if (batch.length > 1) return;
    setImmediate(() => {
      const ready = batch;
      batch = [];
      ports.take(ready);
    });
  });
  client.on('close', () => {
    if (!isOpen) return;
    isOpen = false;
    ports.onState('lost', `The connection to ${broker} is lost; it is tried again every two seconds.`);
  });

  const close = async (): Promise<void> => {
    client.removeAllListeners('close');
    await client.endAsync(true).catch(() => undefined);
  };
  const problem = await new Promise<string | undefined>(resolve => {
    let last = 'it does not answer';
    const timer = setTimeout(() => {
      resolve(`The broker ${broker} cannot be reached: ${last}.`);
    }, connectWithinMs);
    client.on('error', error => {
      last = error.message;
      // A refusal of the account does not get better by trying again.
      if ('code' in error && typeof error.code === 'number') resolve(`The broker ${broker} refuses the connection: ${error.message}.`);
    });
    client.on('connect', () => {
      client.subscribe([...topics], { qos: 1 }, (error, granted) => {
        clearTimeout(timer);
        const refused = granted?.filter(it => it.qos >= 128).map(it => it.topic) ?? [];
        if (error !== null || refused.length > 0) {
          const sentence = `The broker ${broker} does not let us subscribe to ${refused.join(', ') || topics.join(', ')}.`;
          // It did before the connection was lost.
          if (isSubscribed) ports.onState('lost', sentence);
          resolve(sentence);
          return;
        }
        isSubscribed = true;
        isOpen = true;
        ports.onState('connected', `Subscribed to ${topics.join(', ')} at ${broker}.`);
        resolve(undefined);
      });
    });
  });
  if (problem !== undefined) {
    await close();
    return problem;
  }
  return {
    broker: endpointOf(broker),
    get repeated() {
      return repeated;
    },
    close,
  };
}

/** A message of the topic. An event of `schemas/event.schema.json` is the datagram it was; anything else is its own payload. */
export function readForwarded(
  payload: Uint8Array,
  { broker, topic, now }: { readonly broker: string; readonly topic: string; readonly now: number },
): RawDatagram {
  const via = { broker, topic, hops: 0 };
  const asItCame: RawDatagram = { port: 0, from: endpointOf(broker), receivedAt: now, payload, origin: 'mqtt', via };
  const event = parsed(payload);
  const { id, text, base64, receivedAt, from, hops, listener } = event ?? {};
  if (event === undefined || typeof id !== 'string' || typeof text !== 'string' || !isPort(event['port']) || !isEndpoint(from))
    return asItCame;
  const at = typeof receivedAt === 'string' ? Date.parse(receivedAt) : NaN;
  return {
    ...(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? { id } : {}),
    port: event['port'],
    from: { address: from.address, port: from.port },
    receivedAt: Number.isFinite(at) ? at : now,
    payload: typeof base64 === 'string' ? Buffer.from(base64, 'base64') : Buffer.from(text, 'utf8'),
    origin: 'mqtt',
    via: {
      ...via,
      hops: Number.isInteger(hops) && (hops as number) >= 0 ? (hops as number) : 1,
      ...(typeof listener === 'string' && listener !== '' && { listener: listener.slice(0, 255) }),
    },
  };
}

function parsed(payload: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  if (payload[0] !== 0x7b) return undefined;
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8')) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

const isPort = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535;

function isEndpoint(value: unknown): value is { readonly address: string; readonly port: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'address' in value &&
    typeof value.address === 'string' &&
    'port' in value &&
    isPort(value.port)
  );
}

/** As the specification has it: `#` only at the end, both wildcards alone in their level. */
export function isTopicFilter(text: string): boolean {
  const levels = text.split('/');
  return (
    text !== '' &&
    !text.includes('\0') &&
    levels.every((level, at) => level === '+' || (level === '#' && at === levels.length - 1) || !/[+#]/.test(level))
  );
}

export function endpointOf(broker: string): { readonly address: string; readonly port: number } {
  const end = broker.lastIndexOf(':');
  return { address: broker.slice(0, end), port: Number(broker.slice(end + 1)) };
}

/** `host:port`, as the sink names it. */
export function brokerOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  const usual: Readonly<Record<string, string>> = { 'mqtts:': '8883', 'ws:': '80', 'wss:': '443' };
  return `${hostname}:${port === '' ? (usual[protocol] ?? '1883') : port}`;
}
