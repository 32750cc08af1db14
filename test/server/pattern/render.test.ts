import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LogEvent } from '../../../server/src/pattern/event';
import { handlesException, parsePattern } from '../../../server/src/pattern/parse';
import { composeProperties } from '../../../server/src/pattern/properties';
import { appendException, complaintsOnLoading, newPatternState, renderPattern } from '../../../server/src/pattern/render';
import type { RenderContext } from '../../../server/src/pattern/render';
import { event, machine, qlikConverters, words } from './scene';

const context: RenderContext = { machine, version: '2.0.8' };

function render(pattern: string, changes: Partial<LogEvent> = {}, where: Partial<RenderContext> = {}): string {
  const rendered = renderPattern(parsePattern(pattern, words(qlikConverters)), { ...event, ...changes }, { ...context, ...where });
  return rendered.ok ? rendered.text : `failure: ${rendered.failure}`;
}

function checkRender(pattern: string, expected: string, changes: Partial<LogEvent> = {}, where: Partial<RenderContext> = {}): void {
  test(`${JSON.stringify(pattern)} prints ${JSON.stringify(expected)}`, () => assert.equal(render(pattern, changes, where), expected));
}

checkRender(
  '%date [%thread] %-5level %logger{2} - %message%newline',
  '2024-03-09 08:07:06,045 [17] INFO  Master.TaskSession - Reload finished\r\n',
);
checkRender('[%.3level][%6level][%-6level][%6.2p]', '[NFO][  INFO][INFO  ][    FO]');
checkRender('[%.1newline][%5n]', '[\r\n][\r\n]');
checkRender('%.3000000000level', 'failure: negative-maximum');
checkRender('%999999999level', 'failure: too-wide');
checkRender('%property{TaskName}|%property{Nothing}|%property{}', 'Nightly sales|(null)|(null)');
checkRender('%property{n}|%property{b}|%property{z}', '7|True|(null)', { properties: { n: 7, b: true, z: null } });
checkRender('%logger{1}|%logger{9}|%c{0}', 'D.|A.B.C.D.|A.B.C.D.', { logger: 'A.B.C.D.' });
checkRender('%logger{1}|%logger{2}', 'A|.A', { logger: '..A' });
checkRender('%class{1}|%location', '?|?.?(?:?)', { location: null });
checkRender('%exception{message}|%exception{helplink}|%exception{no}', 'bad|(null)|', { exception: { text: 'E: bad', message: 'bad' } });
checkRender('<%exception>', '<E: bad\r\n>', { exception: 'E: bad' });
checkRender('%exception{message}', 'E: bad\r\n', { exception: 'E: bad' });
checkRender('%m', '', { message: null });
checkRender('%r', '-1', { timestamp: '2023-12-31T23:59:59.999Z' });
checkRender('%r', '0', { timestamp: '2023-12-31T23:59:59.9995Z' });
checkRender('%aspnet-request{User}', 'NOT AVAILABLE');
checkRender('%n{unix}%newline{DOS}%newline{mac}', '\n\r\n\r\n');
checkRender('a%literal{b}%5literal', 'ab');
checkRender('%hostname;%user;%encodedmessage;%encodedexception', 'SENSE01;LAB\\qlikservice;a,b c d e;E, x y', {
  message: 'a;b\r\nc\nd\re',
  exception: 'E; x\r\ny',
});
checkRender(
  '%encodedmessage',
  'a;b c',
  { message: 'a;b\nc' },
  { assumptions: { encodedMessage: false, encodedException: true, isoCompact: true } },
);
checkRender('%longIso8601date', '20240309T133706.045+0530', {}, { machine: { ...machine, timeZone: 'Asia/Kolkata' } });
checkRender(
  '%longIso8601date',
  '2024-03-09T03:07:06.045-05:00',
  {},
  {
    machine: { ...machine, timeZone: 'America/New_York' },
    assumptions: { encodedMessage: true, encodedException: true, isoCompact: false },
  },
);
checkRender('[%6.2level]%exception{message}', '[FO]E: bad\r\n', { exception: { text: 'E: bad', message: 'bad' } }, { version: '1.2.10' });
checkRender('%level', 'Wichtig', {}, { levelName: 'Wichtig' });

test('each counter of a pattern counts the events it renders, and begins again after its option', () => {
  const state = newPatternState();
  const parts = parsePattern('%rownum{2}|%rownum', words(qlikConverters));
  const texts = Array.from({ length: 3 }, () => {
    const rendered = renderPattern(parts, event, context, state);
    return rendered.ok ? rendered.text : '';
  });
  assert.deepEqual(texts, ['1|1', '2|2', '1|3']);
});

test('a converter of pattern strings sees the process, not the event', () => {
  const parts = parsePattern(
    '%env{region}|%prop{TaskName}',
    words({
      env: 'log4net.Util.PatternStringConverters.EnvironmentPatternConverter',
      prop: 'log4net.Util.PatternStringConverters.PropertyPatternConverter',
    }),
  );
  const rendered = renderPattern(parts, event, context);
  assert.equal(rendered.ok && rendered.text, 'north|(null)');
});

test('bad precisions are complained about while loading, bad dates with each event', () => {
  const parts = parsePattern('%logger{0}%class{x}%stacktrace{-1}%date{Q}%utcdate{Q}%stacktrace', words());
  assert.deepEqual(
    complaintsOnLoading(parts).map(each => each.code),
    ['precision-not-positive', 'precision-not-a-number', 'frames-not-positive'],
  );
  assert.deepEqual(
    renderPattern(parts, event, context).complaints.map(each => each.code),
    ['no-stack-frames', 'date', 'utc-date', 'no-stack-frames'],
  );
});

test('the exception is appended where no word prints it', () => {
  const failed = { ...event, exception: 'E: bad' };
  assert.equal(appendException('text', failed, true), 'textE: bad\r\n');
  assert.equal(appendException('text', failed, false), 'text');
  assert.equal(handlesException(parsePattern('%m %exception', words())), true);
  assert.equal(handlesException(parsePattern('%m %encodedexception', words(qlikConverters))), true);
  assert.equal(handlesException(parsePattern('%m', words())), false);
});

test('user name and identity are properties from 1.2.12 to 2.0.14, later only when fixed', () => {
  const names = (version: string, fixed?: { readonly userName: boolean; readonly identity: boolean }): string =>
    [...composeProperties({ ...event, properties: {} }, machine, version, fixed).keys()]
      .map(name => name.replace('log4net:', ''))
      .sort()
      .join(' ');
  assert.equal(names('1.2.10'), 'HostName');
  assert.equal(names('1.2.12'), 'HostName Identity UserName');
  assert.equal(names('2.0.14'), 'HostName Identity UserName');
  assert.equal(names('2.0.17'), 'HostName');
  assert.equal(names('2.0.17', { userName: true, identity: false }), 'HostName UserName');
});

test('no pattern and no event makes rendering throw', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const anyEvent: fc.Arbitrary<LogEvent> = fc.record(
    {
      logger: text,
      level: text,
      message: fc.option(text),
      timestamp: fc.oneof(
        text,
        fc.date().map(date => (Number.isNaN(date.getTime()) ? 'x' : date.toISOString())),
      ),
      exception: fc.oneof(fc.constant(null), text, fc.record({ text, message: text }, { requiredKeys: ['text'] })),
      thread: text,
      location: fc.oneof(fc.constant(null), fc.record({ class: text, line: text }, { requiredKeys: [] })),
      properties: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null))),
    },
    { requiredKeys: ['logger', 'level', 'message', 'timestamp'] },
  );
  const names = [...words(qlikConverters).words.keys()];
  const piece = fc.oneof(
    fc.constantFrom(...names).map(name => `%${name}`),
    fc.constantFrom(...names).map(name => `%-8.3${name}{2}`),
    fc.tuple(fc.constantFrom('date', 'utcdate', 'd'), text).map(([name, format]) => `%${name}{${format}}`),
    text,
  );
  const zone = fc.constantFrom('UTC', 'Europe/Stockholm', 'Pacific/Apia', 'no/such', '');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), anyEvent, zone, (pieces, given, timeZone) => {
      renderPattern(parsePattern(pieces.join(''), words(qlikConverters)), given, { ...context, machine: { ...machine, timeZone } });
    }),
    { seed: 20240309, numRuns: 600 },
  );
});
