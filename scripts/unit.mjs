#!/usr/bin/env node
// Runs the unit tests: everything under test/ that needs no VS Code.
//   node scripts/unit.mjs [PART-OF-PATH …]     only the test files whose path holds one of the parts
// UNIT_REPORTER chooses what is printed: spec (default), dot, tap.
import { globSync } from './lib/files.mjs';
import { runNodeTests } from './lib/node-tests.mjs';
import { root } from './lib/root.mjs';

const wanted = process.argv.slice(2);
const files = globSync(root, 'test', name => /\.test\.tsx?$/.test(name))
  .filter(file => !file.startsWith('test/vscode/'))
  .filter(file => wanted.length === 0 || wanted.some(part => file.includes(part)));
if (files.length === 0) {
  console.error(`No test file matches ${wanted.join(' ')}.`);
  process.exit(2);
}
const { failures } = await runNodeTests(files, { reporter: process.env['UNIT_REPORTER'] ?? 'spec' });
process.exit(failures.length === 0 ? 0 : 1);
