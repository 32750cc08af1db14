import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dateShape } from '../../../server/src/pattern/date-shape';
import { dateFormatProblem, formatLogDate, formatNetDate, lettersPrintedAsTheyAre } from '../../../server/src/pattern/net-date';
import { localTime, parseInstant, utcTime } from '../../../server/src/pattern/net-time';

const time = localTime(parseInstant('2024-03-09T08:07:06.0450001Z'), 'Europe/Stockholm');

function checkFormat(format: string, expected: string): void {
  test(`'${format}' prints ${JSON.stringify(expected)}`, () => {
    const formatted = formatNetDate(time, format);
    assert.equal(formatted.ok ? formatted.text : formatted.problem, expected);
  });
}

checkFormat('', '03/09/2024 09:07:06');
checkFormat('d', '03/09/2024');
checkFormat('D', 'Saturday, 09 March 2024');
checkFormat('f', 'Saturday, 09 March 2024 09:07');
checkFormat('F', 'Saturday, 09 March 2024 09:07:06');
checkFormat('g', '03/09/2024 09:07');
checkFormat('G', '03/09/2024 09:07:06');
checkFormat('m', 'March 09');
checkFormat('o', '2024-03-09T09:07:06.0450001+01:00');
checkFormat('r', 'Sat, 09 Mar 2024 09:07:06 GMT');
checkFormat('s', '2024-03-09T09:07:06');
checkFormat('t', '09:07');
checkFormat('T', '09:07:06');
checkFormat('u', '2024-03-09 09:07:06Z');
checkFormat('U', 'Saturday, 09 March 2024 08:07:06');
checkFormat('Y', '2024 March');
checkFormat('Q', 'invalid-format');
checkFormat(' ', 'invalid-format');
checkFormat('K', 'invalid-format');
checkFormat('%K', '+01:00');
checkFormat('%d', '9');
checkFormat('%%', 'invalid-format');
checkFormat('d%', 'invalid-format');
checkFormat('ddd dddd M MM MMM MMMM', 'Sat Saturday 3 03 Mar March');
checkFormat('%y yy yyy yyyy yyyyyy', '24 24 2024 2024 002024');
checkFormat('h:m:s tt t', '9:7:6 AM A');
checkFormat('hhh HHHH', '09 09');
checkFormat('f ff fff fffffff', '0 04 045 0450001');
checkFormat('ss.FFF', '06.045');
checkFormat('ss.F', '06');
checkFormat('ffffffff', 'invalid-format');
checkFormat('FFFFFFFF', 'invalid-format');
checkFormat('z zz zzz', '+1 +01 +01:00');
checkFormat("yyyy 'at' HH\\h \"q'q\"", "2024 at 09h q'q");
checkFormat("'it\\'s'", "it's");
checkFormat("'open", 'unclosed-quote');
checkFormat('yyyy\\', 'invalid-format');
checkFormat('gg', 'A.D.');
checkFormat('YYYY-DD SSS', 'YYYY-DD SSS');

test('a UTC time has Z and no offset', () => {
  const utc = utcTime(parseInstant('2024-07-01T00:00:00Z'));
  assert.deepEqual(
    [formatNetDate(utc, '%K'), formatNetDate(utc, 'zzz')].map(each => each.ok && each.text),
    ['Z', '+00:00'],
  );
});

test('the hour that comes twice in autumn keeps its own offset', () => {
  const offsets = ['2024-10-27T00:30:00Z', '2024-10-27T01:30:00Z']
    .map(text => localTime(parseInstant(text), 'Europe/Stockholm'))
    .map(each => [each.hour, each.offset]);
  assert.deepEqual(offsets, [
    [2, 120],
    [2, 60],
  ]);
});

test('times are read to 100 ns, with any offset, and nonsense is the year 1', () => {
  assert.deepEqual(parseInstant('2024-03-09T08:07:06.1234567Z'), { ms: Date.UTC(2024, 2, 9, 8, 7, 6, 123), ticks: 4567 });
  assert.deepEqual(parseInstant('2024-03-09T09:07:06+01:00'), { ms: Date.UTC(2024, 2, 9, 8, 7, 6), ticks: 0 });
  assert.equal(utcTime(parseInstant('yesterday')).year, 1);
});

test('the calendar is that of Date', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), ms => {
      const { year, month, day, weekDay, hour, minute, second, fraction } = utcTime({ ms, ticks: 0 });
      const date = new Date(ms);
      assert.deepEqual(
        [year, month, day, weekDay, hour, minute, second, fraction],
        [
          date.getUTCFullYear(),
          date.getUTCMonth() + 1,
          date.getUTCDate(),
          date.getUTCDay(),
          date.getUTCHours(),
          date.getUTCMinutes(),
          date.getUTCSeconds(),
          date.getUTCMilliseconds() * 10_000,
        ],
      );
    }),
    { seed: 20240309, numRuns: 500 },
  );
});

test('the shape of a date format fits what the format prints', () => {
  const formats = [
    undefined,
    'ISO8601',
    'absolute',
    'DATE',
    '',
    'd',
    'D',
    'f',
    'G',
    'm',
    'o',
    'r',
    's',
    't',
    'u',
    'U',
    'y',
    'HH:mm:ss',
    'ss.FFF',
    'd MMM yy',
    'h tt',
    "yyyy'T'HH\\h",
    'HH:mm zzz',
    'HHK',
    'g yyyy',
  ];
  for (const option of formats) {
    for (const text of ['2024-03-09T08:07:06.045Z', '2023-12-31T23:59:59.999Z', '2024-07-01T00:00:00Z']) {
      const formatted = formatLogDate(localTime(parseInstant(text), 'Asia/Kolkata'), option);
      assert.ok(formatted.ok);
      const shape = dateShape(option);
      assert.ok(shape !== undefined, option);
      assert.match(formatted.text, new RegExp(`^(?:${shape})$`));
    }
  }
});

test('an option is judged without a time', () => {
  assert.deepEqual([undefined, '', 'iso8601', 'HH:mm', 'Q', "'x", 'x\\\\'].map(dateFormatProblem), [
    undefined,
    undefined,
    undefined,
    undefined,
    'invalid-format',
    'unclosed-quote',
    undefined,
  ]);
});

test('letters of other languages’ formats are found where .NET prints them', () => {
  const found = (option: string): string =>
    lettersPrintedAsTheyAre(option)
      .map(({ text, start, end }) => `${text}@${start}-${end}`)
      .join(' ');
  assert.equal(found('YYYY-MM-DD HH:mm:ss,SSS'), 'YYYY@0-4 DD@8-10 SSS@20-23');
  assert.equal(found("yyyy-MM-ddTHH:mm:ss.fffK 'at' \\h"), '');
  assert.equal(found('ISO8601'), '');
});

test('the offset is that of the moment, whatever was asked before', () => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: 'Australia/Lord_Howe',
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
  });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: Date.UTC(2024, 3, 6, 14), max: Date.UTC(2024, 3, 6, 16) }), { minLength: 2 }), moments => {
      for (const ms of moments) {
        const { hour, minute } = localTime({ ms, ticks: 0 }, 'Australia/Lord_Howe');
        assert.equal(`${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`, format.format(ms));
      }
    }),
    { seed: 20240309, numRuns: 50 },
  );
});
