import assert from 'node:assert/strict';
import test from 'node:test';
import { headHeight, rowHeight, topToShow } from '../../../client/src/panel/ui/scrolling';

/** A table of ten rows that is scrolled to the row with this index. */
const table = (firstShown: number) => ({ scrollTop: firstShown * rowHeight, clientHeight: headHeight + 10 * rowHeight });

test('a row on screen stays where it is', () => {
  assert.deepEqual(
    [100, 105, 109].map(it => topToShow(it, table(100))),
    [undefined, undefined, undefined],
  );
});

test('a row above comes to the top, one below to the end', () => {
  assert.equal(topToShow(40, table(100)), 40 * rowHeight);
  assert.equal(topToShow(110, table(100)), 101 * rowHeight);
});
