import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogEvent, Machine } from '../../../server/src/pattern/event';
import { simulate } from '../../../server/src/simulate/index';
import type { SimulationInput, SimulationResult } from '../../../server/src/simulate/types';
import { configs } from '../../support/configs';
import { drawn, marked } from '../../support/marked';
import { seeded } from '../../support/random';

const machine: Machine = {
  hostName: 'SENSE01',
  timeZone: 'UTC',
  serviceUser: 'LAB\\qlikservice',
  processStart: '2024-01-01T00:00:00Z',
  processId: 4711,
  environment: { SITE: 'north' },
  globalProperties: {},
};

function event(level = 'INFO', message: string | null = 'm', logger = 'A.B', more: Partial<LogEvent> = {}): LogEvent {
  return { logger, level, message, timestamp: '2024-03-09T08:07:06.045Z', ...more };
}

function run(text: string, events: readonly LogEvent[] = [event()], more: Partial<SimulationInput> = {}): SimulationResult {
  return simulate({ text, events, machine, ...more });
}

const layout = (pattern = '%message'): string =>
  `<layout type="log4net.Layout.PatternLayout"><conversionPattern value="${pattern}"/></layout>`;
const udp = (name = 'A', more = '', port = 9998): string =>
  `<appender name="${name}" type="log4net.Appender.UdpAppender"><remoteAddress value="127.0.0.1"/><remotePort value="${port}"/><encoding value="utf-8"/>${more}${more.includes('<layout') ? '' : layout()}</appender>`;
const root = (...names: string[]): string => `<root><level value="ALL"/>${names.map(it => `<appender-ref ref="${it}"/>`).join('')}</root>`;
const log4net = (...inner: string[]): string => `<log4net>${inner.join('')}</log4net>`;
const texts = (result: SimulationResult): string[] => result.datagrams.map(it => it.text ?? it.base64);
const codes = (result: SimulationResult): string[] => result.messages.map(it => it.code);

/** Draws in the text what the messages of a result point at. */
function pointed(source: string, more: Partial<SimulationInput> = {}): void {
  const { text, ranges } = marked(source);
  const spans = run(text, [event()], more).messages.flatMap(it => (it.span ? [it.span] : []));
  const distinct = spans.filter((it, index) => spans.findIndex(other => other.start === it.start) === index);
  assert.equal(drawn(text, distinct), drawn(text, ranges));
}

test('a message points at the node that caused it, not at the appender that is lost', () => {
  pointed(
    `<log4net>${udp().replace('<remotePort value="9998"/>', '⟦<remotePort value="abc"/>⟧')}<root>⟦<appender-ref ref="A"/>⟧</root></log4net>`,
  );
  pointed(`<log4net>${udp().replace('<encoding', '⟦<localPort value="70000"/>⟧<encoding')}${root('A')}</log4net>`);
  pointed(
    `<log4net>${udp('A', '<filter type="log4net.Filter.StringMatchFilter">⟦<regexToMatch value="("/>⟧</filter>')}<root>⟦<appender-ref ref="A"/>⟧</root></log4net>`,
  );
  pointed(
    `<log4net>${udp(
      'A',
      layout()
        .replace('value="%message"', 'value="%date{%}"')
        .replace(/(<conversionPattern[^>]*>)/, '⟦$1⟧'),
    )}${root('A')}</log4net>`,
  );
});

test('the reason why an appender is lost is said in plain words', () => {
  const [lost] = run(log4net(udp().replace('9998', 'abc'), root('A'))).messages;
  assert.equal(lost?.message, 'The whole appender "A" is lost: remotePort: "abc" is no whole number.');
  assert.equal(lost.runtimeText, 'Could not create Appender [A] of type [log4net.Appender.UdpAppender]. Reported error follows.');
});

test('appenders in a ring end the process before anything is logged, and the ring is named', () => {
  const forward = (name: string, to: string): string =>
    `<appender name="${name}" type="log4net.Appender.ForwardingAppender"><appender-ref ref="${to}"/></appender>`;
  const result = run(log4net(udp(), forward('F', 'G'), forward('G', 'F'), root('A', 'F')));
  assert.equal(result.failure?.code, 'process-dies');
  assert.match(result.failure.message, /F → G → F/);
  assert.deepEqual(result.datagrams, []);
});

test('an exception outside an appender ends the configuration: nothing is logged, and the place is known', () => {
  const { text, ranges } = marked(`<log4net>${udp()}${root('A')}<root>⟦<additivity value="maybe"/>⟧</root></log4net>`);
  const result = run(text);
  assert.equal(result.failure?.code, 'configuration-ends');
  assert.deepEqual(result.failure.span, ranges[0]);
  assert.deepEqual(result.datagrams, []);
  assert.equal(result.steps[0]?.reason, 'The configuration was never read to its end, so nothing is logged.');
});

test('a second element for a logger closes the appenders of the first, even where it refers to the same ones', () => {
  const result = run(log4net(udp(), root('A'), root('A')), [event(), event()]);
  assert.deepEqual([texts(result), codes(result)], [[], ['appender-closed']]);
});

test('an error handler speaks once for each appender', () => {
  const silent = (name: string): string => udp(name).replace(layout(), '');
  const result = run(log4net(silent('A'), silent('B'), root('A', 'B')), [event(), event()]);
  assert.deepEqual(
    result.messages.map(it => [it.code, it.event]),
    [
      ['layout-missing', 0],
      ['layout-missing', 0],
    ],
  );
});

test('one appender alone is asked by name: its threshold and filters count, loggers and references do not', () => {
  const text = log4net(
    udp(
      'A',
      '<threshold value="WARN"/><filter type="log4net.Filter.StringMatchFilter"><stringToMatch value="x"/></filter><filter type="log4net.Filter.DenyAllFilter"/>',
    ),
    udp('B'),
    '<root><level value="OFF"/></root>',
  );
  const events = [event('ERROR', 'xy'), event('INFO', 'xy'), event('ERROR', 'y')];
  const result = run(text, events, { onlyAppender: 'A' });
  assert.deepEqual(
    result.datagrams.map(it => [it.event, it.text, it.appender]),
    [[0, 'xy', 'A']],
  );
  assert.deepEqual(
    result.steps.filter(it => it.outcome === 'deny').map(it => [it.event, it.kind]),
    [
      [1, 'threshold'],
      [2, 'filter'],
    ],
  );
  assert.equal(run(text, events, { onlyAppender: 'C' }).steps[0]?.reason, 'There is no working appender "C".');
});

test('one appender alone flushes what it holds when the process ends', () => {
  const buffer = `<appender name="Buf" type="log4net.Appender.BufferingForwardingAppender"><bufferSize value="5"/><appender-ref ref="A"/></appender>`;
  assert.deepEqual(
    run(log4net(udp(), buffer), [event()], { onlyAppender: 'Buf' }).datagrams.map(it => it.event),
    ['close'],
  );
});

test('changing the text of a filter turns exactly that step from accept to neutral', () => {
  const filters = (text: string): string =>
    `<filter type="log4net.Filter.LevelRangeFilter"><levelMin value="INFO"/><acceptOnMatch value="false"/></filter><filter type="log4net.Filter.StringMatchFilter"><stringToMatch value="${text}"/></filter>`;
  const outcomes = (text: string): string[] =>
    run(log4net(udp('A', filters(text)), root('A')), [event('WARN', 'Reload failed')])
      .steps.filter(it => it.kind === 'filter')
      .map(it => it.outcome);
  assert.deepEqual(outcomes('failed'), ['neutral', 'accept']);
  assert.deepEqual(outcomes('aborted'), ['neutral', 'neutral', 'pass']);
});

test('an expression that takes too long is said to be undecidable, and nothing hangs', () => {
  const text = log4net(udp('A', '<filter type="log4net.Filter.StringMatchFilter"><regexToMatch value="^(a+)+$"/></filter>'), root('A'));
  const start = performance.now();
  run(text, [event('INFO', `${'a'.repeat(5000)}b`)]);
  assert.ok(performance.now() - start < 5000);
});

test('text filters pass over characters without weight, as the invariant culture does', () => {
  const text = (wanted: string): string =>
    log4net(
      udp(
        'A',
        `<filter type="log4net.Filter.StringMatchFilter"><stringToMatch value="${wanted}"/></filter><filter type="log4net.Filter.DenyAllFilter"/>`,
      ),
      root('A'),
    );
  assert.equal(run(text('failed'), [event('INFO', 'fai\u00adled')]).datagrams.length, 1);
  assert.equal(run(text('fai\u200bled'), [event('INFO', 'failed')]).datagrams.length, 1);
  assert.equal(run(text('Failed'), [event('INFO', 'failed')]).datagrams.length, 0);
});

test('a level of the file counts from where it is defined', () => {
  const level = '<level><name value="AUDIT"/><value value="65000"/></level>';
  const logger = '<logger name="A"><level value="audit"/><appender-ref ref="A"/></logger>';
  const events = [event('ERROR'), event('WARN')];
  assert.equal(run(log4net(udp(), level, logger), events).datagrams.length, 1);
  const late = run(log4net(udp(), logger, level), events);
  assert.deepEqual([late.datagrams.length, codes(late)], [2, ['logger-level-unknown']]);
});

test('a property set through Add and its full name, and with a type in the text’s way', () => {
  const deny = '<AddFilter type="log4net.Filter.DenyAllFilter"/>';
  assert.deepEqual(texts(run(log4net(udp('A', deny), root('A')))), []);
  const typed = udp().replace('<remotePort value="9998"/>', '<remotePort type="System.Int32" value="9997"/>');
  assert.deepEqual(
    run(log4net(typed, root('A'))).datagrams.map(it => it.port),
    [9997],
  );
  const mismatch = run(log4net(udp().replace('<remotePort value="9998"/>', '<remotePort type="System.String" value="9997"/>'), root('A')));
  assert.deepEqual([mismatch.datagrams[0]?.port, codes(mismatch)], [9997, ['value-type-mismatch']]);
});

test('a class with the assembly of somebody else is not log4net’s', () => {
  const result = run(log4net(udp().replace('UdpAppender"', 'UdpAppender, Elsewhere"'), root('A')));
  assert.deepEqual(codes(result), ['appender-lost', 'appender-missing']);
});

test('an abstract class with children loses the appender, without children only itself', () => {
  const skeleton = (inner: string): SimulationResult =>
    run(log4net(udp('A', `<filter type="log4net.Filter.FilterSkeleton">${inner}</filter>`), root('A')));
  assert.deepEqual(codes(skeleton('<x/>')), ['object-construction', 'appender-lost', 'appender-missing']);
  assert.deepEqual(codes(skeleton('')), ['object-construction', 'object-not-created']);
});

test('syslog lines carry priority and identity, one datagram for each line, ASCII only', () => {
  const syslog = (more: string): string =>
    `<appender name="A" type="log4net.Appender.RemoteSyslogAppender">${more}<facility value="Local7"/><identity value="%logger"/><mapping><level value="WARN"/><severity value="Emergency"/></mapping><layout type="log4net.Layout.PatternLayout" value="%message%newline"/></appender>`;
  const text = log4net(syslog(''), root('A'));
  const events = [event('INFO', 'one\né two\n\nthree'), event('ERROR', 'x')];
  assert.deepEqual(texts(run(text, events)), ['<190>A.B: one', '<190>A.B:  two', '<190>A.B: three', '<184>A.B: x']);
  assert.deepEqual(run(text, events).datagrams[0]?.port, 514);
  assert.deepEqual(texts(run(text, events.slice(1), { log4netVersion: '3.3.0' })), ['<184>A.B: x\\r\\n']);
  assert.deepEqual(
    texts(run(log4net(syslog('<newLineHandling value="Keep"/>'), root('A')), events.slice(1), { log4netVersion: '3.3.0' })),
    ['<184>A.B: x\r\n'],
  );
});

test('in 2.0.17 user and identity are among the properties only when a buffer fixed them', () => {
  const dump = udp('A', layout('%property'));
  const buffer = (fix: string): string =>
    `<appender name="Buf" type="log4net.Appender.BufferingForwardingAppender"><bufferSize value="0"/><fix value="${fix}"/><appender-ref ref="A"/></appender>`;
  const has = (text: string, log4netVersion: string): boolean =>
    texts(run(text, [event()], { log4netVersion }))[0]?.includes('log4net:UserName') === true;
  assert.ok(has(log4net(dump, root('A')), '2.0.8'));
  assert.ok(!has(log4net(dump, root('A')), '2.0.17'));
  assert.ok(has(log4net(dump, buffer('All'), root('Buf')), '2.0.17'));
  assert.ok(!has(log4net(dump, buffer('Partial'), root('Buf')), '2.0.17'));
});

test('the first of .NET’s readers keeps tabs and line breaks as they are written, in values and in text', () => {
  const inValue = log4net(udp('A', layout('a\tb\r\nc&#9;&quot;')), root('A'));
  const inText = log4net(
    udp('A', layout()).replace(/<conversionPattern[^>]*>/, '<conversionPattern>a\r\nb&amp;<![CDATA[\r\n<c>]]></conversionPattern>'),
    root('A'),
  );
  assert.deepEqual(texts(run(inValue)), ['a b c\t"']);
  assert.deepEqual(texts(run(inValue, [event()], { load: 'legacyReader' })), ['a\tb\r\nc\t"']);
  assert.deepEqual(texts(run(inText)), ['a\nb&\n<c>']);
  assert.deepEqual(texts(run(inText, [event()], { load: 'legacyReader' })), ['a\r\nb&\r\n<c>']);
});

test('what only writes on the machine sends nothing and says what it does', () => {
  const result = run(
    log4net(
      '<appender name="A" type="log4net.Appender.ConsoleAppender"><layout type="log4net.Layout.SimpleLayout"/></appender>',
      root('A'),
    ),
  );
  assert.deepEqual(result.datagrams, []);
  assert.match(result.steps.at(-1)?.reason ?? '', /^Nothing leaves by datagram or mail\. Writes to the console/);
});

test('a password stands in the mail’s account and nowhere else', () => {
  const secret = 'correct horse';
  const mail = (more: string): string =>
    `<appender name="A" type="log4net.Appender.SmtpAppender"><bufferSize value="0"/><smtpHost value="127.0.0.1"/><from value="s@x.test"/><to value="a@x.test"/><authentication value="Basic"/><username value="svc"/><password value="${secret}${more}"/>${layout()}</appender>`;
  const sent = run(log4net(mail(''), root('A')), [event()], { smtp: { auth: 'demand' } });
  assert.deepEqual(sent.mails[0]?.auth, { user: 'svc', password: secret });
  assert.ok(!JSON.stringify([sent.messages, sent.steps]).includes(secret));
  const lost = run(log4net(mail('${'), root('A')));
  assert.deepEqual(codes(lost), ['appender-lost', 'appender-missing']);
  assert.ok(!JSON.stringify(lost).includes(secret));
});

test('any text and any event give a result, whatever is cut out of it or put into it', () => {
  const seed = 20_240_309;
  const random = seeded(seed);
  const sources = [...configs.map(it => it.text), log4net(udp('A', '<filter type="log4net.Filter.DenyAllFilter"/>'), root('A'))];
  const pieces = [
    '',
    '0',
    'true',
    '${',
    '%',
    'A',
    'log4net.Layout.XmlLayout',
    'log4net.Util.PatternString',
    ' value="x"',
    ' type="System.Exception"',
    '<param name="type" value="1"/>',
    '<appender-ref ref="A"/>',
    '<level/>',
    '<value>1</value>',
  ];
  const events = [
    event('NO SUCH', null, ''),
    event('FATAL', '\ud800\0', '.A..', { exception: 'x', properties: { '': null, n: 1, b: true } }),
  ];
  for (let round = 0; round < 400; round++) {
    let text = random.pick(sources);
    for (let edit = 0; edit < 3; edit++) {
      // Edits inside quotes and between tags keep most texts well-formed, so that log4net's own part is reached.
      const places = [...text.matchAll(/(?<==")[^"]*(?=")|(?<=>)(?=<)/g)];
      const place = random.pick(places);
      text = text.slice(0, place.index) + random.pick(pieces) + text.slice(place.index + (random.below(2) === 0 ? place[0].length : 0));
    }
    const load = random.pick(['element', 'asIs', 'stream', 'legacyReader'] as const);
    const result = run(text, events, { load, log4netVersion: random.pick(['1.2.10', '2.0.8', '2.0.17', '3.3.2']) });
    for (const { span } of [...result.messages, ...result.steps])
      assert.ok(!span || span.end <= text.length, `seed ${seed}, round ${round}`);
  }
});
