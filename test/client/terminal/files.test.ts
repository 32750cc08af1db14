import iconv from 'iconv-lite';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { expandFiles, pathParts, readJson, readXml } from '../../../client/src/terminal/files';
import { findingsIn } from '../../support/findings';

const cwd = mkdtempSync(path.join(tmpdir(), 'files-'));
after(() => {
  rmSync(cwd, { recursive: true });
});
const files = [
  'a.xml',
  'b.XML',
  'c.txt',
  'deep/d.xml',
  'deep/er/e.xml',
  'deep/er/f1.xml',
  'deep/er/f2.xml',
  '.hidden/g.xml',
  'node_modules/h.xml',
  'odd[1].xml',
  'ünï.xml',
];
for (const file of files) {
  mkdirSync(path.join(cwd, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(cwd, file), '<a/>');
}

const patterns: readonly [string, readonly string[]][] = [
  ['*.xml', ['a.xml', 'odd[1].xml', 'ünï.xml']],
  ['**/*.xml', ['a.xml', 'deep/d.xml', 'deep/er/e.xml', 'deep/er/f1.xml', 'deep/er/f2.xml', 'odd[1].xml', 'ünï.xml']],
  ['deep/**', ['deep/d.xml', 'deep/er/e.xml', 'deep/er/f1.xml', 'deep/er/f2.xml']],
  ['deep/**/f?.xml', ['deep/er/f1.xml', 'deep/er/f2.xml']],
  ['deep/*/f[2-9].xml', ['deep/er/f2.xml']],
  ['deep/*/f[!2].xml', ['deep/er/f1.xml']],
  ['{a,c}.{xml,txt}', ['a.xml', 'c.txt']],
  ['./*.txt', ['./c.txt']],
  ['odd[1].xml', ['odd[1].xml']],
  ['.hidden/*.xml', ['.hidden/g.xml']],
  ['node_modules/*.xml', ['node_modules/h.xml']],
];
for (const [pattern, expected] of patterns) {
  test(`${pattern} names ${expected.join(', ')}`, async () => {
    assert.deepEqual(await expandFiles([pattern], cwd), { ok: true, files: expected });
  });
}

test('an absolute pattern gives absolute names', async () => {
  assert.deepEqual(await expandFiles([`${cwd}/deep/*.xml`], '/'), { ok: true, files: [`${cwd}/deep/d.xml`] });
});

test('files named twice come once, in the order they were named', async () => {
  assert.deepEqual(await expandFiles(['c.txt', '*.txt', 'a.xml'], cwd), { ok: true, files: ['c.txt', 'a.xml'] });
});

const missing: readonly [readonly string[], RegExp][] = [
  [[], /No file is named/],
  [['nowhere.xml'], /nowhere\.xml does not exist\. Check the name; relative names start from /],
  [['**/*.yaml'], /No file matches \*\*\/\*\.yaml\./],
  [['[z-a].xml'], /No file matches/],
  [['deep'], /deep is a folder\. Name files, for example "deep\/\*\*\/\*\.xml"/],
  [['a.xml', 'nowhere/*.xml'], /No file matches nowhere/],
];
for (const [given, message] of missing) {
  test(`${given.join(' ') || 'nothing'} is refused in one line`, async () => {
    const expanded = await expandFiles(given, cwd);
    assert.ok(!expanded.ok);
    assert.match(expanded.message, message);
    assert.doesNotMatch(expanded.message, /\n/);
  });
}

const text = '<?xml version="1.0" encoding="ENC"?><a b="Åsa €"/>';
for (const [declared, encoding, mark, saved] of [
  ['utf-8', 'utf8', false, 'utf-8'],
  ['UTF-8', 'utf8', true, 'utf-8'],
  ['windows-1252', 'windows-1252', false, 'other'],
  ['iso-8859-15', 'iso-8859-15', false, 'other'],
  ['utf-16', 'utf-16le', true, 'utf-16'],
  ['utf-16', 'utf-16be', true, 'utf-16'],
  ['made-up', 'utf8', false, 'utf-8'],
] as const) {
  test(`${encoding}${mark ? ' with a byte order mark' : ''}, declared as ${declared}, is read as it was written`, async () => {
    const written = text.replace('ENC', declared);
    writeFileSync(path.join(cwd, 'enc.bin'), iconv.encode(written, encoding, { addBOM: mark }));
    assert.deepEqual(await readXml('enc.bin', cwd), { ok: true, text: written, saved });
  });
}

test('a second byte order mark stays, so that it is found', async () => {
  for (const encoding of ['utf8', 'utf-16le', 'utf-16be'] as const) {
    writeFileSync(path.join(cwd, 'marks.xml'), iconv.encode('\ufeff<?xml version="1.0"?><log4net/>', encoding, { addBOM: true }));
    const read = await readXml('marks.xml', cwd);
    assert.ok(read.ok);
    assert.equal(read.text, '\ufeff\ufeff<?xml version="1.0"?><log4net/>', encoding);
    assert.deepEqual(
      findingsIn(read.text).flatMap(it => (it.severity === 'error' ? [it.rule] : [])),
      ['syntax/declaration'],
    );
  }
});

test('what is no JSON is a sentence', async () => {
  writeFileSync(path.join(cwd, 'bad.json'), '{"a":');
  const read = await readJson('bad.json', cwd);
  assert.ok(!read.ok);
  assert.match(read.message, /^bad\.json is not valid JSON/);
});

test('a path is told nearest folder first', () => {
  assert.deepEqual(pathParts('Scheduler/LocalLogConfig.xml', '/srv/x').slice(0, 4), ['LocalLogConfig.xml', 'Scheduler', 'x', 'srv']);
});
