import assert from 'node:assert/strict';
import test from 'node:test';
import { Beside } from '../../../server/src/model/beside';

test('what is kept beside an object is found by it, and by no copy of it', () => {
  const names = new Beside<object, string>();
  const sizes = new Beside<object, number>();
  const key = { a: 1 };
  assert.equal(names.get(key), undefined);
  names.set(key, 'one');
  sizes.set(key, 1);
  sizes.set(key, 2);
  assert.deepEqual([names.get(key), sizes.get(key)], ['one', 2]);
  assert.equal(names.get({ ...key }), undefined);
  assert.deepEqual(key, { a: 1 });
});
