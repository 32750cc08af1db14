import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encoderFor } from '../../../server/src/wire/encoding';
import { readPayload } from '../../../server/src/wire/payload';

const encoding = (name: string): NonNullable<ReturnType<typeof encoderFor>> => encoderFor(name) ?? assert.fail(name);

test('bytes are read in the encoding that is named, and what a receiver makes of them is told', () => {
  for (const [name, text] of [
    ['windows-1250', 'Žluťoučký kůň; příliš'],
    ['utf-16', 'Příliš; žluťoučký'],
    ['utf-16be', 'x; y'],
    ['utf-7', 'ü; x'],
    ['ibm850', 'Größe'],
    ['shift_jis', '日本語; x'],
  ] as const) {
    const bytes = encoding(name).encode(text);
    const read = readPayload(bytes, encoding(name));
    assert.equal(read.text, text, name);
    assert.equal(read.isExact, false, name);
    assert.equal(read.received, new TextDecoder().decode(bytes), name);
    assert.match(read.note ?? '', new RegExp(`^Read as ${name}, as the listener is told to\\. Receivers read UTF-8`));
  }
});

test('where the bytes are the same in UTF-8 nothing is said', () => {
  for (const name of ['utf-8', 'us-ascii', 'windows-1252', 'iso-8859-2'])
    assert.deepEqual(readPayload(Buffer.from('plain; text'), encoding(name)), { text: 'plain; text', isExact: true }, name);
  assert.deepEqual(readPayload(Buffer.from('Größe'), encoding('utf-8')), { text: 'Größe', isExact: true });
});

test('a mark of byte order is no text', () => {
  assert.equal(readPayload(Buffer.from('\ufeffx;y', 'utf16le'), encoding('utf-16')).text, 'x;y');
});

test('bytes that the named encoding never gives are looked at as they are, and that is said', () => {
  const latin = Buffer.from('Größe', 'latin1');
  const read = readPayload(latin, encoding('utf-8'));
  assert.equal(read.text, 'Größe');
  assert.match(read.note ?? '', /^The listener is told to read utf-8, and the bytes are none: .* The bytes look like windows-1252/);
  const odd = readPayload(Buffer.from('abc'), encoding('utf-16'));
  assert.deepEqual(odd, {
    text: 'abc',
    isExact: true,
    note: 'The listener is told to read utf-16, and the bytes are none: the encoding was looked for instead.',
  });
});
