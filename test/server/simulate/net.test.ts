import assert from 'node:assert/strict';
import { test } from 'node:test';
import { couldResolve, parseAddress } from '../../../server/src/simulate/net/address';
import { NetFailure } from '../../../server/src/simulate/net/failure';
import { parseMailAddress, parseMailAddresses, printAddress } from '../../../server/src/simulate/net/mail-address';
import { parseBoolean, parseEnum, parseInteger } from '../../../server/src/simulate/net/numbers';
import { isNetSubclass, netClass } from '../../../server/src/simulate/net/types';
import { seeded } from '../../support/random';

const refused = Symbol('refused');
function outcome<T>(work: () => T): T | typeof refused {
  try {
    return work();
  } catch (failure) {
    if (failure instanceof NetFailure) return refused;
    throw failure;
  }
}

for (const [text, expected] of [
  ['true', true],
  [' False\t', false],
  ['TRUE', true],
  ['yes', refused],
  ['1', refused],
  ['', refused],
  ['truefalse', refused],
] as const) {
  test(`"${text}" as a boolean`, () =>
    assert.equal(
      outcome(() => parseBoolean(text)),
      expected,
    ));
}

for (const [text, expected] of [
  ['9998', 9998],
  [' +009998\r\n', 9998],
  ['-1', -1],
  ['2147483647', 2147483647],
  ['2147483648', refused],
  ['9,998', refused],
  ['99.98', refused],
  ['0x270E', refused],
  ['٩', refused],
  ['', refused],
  ['9998;', refused],
  ['1 0', refused],
] as const) {
  test(`"${text}" as a 32-bit number`, () =>
    assert.equal(
      outcome(() => parseInteger(text, 'System.Int32')),
      expected,
    ));
}

test('enumerations take names in any case, lists and numbers, defined or not', () => {
  const fact = {
    values: [
      { name: 'Low', value: 1 },
      { name: 'High', value: 2 },
    ],
  };
  const read = (text: string): number | typeof refused => outcome(() => parseEnum(text, fact));
  assert.deepEqual(['low', ' HIGH ', 'Low, High', '2', '77', '-1'].map(read), [1, 2, 3, 2, 77, -1]);
  assert.deepEqual(['', ' ', 'Urgent', 'Low,', '2x', '99999999999'].map(read), Array(6).fill(refused));
});

for (const [text, expected] of [
  ['127.0.0.1', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['0x7f.1', '127.0.0.1'],
  ['017700000001', '127.0.0.1'],
  ['2130706433', '127.0.0.1'],
  ['010.1.1.1', '8.1.1.1'],
  ['::1', '::1'],
  ['[::1]', '::1'],
  ['[::1]:9998', '::1'],
  ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['::FFFF:10.1.2.3', '::ffff:10.1.2.3'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['256.1.1.1', undefined],
  ['1.2.3.4.5', undefined],
  ['127.0.0.1 ', undefined],
  ['127.0.0.1:9998', undefined],
  ['1.2.3.', undefined],
  ['08.1.1.1', undefined],
  ['1::2::3', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
  ['', undefined],
] as const) {
  test(`"${text}" as an address`, () => assert.equal(parseAddress(text)?.text, expected));
}

test('a name that could be a host’s is taken to resolve, what cannot be one is not', () => {
  for (const name of ['localhost', 'qlikserver1.example.com', 'my-host.', 'srv_1', 'försäljning']) assert.ok(couldResolve(name), name);
  for (const name of ['', 'not an address', '999.1.1.1', '127.0.0.1:9998', '<IP of server>', 'http://a', 'x.invalid', '-a', 'a..b', ' a'])
    assert.ok(!couldResolve(name), name);
});

for (const [text, expected] of [
  ['a@x.test', 'a@x.test'],
  [' a@x.test ', 'a@x.test'],
  ['<a@x.test>', 'a@x.test'],
  ['Ann <a@x.test>', 'Ann <a@x.test>'],
  ['"Lee, Ann" <a@x.test>', 'Lee, Ann <a@x.test>'],
  ['"Ann"<a@x.test>', 'Ann <a@x.test>'],
  ['a@x.test (work)', 'a@x.test'],
  ['(work (really)) a@x.test', 'a@x.test'],
  ['Ann (work) <a@x.test>', 'Ann (work) <a@x.test>'],
  ['a.@x.test', 'a.@x.test'],
  ['a..b@x.test', 'a..b@x.test'],
  ['"a b"@x.test', '"a b"@x.test'],
  ['a@[10.0.0.1]', 'a@[10.0.0.1]'],
  ['a@x.test; b@x.test', 'a@x.test; <b@x.test>'],
  ['Mo\u0308ller <m@x.test>', 'M\u00f6ller <m@x.test>'],
  ['.a@x.test', refused],
  ['operations', refused],
  ['a@', refused],
  ['@x.test', refused],
  ['a@b@c', refused],
  ['a@x.test;b@x.test', refused],
  ['a@x.test,b@x.test', refused],
  ['<sender email address used in notification emails>', refused],
  ['<a@x.test', refused],
  ['a@x.test>', refused],
  ['(a@x.test', refused],
  ['a)@x.test', refused],
  ['"a@x.test', refused],
  ['a\n@x.test', refused],
  ['\ud800 <a@x.test>', refused],
  ['   ', refused],
  ['', refused],
] as const) {
  test(`${JSON.stringify(text)} as a mail address`, () =>
    assert.equal(
      outcome(() => printAddress(parseMailAddress(text))),
      expected,
    ));
}

test('commas separate addresses, and each of them must be one', () => {
  const read = (text: string): readonly string[] | typeof refused => outcome(() => parseMailAddresses(text).map(printAddress));
  assert.deepEqual(read('a@x.test, "B, C" <b@x.test> ,c@x.test'), ['a@x.test', 'B, C <b@x.test>', 'c@x.test']);
  assert.deepEqual(['a@x.test,', 'a@x.test,,b@x.test', ',a@x.test', 'a@x.test, b'].map(read), [refused, refused, ['a@x.test'], refused]);
});

test('no text makes the address reader do anything but read or refuse', () => {
  const random = seeded(7);
  const pieces = ['a', '@', '.', ' ', '"', '<', '>', '(', ')', '\\', ',', ';', '[', ']', '\r\n', '\n', 'é', '\ud83d', 'x.test'];
  for (let round = 0; round < 5000; round++) {
    const text = Array.from({ length: random.below(12) }, () => random.pick(pieces)).join('');
    outcome(() => parseMailAddresses(text));
    outcome(() => parseMailAddress(text));
  }
});

test('.NET’s own classes are known in any case, with their bases', () => {
  assert.equal(netClass('system.text.stringbuilder, mscorlib'), 'System.Text.StringBuilder');
  assert.equal(netClass('System.NoSuch'), undefined);
  assert.ok(isNetSubclass('System.ArgumentNullException', 'System.ArgumentException'));
  assert.ok(isNetSubclass('Qlik.Sense.ReloadException', 'System.Exception'));
  assert.ok(!isNetSubclass('System.Exception', 'System.ArgumentException'));
  assert.ok(!isNetSubclass('Qlik.Sense.ReloadException', 'System.IO.IOException'));
});
