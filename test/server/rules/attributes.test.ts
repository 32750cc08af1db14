import assert from 'node:assert/strict';
import test from 'node:test';
import { createService } from '../../../server/src/service';
import { checkFindings, checkFix, findingsIn } from '../../support/findings';

const qlik = (converter: string): string =>
  `<configuration>
  <appender name="U" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="10.0.0.1" />
    <param name="remotePort" value="9000" />
    <param name="encoding" value="utf-8" />
    <layout type="log4net.Layout.PatternLayout">
      ${converter}
      <param name="conversionpattern" value="%hostname" />
    </layout>
  </appender>
  <logger name="System.Scheduler.Scheduler.Master.Task.TaskSession">
    <appender-ref ref="U" />
  </logger>
</configuration>`;
const byAttributes = '<converter name="hostname" type="Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter" />';

test('a converter by attributes is one mistake with one mend, however it shows', () => {
  const text = qlik(byAttributes);
  const rules = findingsIn(text).map(it => it.rule);
  assert.ok(rules.includes('structure/converter-attributes'));
  assert.ok(!rules.includes('types/wrong-kind'));
  assert.deepEqual(findingsIn(text).find(it => it.rule === 'patterns/unknown-word')?.fixes, []);
  checkFix(
    text,
    'structure/converter-attributes',
    qlik(`<converter>
        <param name="name" value="hostname" />
        <param name="type" value="Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter" />
      </converter>`),
  );
});

test('an attribute that does nothing goes, where the element that counts is there', () => {
  const file = (attribute: string): string =>
    `<log4net><appender name="A" type="log4net.Appender.ConsoleAppender"${attribute}><threshold value="ERROR"/></appender><root><appender-ref ref="A"/></root></log4net>`;
  checkFix(file(' threshold="WARN"'), 'structure/ignored-attribute', file(''));
});

test('a level written as text is mended', () => {
  const file = (level: string): string =>
    `<log4net><appender name="A" type="log4net.Appender.ConsoleAppender"/><root>${level}<appender-ref ref="A"/></root></log4net>`;
  checkFix(file('<level>ERROR</level>'), 'structure/missing-attribute', file('<level value="ERROR" />'));
});

test('log4net in other letters configures nothing, which is an error, and no service is flooded by it', () => {
  const text =
    '<⟦Log4Net⟧><appender name="A" type="log4net.Appender.ConsoleAppender"/><logger name="My.Own"><level value="INFO"/></logger><root><appender-ref ref="A"/></root></Log4Net>';
  checkFindings(text, 'structure/no-configuration', { severity: 'error' });
  const service = createService();
  const plain = text.replace(/[⟦⟧]/g, '');
  assert.deepEqual(
    service
      .diagnose(service.analyse(plain))
      .map(it => it.rule)
      .filter(it => /^deployment\/(?!summary)|qlik/.test(it)),
    [],
  );
});
