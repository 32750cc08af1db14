import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sequences } from '../../../client/src/listener/sequences';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { capture } from '../../support/captured';
import { sampleEvents } from '../../support/sample-events';

/** A sample of a type whose rows are numbered, with the number wanted. */
const sample = sampleEvents().find(it => it.datagram.startsWith('/qseow-proxy/;'))?.datagram ?? assert.fail('no numbered sample');
const parts = sample.split(';');
const row = (number: number | string, from = 50_000): CapturedEvent => ({
  ...capture([parts[0], number, ...parts.slice(2)].join(';'), { port: 9996 }),
  from: { address: '10.0.0.5', port: from },
});

function missing(events: readonly CapturedEvent[]): number {
  const sequences = new Sequences();
  for (const event of events) sequences.see(event);
  return sequences.missing;
}

const cases: readonly [string, readonly (number | string)[], number][] = [
  ['rows in turn', [5, 6, 7, 8], 0],
  ['three left out', [5, 6, 10, 11], 3],
  ['the number begins anew after 9999', [9998, 9999, 1, 2], 0],
  ['rows left out where it begins anew', [9998, 2, 3], 2],
  ['one that was overtaken', [5, 7, 6, 8], 0],
  ['a service that started again', [500, 1, 2, 3], 0],
  ["the first row seen is nobody's loss", [4711, 4712], 0],
  ['the same row twice', [5, 5, 6], 0],
  ['what is no number', [5, 'x', '', 7], 1],
];
for (const [what, rows, lost] of cases) {
  test(`missing rows: ${what} (${rows.join(' ')}): ${lost}`, () => {
    assert.equal(missing(rows.map(it => row(it))), lost);
  });
}

test('each sender counts for itself', () => {
  assert.equal(missing([row(5, 1), row(900, 2), row(6, 1), row(901, 2), row(8, 1)]), 1);
});

test('ten thousand senders cost no more than a thousand', () => {
  const sequences = new Sequences();
  for (let port = 1; port <= 10_000; port++) sequences.see(row(5, port));
  sequences.see(row(9, 10_000));
  assert.equal(sequences.missing, 3);
});

test('what was replayed or imported loses nothing', () => {
  assert.equal(missing([row(5), { ...row(90), origin: 'replay' }, row(6)]), 0);
});
