/** Texts nobody writes, and everybody's editor must survive: five seconds for everything there is to ask, as a guard against hanging. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createService } from '../../../server/src/service';

/** A guard against hanging, not a measure of speed: that is the bench's. */
const hangsAfterMs = 5_000;

const udp = '<appender name="A" type="log4net.Appender.UdpAppender">';
const layout = (pattern: string): string =>
  `${udp}<layout type="log4net.Layout.PatternLayout"><conversionPattern value="${pattern}"/></layout></appender><root><appender-ref ref="A"/></root>`;
const inFile = (inside: string): string => `<log4net>${inside}</log4net>`;
const many = (count: number, each: (index: number) => string): string => Array.from({ length: count }, (_, index) => each(index)).join('');

const texts: Readonly<Record<string, string>> = {
  'nested a hundred thousand deep': inFile('<a>'.repeat(100_000)),
  'nested and closed again': inFile(`${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`),
  'appenders inside appenders': inFile(many(5_000, index => `<appender name="A${index}" type="log4net.Appender.ForwardingAppender">`)),
  'a megabyte of <': '<'.repeat(1_000_000),
  'a megabyte of &': inFile(`<a b="${'&'.repeat(1_000_000)}"/>`),
  'a megabyte in one value': inFile(`<param name="x" value="${'v'.repeat(1_000_000)}"/>`),
  'a megabyte of text': inFile('word '.repeat(200_000)),
  'twenty thousand attributes': inFile(`<appender${many(20_000, index => ` a${index}="1"`)}/>`),
  'one attribute twenty thousand times': inFile(`<appender${' name="A"'.repeat(20_000)}/>`),
  'a hundred thousand comments': inFile('<!-- log4net-ignore -->'.repeat(100_000)),
  'a pattern of a quarter of a megabyte': inFile(layout('%message;'.repeat(28_000))),
  'a pattern of percent signs': inFile(layout('%'.repeat(200_000))),
  'a pattern of open braces': inFile(layout('%date{'.repeat(20_000))),
  'twenty thousand appenders of one name': inFile(many(20_000, () => '<appender name="A"/>')),
  'a chain of five thousand forwarding appenders, each of them in use': inFile(
    `${many(5_000, index => `<appender name="A${index}" type="log4net.Appender.ForwardingAppender"><appender-ref ref="A${index + 1}"/></appender>`)}<root>${many(5_000, index => `<appender-ref ref="A${index}"/>`)}</root>`,
  ),
  'a circle of five thousand forwarding appenders': inFile(
    `${many(5_000, index => `<appender name="A${index}" type="log4net.Appender.ForwardingAppender"><appender-ref ref="A${(index + 1) % 5_000}"/></appender>`)}<root><appender-ref ref="A0"/></root>`,
  ),
  'five thousand references to appenders that are not there': inFile(
    many(5_000, index => `<appender name="Appender${index}"/><logger name="L${index}"><appender-ref ref="Apender${index}"/></logger>`),
  ),
  'five thousand attributes that mean nothing': inFile(many(5_000, index => `<appender name="A${index}" threshold="INFO" colour="red"/>`)),
  'ten thousand references to one appender': inFile(
    `${udp}</appender>${many(10_000, index => `<logger name="L${index}"><appender-ref ref="A"/></logger>`)}`,
  ),
  'two thousand patterns beside ten thousand loggers': inFile(
    `${many(2_000, index => `<appender name="A${index}" type="log4net.Appender.UdpAppender"><layout type="log4net.Layout.PatternLayout"><conversionPattern value="%date %property{X}"/></layout></appender>`)}${many(10_000, index => `<logger name="L${index}"><appender-ref ref="A${index % 2_000}"/></logger>`)}`,
  ),
  'one root with five thousand references, below it two thousand loggers': inFile(
    `${many(500, index => `<appender name="A${index}" type="log4net.Appender.UdpAppender"/>`)}<root>${many(5_000, index => `<appender-ref ref="A${index % 500}"/>`)}</root>${many(2_000, index => `<logger name="L.${index}"><appender-ref ref="A${index % 500}"/></logger>`)}`,
  ),
  'a logger name of fifty thousand parts': inFile(`<logger name="${'a.'.repeat(50_000)}b"><level value="INFO"/></logger>`),
  'ten thousand unknown properties': inFile(`${udp}${many(10_000, index => `<unknown${index} value="x"/>`)}</appender>`),
  'ten thousand times the same property': inFile(`${udp}${'<remotePort value="1"/>'.repeat(10_000)}</appender>`),
  'ten thousand filters': inFile(`${udp}${'<filter type="log4net.Filter.DenyAllFilter"/>'.repeat(10_000)}</appender>`),
  "five thousand objects of somebody else's": inFile(
    many(
      5_000,
      index => `<appender name="A${index}" type="Acme.Fax, Acme"><a value="x"/><layout type="log4net.Layout.PatternLaout"/></appender>`,
    ),
  ),
  'a Qlik file in the wrong order, five thousand times': `<configuration>${many(5_000, index => `<root/><appender name="A${index}" type="log4net.Appender.UdpAppender"><layout/><param name="a"/><x/></appender>`)}</configuration>`,
  'line ends only': '\r\n'.repeat(300_000),
  'control characters': inFile(`<a b="${'\u0001'.repeat(100_000)}"/>`),
};

for (const [name, text] of Object.entries(texts)) {
  test(`${name}: everything answers`, { timeout: 60_000 }, () => {
    const service = createService();
    const slow: string[] = [];
    const ask = (what: string, work: () => unknown): void => {
      const start = performance.now();
      work();
      const took = performance.now() - start;
      if (took > hangsAfterMs) slow.push(`${what} takes ${Math.round(took)} ms`);
    };
    const whole = { start: 0, end: text.length };
    const doc = service.analyse(text, ['LocalLogConfig.xml']);
    ask('analyse', () => service.analyse(text, ['LocalLogConfig.xml']));
    ask('diagnose', () => service.diagnose(doc));
    ask('symbols', () => service.symbols(doc));
    ask('folding', () => service.folding(doc));
    ask('lenses', () => service.codeLenses(doc));
    ask('hints', () => service.inlayHints(doc, whole));
    ask('links', () => service.documentLinks(doc));
    ask('tokens', () => service.semanticTokens(doc));
    ask('placeholders', () => service.placeholders(doc));
    ask('senders', () => service.senders(doc));
    ask('actions', () => service.codeActions(doc, { start: text.length >> 1, end: text.length >> 1 }));
    ask('format', () => service.format(doc, { tabSize: 2, insertSpaces: true }));
    for (const offset of [text.indexOf('<appender') + 1, text.lastIndexOf('<appender-ref') + 1]) {
      ask('incoming', () => service.getsFrom(doc, offset));
      ask('outgoing', () => service.handsTo(doc, offset));
    }
    for (const offset of [0, text.length >> 1, text.length]) {
      ask('completion', () => service.complete(doc, offset));
      ask('hover', () => service.hover(doc, offset));
      ask('definition', () => service.definition(doc, offset));
      ask('references', () => service.references(doc, offset, true));
      ask('rename', () => service.rename(doc, offset, 'B'));
      ask('selection', () => service.selectionRanges(doc, offset));
      ask('linked editing', () => service.linkedEditing(doc, offset));
      ask('close tag', () => service.closeTag(doc, offset));
      ask('signature', () => service.signatureHelp(doc, offset));
    }
    assert.deepEqual(slow, []);
  });
}
