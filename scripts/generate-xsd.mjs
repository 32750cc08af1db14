#!/usr/bin/env node
// Writes schemas/log4net.xsd from schemas/catalogue, as far as XML Schema 1.0 can say it:
// which children an element may have does not depend on its type there, and names are case-sensitive, where log4net's
// properties are not. So each kind of object takes the properties of all classes of its kind, each in three spellings
// (remotePort, RemotePort, remoteport), in any order.
//   node scripts/generate-xsd.mjs           writes it when it differs
//   node scripts/generate-xsd.mjs --check   exits 1 when it is stale
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeGenerated } from './lib/generated.mjs';
import { escapeXml, indent } from './lib/qlik-xml.mjs';

const root = path.resolve(import.meta.dirname, '..');
const read = name => JSON.parse(readFileSync(path.join(root, 'schemas/catalogue', `${name}.json`), 'utf8'));
const types = ['appenders', 'layouts', 'filters', 'evaluators', 'converters', 'objects', 'qlik'].flatMap(name => read(name).types);
const structure = read('elements').elements;
const docOf = (name, parent) => structure.find(each => each.name === name && each.parents.includes(parent))?.doc ?? '';

/** Kinds of value that a pattern can check; `${NAME}` may stand in any of them. */
const integer = ['int', 'long', 'short', 'byte', 'port'];
const simpleType = kind => (integer.includes(kind) ? 'integerValue' : kind === 'bool' ? 'boolValue' : 'anyValue');

/** One complex type for each kind of object, with the kinds of class that give it its properties. */
const objects = {
  appender: ['appender'],
  layout: ['layout', 'raw-layout'],
  filter: ['filter'],
  evaluator: ['evaluator'],
  converter: ['converter-info'],
  mapping: ['level-mapping'],
  parameter: ['parameter'],
  lockingModel: ['locking-model'],
  dateTimeStrategy: ['date-time-strategy'],
  errorHandler: ['error-handler'],
  securityContext: ['security-context'],
  keyAndValue: ['property-entry'],
  levelEntry: ['level-entry'],
};
const objectOf = {
  'property-entry': 'keyAndValue',
  'level-entry': 'levelEntry',
  'converter-info': 'converter',
  'level-mapping': 'mapping',
  'raw-layout': 'layout',
  'locking-model': 'lockingModel',
  'date-time-strategy': 'dateTimeStrategy',
  'error-handler': 'errorHandler',
  'security-context': 'securityContext',
};

/** Properties of all classes of some kinds by lower-case name: what may stand there, and what it is. */
function propertiesOf(kinds) {
  const found = new Map();
  for (const type of types.filter(each => kinds.includes(each.kind))) {
    for (const property of type.properties.filter(each => !each.internal)) {
      const key = property.name.toLowerCase();
      const known = found.get(key);
      const content = contentOf(property);
      if (!known) found.set(key, { name: property.name, content, docs: new Set([property.doc]) });
      else {
        known.docs.add(property.doc);
        if (known.content !== content) known.content = 'anything';
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function contentOf(property) {
  if (property.kind !== 'object') return simpleType(property.kind);
  if (property.text !== undefined && property.accepts[0] !== 'layout') return 'anything';
  const name = objectOf[property.accepts[0]] ?? property.accepts[0];
  return name in objects ? name : 'anything';
}

const spellings = name => [...new Set([name, name[0].toUpperCase() + name.slice(1), name.toLowerCase()])];

const documentation = text =>
  text === '' ? [] : [`<xs:annotation><xs:documentation>${escapeText(text)}</xs:documentation></xs:annotation>`];
const escapeText = text => escapeXml(text).replace(/>/g, '&gt;');

function element(name, type, doc = '') {
  const note = documentation(doc);
  return note.length === 0
    ? [`<xs:element name="${name}" type="${type}" />`]
    : [`<xs:element name="${name}" type="${type}">`, ...indent(note), '</xs:element>'];
}

const attribute = (name, { required = false, type = 'xs:string', doc = '' } = {}) => {
  const open = `<xs:attribute name="${name}" type="${type}"${required ? ' use="required"' : ''}`;
  return doc === '' ? [`${open} />`] : [`${open}>`, ...indent(documentation(doc)), '</xs:attribute>'];
};

/** Attributes of other namespaces, such as those of XML transforms: log4net does not look at them. */
const foreignAttributes = '<xs:anyAttribute namespace="##other" processContents="skip" />';

const complexType = (name, children, attributes, { mixed = false } = {}) => [
  `<xs:complexType name="${name}"${mixed ? ' mixed="true"' : ''}>`,
  ...indent([
    ...(children.length === 0 ? [] : ['<xs:choice minOccurs="0" maxOccurs="unbounded">', ...indent(children), '</xs:choice>']),
    ...attributes,
    foreignAttributes,
  ]),
  '</xs:complexType>',
];

/** The children of an object of these kinds, `param` included; names in `taken` stand already. */
function childrenOf(kinds, taken = []) {
  const lines = element('param', 'param');
  const used = new Set(['param', ...taken]);
  for (const { name, content, docs } of propertiesOf(kinds)) {
    for (const [index, spelling] of spellings(name).entries()) {
      if (used.has(spelling)) continue;
      used.add(spelling);
      lines.push(...element(spelling, content, index === 0 && docs.size === 1 ? [...docs][0] : ''));
    }
  }
  return lines;
}

function schema() {
  const reference = element('appender-ref', 'appender-ref', docOf('appender-ref', 'logger'));
  const levels = [...element('level', 'level', docOf('level', 'logger')), ...element('priority', 'level', docOf('priority', 'logger'))];
  const text = [attribute('value'), attribute('type')].flat();
  const loggerChildren = [
    ...levels,
    ...element('additivity', 'boolValue'),
    ...reference,
    ...element('param', 'param'),
    ...element('appender', 'appender'),
  ];
  return [
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="unqualified">',
    ...indent([
      ...valueTypes(),
      '',
      '<xs:element name="log4net">',
      ...indent([
        ...documentation(docOf('log4net', 'configuration')),
        '<xs:complexType mixed="true">',
        ...indent([
          '<xs:choice minOccurs="0" maxOccurs="unbounded">',
          ...indent([
            ...element('appender', 'appender', docOf('appender', 'log4net')),
            ...element('logger', 'logger', docOf('logger', 'log4net')),
            ...element('category', 'logger', docOf('category', 'log4net')),
            ...element('root', 'root', docOf('root', 'log4net')),
            ...element('renderer', 'renderer', docOf('renderer', 'log4net')),
            ...element('level', 'levelEntry', docOf('level', 'log4net')),
            ...element('property', 'keyAndValue', docOf('property', 'log4net')),
            ...element('loggerFactory', 'anything', docOf('loggerFactory', 'log4net')),
            ...element('threshold', 'anyValue', docOf('threshold', 'log4net')),
            ...element('Threshold', 'anyValue'),
            ...element('param', 'param', docOf('param', '*')),
          ]),
          '</xs:choice>',
          ...structure.find(each => each.name === 'log4net').attributes.flatMap(({ name, doc }) => attribute(name, { doc })),
          foreignAttributes,
        ]),
        '</xs:complexType>',
      ]),
      '</xs:element>',
      '',
      ...complexType('root', loggerChildren, [], { mixed: true }),
      ...complexType('logger', loggerChildren, [...attribute('name', { required: true }), ...attribute('additivity')], { mixed: true }),
      ...complexType('level', [], attribute('value', { required: true }), { mixed: true }),
      ...complexType('appender-ref', [], attribute('ref', { required: true }), { mixed: true }),
      ...complexType(
        'renderer',
        [],
        [...attribute('renderingClass', { required: true }), ...attribute('renderedClass', { required: true })],
      ),
      ...Object.entries(objects).flatMap(([name, kinds]) => [
        '',
        ...(name === 'appender'
          ? complexType(
              name,
              [...reference, ...childrenOf(kinds, ['appender-ref'])],
              [...attribute('name'), ...attribute('type', { required: true })],
              { mixed: true },
            )
          : complexType(name, childrenOf(kinds), text, { mixed: true })),
      ]),
    ]),
    '</xs:schema>',
  ];
}

function valueTypes() {
  const pattern = (name, expression, doc) => [
    `<xs:simpleType name="${name}Text">`,
    ...indent([
      ...documentation(doc),
      '<xs:restriction base="xs:string">',
      ...indent([`<xs:pattern value="${escapeXml(expression)}" />`]),
      '</xs:restriction>',
    ]),
    '</xs:simpleType>',
    ...complexType(`${name}Value`, [], [attribute('value', { type: `${name}Text` }), attribute('type')].flat(), { mixed: true }),
  ];
  const variable = '(.|\\s)*\\$\\{(.|\\s)*';
  return [
    ...pattern('integer', `\\s*[+\\-]?[0-9]+\\s*|${variable}`, 'A whole number; ${NAME} stands for an environment variable.'),
    ...pattern(
      'bool',
      `\\s*([tT][rR][uU][eE]|[fF][aA][lL][sS][eE])\\s*|${variable}`,
      'true or false in any case. yes, no, 1 and 0 are not understood.',
    ),
    '<xs:complexType name="anyValue" mixed="true">',
    ...indent(['<xs:sequence><xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded" /></xs:sequence>', ...text()]),
    '</xs:complexType>',
    '<xs:complexType name="anything" mixed="true">',
    ...indent([
      '<xs:sequence><xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded" /></xs:sequence>',
      '<xs:anyAttribute processContents="skip" />',
    ]),
    '</xs:complexType>',
    '<xs:complexType name="param" mixed="true">',
    ...indent([
      '<xs:sequence><xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded" /></xs:sequence>',
      ...attribute('name', { required: true }),
      ...text(),
    ]),
    '</xs:complexType>',
  ];
}

function text() {
  return [...attribute('value'), ...attribute('type'), foreignAttributes];
}

const head = [
  '<?xml version="1.0" encoding="utf-8"?>',
  '<!--',
  '  What a <log4net> element may hold, for editors that know XML Schema. Generated by scripts/generate-xsd.mjs: do not edit.',
  '  XML Schema 1.0 cannot make the children of an element depend on its type, nor ignore the case of names. So an appender',
  '  takes the properties of all appenders here, in the three usual spellings; log4net itself is stricter and laxer in turn.',
  '-->',
];
await writeGenerated(root, [['schemas/log4net.xsd', [...head, ...schema(), ''].join('\n')]], process.argv.includes('--check'));
