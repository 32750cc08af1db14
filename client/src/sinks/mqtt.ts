/** MQTT: publishes each event as JSON (`schemas/event.schema.json` plus `deliveryId` and `hops`), or in Butler's own shapes. */
import { connect, type IClientOptions, type IClientPublishOptions, type MqttClient } from 'mqtt';
import { butlerMessages } from '../delivery/butler';
import {
  defineSink,
  type BrokerTopic,
  type Delivery,
  type OpenSink,
  type Outcome,
  type Parsed,
  type SinkPorts,
} from '../delivery/contract';
import { maskUrl } from '../delivery/redact';
import { compileTemplate, type Template } from '../delivery/template';
import { readPem } from './pem';

interface MqttSettings {
  readonly url: string;
  /** `host:port`, as events that come back name it. */
  readonly broker: string;
  readonly topicText: string;
  readonly topic: Template;
  readonly payload: 'event' | 'butler';
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly checkCertificate: boolean;
  /** Left by the broker when we vanish, and by us when we end. */
  readonly will: Announcement | undefined;
  /** Published at every connection. */
  readonly birth: Announcement | undefined;
  readonly client: Pick<IClientOptions, 'username' | 'password' | 'ca' | 'cert' | 'key' | 'protocolVersion'>;
}

interface Announcement {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** How long a broker may take to answer, in milliseconds, before the attempt counts as failed. */
const patience = 10_000;
/** Unacknowledged messages at a time, where the broker asks for no less. Brokers of MQTT 3.1.1 cannot ask, and some choke on many of QoS 2. */
const inFlight = { 0: 1000, 1: 1000, 2: 20 } as const;
/** MQTT 5 reason codes (and 3.1.1 return codes) with which a broker says: not with these settings. Trying again still makes sense, the user may mend it. */
const refusals: Readonly<Record<number, string>> = {
  1: 'it does not speak this MQTT version (try "protocolVersion": 4)',
  2: 'it does not accept the client id',
  4: 'user name or password are wrong',
  5: 'this user is not allowed to connect',
  132: 'it does not speak this MQTT version (try "protocolVersion": 4)',
  133: 'it does not accept the client id',
  134: 'user name or password are wrong',
  135: 'this user is not allowed to connect',
};

export const mqtt = defineSink<MqttSettings>({
  kind: 'mqtt',
  // Between two batches the line is idle for as long as an answer takes: the more in one, the less of that.
  limits: { batch: 5000, duplicates: 'send' },
  parse,
  label: ({ broker, topicText, payload, checkCertificate }) =>
    `MQTT ${broker} ${topicText}${payload === 'butler' ? " (Butler's topics)" : ''}${checkCertificate ? '' : ' (certificate not checked)'}`,
  preview: (settings, delivery) => {
    const messages = messagesFor(delivery, settings);
    return { heading: messages.map(it => it.topic).join(', '), body: messages.map(it => readable(it.payload)).join('\n') };
  },
  address: (settings, event): BrokerTopic => ({
    broker: settings.broker,
    topic: messagesFor({ deliveryId: '', event, attempt: 1 }, settings)[0]?.topic ?? '',
  }),
  open: (settings, ports) => new Publisher(settings, ports),
});

function parse(raw: Readonly<Record<string, unknown>>): Parsed<MqttSettings> {
  const complaints: string[] = [];
  const text = (name: string): string | undefined => {
    const value = raw[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string') return value;
    complaints.push(`"${name}" must be a text.`);
    return undefined;
  };
  const flag = (name: string, fallback: boolean): boolean => {
    const value = raw[name] ?? fallback;
    if (typeof value === 'boolean') return value;
    complaints.push(`"${name}" must be true or false.`);
    return fallback;
  };
  const url = text('url') ?? '';
  if (!/^(mqtts?|wss?|tcp|ssl):\/\/[^/]/i.test(url) || !URL.canParse(url)) {
    complaints.push('"url" must be the address of the broker, such as mqtt://127.0.0.1:1883 (or mqtts://, ws://, wss://).');
  }
  const payload = raw['payload'] ?? 'event';
  if (payload !== 'event' && payload !== 'butler')
    complaints.push('"payload" must be "event" (JSON of ours) or "butler" (Butler\'s own messages and topics).');
  const topicText = text('topic') ?? (payload === 'butler' ? 'qliksense' : 'qliksense/{{type}}');
  const compiled = compileTemplate(topicText);
  if (!compiled.ok) complaints.push(`"topic": ${compiled.complaint}`);
  else if (/[+#\0]/.test(topicText.replace(/\{\{#.*?\}\}/g, '')))
    complaints.push('"topic" must not hold + or #: those are for subscribing.');
  const qos = raw['qos'] ?? 1;
  if (!isQos(qos)) complaints.push('"qos" must be 0, 1 or 2.');
  const retain = flag('retain', false);
  const checkCertificate = flag('checkCertificate', true);
  const protocolVersion = raw['protocolVersion'];
  if (protocolVersion !== undefined && protocolVersion !== 4 && protocolVersion !== 5)
    complaints.push('"protocolVersion" must be 4 (MQTT 3.1.1) or 5.');
  const will = announcement('will', raw['will'], complaints);
  const birth = announcement('birth', raw['birth'], complaints);
  const pems = Object.fromEntries(
    (['ca', 'cert', 'key'] as const)
      .map(name => [name, readPem(name, text(name), complaints)] as const)
      .filter(([, it]) => it !== undefined),
  );
  const names = Object.fromEntries(
    ['username', 'password'].map(name => [name, text(name)] as const).filter(([, value]) => value !== undefined),
  );
  if ((pems['cert'] === undefined) !== (pems['key'] === undefined) && complaints.length === 0)
    complaints.push('"cert" and "key" belong together: give both or neither.');
  if (complaints.length > 0 || !compiled.ok || !isQos(qos)) return { ok: false, complaints };
  return {
    ok: true,
    settings: {
      url,
      broker: brokerOf(url),
      topicText,
      topic: compiled.render,
      payload: payload === 'butler' ? 'butler' : 'event',
      qos,
      retain,
      checkCertificate,
      will,
      birth,
      client: { ...names, ...pems, ...(protocolVersion === 5 ? { protocolVersion: 5 } : { protocolVersion: 4 }) },
    },
  };
}

const isQos = (value: unknown): value is 0 | 1 | 2 => value === 0 || value === 1 || value === 2;

/** `{ "topic", "payload", "qos"?, "retain"? }`; retained unless said otherwise, for who subscribes later wants to know too. */
function announcement(name: string, raw: unknown, complaints: string[]): Announcement | undefined {
  if (raw === undefined) return undefined;
  const {
    topic,
    payload,
    qos = 1,
    retain = true,
  } = (typeof raw === 'object' && raw !== null ? raw : {}) as Readonly<Record<string, unknown>>;
  if (
    typeof topic === 'string' &&
    topic !== '' &&
    !/[+#\0]/.test(topic) &&
    typeof payload === 'string' &&
    isQos(qos) &&
    typeof retain === 'boolean'
  )
    return { topic, payload, qos, retain };
  complaints.push(`"${name}" must be { "topic": without + and #, "payload": a text, "qos"?: 0 to 2, "retain"?: true or false }.`);
  return undefined;
}

const defaultPorts: Readonly<Record<string, string>> = { mqtt: '1883', tcp: '1883', mqtts: '8883', ssl: '8883', ws: '80', wss: '443' };

function brokerOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (defaultPorts[protocol.replace(':', '')] ?? '')}`;
}

/** Several sinks of one window may use one broker: each has a client id of its own, or they throw each other out. */
let opened = 0;

class Publisher implements OpenSink {
  readonly #settings: MqttSettings;
  readonly #clientId: string;
  #client: MqttClient | undefined;
  /** What the broker of MQTT 5 said at the door. */
  #receiveMaximum = Infinity;

  constructor(settings: MqttSettings, { instance }: SinkPorts) {
    this.#settings = settings;
    this.#clientId = `log4net-appenders-${instance}-${++opened}`;
  }

  async send(batch: readonly Delivery[], more: () => readonly Delivery[] = () => []): Promise<readonly Outcome[]> {
    const connected = await this.#connected();
    if (typeof connected === 'string') return batch.map(() => ({ kind: 'retry', reason: connected }));
    const window = Math.max(1, Math.min(inFlight[this.#settings.qos], this.#receiveMaximum));
    const outcomes = await publishAll(connected, batch, more, this.#settings, window);
    // A connection that failed a publish is not trusted with the next one.
    if (outcomes.some(it => it.kind === 'retry')) this.#drop();
    return outcomes;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    // A broker publishes a will only for who vanished: who leaves in order says so itself.
    if (client.connected) await this.#announce(client, this.#settings.will);
    await within(patience / 5, new Promise<void>(resolve => client.end(!client.connected, {}, () => resolve())));
    client.end(true);
  }

  /** The living connection, a new one, or a sentence that says why there is none. */
  async #connected(): Promise<MqttClient | string> {
    if (this.#client?.connected) return this.#client;
    this.#drop();
    const { url, client: options, will, birth, checkCertificate } = this.#settings;
    const client = connect(url, {
      ...options,
      clientId: this.#clientId,
      clean: true,
      rejectUnauthorized: checkCertificate,
      ...(will && { will: { ...will, payload: Buffer.from(will.payload) } }),
      // The queue decides when to try again; the library must not.
      reconnectPeriod: 0,
      connectTimeout: patience,
    });
    // What happens to the socket comes as events too; unheard they would be exceptions. The outcome of the attempt tells.
    client.on('error', () => undefined);
    this.#client = client;
    const failure = await new Promise<string | undefined>(resolve => {
      client.once('connect', packet => {
        this.#receiveMaximum = packet.properties?.receiveMaximum ?? Infinity;
        resolve(undefined);
      });
      client.once('error', error => resolve(refusal(url, error)));
      client.once('close', () => resolve(`The broker at ${maskUrl(url)} does not answer. Is it running, and is the address right?`));
    });
    if (failure !== undefined) {
      this.#drop();
      return failure;
    }
    await this.#announce(client, birth);
    return client;
  }

  /** Failing to is no failure of an event: the connection shows with the next one. */
  async #announce(client: MqttClient, what: Announcement | undefined): Promise<void> {
    if (what === undefined) return;
    const { topic, payload, qos, retain } = what;
    await within(patience / 5, new Promise<void>(resolve => client.publish(topic, payload, { qos, retain }, () => resolve())));
  }

  #drop(): void {
    this.#client?.end(true);
    this.#client = undefined;
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise<void>(resolve => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

interface Message {
  readonly topic: string;
  readonly payload: string;
}

/** What is published for one event, in order. */
function messagesFor(delivery: Delivery, { topic, payload }: MqttSettings): readonly Message[] {
  const name = topic(delivery, topicSafe);
  if (payload === 'butler') {
    const messages = butlerMessages(delivery.event);
    if (messages.length > 0) return messages.map(it => ({ topic: [name, ...it.levels.map(topicSafe)].join('/'), payload: it.payload }));
    // Butler publishes nothing for such an event: it goes as ours, beside Butler's topics.
    return [{ topic: `${name}/${topicSafe(delivery.event.type ?? 'unknown')}`, payload: eventJson(delivery) }];
  }
  return [{ topic: name, payload: eventJson(delivery) }];
}

/** `id` says where an event came from however often it is passed on, `hops` how often that was. */
function eventJson({ event, deliveryId, heldBack }: Delivery): string {
  const own = { deliveryId, hops: (event.via?.hops ?? 0) + 1, ...(heldBack === undefined ? {} : { heldBack }) };
  // Two objects written one behind the other: copying the event into a new one first takes as long as writing it.
  return `${JSON.stringify(event).slice(0, -1)},${JSON.stringify(own).slice(1)}`;
}

function readable(payload: string): string {
  return payload.startsWith('{') ? JSON.stringify(JSON.parse(payload), undefined, 2) : payload;
}

/** Publishes in order, at most `window` unacknowledged at a time, and waits for every acknowledgement the quality of service gives. */
function publishAll(
  client: MqttClient,
  batch: readonly Delivery[],
  more: () => readonly Delivery[],
  settings: MqttSettings,
  window: number,
): Promise<readonly Outcome[]> {
  return new Promise(resolve => {
    const all = [...batch];
    const outcomes: Outcome[] = [];
    let open = all.length;
    let next = 0;
    let flying = 0;
    let over = false;
    const settle = (at: number, outcome: Outcome) => {
      if (outcomes[at] !== undefined) return;
      outcomes[at] = outcome;
      if (--open > 0) return;
      over = true;
      clearTimeout(timer);
      client.off('close', lost);
      resolve(outcomes);
    };
    const failRest = (reason: string) => {
      over = true;
      for (let at = 0; at < all.length; at++) settle(at, { kind: 'retry', reason });
    };
    const lost = () => failRest('The connection to the broker was lost before it had acknowledged the event.');
    const timer = setTimeout(() => failRest(`The broker did not acknowledge within ${patience / 1000} s.`), patience);
    client.once('close', lost);
    const publishNext = (): void => {
      // Many at once leave in one write; one for each acknowledgement would be a write for each event.
      if (over || flying > window / 2) return;
      // Without a pause between two batches: a line that waits for the last answer is idle for that long.
      if (next === all.length) open += all.push(...more()) - next;
      while (flying < window && next < all.length) {
        const at = next++;
        publishOne(at, all[at] as Delivery);
      }
    };
    const publishOne = (at: number, delivery: Delivery): void => {
      const messages = messagesFor(delivery, settings);
      const refused = messages.map(it => badTopic(it.topic)).find(it => it !== undefined);
      if (refused !== undefined) return settle(at, { kind: 'rejected', reason: refused });
      let missing = messages.length;
      let failure: string | undefined;
      flying++;
      for (const { topic, payload } of messages)
        client.publish(topic, payload, options(delivery, settings), error => {
          failure ??= error?.message;
          if (--missing > 0) return;
          flying--;
          timer.refresh();
          if (failure === undefined) {
            publishNext();
            settle(at, { kind: 'delivered' });
          } else {
            // It is tried again before anything behind it is sent: the order holds.
            settle(at, { kind: 'retry', reason: failure });
            for (; next < all.length; next++) settle(next, { kind: 'retry', reason: failure });
            over = true;
          }
        });
    };
    publishNext();
  });
}

/** MQTT 5 carries the delivery id beside the payload as well, which matters where the payload is Butler's and has no place for it. */
function options({ deliveryId }: Delivery, { qos, retain, client }: MqttSettings): IClientPublishOptions {
  return { qos, retain, ...(client.protocolVersion === 5 && { properties: { userProperties: { deliveryId } } }) };
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

function badTopic(topic: string): string | undefined {
  if (topic === '') return 'The topic is empty. Check "topic" in the sink.';
  if (Buffer.byteLength(topic) > 65_535) return 'The topic is longer than MQTT allows. Check "topic" in the sink.';
  return undefined;
}

function refusal(url: string, error: Error): string {
  const code = (error as Error & { readonly code?: number | string }).code;
  const known = typeof code === 'number' ? refusals[code] : undefined;
  return known === undefined
    ? `The broker at ${maskUrl(url)} cannot be reached: ${error.message || String(code)}.`
    : `The broker at ${maskUrl(url)} refuses the connection: ${known}.`;
}
