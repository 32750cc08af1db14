/** The XML of log4j's viewers: one `log4j:event` element and a line break for each event. Writes and reads it. */
import { exceptionText } from '../pattern/converters';
import type { LogEvent } from '../pattern/event';
import { parseInstant } from '../pattern/net-time';
import type { EventProperties } from '../pattern/properties';
import {
  composeProperties,
  hostNameProperty,
  identityProperty,
  renderValue,
  threadName,
  userName,
  userNameProperty,
} from '../pattern/properties';
import type { RenderContext, Rendered } from '../pattern/render';
import type { Codec } from './codec';
import { AttributeWriter, element, locationAttributes } from './xml-layout';
import { asDecoded, readXmlEvent } from './xml-read';
import type { XmlTextRules } from './xml-text';
import { xmlContent } from './xml-text';

/** The layout's settings, with log4net's defaults. */
export interface Log4jXmlOptions {
  readonly locationInfo?: boolean;
  /** Default `?`. */
  readonly invalidCharReplacement?: string;
}

/**
 * What the layout prints for an event. It adds entries to the event's properties, and they stay: a layout that renders
 * the same event later prints them too. So hand in `context.properties`, one map for each event. Never throws.
 */
export function encodeLog4jXml(event: LogEvent, options: Log4jXmlOptions, context: RenderContext): Rendered {
  const properties = context.properties ?? composeProperties(event, context.machine, context.version);
  addLog4jProperties(properties, event, context);
  if (event.message === null) return { ok: false, failure: 'no-message', complaints: [] };
  const rules: XmlTextRules = { version: context.version, invalidCharReplacement: options.invalidCharReplacement ?? '?' };
  const attributes = new AttributeWriter(rules);
  const head = [
    attributes.write('logger', event.logger),
    attributes.write('timestamp', String(parseInstant(event.timestamp).ms)),
    attributes.write('level', context.levelName ?? event.level),
    attributes.write('thread', threadName(event)),
  ];
  const ndc = properties.get('NDC') ?? '';
  const data = [...properties].map(
    ([name, value]) => `<log4j:data${attributes.write('name', name)}${attributes.write('value', renderValue(value))} />`,
  );
  const exception = exceptionText(event);
  const output = [
    `<log4j:event${head.join('')}>`,
    element('log4j:message', xmlContent(event.message, rules)),
    ndc === '' ? '' : element('log4j:NDC', xmlContent(renderValue(ndc), rules)),
    data.length === 0 ? '' : element('log4j:properties', data.join('')),
    exception === '' ? '' : element('log4j:throwable', xmlContent(exception, rules)),
    options.locationInfo === true ? `<log4j:locationInfo${locationAttributes(event, attributes)} />` : '',
    '</log4j:event>\r\n',
  ];
  return attributes.failed ? { ok: false, failure: 'half-surrogate', complaints: [] } : { ok: true, text: output.join(''), complaints: [] };
}

/** Reads what the layout writes, and what log4j itself and its kin write. */
export const log4jXml: Codec = {
  name: 'log4j-xml',
  decode(text) {
    const event = readXmlEvent(text);
    return event?.prefix === 'log4j' ? asDecoded('log4j-xml', event) : undefined;
  },
};

/** Machine, application, identity and user, where the event lacks them. */
function addLog4jProperties(properties: EventProperties, event: LogEvent, { machine }: RenderContext): void {
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '' && (properties.get(name) ?? null) === null) properties.set(name, value);
  };
  const host = properties.get(hostNameProperty) ?? null;
  if (host !== null && (properties.get('log4jmachinename') ?? null) === null) properties.set('log4jmachinename', host);
  add('log4japp', event.domain);
  add(identityProperty, event.identity);
  add(userNameProperty, userName(event, machine));
}
