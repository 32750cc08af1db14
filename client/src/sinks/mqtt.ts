/** MQTT: publishes each event as JSON (`schemas/event.schema.json` plus `deliveryId`) to a topic made from it. */
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { defineSink, type Delivery, type OpenSink, type Outcome, type Parsed, type SinkPorts } from '../delivery/contract';
import { maskUrl } from '../delivery/redact';
import { compileTemplate, type Template } from '../delivery/template';

interface MqttSettings {
  readonly url: string;
  readonly topicText: string;
  readonly topic: Template;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly client: Pick<IClientOptions, 'username' | 'password' | 'ca' | 'cert' | 'key' | 'protocolVersion'>;
}

/** How long a broker may take to answer, in milliseconds, before the attempt counts as failed. */
const patience = 10_000;
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
  limits: { batch: 1000, duplicates: 'send' },
  parse,
  label: ({ url, topicText }) => `MQTT ${new URL(url).host} ${topicText}`,
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
  const url = text('url') ?? '';
  if (!/^(mqtts?|wss?|tcp|ssl):\/\/[^/]/i.test(url) || !URL.canParse(url)) {
    complaints.push('"url" must be the address of the broker, such as mqtt://127.0.0.1:1883 (or mqtts://, ws://, wss://).');
  }
  const topicText = text('topic') ?? 'qliksense/{{type}}';
  const compiled = compileTemplate(topicText);
  if (!compiled.ok) complaints.push(`"topic": ${compiled.complaint}`);
  else if (/[+#\0]/.test(topicText.replace(/\{\{#.*?\}\}/g, '')))
    complaints.push('"topic" must not hold + or #: those are for subscribing.');
  const qos = raw['qos'] ?? 1;
  if (qos !== 0 && qos !== 1 && qos !== 2) complaints.push('"qos" must be 0, 1 or 2.');
  const retain = raw['retain'] ?? false;
  if (typeof retain !== 'boolean') complaints.push('"retain" must be true or false.');
  const protocolVersion = raw['protocolVersion'];
  if (protocolVersion !== undefined && protocolVersion !== 4 && protocolVersion !== 5)
    complaints.push('"protocolVersion" must be 4 (MQTT 3.1.1) or 5.');
  const optional = Object.fromEntries(
    ['username', 'password', 'ca', 'cert', 'key'].map(name => [name, text(name)] as const).filter(([, value]) => value !== undefined),
  );
  if (complaints.length > 0 || !compiled.ok) return { ok: false, complaints };
  return {
    ok: true,
    settings: {
      url,
      topicText,
      topic: compiled.render,
      qos: qos as 0 | 1 | 2,
      retain: retain === true,
      client: { ...optional, ...(protocolVersion === 5 ? { protocolVersion: 5 } : { protocolVersion: 4 }) },
    },
  };
}

class Publisher implements OpenSink {
  readonly #settings: MqttSettings;
  readonly #ports: SinkPorts;
  #client: MqttClient | undefined;

  constructor(settings: MqttSettings, ports: SinkPorts) {
    this.#settings = settings;
    this.#ports = ports;
  }

  async send(batch: readonly Delivery[]): Promise<readonly Outcome[]> {
    const connected = await this.#connected();
    if (typeof connected === 'string') return batch.map(() => ({ kind: 'retry', reason: connected }));
    const outcomes = await publishAll(connected, batch, this.#settings);
    // A connection that failed a publish is not trusted with the next one.
    if (outcomes.some(it => it.kind === 'retry')) this.#drop();
    return outcomes;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    await new Promise<void>(resolve => client.end(!client.connected, {}, () => resolve()));
  }

  /** The living connection, a new one, or a sentence that says why there is none. */
  async #connected(): Promise<MqttClient | string> {
    if (this.#client?.connected) return this.#client;
    this.#drop();
    const { url, client: options } = this.#settings;
    const client = connect(url, {
      ...options,
      clientId: `log4net-appenders-${this.#ports.instance}`,
      clean: true,
      // The queue decides when to try again; the library must not.
      reconnectPeriod: 0,
      connectTimeout: patience,
    });
    // What happens to the socket comes as events too; unheard they would be exceptions. The outcome of the attempt tells.
    client.on('error', () => undefined);
    this.#client = client;
    const failure = await new Promise<string | undefined>(resolve => {
      client.once('connect', () => resolve(undefined));
      client.once('error', error => resolve(refusal(url, error)));
      client.once('close', () => resolve(`The broker at ${maskUrl(url)} does not answer. Is it running, and is the address right?`));
    });
    if (failure === undefined) return client;
    this.#drop();
    return failure;
  }

  #drop(): void {
    this.#client?.end(true);
    this.#client = undefined;
  }
}

/** Publishes in order and waits for every acknowledgement the chosen quality of service gives. */
function publishAll(client: MqttClient, batch: readonly Delivery[], { topic, qos, retain }: MqttSettings): Promise<readonly Outcome[]> {
  return new Promise(resolve => {
    const outcomes: Outcome[] = new Array<Outcome>(batch.length);
    let open = batch.length;
    const settle = (at: number, outcome: Outcome) => {
      if (outcomes[at] !== undefined) return;
      outcomes[at] = outcome;
      if (--open > 0) return;
      clearTimeout(timer);
      client.off('close', lost);
      resolve(outcomes);
    };
    const failRest = (reason: string) => {
      for (let at = 0; at < batch.length; at++) settle(at, { kind: 'retry', reason });
    };
    const lost = () => failRest('The connection to the broker was lost before it had acknowledged the event.');
    const timer = setTimeout(() => failRest(`The broker did not acknowledge within ${patience / 1000} s.`), patience);
    client.once('close', lost);
    batch.forEach((delivery, at) => {
      const name = topic(delivery, topicSafe);
      const refused = badTopic(name);
      if (refused !== undefined) settle(at, { kind: 'rejected', reason: refused });
      else
        client.publish(name, payload(delivery), { qos, retain }, error =>
          settle(at, error ? { kind: 'retry', reason: error.message } : { kind: 'delivered' }),
        );
    });
  });
}

const payload = ({ event, deliveryId, heldBack }: Delivery): string =>
  JSON.stringify({ ...event, deliveryId, ...(heldBack === undefined ? {} : { heldBack }) });

/**
 * What comes from outside must not add a level, a wildcard or a system topic to a topic (MQTT 3.1.1, 4.7), nor a
 * character that brokers refuse (1.5.3: controls, non-characters, lone surrogates).
 */
const topicSafe = (text: string): string =>
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
