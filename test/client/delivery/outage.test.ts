import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenPromises, outage } from '../../support/outage';

// A minute in CI, as `node scripts/outage.mjs` by hand; ten seconds otherwise.
test('a broker away under 500 events a second, and a kill -9 in the middle: every reported event arrives, in order', async () => {
  const result = await outage({ seconds: process.env['CI'] === 'true' ? 60 : 10, perSecond: 500 });
  assert.deepEqual(brokenPromises(result), [], result.stderr);
});
