/** Values that log4net cannot read, and what may be written instead: never a number that nobody meant. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applied, checkFindings, findingsIn } from '../../support/findings';

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

describe('the date pattern of a rolling file', () => {
  const rolling = (pattern: string, more = ''): string => file(`${more}<datePattern value="${pattern}"/>`);
  const rule = 'values/date-format';
  for (const [written, mended, severity, says] of [
    ["yyyyMMdd'.log", "yyyyMMdd'.log'", 'error', /a quote is not closed: log4net drops the whole appender/],
    ["'.'yyyyMMdd'", "'.'yyyyMMdd", 'error', /a quote is not closed/],
    ['yyyyMMdd.txt', "yyyyMMdd'.txt'", 'warning', /'\.txt' is not quoted.*'20240319\.AxA'/],
    ['yyyyMMdd.log', "yyyyMMdd'.log'", 'warning', /'20240319\.loA\.D\.'/],
    ['log_yyyyMMdd', "'log_'yyyyMMdd", 'warning', /'log_'/],
    ['yyyyMMddlog', "yyyyMMdd'log'", 'warning', /'log'/],
    ['commonyyyyMMdd', "'common'yyyyMMdd", 'warning', /'common'/],
    ['yyyy-MM-dd_errors.txt', "yyyy-MM-dd'_errors.txt'", 'warning', /'_errors\.txt'/],
    ['YYYYMMDD', 'yyyyMMdd', 'warning', /'Y' is no letter of \.NET/],
    ['YYYY-MM-DD.log', "yyyy-MM-dd'.log'", 'warning', /'\.log'/],
    ['yyyymmdd.log', "yyyyMMdd'.log'", 'warning', /'\.log'/],
    ['%date{yyyyMMdd}', 'yyyyMMdd', 'warning', /without a conversion word around it/],
    ["'.'%d{yyyy-mm-dd}", "'.'yyyy-MM-dd", 'warning', /without a conversion word/],
  ] as const) {
    it(`${written} becomes ${mended}`, () => {
      const text = rolling(written);
      const finding = findingsIn(text).find(it => it.rule === rule);
      assert.ok(finding !== undefined, `${rule} finds nothing`);
      assert.equal(finding.severity, severity);
      assert.match(finding.message, says);
      assert.deepEqual(fixesOf(text, rule), [`!${rolling(mended)}`]);
      assert.deepEqual(
        findingsIn(rolling(mended)).filter(it => it.rule === rule),
        [],
      );
    });
  }

  for (const good of [
    'yyyyMMdd',
    'yyyy.MM.dd',
    "'.'yyyyMMdd'.log'",
    "yyyyMMdd'.log'",
    '&quot;.&quot;yyyyMMdd&quot;.log&quot;',
    '.yyyy-MM-dd-HH-mm',
    'yyyyMMdd\\.\\l\\o\\g',
    "yyyy'/'MM/dd",
    'yyyyMMddTHH',
    'yyyyMMddTHHmmssZ',
    'yyyyMMddHHmm',
    'yyyy-MM-dd_hh-tt',
    'dd-MMM-yyyy',
    'yyyyMMdd.bak',
    'yyyyMM',
  ]) {
    it(`${good} is as it should be`, () => {
      assert.deepEqual(
        findingsIn(rolling(good)).filter(it => it.rule === rule),
        [],
      );
    });
  }

  it('says nothing where the file does not roll by date', () => {
    assert.deepEqual(
      findingsIn(rolling("yyyyMMdd'.log", '<rollingStyle value="Size"/>')).filter(it => it.rule === rule),
      [],
    );
  });

  it('is mended between the quotes it stands between', () => {
    const text = file("<datePattern value='yyyyMMdd.log'/>");
    assert.deepEqual(fixesOf(text, rule), [`!${file("<datePattern value='yyyyMMdd&apos;.log&apos;'/>")}`]);
  });
});

describe('the format of a date word', () => {
  const pattern = (option: string): string =>
    `<log4net><appender name="A" type="log4net.Appender.ConsoleAppender"><layout type="log4net.Layout.PatternLayout"><conversionPattern value="%date{${option}} %message%newline"/></layout></appender><root><appender-ref ref="A"/></root></log4net>`;
  for (const [written, mended] of [
    ['dd/mm/yyyy', 'dd/MM/yyyy'],
    ['yyyy-mm-dd', 'yyyy-MM-dd'],
    ['yyyy-mm-dd HH:mm:ss', 'yyyy-MM-dd HH:mm:ss'],
    ['yyyymm', 'yyyyMM'],
    ['YYYY-mm-DD', 'yyyy-MM-dd'],
    ['ISO-8601', 'ISO8601'],
    ['ISO 8601', 'ISO8601'],
    ['ABSOLUT', 'ABSOLUTE'],
  ] as const) {
    it(`${written} becomes ${mended}`, () => {
      assert.deepEqual(fixesOf(pattern(written), 'patterns/date'), [`!${pattern(mended)}`]);
    });
  }

  for (const good of [
    'HH:mm:ss',
    'mm:ss',
    'dd.MM.yyyy HH:mm',
    'yyyy-MM-dd HH:mm:ss,fff',
    'HH:mm dd',
    'iso8601',
    'absolute',
    'yyMMdd-HHmmss',
    "dd 'of' MMMM",
    'ddHHmm',
    'HHmmyyyy',
  ]) {
    it(`${good} is as it should be`, () => {
      assert.deepEqual(
        findingsIn(pattern(good)).filter(it => it.rule === 'patterns/date'),
        [],
      );
    });
  }
});

describe('the backups of a rolling file', () => {
  const rule = 'lifecycle/no-backups';
  const rolling = (inside: string): string =>
    `<log4net><appender name="⟦A⟧" type="log4net.Appender.RollingFileAppender"><file value="C:/logs/a.txt"/>${inside}${LAYOUT}</appender><root><appender-ref ref="A"/></root></log4net>`;
  const plain = (text: string): string => text.replace(/[⟦⟧]/g, '');

  it('are none by default, and neither is the size without a limit', () => {
    const says = /log4net has one, 10 MB, and keeps no backups/;
    checkFindings(rolling(''), rule, { severity: 'information', says });
    checkFindings(rolling('<rollingStyle value="Composite"/>'), rule, { severity: 'information', says });
    assert.deepEqual(fixesOf(plain(rolling('')), rule), [
      plain(rolling('')).replace('<layout', '<maxSizeRollBackups value="10" /><layout'),
    ]);
  });

  it('are no matter where the size is none', () => {
    checkFindings(plain(rolling('<rollingStyle value="Date"/>')), rule);
    checkFindings(plain(rolling('<rollingStyle value="Once"/>')), rule);
    checkFindings(plain(rolling('<maxSizeRollBackups value="5"/>')), rule);
  });
});

describe('a word that log4net does not know', () => {
  const path = (pattern: string): string =>
    `<log4net><appender name="A" type="log4net.Appender.FileAppender"><file type="log4net.Util.PatternString" value="${pattern}"/>${LAYOUT}</appender><root><appender-ref ref="A"/></root></log4net>`;

  it('is named without the hyphen that only joins it to the next', () => {
    checkFindings(path('C:/⟦%message⟧-%processid.txt'), 'patterns/unknown-word', { says: /no word '%message' in a pattern string/ });
    assert.deepEqual(fixesOf(path('C:/%procesid-%newline'), 'patterns/unknown-word'), [`!${path('C:/%processid-%newline')}`]);
  });
});
