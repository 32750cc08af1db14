/** MQTT: publishes each event as JSON (`schemas/event.schema.json` plus `deliveryId` and `hops`), or in Butler's own shapes. */
import { defineSink, type BrokerTopic, type Parsed } from '../delivery/contract';
import { compileTemplate } from '../delivery/template';
import { messagesFor, readable, type MessageSettings } from './mqtt/messages';
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
  open: (settings, ports) => new Publisher(settings, settings, ports),
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
      version: protocolVersion === 5 ? 5 : 4,
      client: { ...names, ...pems },
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
