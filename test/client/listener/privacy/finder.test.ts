import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finderOf, type Needle } from '../../../../client/src/listener/privacy/finder';

const seed = 20_261_128;
type Place = readonly [start: number, end: number, substitute: string];

function found(needles: readonly Needle[], text: string): readonly Place[] {
  const places: Place[] = [];
  finderOf(needles)(text, (...place) => places.push(place));
  return places;
}

/** One needle after the other at one place after the other. */
function foundPlainly(needles: readonly Needle[], text: string): readonly Place[] {
  const joined = (at: number): boolean => /[a-z0-9]/.test(text.charAt(at - 1)) && /[a-z0-9]/.test(text.charAt(at));
  return Array.from(text).flatMap((_, start): Place[] => {
    const here = needles.filter(
      ({ text: it, asWord }) => text.startsWith(it, start) && !(asWord && (joined(start) || joined(start + it.length))),
    );
    const [longest] = here.sort((a, b) => b.text.length - a.text.length);
    return longest === undefined ? [] : [[start, start + longest.text.length, longest.substitute]];
  });
}

test('at each place the longest name that begins there is found, whatever else is looked for', () => {
  const text = (least: number, most: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom('a', 'b', '.', '1'), minLength: least, maxLength: most });
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(text(1, 6), fc.boolean()), { selector: ([it]) => it, maxLength: 20 }),
      text(0, 40),
      (names, read) => {
        const needles = names.map(([it, asWord], index) => ({ text: it, asWord, substitute: `<${index}>` }));
        assert.deepEqual(found(needles, read), foundPlainly(needles, read));
      },
    ),
    { seed, numRuns: 2_000 },
  );
});

test('of two names with the same text the first gives the substitute, and it is looked for inside words as soon as one is', () => {
  const needles = [
    { text: 'ab', substitute: '1', asWord: true },
    { text: 'ab', substitute: '2', asWord: false },
  ];
  assert.deepEqual(found(needles, 'xaby'), [[1, 3, '1']]);
});
