import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogueFor } from '../../../server/src/catalogue/index';
import { readText } from '../../../server/src/model/read';
import type { Setting } from '../../../server/src/model/types';
import { configs } from '../../support/configs';
import { drawn, marked } from '../../support/marked';
import { seeded } from '../../support/random';

const catalogue = catalogueFor();
const read = (text: string): ReturnType<typeof readText> => readText(text, catalogue);
const udp = 'log4net.Appender.UdpAppender';

for (const [name, text, dialect, body] of [
  ['a log4net root', '<log4net><root/></log4net>', 'log4net', 'log4net'],
  ['a section of an application’s file', '<configuration><configSections/><log4net/></configuration>', 'log4net', 'log4net'],
  ['a section deeper inside', '<a><b><log4net/></b></a>', 'log4net', 'log4net'],
  ['appenders right below configuration', '<configuration><appender name="A"/></configuration>', 'qlik', 'configuration'],
  ['a root of another name with loggers below it', '<config><logger name="A"/></config>', 'qlik', 'config'],
  ['an empty configuration', '<configuration/>', 'qlik', 'configuration'],
  ['something else', '<project/>', 'qlik', undefined],
  ['nothing at all', '', 'qlik', undefined],
] as const) {
  test(`the dialect of ${name} is ${dialect}`, () => {
    const config = read(text);
    assert.deepEqual([config.dialect, config.body?.name], [dialect, body]);
  });
}

test('an appender is found by its exact name, the first of several, at any depth', () => {
  const config = read(
    '<log4net><x><appender name="A" type="one"/></x><appender name="A" type="two"/><appender name="a" type="three"/></log4net>',
  );
  assert.equal(config.appenderNamed('A')?.typeText, 'one');
  assert.equal(config.appenderNamed('a')?.typeText, 'three');
  assert.equal(config.appenderNamed(''), undefined);
  assert.deepEqual(
    config.appenders.map(it => it.shadowedBy?.typeText),
    [undefined, 'one', undefined],
  );
});

test('an appender with a prefix or a capital is none', () => {
  assert.deepEqual(read('<log4net xmlns:x="u"><x:appender name="A"/><Appender name="B"/></log4net>').appenders, []);
});

test('references know what they find and who makes them; appenders know who refers to them', () => {
  const config = read(
    '<log4net><appender name="F" type="log4net.Appender.ForwardingAppender"><appender-ref ref="U"/></appender>' +
      `<appender name="U" type="${udp}"/><logger name="L"><appender-ref ref="F"/><appender-ref ref="gone"/></logger><appender-ref ref="U"/></log4net>`,
  );
  const [forwarder, target] = config.appenders;
  assert.ok(forwarder && target);
  assert.deepEqual(
    config.references.map(it => [it.name, it.target?.name, it.owner?.kind]),
    [
      ['U', 'U', 'appender'],
      ['F', 'F', 'logger'],
      ['gone', undefined, 'logger'],
      ['U', 'U', undefined],
    ],
  );
  assert.deepEqual(
    forwarder.references.map(it => it.name),
    ['U'],
  );
  assert.deepEqual(
    target.referencedBy.map(it => it.owner?.element),
    [forwarder.element],
  );
});

test('a property is read from a param or an element, from its value or its text, in any case', () => {
  const { text, ranges } = marked(
    `<log4net><appender name="A" type="${udp}"><param name="⟦remotePort⟧" value="⟦9998⟧"/><⟦REMOTEADDRESS⟧>⟦127.0.0.1⟧</REMOTEADDRESS>` +
      '<param name="⟦encoding⟧">⟦<![CDATA[utf-8]]>⟧</param><⟦threshold⟧ value="⟦⟧">WARN</threshold></appender></log4net>',
  );
  const settings = read(text).appenders[0]?.settings ?? [];
  assert.deepEqual(
    settings.map(it => [it.form, it.name, it.fact?.name, it.value?.text, it.value?.from]),
    [
      ['param', 'remotePort', 'remotePort', '9998', 'attribute'],
      ['element', 'REMOTEADDRESS', 'remoteAddress', '127.0.0.1', 'text'],
      ['param', 'encoding', 'encoding', 'utf-8', 'text'],
      ['element', 'threshold', 'threshold', '', 'attribute'],
    ],
  );
  const spans = settings.flatMap(it => [it.nameSpan, it.value?.span ?? it.nameSpan]);
  assert.equal(drawn(text, spans), drawn(text, ranges));
});

test('text around comments and CDATA is one value, and any text hides the children', () => {
  const value = (inner: string): Setting | undefined =>
    read(`<log4net><appender type="${udp}"><layout type="log4net.Layout.PatternLayout">${inner}</layout></appender></log4net>`).appenders[0]
      ?.settings[0];
  assert.equal(value('a<!-- no -->b<![CDATA[<c>]]>')?.value?.text, 'ab<c>');
  assert.equal(value('oops<conversionPattern value="%m"/>')?.value?.text, 'oops');
  assert.equal(value('\n <conversionPattern value="%m"/>\n')?.object?.settings[0]?.value?.text, '%m');
});

test('an empty element of a text property is the empty text, of another one an object', () => {
  const config = read(
    `<log4net><appender type="${udp}"><layout type="log4net.Layout.PatternLayout"><conversionPattern x="1"/></layout><remotePort/></appender></log4net>`,
  );
  const [layout, port] = config.appenders[0]?.settings ?? [];
  assert.equal(layout?.object?.settings[0]?.value?.text, '');
  assert.ok(port?.object && !port.value);
});

test('objects are nested: a layout, its converters, their types; a missing type is the property’s own', () => {
  const config = read(
    `<log4net><appender type="${udp}"><layout type="log4net.Layout.PatternLayout, log4net"><converter><name value="host"/></converter></layout></appender></log4net>`,
  );
  const layout = config.appenders[0]?.settings[0]?.object;
  assert.equal(layout?.type?.behaviour, 'pattern-layout');
  const converter = layout.settings[0]?.object;
  assert.equal(converter?.typeText, undefined);
  assert.equal(converter?.type?.kind, 'converter-info');
  assert.equal(converter.settings[0]?.fact?.name, 'name');
});

test('a type beside a value says what the text is made into first', () => {
  const config = read(
    '<log4net><appender type="log4net.Appender.FileAppender"><file type="log4net.Util.PatternString" value="%env{X}"/></appender></log4net>',
  );
  const file = config.appenders[0]?.settings[0];
  assert.equal(file?.via?.type?.kind, 'pattern-string');
  assert.equal(file.value?.text, '%env{X}');
});

test('loggers keep their document order, with level, additivity, references and other properties', () => {
  const config = read(
    '<log4net><logger name="A.B" additivity="false"><level value="WARN"/><appender-ref ref="X"/><additivity value="TRUE"/></logger>' +
      '<category name="C" additivity="no"><priority value="INFO"/><level value="ERROR"/></category><root additivity="false"><level>DEBUG</level></root></log4net>',
  );
  assert.deepEqual(
    config.loggers.map(it => [it.name, it.isRoot, it.additivity, it.level?.text, it.references.length, it.settings.length]),
    [
      ['A.B', false, true, 'WARN', 1, 1],
      ['C', false, true, 'ERROR', 0, 0],
      ['', true, true, '', 0, 0],
    ],
  );
});

test('what stands at the top and is no structure is a property of the repository', () => {
  const config = read('<log4net><threshold value="WARN"/><level><name value="X"/></level><appender/><logger/><root/><renderer/></log4net>');
  assert.deepEqual(
    config.repository?.settings.map(it => [it.name, it.fact?.kind]),
    [
      ['threshold', 'level'],
      ['level', 'object'],
    ],
  );
});

test('any text gives a configuration, whatever is cut out of it or put into it', () => {
  const seed = 20_240_309;
  const random = seeded(seed);
  const pieces = [
    '<',
    '>',
    '/',
    '"',
    "'",
    '&',
    '<!--',
    ']]>',
    '<log4net>',
    '</appender>',
    ' value=',
    '<appender name="A">',
    '\0',
    'é',
    '<param',
  ];
  for (let round = 0; round < 400; round++) {
    let { text } = random.pick(configs);
    for (let edit = 0; edit < 4; edit++) {
      const at = random.below(text.length + 1);
      text = text.slice(0, at) + (random.below(2) === 0 ? random.pick(pieces) : '') + text.slice(at + random.below(40));
    }
    const config = read(text);
    const spans = [...config.appenders, ...config.loggers, ...config.references].map(it => it.element.span);
    assert.ok(
      spans.every(it => it.start >= 0 && it.start <= it.end && it.end <= text.length),
      `seed ${seed}, round ${round}`,
    );
  }
});

test('elements nested a hundred thousand deep are read like any others', () => {
  const deep = 100_000;
  const config = read(`<log4net><appender name="A" type="${udp}">${'<layout>'.repeat(deep)}</appender><appender name="B"/></log4net>`);
  assert.ok(config.appenderNamed('A'));
});
