import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import formats from '../../../schemas/receivers/formats.json';
import type { LogEvent } from '../../../server/src/pattern/event';
import type { PatternPart } from '../../../server/src/pattern/parse';
import { handlesException, parsePattern } from '../../../server/src/pattern/parse';
import { appendException, renderPattern } from '../../../server/src/pattern/render';
import { patternReader } from '../../../server/src/wire/pattern-text';
import { event, machine, qlikConverters, words } from '../pattern/scene';

const context = { machine, version: '2.0.8' };

function reader(pattern: string): ReturnType<typeof patternReader> {
  return patternReader(parsePattern(pattern, words(qlikConverters)));
}

function rendered(parts: readonly PatternPart[], given: LogEvent): string {
  const result = renderPattern(parts, given, context);
  assert.ok(result.ok);
  return result.text;
}

function checkMatch(pattern: string, text: string, fields: Readonly<Record<string, string>> | undefined): void {
  test(`${JSON.stringify(text)} through ${pattern} is ${JSON.stringify(fields)}`, () => {
    const found = reader(pattern).match(text);
    assert.deepEqual(found && Object.fromEntries(found.fields), fields);
  });
}

checkMatch('/x/;%hostname;%property{TaskName};%message', '/x/;H;T;m;n', { hostname: 'H', TaskName: 'T', message: 'm;n' });
checkMatch('/x/;%hostname;%message', '/y/;H;m', undefined);
checkMatch('%level|%message%newline', 'INFO|two\r\nlines\r\n', { level: 'INFO', message: 'two\r\nlines' });
checkMatch('%date %message', '2024-03-09 08:07:06,045 at last', { date: '2024-03-09 08:07:06,045', message: 'at last' });
checkMatch('%date%message', '2024-03-09 08:07:06,045at last', { date: '2024-03-09 08:07:06,045', message: 'at last' });
checkMatch('%message%date', 'at 2 last2024-03-09 08:07:06,045', { message: 'at 2 last', date: '2024-03-09 08:07:06,045' });
checkMatch('[%-7level][%6thread]', '[INFO   ][    17]', { level: 'INFO', thread: '17' });
checkMatch('%5.5level%message', ' INFOhello', { level: 'INFO', message: 'hello' });
checkMatch('%m;%message', 'a;b', { m: 'a', message: 'b' });
checkMatch('%message;%message', 'a;b', { message: 'a', 'message 2': 'b' });
checkMatch('%property{A};%property{B}', '(null);', { A: '(null)', B: '' });
checkMatch('100%%;%message', '100%;x', { message: 'x' });
checkMatch('%zzz;%message', 'zzz;x', { message: 'x' });
checkMatch('%rownum{9}%level', '3WARN', { rownum: '3', level: 'WARN' });
checkMatch('no words', 'no words', {});
checkMatch('', '', {});

test('where nothing stands between two words, it says so', () => {
  const { obstacles, match } = reader('%hostname%message;%level');
  assert.deepEqual(
    obstacles.map(each => each.message),
    ['Nothing stands between hostname and message, so nobody can tell where one ends. Put a separator between them.'],
  );
  assert.equal(match('Hm;INFO'), undefined);
});

test('a value that holds the separator makes the split ambiguous', () => {
  assert.equal(reader('%hostname;%message').match('H;a;b')?.ambiguous, true);
  assert.equal(reader('%hostname;%message').match('H;a')?.ambiguous, false);
});

test('a field that fills its maximum is said to be cut', () => {
  assert.deepEqual(reader('%.3level;%message').match('NFO;x')?.cut, ['level']);
});

test('an exception that the appender added is told from the message', () => {
  const parts = parsePattern('%level %message%newline', words());
  const failed = { ...event, exception: 'System.InvalidOperationException: bad\r\n   at A.B()' };
  const text = appendException(rendered(parts, failed), failed, true);
  const found = patternReader(parts).match(text);
  assert.deepEqual([found?.fields.get('message'), found?.exception], ['Reload finished', failed.exception]);
});

test('the codec gives level, logger, message and time their places', () => {
  const decoded = reader('%date;%level;%logger;%message').codec.decode('2024-03-09 08:07:06,045;WARN;A.B;text');
  assert.deepEqual(decoded, {
    format: 'pattern',
    fields: { date: '2024-03-09 08:07:06,045', level: 'WARN', logger: 'A.B', message: 'text' },
    level: 'WARN',
    logger: 'A.B',
    message: 'text',
    timestamp: '2024-03-09 08:07:06,045',
  });
});

const value = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', ' ', 'é', '/', '-', ',', '\\', '%', '{', '}', '.', ':', '😀'),
  maxLength: 10,
});

for (const { id, pattern } of formats.formats) {
  test(`the properties of ${id} come back through its pattern`, () => {
    const parts = parsePattern(pattern, words(qlikConverters));
    const { obstacles, fields, match } = patternReader(parts);
    assert.deepEqual(obstacles, []);
    const keys = parts.flatMap(part =>
      part.kind === 'conversion' && part.converter.behaviour === 'property' && part.option !== undefined ? [part.option] : [],
    );
    fc.assert(
      fc.property(fc.tuple(value, ...keys.map(() => value)), ([message, ...values]) => {
        const properties = Object.fromEntries(keys.map((key, index) => [key, values[index] ?? '']));
        const found = match(rendered(parts, { ...event, message, properties }));
        assert.ok(found && !found.ambiguous);
        for (const [key, text] of Object.entries(properties)) assert.equal(found.fields.get(key), text);
        const said = fields.find(field => field.behaviour === 'message' || field.behaviour === 'qlik-encoded-message');
        if (said) assert.equal(found.fields.get(said.name), message);
      }),
      { seed: 20240309, numRuns: 30 },
    );
  });
}

interface Case {
  readonly config: string;
  readonly events: readonly LogEvent[];
}

/** Every pattern of the corpus that XML gives as it stands, with the converters that its layout declares. */
function corpusPatterns(): readonly { readonly parts: readonly PatternPart[]; readonly given: LogEvent; readonly pattern: string }[] {
  const cases = ['pattern', 'qlik', 'filter', 'hierarchy'].flatMap(
    name => JSON.parse(readFileSync(`test/conformance/${name}.json`, 'utf8')) as Case[],
  );
  const seen = new Set<string>();
  return cases.flatMap(({ config, events: [given] }) =>
    [...config.matchAll(/<layout[^>]*PatternLayout.*?<\/layout>/gs)].flatMap(([layout]) => {
      const pattern = /name="conversionPattern" value="([^"&]*)"/.exec(layout)?.[1];
      const converters = Object.fromEntries(
        [...layout.matchAll(/name="name" value="([^"]*)".*?name="type" value="([^",]*)/gs)].map(([, name = '', type = '']) => [name, type]),
      );
      if (pattern === undefined || given === undefined || seen.has(layout)) return [];
      seen.add(layout);
      return [{ parts: parsePattern(pattern, words(converters)), given, pattern }];
    }),
  );
}

test('at least 95 % of the corpus patterns with unique separators give back what each word printed', () => {
  const failed: string[] = [];
  let all = 0;
  for (const { parts, given, pattern } of corpusPatterns()) {
    const { obstacles, fields, match } = patternReader(parts, !handlesException(parts));
    if (obstacles.length > 0) continue;
    const printed = new Map<string, string>();
    for (const field of fields) {
      const part = parts.find(each => each.span === field.span);
      const result =
        part &&
        renderPattern(
          [{ ...part, ...(part.kind === 'conversion' ? { width: { min: -1, max: part.width.max, leftAlign: false } } : {}) }],
          given,
          context,
        );
      if (result?.ok) printed.set(field.name, result.text);
    }
    const result = renderPattern(parts, given, context);
    if (!result.ok) continue;
    const separators = parts.flatMap(part => (part.kind === 'literal' ? [part.text] : []));
    const isUnique = ![...printed.values()].some(text => separators.some(separator => text.includes(separator)));
    if (!isUnique) continue;
    all++;
    const found = match(result.text);
    const same = found && [...printed].every(([name, text]) => found.fields.get(name)?.trim() === text.trim());
    if (same !== true) failed.push(pattern);
  }
  assert.ok(all > 100, `${all} patterns`);
  assert.ok(failed.length <= all * 0.05, `${failed.length} of ${all}: ${failed.join('\n')}`);
});

test('no text is too strange, and none takes long', () => {
  const patterns = [
    ...['%a;%m;%p;%c;%t;%m;%x;%u', '%-5level %m%n', '%date{HH:mm} %m [%t] %m', '%m%d'],
    // What comes next has a form of its own: it is looked for, and may be nowhere.
    ...['%logger;%m%rownum', '%logger;%message%date{ISO8601}', '%logger;%.5message;%m%date', '%m%d%m%d;%m%d'],
  ].map(reader);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(';', ' ', 'a', '\r\n', '0', ':'), maxLength: 60 }), given => {
      for (const { match } of patterns) match(given);
    }),
    { seed: 20240309, numRuns: 300 },
  );
  const start = performance.now();
  for (const hostile of [';', '\r\n', 'XException:\r\n', ' ', '1', '2026-03-12 06:02:50,68;', '2026-03-12 06:02:50,683;'])
    for (const { match } of patterns) match(hostile.repeat(65_000 / hostile.length));
  assert.ok(performance.now() - start < 5000, `${performance.now() - start} ms`);
});
