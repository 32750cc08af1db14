import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv from 'ajv';
import { commands, type CommandEntry } from '../../../client/src/vscode/registry/commands';
import { contributes } from '../../../client/src/vscode/registry/contributes';
import { parseSettings } from '../../../client/src/vscode/registry/parse-settings';
import { settings, type SettingEntry } from '../../../client/src/vscode/registry/settings';
import { receiverIds } from '../../../server/src/wire/receivers';

const commandEntries: readonly CommandEntry[] = commands;
const settingEntries: readonly SettingEntry[] = settings;

test('a command is named once, in title case, and asks with an ellipsis', () => {
  assert.equal(new Set(commandEntries.map(it => it.id)).size, commandEntries.length);
  for (const { id, title } of commandEntries) {
    assert.match(id, /^[a-z][A-Za-z]+$/);
    assert.match(title, /^[A-Z]/);
    assert.doesNotMatch(title, /\.\.\.|log4net/i, 'the category says log4net already');
  }
});

test('every default fits its own schema, and reading the defaults complains about nothing', () => {
  const ajv = new Ajv({ strict: false });
  for (const { key, schema } of settingEntries) assert.ok(ajv.validate(schema, schema.default), `${key}: ${ajv.errorsText()}`);
  const { settings: read, complaints } = parseSettings(key => settingEntries.find(it => it.key === key)?.schema.default);
  assert.deepEqual(complaints, []);
  assert.deepEqual(parseSettings(() => undefined).settings, read, 'what is not set is the default');
});

test('what names a host, an address, a file or a target belongs to the machine, never to a workspace', () => {
  const unsafe = settingEntries.filter(it => /address|ports|destination|sinks|targets|allowedSenders|switchOff/i.test(it.key));
  assert.ok(unsafe.length >= 4);
  for (const { key, scope } of unsafe) assert.equal(scope, 'machine', key);
});

test('settings of any shape are read: what is unusable is named and the default used', () => {
  const junk: readonly unknown[] = [null, 0, -1, 1.5, '', 'x', [], [0], ['9998'], {}, true, [null], [70_000], NaN];
  const standard = parseSettings(() => undefined).settings;
  for (const value of junk) {
    const { settings: read, complaints } = parseSettings(() => value);
    for (const complaint of complaints) assert.match(complaint, /^log4netAppenders\.\S+ must be .+; using .+\.$/);
    assert.deepEqual(Object.keys(read), Object.keys(standard));
    assert.ok(read.ports.every(it => it > 0 && it < 65_536));
  }
  assert.equal(parseSettings(key => (key === 'listener.bindAddress' ? 'example.com' : undefined)).complaints.length, 1);
  assert.equal(parseSettings(key => (key === 'listener.bindAddress' ? 'fe80::1%eth0' : undefined)).complaints.length, 0);
});

test('the receivers one can choose are those there are', () => {
  const setting = settingEntries.find(it => it.key === 'receiver');
  assert.deepEqual([...(setting?.schema['enum'] as readonly string[])].sort(), [...receiverIds].sort());
});

test('every file that is contributed is there', () => {
  const paths = [...JSON.stringify(contributes()).matchAll(/"\.\/([^"]+)"/g)].map(it => it[1]!);
  assert.ok(paths.length >= 5);
  for (const path of paths) assert.ok(readFileSync(path).length > 0, path);
});

test('grammars and language configuration are JSON, and their expressions compile', () => {
  for (const file of [...readdirSync('syntaxes').map(it => `syntaxes/${it}`), 'language-configuration.json']) {
    const text = readFileSync(file, 'utf8');
    const parsed: unknown = JSON.parse(text);
    assert.ok(typeof parsed === 'object');
    for (const [, pattern] of text.matchAll(
      /"(?:match|begin|end|pattern|increaseIndentPattern|decreaseIndentPattern|wordPattern)": ("(?:[^"\\]|\\.)*")/g,
    ))
      assert.ok(new RegExp(JSON.parse(pattern!) as string), `${file}: ${pattern}`);
  }
});
