import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { type LintFinding, runLint } from '../../../client/src/terminal/lint';
import { testTerminal } from '../../support/terminal';

const cwd = mkdtempSync(path.join(tmpdir(), 'lint-'));
after(() => {
  rmSync(cwd, { recursive: true });
});
const broken = `<log4net>
  <root>
    <appender-ref ref="Nobody" />
  </root>
</log4net>
`;
const fine = `<log4net>
  <appender name="A" type="log4net.Appender.ConsoleAppender">
    <layout type="log4net.Layout.SimpleLayout" />
  </appender>
  <root>
    <level value="INFO" />
    <appender-ref ref="A" />
  </root>
</log4net>
`;
writeFileSync(path.join(cwd, 'broken.xml'), broken);
writeFileSync(path.join(cwd, 'fine.xml'), fine);

async function lint(...argv: readonly string[]): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  const io = testTerminal({ cwd });
  const status = await runLint(argv, io, { version: '1.2.3' });
  return { status, ...io.written };
}

test('a file without findings prints nothing, says so on standard error, and is status 0', async () => {
  assert.deepEqual(await lint('fine.xml'), { status: 0, out: '', err: '1 file: nothing to complain about\n' });
});

test('JSON: places from 1, columns in UTF-16 units, the file as it was given; an error is status 1', async () => {
  const { status, out, err } = await lint('./broken.xml', '--format', 'json');
  assert.equal(status, 1);
  assert.equal(err, '');
  const findings = JSON.parse(out) as readonly LintFinding[];
  const missing = findings.find(it => it.code === 'references/missing-appender') ?? assert.fail(out);
  const { message, ...rest } = missing;
  assert.deepEqual(rest, {
    file: './broken.xml',
    line: 3,
    column: 24,
    endLine: 3,
    endColumn: 30,
    severity: 'error',
    code: 'references/missing-appender',
  });
  assert.match(message, /Nobody/);
});

test('JSON without findings is an empty list', async () => {
  assert.deepEqual(JSON.parse((await lint('fine.xml', '--format', 'json')).out), []);
});

test('text: one line per finding, as compilers write', async () => {
  const { status, out } = await lint('broken.xml', 'fine.xml');
  assert.equal(status, 1);
  assert.match(out, /^broken\.xml:3:24: error: .*Nobody.* \[references\/missing-appender\]$/m);
});

test('SARIF 2.1.0: results point to rules and places', async () => {
  const log = JSON.parse((await lint('broken.xml', '--format', 'sarif')).out) as {
    version: string;
    runs: {
      tool: { driver: { name: string; semanticVersion: string; rules: { id: string }[] } };
      results: { ruleId: string; ruleIndex: number; level: string; locations: unknown[] }[];
    }[];
  };
  const [only] = log.runs;
  assert.ok(only);
  assert.deepEqual([log.version, only.tool.driver.name, only.tool.driver.semanticVersion], ['2.1.0', 'log4net-appenders', '1.2.3']);
  const result = only.results.find(it => it.ruleId === 'references/missing-appender') ?? assert.fail();
  assert.equal(only.tool.driver.rules[result.ruleIndex]?.id, result.ruleId);
  assert.equal(result.level, 'error');
  assert.deepEqual(result.locations, [
    { physicalLocation: { artifactLocation: { uri: 'broken.xml' }, region: { startLine: 3, startColumn: 24, endLine: 3, endColumn: 30 } } },
  ]);
});

test('JUnit: a failed case per finding, a passed one per clean file', async () => {
  const { out } = await lint('broken.xml', 'fine.xml', '--format', 'junit');
  assert.match(out, /<testcase name="broken\.xml:3:24 references\/missing-appender" classname="lint">/);
  assert.match(out, /<testcase name="fine\.xml" classname="lint"\/>/);
});

test('a file in the other dialect is an error where a dialect is asked for', async () => {
  assert.equal((await lint('fine.xml', '--dialect', 'log4net')).status, 0);
  const { status, out } = await lint('fine.xml', '--dialect', 'qlik');
  assert.equal(status, 1);
  assert.match(out, /^fine\.xml:1:1: error: This file is in log4net's dialect, not in Qlik's/m);
});

test('the bytes of a file are held against what its first line says', async () => {
  const text = fine.replace('<log4net>', '<?xml version="1.0" encoding="windows-1252"?>\n<log4net><!-- Größe -->');
  writeFileSync(path.join(cwd, 'bytes.xml'), text, 'utf8');
  assert.match((await lint('bytes.xml')).out, /^bytes\.xml:1:31: warning: .*saved as UTF-8.*\[syntax\/encoding\]$/m);
  writeFileSync(path.join(cwd, 'bytes.xml'), text, 'latin1');
  assert.doesNotMatch((await lint('bytes.xml')).out, /syntax\/encoding/);
  writeFileSync(path.join(cwd, 'bytes.xml'), text.replace('windows-1252', 'utf-8'), 'latin1');
  assert.equal((await lint('bytes.xml')).status, 1);
});

test('a rule gets another severity, or is switched off', async () => {
  const rule = 'references/missing-appender';
  const softer = await lint('broken.xml', '--rule', `${rule}=warning`);
  assert.equal(softer.status, 0);
  assert.match(softer.out, /^broken\.xml:3:24: warning: .*\[references\/missing-appender\]$/m);
  assert.doesNotMatch((await lint('broken.xml', '--rule', `${rule}=off`, '--rule', 'structure/stray-text=error')).out, /missing-appender/);
});

const wrong: readonly [readonly string[], RegExp][] = [
  [[], /No file is named/],
  [['nowhere.xml'], /nowhere\.xml does not exist/],
  [['**/*.yaml'], /No file matches/],
  [['fine.xml', '--format', 'csv'], /--format is one of text, json, sarif, junit, not "csv"/],
  [['fine.xml', '--dialect', 'log4j'], /--dialect is one of auto, qlik, log4net/],
  [['fine.xml', '--receiver', 'x'], /--receiver is one of auto/],
  [['fine.xml', '--log4net', 'new'], /--log4net "new" is no release/],
  [['fine.xml', '--xsd', 'msxml'], /--xsd is one of/],
  [['fine.xml', '--xsd', 'embedded'], /No schema engine is built in/],
  [['fine.xml', '--rule', 'values/prot=off'], /there is no rule "values\/prot"/],
  [['fine.xml', '--rule', 'values/port'], /--rule values\/port=… is one of error, warning/],
  [['fine.xml', '--what'], /Unknown option '--what'/],
];
for (const [argv, message] of wrong) {
  test(`lint ${argv.join(' ')} is status 2 and one line`, async () => {
    const { status, out, err } = await lint(...argv);
    assert.equal(status, 2);
    assert.match(err, message);
    assert.equal(err.split('\n').length, 2, err);
    assert.equal(out, '');
  });
}

test("the catalogue file of the current folder makes a company's own class known; what is wrong with it is said on standard error", async () => {
  const own = path.join(cwd, '.log4net-appenders.json');
  writeFileSync(path.join(cwd, 'own.xml'), fine.replace('log4net.Appender.ConsoleAppender', 'Acme.FaxAppender, Acme'));
  const codes = async (): Promise<readonly string[]> =>
    (JSON.parse((await lint('own.xml', '--format', 'json')).out) as readonly LintFinding[]).map(it => `${it.severity} ${it.code}`);
  assert.deepEqual(await codes(), ['information types/unknown-appender']);
  writeFileSync(own, JSON.stringify({ types: [{ type: 'Acme.FaxAppender', kind: 'appender' }] }));
  assert.deepEqual(await codes(), []);
  writeFileSync(own, '{');
  const { status, err } = await lint('own.xml');
  assert.equal(status, 0);
  assert.match(err, /^\.log4net-appenders\.json is not valid JSON/);
  rmSync(own);
});
