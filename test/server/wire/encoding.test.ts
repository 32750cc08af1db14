import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encoderFor, encoderForCodePage, encodingNamesToOffer, isEncodingName } from '../../../server/src/wire/encoding';

function checkBytes(name: string, text: string, hex: string): void {
  test(`${JSON.stringify(text)} in ${name} is ${hex}`, () => {
    const bytes = encoderFor(name)?.encode(text);
    assert.equal(bytes && Buffer.from(bytes).toString('hex'), hex.replaceAll(' ', ''));
  });
}

checkBytes('utf-8', 'aé😀', '61 c3a9 f09f9880');
checkBytes('UTF-8', 'a\ud800b\udc00', '61 efbfbd 62 efbfbd');
checkBytes('utf-16', 'é\ud800', 'e900 fdff');
checkBytes('unicode', 'a', '6100');
checkBytes('utf-16BE', 'é', '00e9');
checkBytes('unicodeFFFE', 'é', '00e9');
checkBytes('utf-32', 'é😀\ud800', 'e9000000 00f60100 fdff0000');
checkBytes('utf-32BE', 'a', '00000061');
checkBytes('utf-7', 'é-a+b', '2b414f6b2d 2d 61 2b2d 62');
checkBytes('us-ascii', 'aé😀', '61 3f 3f3f');
checkBytes('ascii', 'é', '3f');
checkBytes('iso-8859-1', 'é\u0085€', 'e9 85 3f');
checkBytes('latin1', 'ß', 'df');
checkBytes('iso-8859-15', '€', 'a4');
checkBytes('windows-1252', '€“\u0081終', '80 93 81 3f');
checkBytes('windows-1251', 'Жя', 'c6 ff');
checkBytes('ibm850', 'é', '82');
checkBytes('437', 'é', '82');
checkBytes('shift_jis', '終', '8f49');
checkBytes('gb18030', '終', 'bd4b');
checkBytes('EUC-JP', '終', 'bdaa');

for (const name of ['utf8', ' utf-8 ', 'UTF_8', '1252', '65001', 'cp1252', 'latin-1', 'ansi', '', 'utf-99', 'constructor']) {
  test(`.NET knows no encoding ${JSON.stringify(name)}`, () => {
    assert.equal(isEncodingName(name), false);
    assert.equal(encoderFor(name), undefined);
  });
}

test('an encoding that .NET knows and we do not is told from one that does not exist', () => {
  assert.equal(isEncodingName('IBM037'), true);
  assert.equal(encoderFor('IBM037'), undefined);
});

test('a code page has its number', () => assert.equal(encoderForCodePage(1252)?.name, 'windows-1252'));

test('every encoding reads back what it wrote, as far as it has the letters', () => {
  for (const name of encodingNamesToOffer()) {
    const encoding = encoderFor(name);
    assert.ok(encoding, name);
    const isUnicode = name.startsWith('utf-');
    // Some old code pages put other signs in place of ASCII's: 864 has an Arabic percent sign.
    const unit = isUnicode ? ('grapheme' as const) : fc.constantFrom(...'abcXYZ019 ;,.'.split(/(?:)/));
    fc.assert(
      fc.property(fc.string({ unit }), text => assert.equal(encoding.decode(encoding.encode(text)), text, name)),
      { seed: 20240309, numRuns: 20 },
    );
  }
});

test('single bytes go round', () => {
  for (const name of ['iso-8859-1', 'windows-1252', 'windows-1251', 'windows-1250', 'ibm850', 'koi8-r']) {
    const encoding = encoderFor(name);
    assert.ok(encoding);
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    assert.deepEqual(encoding.encode(encoding.decode(all)), all, name);
  }
});
