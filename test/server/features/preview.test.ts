import assert from 'node:assert/strict';
import test from 'node:test';
import { hover } from '../../../server/src/features/hover';
import { inlayHints } from '../../../server/src/features/inlay-hints';
import { analysed } from '../../support/analysed';

const configuration = (pattern: string): string =>
  `<configuration><appender name="A" type="log4net.Appender.UdpAppender"><param name="encoding" value="utf-8"/><layout type="log4net.Layout.PatternLayout"><param name="conversionpattern" value="${pattern}"/></layout></appender><logger name="System.Scheduler"><appender-ref ref="A"/></logger></configuration>`;

const hints = (text: string): readonly string[] =>
  inlayHints(analysed(text), { start: 0, end: text.length }).flatMap(it => (it.label.startsWith('→') ? [it.label] : []));

test('behind a pattern stands what it prints, blanks and line breaks included', () => {
  assert.deepEqual(hints(configuration('%-5level|%message')), ['→ INFO |Max retries reached']);
  assert.deepEqual(hints(configuration('%-7level|%message')), ['→ INFO   |Max retries reached']);
  assert.deepEqual(hints(configuration('%level%newline%message%newline')), ['→ INFO⏎Max retries reached ⏎']);
  assert.deepEqual(hints(configuration('')), []);
  assert.ok((hints(configuration('x'.repeat(1000)))[0] ?? '').length < 200);
});

test('it stands right behind the setting, only where it is asked for', () => {
  const text = configuration('%level');
  const end = text.indexOf('"%level"/>') + '"%level"/>'.length;
  assert.ok(inlayHints(analysed(text), { start: end, end }).some(it => it.offset === end && it.label === '→ INFO'));
  assert.deepEqual(inlayHints(analysed(text), { start: 0, end: 20 }), []);
});

test('the hover prints the same', () => {
  const text = configuration('%-7level|%message');
  assert.ok(hover(analysed(text), text.indexOf('level|'))?.markdown.includes('INFO   |Max retries reached'));
});
