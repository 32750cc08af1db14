import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenPromises, outage } from '../../support/outage';

// The full one, a minute long, is `node scripts/outage.mjs`.
test('a broker away for 10 s under 500 events a second, and a kill -9 in the middle: every reported event arrives, in order', async () => {
  const result = await outage({ seconds: 10, perSecond: 500 });
  assert.deepEqual(brokenPromises(result), [], result.stderr);
});
