import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoredText } from '../../../client/src/listener/stored-text';

test('a text is read back as it was, half characters, marks of byte order and all', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ufeff', '\ud83d', '\ude00', '\u0000', '日本')), { maxLength: 8 }),
      parts => {
        const text = parts.join('');
        const stored = new StoredText(text);
        assert.equal(stored.read(), text);
        assert.equal(stored.read(), text);
      },
    ),
    { seed: 20_260_312, numRuns: 500 },
  );
});

test('of several texts each is read as itself, in whatever order', () => {
  const all = ['one', 'two', '\ud800'].map(it => [it, new StoredText(it)] as const);
  for (const [text, stored] of [...all, ...all.toReversed()]) assert.equal(stored.read(), text);
});
