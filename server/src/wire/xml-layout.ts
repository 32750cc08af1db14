/** log4net's own XML layout: one `event` element and a line break for each event. Writes and reads it. */
import type { LogEvent } from '../pattern/event';
import { formatNetDate } from '../pattern/net-date';
import { localTime, parseInstant } from '../pattern/net-time';
import { compareVersions, composeProperties, renderValue, threadName, userName } from '../pattern/properties';
import type { RenderContext, Rendered } from '../pattern/render';
import { exceptionText } from '../pattern/converters';
import type { Codec } from './codec';
import { encoderFor } from './encoding';
import { toBase64 } from './payload';
import { asDecoded, readXmlEvent } from './xml-read';
import type { XmlTextRules } from './xml-text';
import { cleanXml, hasHalfSurrogate, isXmlName, xmlAttribute, xmlContent } from './xml-text';

/** The layout's settings, with log4net's defaults. */
export interface XmlLayoutOptions {
  /** Default `log4net`; empty: no prefix and no colon. */
  readonly prefix?: string;
  readonly locationInfo?: boolean;
  /** Default `?`. */
  readonly invalidCharReplacement?: string;
  readonly base64EncodeMessage?: boolean;
  readonly base64EncodeProperties?: boolean;
}

/** What the layout prints for an event. The order of properties is not specified; log4net's is that of a hash table. Never throws. */
export function encodeXmlLayout(event: LogEvent, options: XmlLayoutOptions, context: RenderContext): Rendered {
  const prefix = options.prefix ?? 'log4net';
  const tag = (name: string): string => (prefix === '' ? name : `${prefix}:${name}`);
  if (!isXmlName(tag('event'))) return { ok: false, failure: 'bad-prefix', complaints: [] };
  if (event.message === null) return { ok: false, failure: 'no-message', complaints: [] };
  const rules: XmlTextRules = { version: context.version, invalidCharReplacement: options.invalidCharReplacement ?? '?' };
  const attributes = new AttributeWriter(rules);
  const user = userName(event, context.machine);
  const head = [
    attributes.write('logger', event.logger),
    attributes.write('timestamp', xmlTime(event.timestamp, context.machine.timeZone)),
    attributes.write('level', context.levelName ?? event.level),
    attributes.write('thread', threadName(event)),
    ...[['domain', event.domain ?? ''] as const, ['identity', event.identity ?? ''] as const, ['username', user] as const].map(
      ([name, value]) => (value === '' ? '' : attributes.write(name, value)),
    ),
  ];
  const message = options.base64EncodeMessage === true ? base64(event.message) : event.message;
  const properties = context.properties ?? composeProperties(event, context.machine, context.version);
  const data = [...properties].map(([name, value]) => {
    const text = options.base64EncodeProperties === true ? base64(renderValue(value)) : cleanXml(renderValue(value), rules);
    return `<${tag('data')}${attributes.write('name', cleanXml(name, rules))}${attributes.write('value', text)} />`;
  });
  const exception = exceptionText(event);
  const output = [
    `<${tag('event')}${head.join('')}>`,
    element(tag('message'), xmlContent(message, rules)),
    data.length === 0 ? '' : element(tag('properties'), data.join('')),
    exception === '' ? '' : element(tag('exception'), xmlContent(exception, rules)),
    options.locationInfo === true ? `<${tag('locationInfo')}${locationAttributes(event, attributes)} />` : '',
    `</${tag('event')}>\r\n`,
  ];
  return attributes.failed ? { ok: false, failure: 'half-surrogate', complaints: [] } : { ok: true, text: output.join(''), complaints: [] };
}

/** Reads what the layout writes, whatever its prefix. Encoded messages stay encoded: nothing tells them apart. */
export const xmlLayout: Codec = {
  name: 'log4net-xml',
  decode(text) {
    const event = readXmlEvent(text);
    return event === undefined || event.prefix === 'log4j' ? undefined : asDecoded('log4net-xml', event);
  },
};

/** Writes attributes by the rules of a release and remembers whether one of them made .NET's writer throw. */
export class AttributeWriter {
  readonly #rules: XmlTextRules;
  readonly #isNew: boolean;
  #failed = false;

  constructor(rules: XmlTextRules) {
    this.#rules = rules;
    this.#isNew = compareVersions(rules.version, '3.3.0') >= 0;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** From 3.3.0 every value is cleaned, and an empty one leaves the attribute out. */
  write(name: string, value: string): string {
    const text = this.#isNew ? cleanXml(value, this.#rules) : value;
    if (this.#isNew && text === '') return '';
    if (hasHalfSurrogate(text)) this.#failed = true;
    return xmlAttribute(name, text);
  }
}

export function locationAttributes(event: LogEvent, attributes: AttributeWriter): string {
  const { location } = event;
  const unknown = location ? '' : '?';
  return (['class', 'method', 'file', 'line'] as const).map(name => attributes.write(name, location?.[name] ?? unknown)).join('');
}

export function element(name: string, content: string): string {
  return content === '' ? `<${name} />` : `<${name}>${content}</${name}>`;
}

/** `XmlConvert.ToString` of a local time: as many decimals as needed, and the offset even where it is zero. */
function xmlTime(timestamp: string, timeZone: string): string {
  const formatted = formatNetDate(localTime(parseInstant(timestamp), timeZone), "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz");
  return formatted.ok ? formatted.text : '';
}

function base64(text: string): string {
  const bytes = encoderFor('utf-8')?.encode(text);
  return bytes ? toBase64(bytes) : '';
}
