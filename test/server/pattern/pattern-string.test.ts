import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogueFor } from '../../../server/src/catalogue';
import { expandVariables, renderPatternString, variableReferences } from '../../../server/src/pattern/pattern-string';
import { vocabulary } from '../../../server/src/pattern/vocabulary';
import { machine } from './scene';

const words = vocabulary(catalogueFor('2.0.8').words('string'));

function checkString(pattern: string, expected: string): void {
  test(`the pattern string ${pattern} is ${JSON.stringify(expected)}`, () => {
    const rendered = renderPatternString(pattern, words, { machine: { ...machine, globalProperties: { Node: 'central' } } });
    assert.equal(rendered.ok ? rendered.text : rendered.failure, expected);
  });
}

checkString('%env{region}.log', 'north.log');
checkString('[%env{NO_SUCH}][%env{}][%env]', '[][][]');
checkString('%property{Node}|%property{TaskName}', 'central|(null)');
checkString('%property{log4net:HostName}', 'SENSE01');
checkString('%processid', '4711');
checkString('%date{yyyy-MM-dd}', '2024-01-01');
checkString('%utcdate{HH:mm}', '00:00');
checkString('%username', 'LAB\\qlikservice');
checkString('%envFolderPath{CommonApplicationData}', 'C:\\ProgramData');
checkString('%envFolderPath{Nowhere}', '');
checkString('%m %message', 'm message');
checkString('%newline%literal{x}', '\r\nx');

test('a random text has the length asked for, and complains about one that is no number', () => {
  const text = (pattern: string): string => {
    const rendered = renderPatternString(pattern, words, { machine });
    return rendered.ok ? `${rendered.text.replace(/[A-Z0-9]/g, '#')} ${rendered.complaints.map(each => each.code).join(' ')}` : '';
  };
  assert.equal(text('%random{6}'), '###### ');
  assert.equal(text('%random'), '#### ');
  assert.equal(text('%random{x}'), '#### random-length');
});

test('variables are found without regard to case and are not expanded twice', () => {
  const environment = { Region: 'north', INNER: '${Region}' };
  assert.deepEqual(expandVariables('a${REGION}b${inner}${nothing}$c{}', environment), { ok: true, text: 'anorthb${Region}$c{}' });
  assert.deepEqual(expandVariables('x${Region', environment), { ok: false, failure: 'no-closing-brace', position: 1 });
});

test('every variable of a text is pointed at, an unclosed one too', () => {
  const text = '${A}-${B';
  assert.deepEqual(
    variableReferences(text).map(each => [each.name, text.slice(each.span.start, each.span.end), each.closed]),
    [
      ['A', '${A}', true],
      ['B', '${B', false],
    ],
  );
});
