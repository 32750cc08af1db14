/** The numbers of `N passed, N failed` are those of the tests, no more and no fewer. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { runNodeTests } from '../../scripts/lib/node-tests.mjs';

test('tests are counted, groups are not; what did not run is named with its reason', async () => {
  const { passed, failures, skipped } = await runNodeTests(['test/scripts/fixtures/counted.ts']);
  assert.equal(passed, 3);
  assert.deepEqual(failures.map(it => it.name).sort(), ['a part fails', 'fails', 'fails inside']);
  assert.match(failures.find(it => it.name === 'fails')?.message ?? '', /as it should/);
  assert.deepEqual(skipped, [
    { name: 'is skipped', reason: 'no broker here' },
    { name: 'is to be done', reason: 'later' },
  ]);
});

test('a file that breaks down is a failure', async () => {
  const { passed, failures } = await runNodeTests(['test/scripts/fixtures/crashes.ts']);
  assert.equal(passed, 0);
  assert.equal(failures.length, 1);
});

test('a file that hangs is named and ended, and the others are counted', async () => {
  const files = ['test/scripts/fixtures/hangs.ts', 'test/scripts/fixtures/counted.ts'];
  const { passed, failures } = await runNodeTests(files, { oneByOne: true, fileTimeoutMs: 3_000 });
  assert.equal(passed, 3);
  assert.match(failures.map(it => `${it.name}: ${it.message}`).join('\n'), /hangs\.mjs: test timed out after 3000ms/);
});

test('a run that hangs is ended, and is a failure', async () => {
  const { passed, failures } = await runNodeTests(['test/scripts/fixtures/hangs.ts'], { timeoutMs: 3000 });
  assert.equal(passed, 0);
  assert.match(failures.map(it => it.message).join(), /ended after 3 s/);
});
