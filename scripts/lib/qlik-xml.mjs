// Writes pieces of a Qlik Sense LocalLogConfig.xml: everything by <param>, in the order the services check
// (filters, evaluator, params, layout; in a layout converters before params).
// Snippets and templates are both made from here and from schemas/receivers/formats.json, so that they cannot drift apart.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..', '..');
const readJson = name => JSON.parse(readFileSync(path.join(root, name), 'utf8'));

const formats = new Map(readJson('schemas/receivers/formats.json').formats.map(format => [format.id, format]));
const converterTypes = readJson('schemas/catalogue/qlik.json').usualConverters;

/** The message format of a contract, by its id. */
export function formatOf(id) {
  const format = formats.get(id);
  if (!format) throw new Error(`schemas/receivers/formats.json has no format ${id}`);
  return format;
}

/** Escapes what may not stand in an attribute value. */
export const escapeXml = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

export const param = (name, value) => `<param name="${name}" value="${escapeXml(value)}" />`;

/** Lines of one <filter>; without params it is an empty element. */
export function filter(type, params = []) {
  const full = `log4net.Filter.${type}`;
  if (params.length === 0) return [`<filter type="${full}" />`];
  return [`<filter type="${full}">`, ...indent(params.map(([name, value]) => param(name, value))), '</filter>'];
}

/** Accept what holds one of the texts, deny the rest. */
export const onlyMessagesWith = texts =>
  texts.length === 0 ? [] : [...texts.flatMap(text => filter('StringMatchFilter', [['stringToMatch', text]])), ...filter('DenyAllFilter')];

/** Lines of a pattern layout that declares the Qlik words its pattern uses. */
export function patternLayout(pattern) {
  const declared = converterTypes.filter(({ name }) => new RegExp(`%[-0-9.]*${name}(?![A-Za-z0-9])`).test(pattern));
  return [
    '<layout type="log4net.Layout.PatternLayout">',
    ...indent([
      ...declared.flatMap(({ name, type }) => ['<converter>', ...indent([param('name', name), param('type', type)]), '</converter>']),
      param('conversionPattern', pattern),
    ]),
    '</layout>',
  ];
}

/** Lines of one <appender>. `evaluator` is a list of lines. */
export function appender({ name, type, filters = [], evaluator = [], params = [], layout = [] }) {
  return [
    `<appender name="${name}" type="${type}">`,
    ...indent([...filters, ...evaluator, ...params.map(([key, value]) => param(key, value)), ...layout]),
    '</appender>',
  ];
}

/** Lines of one <logger>. */
export const logger = (name, refs) => [`<logger name="${name}">`, ...indent(refs.map(ref => `<appender-ref ref="${ref}" />`)), '</logger>'];

/** The appender that sends one message type as a datagram. Filter texts are those the sender's current file uses. */
export function udpAppender(format, { name, address = '127.0.0.1', port = String(format.defaultPort), filters }) {
  return appender({
    name,
    type: 'log4net.Appender.UdpAppender',
    filters: filters ?? onlyMessagesWith(currentTexts(format)),
    params: [
      ...(format.threshold ? [['threshold', format.threshold]] : []),
      ['remoteAddress', address],
      ['remotePort', port],
      ['encoding', 'utf-8'],
    ],
    layout: patternLayout(format.pattern),
  });
}

/** The texts of a format's filters that no later release replaced. */
export const currentTexts = format =>
  format.filters.filter(each => each.until === null && each.stringToMatch !== null).map(each => each.stringToMatch);

export const indent = lines => lines.map(line => (line === '' ? '' : `  ${line}`));

/** `task-failed` → `TaskFailed`. */
export const pascal = id => id.replace(/(^|-)([a-z])/g, (_, _dash, letter) => letter.toUpperCase());
