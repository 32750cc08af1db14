import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LogEvent } from '../../../server/src/pattern/event';
import { composeProperties } from '../../../server/src/pattern/properties';
import type { RenderContext, Rendered } from '../../../server/src/pattern/render';
import { encodeLog4jXml, log4jXml } from '../../../server/src/wire/log4j-xml';
import { encodeXmlLayout, xmlLayout } from '../../../server/src/wire/xml-layout';
import { readXmlEvent } from '../../../server/src/wire/xml-read';
import { cleanXml, xmlContent } from '../../../server/src/wire/xml-text';
import { event, machine } from '../pattern/scene';

const context: RenderContext = { machine, version: '2.0.17' };
const rules = { version: '2.0.8', invalidCharReplacement: '?' };
const textOf = (rendered: Rendered): string => (rendered.ok ? rendered.text : `failure: ${rendered.failure}`);

test('XmlLayout writes attributes, message, properties, exception and location in log4net’s order', () => {
  const text = textOf(encodeXmlLayout({ ...event, exception: 'E: bad', properties: { A: 'x<y' } }, { locationInfo: true }, context));
  assert.equal(
    text,
    '<log4net:event logger="System.Scheduler.Master.TaskSession" timestamp="2024-03-09T08:07:06.045+00:00" level="INFO" thread="17" domain="Scheduler.exe" identity="LAB\\auditor" username="LAB\\qlikservice">' +
      '<log4net:message>Reload finished</log4net:message>' +
      '<log4net:properties><log4net:data name="A" value="x&lt;y" /><log4net:data name="log4net:HostName" value="SENSE01" /></log4net:properties>' +
      '<log4net:exception>E: bad</log4net:exception>' +
      '<log4net:locationInfo class="Qlik.Task.TaskSession" method="Complete" file="C:\\agent\\TaskSession.cs" line="214" /></log4net:event>\r\n',
  );
});

test('the log4j layout adds machine, application, identity and user to the event for good', () => {
  const properties = composeProperties({ ...event, properties: { NDC: 'outer' } }, machine, '2.0.17');
  const text = textOf(encodeLog4jXml(event, {}, { ...context, properties }));
  assert.equal(
    text,
    '<log4j:event logger="System.Scheduler.Master.TaskSession" timestamp="1709971626045" level="INFO" thread="17"><log4j:message>Reload finished</log4j:message><log4j:NDC>outer</log4j:NDC><log4j:properties>' +
      '<log4j:data name="NDC" value="outer" /><log4j:data name="log4net:HostName" value="SENSE01" /><log4j:data name="log4jmachinename" value="SENSE01" /><log4j:data name="log4japp" value="Scheduler.exe" />' +
      '<log4j:data name="log4net:Identity" value="LAB\\auditor" /><log4j:data name="log4net:UserName" value="LAB\\qlikservice" /></log4j:properties></log4j:event>\r\n',
  );
  assert.equal(properties.get('log4japp'), 'Scheduler.exe');
});

function checkContent(text: string, expected: string): void {
  test(`the content ${JSON.stringify(text)} is written ${expected}`, () => assert.equal(xmlContent(text, rules), expected));
}

checkContent('a < b & c', 'a &lt; b &amp; c');
checkContent('<a><b>', '&lt;a&gt;&lt;b&gt;');
checkContent('<a><b><', '<![CDATA[<a><b><]]>');
checkContent('&&&', '&amp;&amp;&amp;');
checkContent('&&&&', '<![CDATA[&&&&]]>');
checkContent('x <<<<<<<<<<<<<<]]>', '<![CDATA[x <<<<<<<<<<<<<<]]>]]&gt;');
checkContent('<<<<<<<<]]>>>', '<![CDATA[<<<<<<<<]]>]]<![CDATA[>>>]]>');
checkContent('nul\0 half\ud83d', 'nul? half?');

test('releases differ in what they take for characters', () => {
  assert.equal(cleanXml('日😀', { ...rules, version: '1.2.10' }), '???');
  assert.equal(cleanXml('日😀', { ...rules, version: '2.0.8' }), '日??');
  assert.equal(cleanXml('日😀', { ...rules, version: '3.3.1' }), '日😀');
  assert.equal(cleanXml('\x01', { ...rules, invalidCharReplacement: '$$-$1' }), '$-$1');
});

test('what .NET’s writer refuses loses the event', () => {
  const half = { ...event, thread: 'a\ud800' };
  assert.equal(textOf(encodeXmlLayout(half, {}, context)), 'failure: half-surrogate');
  assert.equal(textOf(encodeLog4jXml({ ...event, properties: { A: '\udc00' } }, {}, context)), 'failure: half-surrogate');
  assert.equal(textOf(encodeXmlLayout({ ...event, message: null }, {}, context)), 'failure: no-message');
  assert.equal(textOf(encodeXmlLayout(event, { prefix: 'a b' }, context)), 'failure: bad-prefix');
});

test('from 3.3.0 attributes are cleaned and empty ones left out', () => {
  const text = textOf(encodeLog4jXml({ ...event, thread: '', logger: 'a\x01', properties: {} }, {}, { ...context, version: '3.3.0' }));
  assert.match(text, /^<log4j:event logger="a\?" timestamp="1709971626045" level="INFO"><log4j:message>/);
});

const letter = fc.constantFrom(
  'a',
  ' ',
  '<',
  '>',
  '&',
  '"',
  "'",
  ']',
  ']]>',
  '\r',
  '\n',
  '\r\n',
  '\t',
  'é',
  '終',
  '&lt;',
  '&#65;',
  '<![CDATA[',
  '-->',
  '\ue000',
  '=',
  '/',
);
const text = fc.array(letter, { maxLength: 12 }).map(letters => letters.join(''));
const someEvent: fc.Arbitrary<LogEvent> = fc.record({
  logger: text,
  level: fc.constantFrom('INFO', 'WARN'),
  message: text,
  exception: text,
  thread: text,
  timestamp: fc.constant('2024-03-09T08:07:06.045Z'),
  domain: text,
  user: text,
  identity: text,
  properties: fc.dictionary(fc.oneof(text, fc.constantFrom('message', 'logger', '__proto__', 'constructor')), text, { maxKeys: 4 }),
});

test('both layouts read back what they wrote, whatever the text', () => {
  fc.assert(
    fc.property(someEvent, given => {
      for (const encode of [encodeXmlLayout, encodeLog4jXml]) {
        const properties = composeProperties(given, machine, context.version);
        const written = textOf(encode(given, {}, { ...context, properties }));
        const read = readXmlEvent(written);
        assert.ok(read, written);
        assert.equal(read.message, given.message);
        assert.equal(read.attributes.get('logger'), given.logger);
        assert.equal(read.attributes.get('thread'), given.thread);
        assert.equal(read.exception ?? '', given.exception);
        assert.deepEqual(
          new Map([...read.properties].sort()),
          new Map([...properties].map(([name, value]) => [name, String(value)] as const).sort()),
        );
      }
    }),
    { seed: 20240309, numRuns: 400 },
  );
});

test('the codecs name the parts of an event, and each reads only its own', () => {
  const log4j = textOf(encodeLog4jXml({ ...event, properties: { message: 'other' } }, {}, context));
  const own = textOf(encodeXmlLayout(event, {}, context));
  const read = log4jXml.decode(log4j);
  assert.deepEqual(
    [read?.format, read?.level, read?.logger, read?.message, read?.timestamp],
    ['log4j-xml', 'INFO', event.logger, 'Reload finished', '2024-03-09T08:07:06.045Z'],
  );
  assert.equal(read?.fields['properties.message'], 'other');
  assert.equal(xmlLayout.decode(own)?.fields['username'], 'LAB\\qlikservice');
  assert.equal(xmlLayout.decode(log4j), undefined);
  assert.equal(log4jXml.decode(own), undefined);
});

test('torn input is no event, wherever it is torn', () => {
  const whole = textOf(
    encodeLog4jXml({ ...event, message: 'a <<<<<<<</log4j:event>&&&&&&&& b', exception: 'E: </x>' }, { locationInfo: true }, context),
  );
  assert.ok(log4jXml.decode(whole));
  for (let end = 0; end < whole.trimEnd().length; end++) assert.equal(log4jXml.decode(whole.slice(0, end)), undefined, whole.slice(0, end));
});

test('entity bombs, huge and foreign texts are no events, at once', () => {
  const bomb =
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><log4j:event><log4j:message>&b;</log4j:message></log4j:event>';
  const many = `<log4j:event>${'<x>'.repeat(20_000)}${'</x>'.repeat(20_000)}</log4j:event>`;
  const long = `<log4j:event><log4j:message>${'x'.repeat(200_000)}</log4j:message></log4j:event>`;
  const spaces = `<log4j:event${' a'.repeat(30_000)}></log4j:event>`;
  const start = performance.now();
  for (const hostile of [bomb, many, long, spaces, '', '<', '<html></html>', '<log4j:event', '<log4j:event/>', '<a><b></a></b>'])
    assert.equal(log4jXml.decode(hostile), undefined);
  assert.ok(performance.now() - start < 5000);
  const unknown = '<log4j:event logger="x"><log4j:message>&b;&#x41;&#99999999;</log4j:message></log4j:event>';
  assert.equal(log4jXml.decode(unknown)?.message, '&b;A&#99999999;');
});

test('no bytes make reading throw', () => {
  const piece = fc.constantFrom(
    '<log4j:event',
    ' a="',
    '"',
    '>',
    '</log4j:event>',
    '<![CDATA[',
    ']]>',
    '<log4j:message>',
    '</log4j:message>',
    '<__proto__>',
    '</__proto__>',
    '&',
    '<!--',
    '-->',
    ' ',
    '<?x',
    'constructor',
    '/>',
    '\0',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 14 }).map(pieces => `<log4j:event ${pieces.join('')}</log4j:event>`),
      given => {
        log4jXml.decode(given);
        xmlLayout.decode(given);
      },
    ),
    { seed: 20240309, numRuns: 2000 },
  );
});
