import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService } from '../../../server/src/service';
import { patternReader } from '../../../server/src/wire/pattern-text';

const appender = (name: string, port: string, pattern: string): string => `
  <appender name="${name}" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="127.0.0.1" />
    <param name="remotePort" value="${port}" />
    <layout type="log4net.Layout.PatternLayout"><param name="conversionPattern" value="${pattern}" /></layout>
  </appender>`;

test('the patterns of a file with their ports travel as JSON and read what they wrote', () => {
  const service = createService();
  const doc = service.analyse(
    `<configuration>${appender('A', '9998', '%level|%logger|%message')}${appender('B', '9997', '%date %-5level %message')}${appender('C', 'x', '%message')}</configuration>`,
  );
  const patterns = JSON.parse(JSON.stringify(service.portPatterns(doc))) as ReturnType<typeof service.portPatterns>;
  assert.deepEqual(
    patterns.map(it => it.port),
    [9998, 9997],
  );
  const decoded = patterns.map(({ parts }, at) =>
    patternReader(parts).codec.decode(at === 0 ? 'WARN|System.X|a|b' : '2026-03-12 06:02:01,586 INFO  done'),
  );
  assert.deepEqual(
    decoded.map(it => [it?.format, it?.level, it?.logger, it?.message]),
    [
      ['pattern', 'WARN', 'System.X', 'a|b'],
      ['pattern', 'INFO', undefined, 'done'],
    ],
  );
});
