import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uuids } from '../../../client/src/listener/sources/uuids';

test('a thousand UUIDs are of version 4, and no two are the same', () => {
  const [first, second] = [uuids(), uuids()];
  const made = Array.from({ length: 1_000 }, (_, at) => (at % 2 === 0 ? first() : second()));
  for (const uuid of made) assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(made).size, made.length);
});
