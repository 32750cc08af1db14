/** MQTT: publishes each event as JSON (`schemas/event.schema.json` plus `deliveryId`, `listener` and `hops`), or in Butler's own shapes. */
import { hostname } from 'node:os';
import { defineSink, type BrokerTopic, type Delivery, type Parsed } from '../delivery/contract';
import { reader } from '../delivery/read';
import { readBodyTemplate } from '../delivery/summary';
import { compileTemplate } from '../delivery/template';
import { losesHops, messagesFor, readable, type MessageSettings } from './mqtt/messages';
import { Publisher, type Announcement, type BrokerSettings } from './mqtt/publisher';
import { readPem } from './pem';

interface MqttSettings extends MessageSettings, BrokerSettings {
  /** `host:port`, as events that come back name it. */
  readonly broker: string;
  readonly topicText: string;
}

export const mqtt = defineSink<MqttSettings>({
  kind: 'mqtt',
  // Between two batches the line is idle for as long as an answer takes: the more in one, the less of that.
  limits: { batch: 5000, duplicates: 'send' },
  settings: {
    url: { schema: { type: 'string', minLength: 1, description: '`mqtt://HOST:1883`, `mqtts://HOST:8883`, `ws://…` or `wss://…`.' } },
    topic: {
      schema: {
        type: 'string',
        description:
          'A template: `qliksense/{{type}}/{{taskName}}`. What comes from an event stays one level. With `"payload": "butler"`: what Butler\'s topics lie below.',
      },
    },
    payload: {
      schema: {
        type: 'string',
        enum: ['event', 'butler'],
        enumDescriptions: ['JSON of ours, with everything', 'Messages and topics as Butler and Butler SOS publish them'],
        description: 'What is published.',
      },
    },
    template: { schema: { type: 'string', description: 'A template for the payload, in place of the JSON.' } },
    qos: { schema: { type: 'integer', enum: [0, 1, 2], description: 'Quality of service; 1 unless you say otherwise.' } },
    retain: { schema: { type: 'boolean', description: 'The broker keeps the last message of each topic.' } },
    protocolVersion: { schema: { type: 'integer', enum: [4, 5], description: '4 is MQTT 3.1.1.' } },
    username: { schema: { type: 'string', description: 'The account at the broker.' } },
    password: { schema: { type: 'string', description: 'The password of the account.' }, secret: true },
    ca: { schema: { type: 'string', description: "The authority behind the broker's certificate: a PEM file, or its text." } },
    cert: { schema: { type: 'string', description: 'Our certificate: a PEM file, or its text.' } },
    key: { schema: { type: 'string', description: 'The key of our certificate: a PEM file.' }, secret: 'pem' },
    checkCertificate: {
      schema: { type: 'boolean', description: '`false` takes any certificate of the broker. The label of the sink says so.' },
    },
    birth: { schema: announcementSchema('Published at every connection.') },
    will: { schema: announcementSchema('Published by the broker when we vanish, and by us when we end.') },
  },
  required: ['url'],
  ways: [
    {
      title: 'New MQTT broker',
      description: 'JSON to a topic',
      questions: [
        { setting: 'url', prompt: 'Address of the broker, without user and password', value: 'mqtt://127.0.0.1:1883' },
        { setting: 'topic', prompt: 'Topic; {{type}} stands for the type of the event', value: 'qliksense/{{type}}' },
        { setting: 'username', prompt: 'User name; empty for none', optional: true },
        { setting: 'password', prompt: 'Password; it goes into the secret store', after: 'username' },
      ],
    },
  ],
  parse,
  label: ({ broker, topicText, payload, checkCertificate }) =>
    `MQTT ${broker} ${topicText}${payload === 'butler' ? " (Butler's topics)" : ''}${checkCertificate ? '' : ' (certificate not checked)'}`,
  preview: (settings, delivery) => {
    const messages = messagesFor(delivery, settings);
    return { heading: messages.map(it => it.topic).join(', '), body: messages.map(it => readable(it.payload)).join('\n') };
  },
  address: (settings, event): BrokerTopic => ({
    broker: settings.broker,
    topic: topicFor({ deliveryId: '', event, attempt: 1, listener: hostname() }, settings),
    losesHops: losesHops(event, settings),
  }),
  open: (settings, ports) => new Publisher(settings, settings, ports),
});

/** Empty where the template fails: then nothing is published, either. */
function topicFor(delivery: Delivery, settings: MessageSettings): string {
  try {
    return messagesFor(delivery, settings)[0]?.topic ?? '';
  } catch {
    return '';
  }
}

function parse(raw: Readonly<Record<string, unknown>>): Parsed<MqttSettings> {
  const complaints: string[] = [];
  const { text, flag } = reader(raw, complaints);
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
  const { template, notices } = readBodyTemplate(raw['template']);
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
      template,
      qos,
      retain,
      checkCertificate,
      will,
      birth,
      version: protocolVersion === 5 ? 5 : 4,
      client: { ...names, ...pems },
    },
    notices,
  };
}

function announcementSchema(description: string) {
  return {
    type: 'object',
    required: ['topic', 'payload'],
    properties: {
      topic: { type: 'string', minLength: 1 },
      payload: { type: 'string' },
      qos: { type: 'integer', enum: [0, 1, 2] },
      retain: { type: 'boolean' },
    },
    description: `${description} Retained unless you say otherwise.`,
  } as const;
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
