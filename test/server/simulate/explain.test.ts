import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import type { Explanation } from '../../../server/src/protocol';
import { createService } from '../../../server/src/service';
import { loadVerdict } from '../../../server/src/simulate/explain/loading';
import { readEvent } from '../../../server/src/simulate/explain/read-event';
import { drawn } from '../../support/marked';

const service = createService();
const logger = 'System.Scheduler.Scheduler.Master.Task.TaskSession';
const event = { logger, level: 'INFO', message: 'Max retries reached', properties: { TaskName: 'Finance; EMEA' } };

function explained(
  text: string,
  given: unknown = event,
  options: { readonly appender?: string; readonly path?: readonly string[] } = {},
): Explanation {
  const doc = service.analyse(text, options.path ?? ['LocalLogConfig.xml', 'Scheduler']);
  const result = service.explain(doc, {
    event: JSON.stringify(given),
    ...(options.appender !== undefined && { appender: options.appender }),
  });
  assert.ok(result.ok, JSON.stringify(result));
  return result.explanation;
}

const textOf = ({ lines }: Explanation): string => lines.map(it => it.text).join('\n');

const filter = (name: string, param = ''): string => `<filter type="log4net.Filter.${name}">${param}</filter>`;
const matching = (text: string): string => filter('StringMatchFilter', `<param name="stringToMatch" value="${text}"/>`);
const udp = (name: string, inside: string, pattern = '%-5level|%message'): string =>
  `<appender name="${name}" type="log4net.Appender.UdpAppender">${inside}<param name="remoteAddress" value="10.20.30.5"/><param name="remotePort" value="9998"/><param name="encoding" value="utf-8"/><layout type="log4net.Layout.PatternLayout"><param name="conversionpattern" value="${pattern}"/></layout></appender>`;
const qlik = (appenders: string, refs: readonly string[]): string =>
  `<configuration>${appenders}<logger name="System.Scheduler">${refs.map(it => `<appender-ref ref="${it}"/>`).join('')}</logger></configuration>`;

test('each filter says what it decided, in the order it was asked; behind a decision nobody is asked', () => {
  const text = qlik(udp('A', matching('nothing') + matching('Max') + filter('DenyAllFilter')), ['A']);
  const filters = explained(text).marks.filter(it => text.startsWith('<filter', it.span.start));
  assert.deepEqual(
    filters.map(it => it.label),
    ['○ neutral', '✔ accept', '– not asked'],
  );
  assert.match(filters[0]?.reasons[0] ?? '', /"nothing" is not in the message/);
  assert.equal(
    drawn(text, filters.map(it => it.span).slice(0, 1))
      .split('⟦')[1]
      ?.split('⟧')[0],
    '<filter type="log4net.Filter.StringMatchFilter">',
  );
});

test('another text in a filter turns exactly that step from accept to neutral', () => {
  const labels = (text: string): readonly string[] => explained(text).marks.map(it => it.label);
  const [before, after] = ['Max', 'Min'].map(it => labels(qlik(udp('A', matching(it)) + udp('B', matching('retries')), ['A', 'B'])));
  assert.ok(before && after);
  assert.deepEqual(
    before.flatMap((it, at) => (it === after[at] ? [] : [`${it} → ${after[at] ?? ''}`])),
    ['✔ accept → ○ neutral'],
  );
});

test('the width of a word shows in the fields as the receiver gets them', () => {
  const printed = (width: string): string => textOf(explained(qlik(udp('A', '', `%${width}level|%message`), ['A'])));
  assert.match(printed('-5'), /INFO \|Max retries reached/);
  assert.match(printed('-7'), /INFO {3}\|Max retries reached/);
});

test('the datagram of an appender stands field by field, with what the receiver makes of it', () => {
  const text = readFileSync('templates/task-failed.xml', 'utf8');
  const sample = service.samples(service.analyse(text, ['LocalLogConfig.xml', 'Scheduler']))[0];
  assert.ok(sample);
  const explanation = explained(text, sample.event);
  const shown = textOf(explanation);
  assert.match(explanation.summary, /^1 appender of 1 sends something/);
  assert.match(shown, /✔ Butler 16 would accept this\./);
  assert.match(shown, /TaskName +Reload Finance close/);
  const semicolon = textOf(explained(text, { ...sample.event, properties: { ...sample.event.properties, TaskName: 'A; B' } }));
  assert.match(semicolon, /✖ Butler 16 would drop this: 12 fields, 11 expected; TaskName holds a semicolon/);
});

test('the machine of the event is that of the datagram', () => {
  const text = readFileSync('templates/task-failed.xml', 'utf8');
  const where = { ...event, timestamp: '2026-07-01T10:00:00Z', machine: { hostName: 'NODE-7', timeZone: 'Europe/Stockholm' } };
  const shown = textOf(explained(text, where));
  assert.match(shown, /HostName +NODE-7/);
  assert.match(shown, /2026-07-01 12:00:00,000/);
});

test('an appender that the event does not come to says why', () => {
  const text = qlik(udp('A', '') + udp('Unused', '') + '<appender name="Lost" type="no.such.Type"/>', ['A', 'Lost']);
  const shown = textOf(explained(text));
  assert.match(shown, /– Unused: nothing refers to it, so log4net never builds it/);
  assert.match(shown, /✖ Lost: the whole appender "Lost" is lost/);
  assert.match(textOf(explained(text, { ...event, logger: 'Other' })), /– A: not reached, because events of this logger do not come here/);
  assert.match(explained(text, { ...event, logger: 'Other' }).summary, /^Nothing is sent: no logger of this file/);
  assert.match(explained(text, { ...event, level: 'ALL' }).summary, /^Nothing is sent\. The level ALL is below DEBUG at root/);
});

test('the appender that was asked about comes first', () => {
  const text = qlik(udp('A', '') + udp('B', ''), ['A', 'B']);
  const order = (appender?: string): string =>
    /(\w): sends/.exec(textOf(explained(text, event, appender === undefined ? {} : { appender })))?.[1] ?? '';
  assert.deepEqual([order(), order('B')], ['A', 'B']);
});

test('what log4net would write to its internal log is said, with the node and in its own words', () => {
  const text = qlik(udp('A', '<param name="nonsense" value="1"/>'), ['A', 'Missing']);
  const { lines, marks } = explained(text);
  const line = lines.find(it => it.text.includes('no property "nonsense"'));
  assert.ok(line?.span);
  assert.ok(text.slice(line.span.start).startsWith('<param name="nonsense"'));
  assert.ok(lines.some(it => /log4net:ERROR .*nonsense/.test(it.text)));
  assert.ok(marks.some(it => it.label === '✖ log4net error' && text.slice(it.span.start).startsWith('<appender-ref ref="Missing"')));
});

test('a mail that is held back until the process ends is said to be', () => {
  const mail =
    '<appender name="M" type="log4net.Appender.SmtpAppender"><param name="to" value="ops@lab.example"/><param name="from" value="sense@lab.example"/><param name="subject" value="Failed"/><param name="smtpHost" value="mail.lab.example"/><layout type="log4net.Layout.SimpleLayout"/></appender>';
  const text = qlik(mail, ['M']);
  const shown = textOf(explained(text));
  assert.match(shown, /◔ M: sends a mail to ops@lab\.example, but only when the process ends/);
  assert.match(shown, /Subject: +Failed/);
  const preview = service.previewMail(service.analyse(text, ['LocalLogConfig.xml', 'Scheduler']), 'M');
  assert.deepEqual(preview.slice(0, 2), ['From:     sense@lab.example', 'To:       ops@lab.example']);
  assert.match(preview.at(-1) ?? '', /Held back/);
  assert.match(service.previewMail(service.analyse(qlik(udp('A', ''), ['A'])), 'A')[0] ?? '', /does not send mails/);
});

test('no password is shown anywhere', () => {
  const mail =
    '<appender name="M" type="log4net.Appender.SmtpAppender"><param name="to" value="a@b.c"/><param name="from" value="d@e.f"/><param name="smtpHost" value="h"/><param name="authentication" value="Basic"/><param name="username" value="svc"/><param name="password" value="h1dden!"/><param name="bufferSize" value="0"/><layout type="log4net.Layout.SimpleLayout"/></appender>';
  const text = qlik(mail, ['M']);
  assert.ok(!textOf(explained(text)).includes('h1dden!'));
  assert.ok(!service.previewMail(service.analyse(text), 'M').join('\n').includes('h1dden!'));
});

test('whether Qlik would load the file is a verdict of its own, with how sure it is', () => {
  const last = (text: string, path?: readonly string[]): string =>
    textOf(explained(text, event, path ? { path } : {})).split('Would Qlik Sense load this file?')[1] ?? '';
  assert.match(last(qlik(udp('A', ''), ['A'])), /✔ The .*Scheduler service would load this file.*\(inferred\)/);
  assert.match(
    last(qlik(udp('A', '<encoding value="utf-8"/>'), ['A'])),
    /✖ .*would not load this file: it has .* schema.*\(documented\)\n.*<param name="encoding"/,
  );
  assert.match(
    last(qlik(udp('A', ''), ['A']), ['log.xml', 'Scheduler']),
    /✖ Qlik Sense reads only files called LocalLogConfig\.xml.*\(documented\)/,
  );
  assert.match(last('<configuration><appender name="A" type="<IP>"/></configuration>'), /✖ .*not well-formed XML.*\(documented\)/);
  assert.equal(last('<log4net><root/></log4net>'), '', 'a file of log4net alone is none of Qlik’s');
  const unknown = loadVerdict({
    dialect: 'qlik',
    path: ['LocalLogConfig.xml', 'Engine'],
    service: { title: 'Engine', validates: 'unknown', systemLog: 'x' },
    size: 10,
    schema: [{ span: { start: 0, end: 1 }, message: 'm', certainty: 'documented' }],
  });
  assert.deepEqual([unknown?.loads, unknown?.certainty], ['doubtful', 'inferred']);
});

test('an event is read totally: what cannot be used is said in a sentence', () => {
  for (const bad of [
    1,
    [],
    {},
    { logger: 1 },
    { ...event, level: 3 },
    { ...event, timestamp: 'soon' },
    { ...event, properties: [1] },
    { ...event, exception: {} },
    { ...event, machine: { timeZone: 'Nowhere/Land' } },
  ]) {
    const read = readEvent(bad);
    assert.ok(!read.ok, JSON.stringify(bad));
    assert.match(read.complaint, /\.$|\}$/);
  }
  const read = readEvent({ logger: 'a' });
  assert.deepEqual(read.ok && [read.event.level, read.event.message], ['INFO', null]);
  const doc = service.analyse(qlik(udp('A', ''), ['A']));
  const broken = service.explain(doc, { event: '{ "logger": ' });
  assert.ok(!broken.ok && broken.complaint.startsWith('The event is not JSON: '));
});

test('any text and any event are explained, and every mark and line points into the text', () => {
  const texts = ['templates/task-failed.xml', 'templates/all-task-events.xml'].map(it => readFileSync(it, 'utf8'));
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(60), fc.string(), fc.string(), (text, at, length, put, message) => {
      const start = at % text.length;
      const torn = text.slice(0, start) + put + text.slice(start + length);
      const { marks, lines } = explained(torn, { ...event, message });
      for (const { span } of [...marks, ...lines.flatMap(it => (it.span ? [{ span: it.span }] : []))])
        assert.ok(span.start >= 0 && span.start <= span.end && span.end <= torn.length);
      for (const it of marks) assert.ok(it.reasons.length > 0 && it.label !== '');
      for (const it of lines) assert.doesNotMatch(it.text, /[\r\n]/);
    }),
    { numRuns: 60, seed: 7 },
  );
});

test('a line of the internal log leads to its node, to what it speaks of, or to the knowledge that it is not here', () => {
  const text = qlik(udp('A', '<param name="nonsense" value="1"/>'), ['A', 'Missing']);
  const doc = service.analyse(text, ['LocalLogConfig.xml', 'Scheduler']);
  const find = (line: string): string => {
    const { kind, span } = service.findMessage(doc, line);
    return `${kind} ${span ? text.slice(span.start, span.end).slice(0, 24) : ''}`.trim();
  };
  assert.equal(
    find('log4net:ERROR XmlHierarchyConfigurator: No appender named [Missing] could be found.'),
    'found <appender-ref ref="Missi',
  );
  assert.equal(
    find('2026-03-12 05:01:03 log4net:ERROR XmlHierarchyConfigurator: No appender named [A] could be found.\r\n   at x'),
    'near A',
  );
  assert.equal(find('log4net:ERROR XmlHierarchyConfigurator: No appender named [Elsewhere] could be found.'), 'elsewhere');
  assert.equal(find('The weather is fine.'), 'unknown');
  for (const { runtimeText = '', severity } of service.simulate({
    text,
    events: [],
    machine: {
      hostName: '',
      timeZone: 'UTC',
      serviceUser: '',
      processStart: '2026-01-01T00:00:00Z',
      processId: 1,
      environment: {},
      globalProperties: {},
    },
  }).messages)
    assert.match(find(`log4net:${severity === 'error' ? 'ERROR' : 'WARN'} ${runtimeText}`), /^found </, runtimeText);
});

test('samples begin with what this file receives, and go on with every service', () => {
  const doc = service.analyse(readFileSync('templates/task-failed.xml', 'utf8'), ['LocalLogConfig.xml', 'Scheduler']);
  const samples = service.samples(doc);
  const firstElsewhere = samples.findIndex(it => it.group !== 'here');
  assert.ok(firstElsewhere > 3);
  assert.ok(samples.slice(firstElsewhere).every(it => it.group !== 'here'));
  assert.ok(new Set(samples.map(it => it.group)).size >= 5);
  assert.equal(new Set(samples.map(it => it.event)).size, samples.length, 'none comes twice');
  assert.ok(service.samples(service.analyse('')).length > 1, 'never empty');
  for (const { event: it } of samples) assert.ok(readEvent(JSON.parse(JSON.stringify(it))).ok);
});
