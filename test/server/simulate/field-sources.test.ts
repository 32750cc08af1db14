import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService } from '../../../server/src/service';

const service = createService();

const appender = (name: string, port: number, pattern: string): string => `
  <appender name="${name}" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="127.0.0.1" />
    <param name="remotePort" value="${port}" />
    <layout type="log4net.Layout.PatternLayout"><param name="conversionPattern" value="${pattern}" /></layout>
  </appender>`;
const configuration = (...appenders: readonly string[]): string => `<configuration>${appenders.join('')}</configuration>`;

function sources(text: string, port: number, datagram: string, fields: readonly string[]) {
  const found = service.fieldSources(service.analyse(text), { port, text: datagram, fields });
  return (
    found && { ...found, lines: Object.fromEntries(Object.entries(found.fields).map(([name, it]) => [name, text.slice(it.start, it.end)])) }
  );
}

test('each field is led back to the word that wrote it, by name or else by place', () => {
  const text = configuration(
    appender('Failed', 9998, '/scheduler-task-failed/;%property{log4net:HostName};%property{TaskName};%date;%level;%message'),
  );
  const found = sources(text, 9998, '/scheduler-task-failed/;qs;Sales;2026-03-12;INFO;no', [
    ...['MessageType', 'HostName', 'TaskName', 'LogTimestamp', 'LogLevel', 'LogMessage'],
  ]);
  assert.deepEqual(found?.lines, {
    HostName: '%property{log4net:HostName}',
    TaskName: '%property{TaskName}',
    LogTimestamp: '%date',
    LogLevel: '%level',
    LogMessage: '%message',
  });
  assert.equal(found.appender, 'Failed');
});

test('of several appenders the one whose pattern fits the text is named', () => {
  const text = configuration(
    appender('Failed', 9998, '/scheduler-task-failed/;%property{TaskName}'),
    appender('Other', 9997, '/scheduler-task-aborted/;%property{Wrong}'),
    appender('Aborted', 9998, '/scheduler-task-aborted/;%property{TaskName}'),
  );
  const found = sources(text, 9998, '/scheduler-task-aborted/;Sales', ['MessageType', 'TaskName']);
  assert.equal(found?.appender, 'Aborted');
  assert.ok((found.fields['TaskName']?.start ?? 0) > text.indexOf('"Aborted"'));
});

test('what sends elsewhere, or by no pattern, says nothing', () => {
  assert.equal(sources(configuration(appender('A', 9997, '%message')), 9998, 'x', ['message']), undefined);
  assert.equal(sources('<configuration><appender name="A" type="log4net.Appender.UdpAppender">', 9998, 'x', []), undefined);
  assert.equal(sources('', 9998, 'x', ['message']), undefined);
});

test('places outside of the file are never named, whatever stands in the pattern', () => {
  const text = configuration(appender('A', 9998, '&lt;&amp;%property{a&amp;b};%message'));
  for (const { start, end } of Object.values(sources(text, 9998, '<&x;y', ['a&b', 'message'])?.fields ?? assert.fail()))
    assert.ok(start <= end && end <= text.length);
});
