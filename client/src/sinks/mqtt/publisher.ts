/** One connection to one broker: opened when there is something to send, given up when it fails. The queue tries again, never the library. */
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Delivery, DeliveryStream, OpenSink, Outcome, SinkPorts } from '../../delivery/contract';
import { isDistrust } from '../../delivery/http';
import { maskUrl } from '../../delivery/redact';
import { authorities } from '../authorities';
import type { MessageSettings } from './messages';
import { publishAll } from './stream';

export interface BrokerSettings {
  readonly url: string;
  readonly checkCertificate: boolean;
  /** Left by the broker when we vanish, and by us when we end. */
  readonly will: Announcement | undefined;
  /** Published at every connection. */
  readonly birth: Announcement | undefined;
  readonly client: Pick<IClientOptions, 'username' | 'password' | 'cert' | 'key'> & { readonly ca?: string };
}

export interface Announcement {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** How long a broker may take to answer, in milliseconds, before the attempt counts as failed. */
const patience = 10_000;
/** Unacknowledged messages at a time, where the broker asks for no less. Brokers of MQTT 3.1.1 cannot ask, and some choke on many of QoS 2. */
const inFlight = { 0: 1000, 1: 1000, 2: 20 } as const;
/** MQTT 5 reason codes (and 3.1.1 return codes) with which a broker says: not with these settings. Each further try with a wrong password may lock the account. */
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

/** Nothing comes behind the batch. */
const aloneStream: DeliveryStream = { more: () => [], report: () => undefined };

/** Several sinks of one window may use one broker: each has a client id of its own, or they throw each other out. */
let opened = 0;

export class Publisher implements OpenSink {
  readonly #settings: BrokerSettings;
  readonly #messages: MessageSettings;
  readonly #clientId: string;
  readonly #systemCertificates: boolean | undefined;
  #client: MqttClient | undefined;
  /** What the broker of MQTT 5 said at the door. */
  #receiveMaximum = Infinity;
  #maximumPacketSize = Infinity;

  constructor(settings: BrokerSettings, messages: MessageSettings, { instance, systemCertificates }: SinkPorts) {
    this.#settings = settings;
    this.#messages = messages;
    this.#systemCertificates = systemCertificates;
    this.#clientId = `log4net-appenders-${instance}-${++opened}`;
  }

  async send(batch: readonly Delivery[], stream: DeliveryStream = aloneStream): Promise<readonly Outcome[]> {
    const client = await this.#connected();
    if ('kind' in client) return batch.map(() => client);
    const window = Math.max(1, Math.min(inFlight[this.#messages.qos], this.#receiveMaximum));
    const outcomes = await publishAll(batch, {
      ...{ client, settings: this.#messages, window, patience, stream },
      mostBytes: this.#maximumPacketSize,
    });
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

  /** The living connection, a new one, or what comes of the attempt without one. */
  async #connected(): Promise<MqttClient | Outcome> {
    if (this.#client?.connected) return this.#client;
    this.#drop();
    const { url, client: options, will, birth, checkCertificate } = this.#settings;
    const ca = /^(mqtts|ssl|wss):/i.test(url) ? authorities(options.ca, this.#systemCertificates) : undefined;
    const client = connect(url, {
      ...options,
      ...(ca !== undefined && { ca }),
      protocolVersion: this.#messages.version,
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
    const failure = await new Promise<Outcome | undefined>(resolve => {
      client.once('connect', packet => {
        this.#receiveMaximum = packet.properties?.receiveMaximum ?? Infinity;
        this.#maximumPacketSize = packet.properties?.maximumPacketSize ?? Infinity;
        const { maximumQoS = 2, retainAvailable = true } = packet.properties ?? {};
        const { qos, retain } = this.#messages;
        // Publishing what it does not offer would end the connection each time.
        if (qos > maximumQoS)
          resolve(setUpWrongly(`The broker at ${maskUrl(url)} offers no quality of service above ${maximumQoS}. Choose a lower "qos".`));
        else if (retain && !retainAvailable) resolve(setUpWrongly(`The broker at ${maskUrl(url)} keeps no messages. Switch "retain" off.`));
        else resolve(undefined);
      });
      client.once('error', error => resolve(refusal(url, error)));
      client.once('close', () =>
        resolve({ kind: 'retry', reason: `The broker at ${maskUrl(url)} does not answer. Is it running, and is the address right?` }),
      );
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

/** Not the event is wrong: it waits, and is tried again seldom until somebody mends the sink. */
const setUpWrongly = (reason: string): Outcome => ({ kind: 'rejected', about: 'sink', reason });

function refusal(url: string, error: Error): Outcome {
  const broker = `The broker at ${maskUrl(url)}`;
  const code = (error as Error & { readonly code?: number | string }).code;
  if (isDistrust(code))
    return {
      kind: 'retry',
      reason: `${broker} shows a certificate that this computer does not trust (${code}). Name its authority in "ca".`,
    };
  const known = typeof code === 'number' ? refusals[code] : undefined;
  return known === undefined
    ? { kind: 'retry', reason: `${broker} cannot be reached: ${error.message || String(code)}.` }
    : setUpWrongly(`${broker} refuses the connection: ${known}.`);
}
