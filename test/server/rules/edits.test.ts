import assert from 'node:assert/strict';
import test from 'node:test';
import { added } from '../../../server/src/rules/edits';
import { parse } from '../../../server/src/syntax/parse';
import { applied, findingsIn } from '../../support/findings';

test('a first child is indented as the file is', () => {
  for (const step of ['  ', '    ', '\t']) {
    const text = `<a>\r\n${step}<b/>\r\n</a>`;
    const [root] = parse(text).roots;
    const b = root?.children.find(it => it.kind === 'element');
    assert.ok(b);
    assert.equal(added(text, b, '<c/>').text, `>\r\n${step}${step}<c/>\r\n${step}</b>`);
  }
});

/** A layout in a file with line ends of two characters and an indent of four. */
const layout = (...inside: readonly string[]): string =>
  [
    '<log4net>',
    '    <appender name="A" type="log4net.Appender.ConsoleAppender">',
    '        <layout type="log4net.Layout.PatternLayout">',
    ...inside.map(it => `            ${it}`),
    '            <conversionPattern value="%hostname" />',
    '        </layout>',
    '    </appender>',
    '    <root>',
    '        <appender-ref ref="A" />',
    '    </root>',
    '</log4net>',
    '',
  ].join('\r\n');

test('a converter is declared with the line ends and the indent of the file', () => {
  const type = 'Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter';
  for (const text of [layout(), layout(`<converter name="hostname" type="${type}" />`)]) {
    const fix = findingsIn(text)
      .flatMap(it => it.fixes ?? [])
      .find(it => /^Declare the converter|^Write them as params/.test(it.title));
    assert.ok(fix);
    assert.equal(
      applied(text, fix.edits).replace(/<param name="type" value="[^"]*"/, '<param name="type" value="…"'),
      layout('<converter>', '    <param name="name" value="hostname" />', '    <param name="type" value="…" />', '</converter>'),
    );
  }
});
