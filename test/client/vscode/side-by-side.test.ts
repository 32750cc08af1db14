import assert from 'node:assert/strict';
import test from 'node:test';
import { stepsBack } from '../../../client/src/vscode/language/side-by-side';

test('beside another XML extension what both would do is left to it, and in files of our own never', () => {
  assert.equal(stepsBack('xml', 'auto', true), true);
  assert.equal(stepsBack('xml', 'auto', false), false);
  assert.equal(stepsBack('log4net', 'auto', true), false);
});

test('the setting decides', () => {
  assert.equal(stepsBack('xml', 'on', true), false);
  assert.equal(stepsBack('xml', 'off', false), true);
  assert.equal(stepsBack('log4net', 'off', true), false);
  assert.equal(stepsBack('xml', 7, true), true);
});
