import assert from 'node:assert/strict';
import test from 'node:test';
import { savedAs, type SavedAs } from '../../../server/src/syntax/bytes';
import { checkFindings, checkFix } from '../../support/findings';

const bytes = (text: string, encoding: 'utf8' | 'utf16le' | 'latin1'): Uint8Array => Buffer.from(text, encoding);

test('bytes tell how a file is saved', () => {
  const cases: readonly (readonly [Uint8Array, SavedAs])[] = [
    [bytes('<a/>', 'utf8'), 'ascii'],
    [bytes('', 'utf8'), 'ascii'],
    [bytes('<a>ü€😀</a>', 'utf8'), 'utf-8'],
    [bytes('\ufeff<a/>', 'utf8'), 'utf-8'],
    [bytes('<a>ü</a>', 'latin1'), 'other'],
    [bytes('\ufeff<a/>', 'utf16le'), 'utf-16'],
    [bytes('<?xml version="1.0"?>', 'utf16le'), 'utf-16'],
    [Uint8Array.of(0xfe, 0xff, 0, 0x3c), 'utf-16'],
    // Too long for the letter it means, and cut off.
    [Uint8Array.of(0xc0, 0xaf), 'other'],
    [Uint8Array.of(0x61, 0xe2, 0x82), 'other'],
  ];
  for (const [given, wanted] of cases) assert.equal(savedAs(given), wanted, Buffer.from(given).toString('hex'));
});

const file = (encoding: string): string => `<?xml version="1.0"${encoding && ` encoding="${encoding}"`}?><log4net>ü</log4net>`;

test('what the first line says is held against the bytes', () => {
  const found = (encoding: string, saved: SavedAs, severity: 'error' | 'warning'): void => {
    checkFindings(file(`⟦${encoding}⟧`), 'syntax/encoding', { saved, severity });
  };
  found('utf-16', 'utf-8', 'error');
  found('utf-16', 'ascii', 'error');
  found('windows-1252', 'utf-8', 'warning');
  found('utf-8', 'utf-16', 'error');
  found('utf-8', 'other', 'error');
  checkFix(file('utf-16'), 'syntax/encoding', file('utf-8'), { saved: 'utf-8' });
  checkFindings('<log4net>gr⟦\ufffd⟧n</log4net>', 'syntax/encoding', { saved: 'other', severity: 'error', says: /without a declaration/ });
});

test('where both agree, or nobody looked, there is nothing to say', () => {
  for (const [encoding, saved] of [
    ['utf-8', 'utf-8'],
    ['UTF-8', 'utf-8'],
    ['', 'utf-8'],
    ['utf-8', 'ascii'],
    ['windows-1252', 'ascii'],
    ['windows-1252', 'other'],
    ['utf-16', 'utf-16'],
    ['', 'utf-16'],
  ] as const)
    checkFindings(file(encoding), 'syntax/encoding', { saved });
  checkFindings(file('utf-16'), 'syntax/encoding');
});
