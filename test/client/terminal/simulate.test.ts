import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { TerminalIo } from '../../../client/src/terminal/io';
import { runSimulate } from '../../../client/src/terminal/simulate';
import { simulate } from '../../../server/src/simulate/index';

const folder = mkdtempSync(path.join(tmpdir(), 'simulate-'));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(path.join(folder, name), content);
  return name;
}

async function run(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const io: TerminalIo = { out: text => (out += text), err: text => (err += text), cwd: folder, env: {}, onSignal: () => () => undefined };
  const status = await runSimulate(argv, io, simulate);
  return { status, out, err };
}

const config = (pattern = '%level;%message'): string => `<configuration>
  <appender name="Udp" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="127.0.0.1"/><param name="remotePort" value="9998"/><param name="encoding" value="utf-8"/>
    <layout type="log4net.Layout.PatternLayout"><param name="conversionPattern" value="${pattern}"/></layout>
  </appender>
  <root><appender-ref ref="Udp"/></root>
</configuration>`;
const event = { logger: 'System.Scheduler', level: 'INFO', message: 'done', timestamp: '2024-03-09T08:07:06.045Z' };

const file = write('LocalLogConfig.xml', config());
const events = write('events.json', JSON.stringify([event]));

interface Result {
  datagrams: { event: number; port: number; address: string; text: string; base64: string }[];
  mails: unknown[];
  messages: { severity: string; code: string; message: string; line: number; column: number }[];
  steps?: unknown[];
  failure?: { code: string };
}
const resultOf = (out: string): Result => JSON.parse(out) as Result;

test('a configuration and events give one result object', async () => {
  const { status, out, err } = await run(file, '--events', events);
  assert.deepEqual([status, err], [0, '']);
  const { datagrams, mails, messages, steps } = resultOf(out);
  assert.deepEqual(datagrams, [{ event: 0, port: 9998, address: '127.0.0.1', base64: 'SU5GTztkb25l', text: 'INFO;done', appender: 'Udp' }]);
  assert.deepEqual([mails, messages], [[], []]);
  assert.ok((steps?.length ?? 0) > 0);
});

test('what log4net complains about is no failure of the command, and is placed in the text', async () => {
  const { status, out } = await run(write('wrong.xml', config().replace('value="9998"', 'value="abc"')), '--events', events);
  assert.equal(status, 0);
  const { messages, datagrams } = resultOf(out);
  assert.deepEqual(datagrams, []);
  assert.deepEqual(
    messages.map(it => [it.severity, it.code, it.line]),
    [
      ['error', 'appender-lost', 3],
      ['error', 'appender-missing', 6],
    ],
  );
});

test('a file that is not well-formed says so in the result', async () => {
  const { status, out } = await run(write('broken.xml', config('a < b & c')), '--events', events);
  assert.equal(status, 0);
  assert.equal(resultOf(out).failure?.code, 'not-well-formed');
});

test('the time zone, the environment and the release are taken into account', async () => {
  const given = write('zone.xml', config('%date{HH:mm} ${SITE}'));
  const json = await run(given, '--events', events, '--time-zone', 'Asia/Kolkata', '--env', write('env.json', '{"SITE":"north"}'));
  assert.equal(resultOf(json.out).datagrams[0]?.text, '13:37 north');
  const lines = await run(given, '--events', events, '--env', write('env.txt', '# of the service\nSITE=south=1\n'));
  assert.equal(resultOf(lines.out).datagrams[0]?.text, '08:07 south=1');
  const old = write(
    'folder.xml',
    config().replace('<appender name="Udp"', '<appender name="Udp" x=""').replace('UdpAppender', 'ManagedColoredConsoleAppender'),
  );
  assert.ok(resultOf((await run(old, '--events', events, '--log4net', '1.2.10')).out).messages.some(it => it.code === 'appender-lost'));
  assert.ok(!resultOf((await run(old, '--events', events, '--log4net', '2.0.8')).out).messages.some(it => it.code === 'appender-lost'));
});

test('files in UTF-16 and in a declared encoding are read as an XML reader reads them', async () => {
  const wide = write('wide.xml', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(config('å%message'), 'utf16le')]));
  assert.equal(resultOf((await run(wide, '--events', events)).out).datagrams[0]?.text, 'ådone');
  const latin = write('latin.xml', Buffer.from(`<?xml version="1.0" encoding="iso-8859-1"?>${config('å%message')}`, 'latin1'));
  assert.equal(resultOf((await run(latin, '--events', events)).out).datagrams[0]?.text, 'ådone');
});

test('cases give an array, one result per case', async () => {
  const cases = path.resolve('test/conformance/syntax.json');
  const { status, out } = await run('--cases', cases);
  assert.equal(status, 0);
  const results = JSON.parse(out) as { id: string; datagrams: unknown[] }[];
  const measured = JSON.parse(readFileSync(cases, 'utf8')) as { id: string; expected: { datagrams: unknown[] } }[];
  assert.deepEqual(
    results.map(it => [it.id, it.datagrams.length]),
    measured.map(it => [it.id, it.expected.datagrams.length]),
  );
});

const wrongUses: [string, string[], RegExp][] = [
  ['nothing', [], /^Usage: /],
  ['no events', [file], /^Usage: /],
  ['two files', [file, file, '--events', events], /^Usage: /],
  ['an unknown option', [file, '--evnts', events], /'--evnts'.*Usage: /],
  ['a missing configuration', ['none.xml', '--events', events], /^none\.xml cannot be read: .* Check the path\.$/],
  ['a missing events file', [file, '--events', 'none.json'], /^none\.json cannot be read/],
  ['events that are no JSON', [file, '--events', file], /is not JSON/],
  ['events that are no array', [file, '--events', write('one.json', JSON.stringify(event))], /has to be an array of events/],
  [
    'an event without a level',
    [file, '--events', write('half.json', '[{"logger":"A","timestamp":"2024-01-01T00:00:00Z"}]')],
    /has to be an array of events/,
  ],
  ['an unknown time zone', [file, '--events', events, '--time-zone', 'Mars/Olympus'], /"Mars\/Olympus" is no time zone/],
  ['a release that is none', [file, '--events', events, '--log4net', 'newest'], /"newest" is no release/],
  ['an environment that is none', [file, '--events', events, '--env', write('bad.txt', 'what')], /NAME=value/],
  ['cases with events', ['--cases', events, '--events', events], /^Usage: /],
  ['cases without a configuration', ['--cases', events], /Case 1 of events\.json/],
];
for (const [name, argv, expected] of wrongUses) {
  test(`${name} ends with status 2 and one line that helps`, async () => {
    const { status, out, err } = await run(...argv);
    assert.deepEqual([status, out], [2, '']);
    assert.match(err.replace(/\n$/, ''), expected);
    assert.equal(err.split('\n').length, 2);
  });
}
