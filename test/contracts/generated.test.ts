import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

describe('generated files are as their generator makes them', () => {
  for (const generator of ['templates', 'snippets', 'xsd', 'rule-docs']) {
    it(generator, () => {
      const { status, stderr } = spawnSync(process.execPath, [`scripts/generate-${generator}.mjs`, '--check'], { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
    });
  }
});
