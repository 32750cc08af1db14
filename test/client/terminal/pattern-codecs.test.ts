import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patternCodecs } from '../../../client/src/terminal/pattern-codecs';
import { decode } from '../../../server/src/wire';

const config = (pattern: string): string => `<configuration>
  <appender name="Udp" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="127.0.0.1" /><param name="remotePort" value="9100" />
    <layout type="log4net.Layout.PatternLayout">
      <converter><param name="name" value="hostname" /><param name="type" value="Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter" /></converter>
      <param name="conversionPattern" value="${pattern}" />
    </layout>
  </appender>
</configuration>`;
const read = (pattern: string, port: number, text: string): ReturnType<typeof decode>['decoded'] =>
  decode(Buffer.from(text), port, patternCodecs(config(pattern))).decoded;

test("fields are named by what stands in the sender's own pattern", () => {
  const decoded = read('%hostname|%level|%property{TaskName}|%message', 9100, 'qs-1|WARN|Finance; close|it | failed');
  assert.equal(decoded.format, 'pattern');
  assert.equal(decoded.level, 'WARN');
  assert.equal(decoded.fields['TaskName'], 'Finance; close');
});

test('a pattern is asked before the shapes of old formats, on the ports it sends to only', () => {
  const text = 'QS;task;app;user';
  assert.equal(read('%hostname;%property{A};%property{B};%property{C}', 9100, text).format, 'pattern');
  assert.equal(read('%hostname;%property{A};%property{B};%property{C}', 9101, text).format, 'delimited');
});

test('a datagram that names itself is what it says', () => {
  assert.equal(read('%message', 9100, '/scheduler-task-failed/;h;t;a').format, 'delimited');
});

test('what is no configuration adds nothing', () => {
  for (const text of ['', '<', 'no XML', config('%message%message'), config('')]) assert.deepEqual(patternCodecs(text)(9100), []);
});
