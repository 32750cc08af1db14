import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchNetRegex, translateNetRegex } from '../../../server/src/pattern/net-regex';

function checkMatch(pattern: string, text: string, matches: boolean): void {
  test(`/${pattern}/ ${matches ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
    assert.deepEqual(matchNetRegex(pattern, text), { kind: 'answer', matches });
    const translated = translateNetRegex(pattern);
    if (translated.ok) assert.equal(new RegExp(translated.source, translated.flags).test(text), matches, translated.source);
  });
}

checkMatch('', '', true);
checkMatch('Execution State Change to FinishedFail', 'x Execution State Change to FinishedFail.', true);
checkMatch('^Reload (failed|aborted)$', 'Reload failed', true);
checkMatch('^Reload (failed|aborted)$', 'Reload failed\n', true);
checkMatch('^Reload (failed|aborted)\\z', 'Reload failed\n', false);
checkMatch('^b', 'a\nb', false);
checkMatch('(?m)^b$', 'a\nb\nc', true);
checkMatch('a.b', 'a\rb', true);
checkMatch('a.b', 'a\nb', false);
checkMatch('(?s)a.b', 'a\nb', true);
checkMatch('(?i)TASK', 'a task', true);
checkMatch('TASK', 'a task', false);
checkMatch('(?i:T)ask', 'tASK', false);
checkMatch('(?i:T)ask', 'task', true);
checkMatch('a(?-i)B', 'aB', true);
checkMatch('(?i)ä', 'Ä', true);
checkMatch('\\d+', 'n ٣', true);
checkMatch('^\\w+$', 'Größe', true);
checkMatch('\\bund\\b', 'süß und gut', true);
checkMatch('\\bund', 'Bund', false);
checkMatch('[a-z-[aeiou]]+', 'aeiou', false);
checkMatch('[a-z-[aeiou]]+', 'aeixou', true);
checkMatch('(?>a+)ab', 'aaab', false);
checkMatch('(?>a+)b', 'aaab', true);
checkMatch("(?'n'x)\\k<n>", 'axxa', true);
checkMatch('(a)(?<x>b)(c)\\2', 'abcc', true);
checkMatch('(a)(?<x>b)(c)\\3', 'abcb', true);
checkMatch('(a)|b\\1', 'b', false);
checkMatch('(?<=err)or', 'error', true);
checkMatch('(?<!err)or', 'error', false);
checkMatch('x(?!y)', 'xyxz', true);
checkMatch('(?#comment)a', 'a', true);
checkMatch('(?x) a b # rest', 'ab', true);
checkMatch('a{2,3}', 'aa', true);
checkMatch('^a{2,3}$', 'aaaa', false);
checkMatch('a{,3}', 'a{,3}', true);
checkMatch('a{', 'a{', true);
checkMatch('\\p{Lu}', 'abC', true);
checkMatch('\\p{IsGreek}', 'λ', true);
checkMatch('\\P{L}', 'abc', false);
checkMatch('[\\]]', ']', true);
checkMatch('[]a]', ']', true);
checkMatch('[^]a]', ']', false);
checkMatch('\\x41\\u0042\\103', 'ABC', true);
checkMatch('\\Ax\\Z', 'x\n', true);
checkMatch('.', '\ud83d', true);
checkMatch('^..$', '😀', true);
checkMatch('(?:)*x', 'x', true);
checkMatch('(a*)*b', 'aaab', true);
checkMatch('(a*?)+?$', 'aaa', true);
checkMatch('(?<=(a))b\\1', 'aba', true);

for (const pattern of [
  'a++',
  'a**',
  '*a',
  '(',
  ')',
  'a)',
  '[a',
  '[z-a]',
  '(?P<n>a)',
  '\\Qa\\E',
  '\\h',
  '\\R',
  '\\u{41}',
  '\\g{1}',
  '\\p{Greek}',
  '\\p{Script=Greek}',
  '\\',
  'a{3,2}',
  '\\k<x>',
  '\\5',
  '(?<0>a)',
  '(?<1a>b)',
  '(?',
  '(?#',
  '[a-\\d]',
  '[a-[b]c]',
  '\\x4',
  '\\c',
  '+',
  '(?<n',
]) {
  test(`.NET refuses /${pattern}/`, () => {
    const outcome = matchNetRegex(pattern, 'a');
    assert.equal(outcome.kind, 'invalid', JSON.stringify(outcome));
    const translated = translateNetRegex(pattern);
    assert.ok(!translated.ok && translated.invalid);
    assert.match(translated.reason, /^[A-Z\\.].*\.$/);
  });
}

for (const pattern of ['(?(1)a|b)', '(?<a>x)(?<b-a>y)', `${'('.repeat(300)}${')'.repeat(300)}`, '(a{1000}){1000}']) {
  test(`/${pattern.slice(0, 30)}/ is said to be beyond a preview`, () => {
    const outcome = matchNetRegex(pattern, 'a');
    assert.equal(outcome.kind, 'unknown', JSON.stringify(outcome));
  });
}

test('patterns that make JavaScript hang are answered, or given up, at once', () => {
  const text = `${'a'.repeat(5000)}!`;
  for (const pattern of [
    '^(a+)+$',
    '^(a|aa)+$',
    '(a*)*b',
    '(.*)*x',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(a+)+\\1b',
    '(?=(a+)+$)b',
    '(?:a?){100}a{100}b',
    '(x+x+)+y',
  ]) {
    const start = performance.now();
    const outcome = matchNetRegex(pattern, text);
    assert.notEqual(outcome.kind, 'invalid');
    assert.ok(performance.now() - start < 4000, `${pattern} took ${performance.now() - start} ms`);
  }
  assert.deepEqual(matchNetRegex('^(a+)+$', text), { kind: 'answer', matches: false });
});

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a)', '(?:ab)', 'a|b', '(a|)', '\\b', '^', '$', '(?=a)', '(?<!b)', 'c');
const quantifier = fc.constantFrom('', '', '*', '+', '?', '*?', '{1,2}');
const expression = fc
  .array(fc.tuple(atom, quantifier), { maxLength: 6 })
  .map(parts =>
    parts
      .map(([each, times]) => (each.length > 1 && !each.startsWith('[') && !each.startsWith('\\') ? `(?:${each})${times}` : each + times))
      .join(''),
  );

test('the machine and the translation agree with each other', () => {
  fc.assert(
    fc.property(expression, fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n'), maxLength: 8 }), (pattern, text) => {
      const translated = translateNetRegex(pattern);
      const outcome = matchNetRegex(pattern, text);
      if (!translated.ok || outcome.kind !== 'answer') return;
      assert.equal(outcome.matches, new RegExp(translated.source).test(text), `${pattern} → ${translated.source}`);
    }),
    { seed: 20240309, numRuns: 1500 },
  );
});

test('no text is too strange for an expression', () => {
  const unit = fc.constantFrom(...Array.from('ab()[]{}|*+?\\^$.-<>=!:#dwsbpPxuk\'"0129,iLu\n '));
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 20 }), pattern => {
      const outcome = matchNetRegex(pattern, 'ab 12\nAB');
      const translated = translateNetRegex(pattern);
      assert.equal(outcome.kind === 'invalid', !translated.ok && translated.invalid);
      if (translated.ok) new RegExp(translated.source);
    }),
    { seed: 20240309, numRuns: 3000 },
  );
});
