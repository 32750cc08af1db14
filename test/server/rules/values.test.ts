/** Values that log4net cannot read, and what may be written instead: never a number that nobody meant. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applied, findingsIn } from '../../support/findings';

const LAYOUT = '<layout type="log4net.Layout.SimpleLayout"/>';
const udp = (inside: string): string =>
  `<log4net><appender name="A" type="log4net.Appender.UdpAppender">${inside}<encoding value="utf-8"/>${LAYOUT}</appender><root><appender-ref ref="A"/></root></log4net>`;
const file = (inside: string): string =>
  `<log4net><appender name="A" type="log4net.Appender.RollingFileAppender"><file value="C:/logs/a.txt"/><maxSizeRollBackups value="5"/>${inside}${LAYOUT}</appender><root><appender-ref ref="A"/></root></log4net>`;

/** What each fix of the rule's first finding makes of the text, the preferred one marked by `!`. */
function fixesOf(text: string, rule: string): readonly string[] {
  const finding = findingsIn(text).find(it => it.rule === rule);
  assert.ok(finding, `${rule} finds nothing in ${text}`);
  return (finding.fixes ?? []).map(fix => {
    const after = applied(text, fix.edits);
    return `${fix.preferred === true ? '!' : ''}${after}`;
  });
}

describe('a port that is none', () => {
  const port = (value: string, address = '<remoteAddress value="127.0.0.1"/>'): string => udp(`${address}<remotePort value="${value}"/>`);
  for (const [written, meant] of [
    ['9,998', '9998'],
    ['9.998', '9998'],
    ['9 998', '9998'],
    ["9'998", '9998'],
    ['10.0.0.1:9998', '9998'],
    ['localhost:9998', '9998'],
    ['[::1]:9998', '9998'],
    ['port 9998', '9998'],
    ['9998/udp', '9998'],
    ['9998;', '9998'],
  ] as const) {
    it(`'${written}' means ${meant}`, () => {
      assert.deepEqual(fixesOf(port(written), 'values/port'), [`!${port(meant)}`]);
    });
  }

  for (const written of [
    '9998-9999',
    '9998,9997',
    '1,2',
    '10.0.0.1',
    'fe80::1',
    '1e4',
    '0x270E',
    '70,000',
    'O998',
    '9998.5',
    '80, 443',
    'host:0',
  ]) {
    it(`'${written}' is left to the person who wrote it`, () => {
      assert.deepEqual(fixesOf(port(written), 'values/port'), []);
    });
  }

  it('with the only address in it is not mended by itself, as the address would be gone', () => {
    assert.deepEqual(fixesOf(port('10.0.0.1:9998', ''), 'values/port'), [port('9998', '')]);
  });
});

describe('a number that is none', () => {
  for (const [written, size, bytes] of [
    ['10MB', '10MB', '10485760'],
    ['10 mb', '10MB', '10485760'],
    ['512K', '512KB', '524288'],
    ['2GiB', '2GB', '2147483648'],
  ] as const) {
    it(`a size of '${written}' goes to the property that takes units, or becomes bytes`, () => {
      assert.deepEqual(fixesOf(file(`<maxFileSize value="${written}"/>`), 'values/number'), [
        `!${file(`<maximumFileSize value="${size}"/>`)}`,
        file(`<maxFileSize value="${bytes}"/>`),
      ]);
    });
  }

  it('keeps all of its digits, and is left alone where its unit would be lost', () => {
    const buffer = mail;
    assert.deepEqual(fixesOf(buffer('1,000'), 'values/number'), [buffer('1000')]);
    assert.deepEqual(fixesOf(buffer('10 events'), 'values/number'), [buffer('10')]);
    assert.deepEqual(fixesOf(buffer('512KB'), 'values/number'), []);
    assert.deepEqual(fixesOf(buffer('10-20'), 'values/number'), []);
  });
});

function mail(bufferSize: string): string {
  return `<log4net><appender name="A" type="log4net.Appender.SmtpAppender"><to value="a@acme.test"/><from value="b@acme.test"/><smtpHost value="127.0.0.1"/><bufferSize value="${bufferSize}"/>${LAYOUT}</appender><root><appender-ref ref="A"/></root></log4net>`;
}
