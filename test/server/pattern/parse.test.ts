import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PatternPart } from '../../../server/src/pattern/parse';
import { fatalPart, parsePattern } from '../../../server/src/pattern/parse';
import { vocabulary } from '../../../server/src/pattern/vocabulary';
import { qlikConverters, words } from './scene';

/** `literal`, `<word>`, `<word{option}>`, `!` for a percent sign that vanishes. */
function shown(part: PatternPart): string {
  if (part.kind === 'literal') return part.text;
  if (part.kind === 'dropped') return '!';
  return `<${part.word}${part.option === undefined ? '' : `{${part.option}}`}>`;
}

function checkParts(pattern: string, expected: string, converters: Readonly<Record<string, string>> = {}): void {
  test(`${JSON.stringify(pattern)} is read as ${expected}`, () => {
    assert.equal(parsePattern(pattern, words(converters)).map(shown).join(' '), expected);
  });
}

checkParts('%message', '<message>');
checkParts('%level|%m', '<level> | <m>');
checkParts('%-5.10level', '<level>');
checkParts('%levelname', '<level> name');
checkParts('%mm', '<m> m');
checkParts('%Level', '<L> evel');
checkParts('%processid', '<p> rocessid');
checkParts('%stacktracedetail', '<stacktracedetail>');
checkParts('%zzz', '! zzz');
checkParts('%-5zzz', '! zzz');
checkParts('%', '%');
checkParts('100%', '100%');
checkParts('%%', '%');
checkParts('%%%message', '% <message>');
checkParts('a%%b', 'a% b');
checkParts('%-', '!');
checkParts('%5', '!');
checkParts('%property{TaskName}', '<property{TaskName}>');
checkParts('%property{a{b}', '<property{a{b}>');
checkParts('%property{TaskName', '<property> TaskName');
checkParts('%property {TaskName}', '<property>  {TaskName}');
checkParts('%date{}x', '<date{}> x');
checkParts('%hostname', '! hostname');
checkParts('%hostname;%user', '<hostname> ; <user>', qlikConverters);
checkParts('%hostnames', '<hostname> s', qlikConverters);
checkParts('%zz', '<> zz', { '': 'Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter' });

test('spans point at the word, its option and its modifiers', () => {
  const pattern = 'a%-5.20property{Task}b';
  const part = parsePattern(pattern, words()).find(each => each.kind === 'conversion');
  assert.ok(part);
  const at = (span: { readonly start: number; readonly end: number } | undefined): string =>
    span ? pattern.slice(span.start, span.end) : 'nothing';
  assert.deepEqual(
    [at(part.span), at(part.wordSpan), at(part.optionSpan), at(part.width.span)],
    ['%-5.20property{Task}', 'property', 'Task', '-5.20'],
  );
  assert.deepEqual([part.width.min, part.width.max, part.width.leftAlign], [5, 20, true]);
});

test('a percent sign that vanishes names the word that was meant', () => {
  const pattern = 'x %-7hostname;';
  const part = parsePattern(pattern, words()).find(each => each.kind === 'dropped');
  assert.ok(part);
  assert.deepEqual(
    [part.word, pattern.slice(part.span.start, part.span.end), pattern.slice(part.wordSpan.start, part.wordSpan.end)],
    ['hostname', '%-7', 'hostname'],
  );
});

test('widths wrap around like 32-bit integers', () => {
  const width = (pattern: string): readonly number[] =>
    parsePattern(pattern, words()).flatMap(part => (part.kind === 'conversion' ? [part.width.min, part.width.max] : []));
  assert.deepEqual(width('%3000000000level'), [-1294967296, 2147483647]);
  assert.deepEqual(width('%.3000000000level'), [-1, -1294967296]);
  assert.deepEqual(width('%30000000001level'), [1, 2147483647]);
});

test('a digit that .NET cannot parse is pointed at', () => {
  const [part] = parsePattern('%٣level', words());
  assert.ok(part?.kind === 'conversion');
  assert.deepEqual(part.width.badDigit, { start: 1, end: 2 });
  assert.equal(fatalPart([part])?.problem, 'bad-digit');
});

test('a word whose class is abstract loses the layout only where the pattern uses it', () => {
  const own = vocabulary([], [{ name: 'base', type: 'Some.Base', language: 'layout', isAbstract: true }]);
  assert.equal(fatalPart(parsePattern('%base', own))?.problem, 'abstract-converter');
  assert.equal(fatalPart(parsePattern('base', own)), undefined);
});

test('a converter called literal prints instead of all fixed text', () => {
  const type = 'Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter';
  const [part] = parsePattern('text', words({ literal: type }));
  assert.ok(part?.kind === 'literal');
  assert.equal(part.converter?.type, type);
});

test('the parts cover any pattern without gaps', () => {
  const piece = fc.constantFrom(
    '%',
    '%%',
    '%message',
    '%-5.3',
    'level',
    '{',
    '}',
    '{x}',
    '%property{',
    ' ',
    'ä',
    '😀',
    '\u0663',
    '.',
    '-',
    '7',
    '%hostname',
    '%d{',
    '\n',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map(pieces => pieces.join('')),
        fc.string({ unit: 'binary' }),
      ),
      pattern => {
        let next = 0;
        for (const { span } of parsePattern(pattern, words(qlikConverters))) {
          assert.equal(span.start, next);
          assert.ok(span.end > span.start);
          next = span.end;
        }
        assert.equal(next, pattern.length);
      },
    ),
    { seed: 20240309, numRuns: 1000 },
  );
});
