/** What lies in dist/ is complete: copied elsewhere, the program still checks against the schemas, with either engine. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import { buildDist, withoutJava, withoutJdk } from '../support/dist';

const folder = mkdtempSync(path.join(tmpdir(), 'log4net-dist-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const dist = path.join(folder, 'elsewhere');

const bad = `<configuration>
  <appender name="A" type="log4net.Appender.UdpAppender" colour="red">
    <param name="remotePort" value="9998" />
    <filter type="log4net.Filter.DenyAllFilter" />
  </appender>
  <foo />
</configuration>
`;

interface Finding {
  readonly line: number;
  readonly column: number;
  readonly severity: string;
  readonly code: string;
}

const lint = (
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { readonly status: number | null; readonly out: string; readonly err: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(dist, 'cli.js'), 'lint', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, out: stdout, err: stderr };
};
const bySchema = (out: string): readonly string[] =>
  (JSON.parse(out) as readonly Finding[])
    .filter(it => it.code.startsWith('xsd/'))
    .map(it => `${it.line}:${it.column} ${it.severity} ${it.code}`);

describe('dist, copied elsewhere', () => {
  before(() => {
    buildDist(dist);
    mkdirSync(path.join(folder, 'Scheduler'));
    writeFileSync(path.join(folder, 'Scheduler', 'LocalLogConfig.xml'), bad);
  });

  for (const engine of ['embedded', 'xerces']) {
    test(`lint --xsd ${engine} finds what does not fit, at its node`, { skip: engine === 'xerces' && withoutJava }, () => {
      const { status, out, err } = lint(['Scheduler/LocalLogConfig.xml', '--xsd', engine, '--format', 'json']);
      assert.equal(status, 1, err);
      assert.deepEqual(bySchema(out), [
        '2:58 information xsd/unexpected-attribute',
        '4:6 error xsd/unexpected-element',
        '6:4 information xsd/unexpected-element',
      ]);
    });

    test(`lint --xsd ${engine} finds nothing in the templates`, { skip: engine === 'xerces' && withoutJava }, () => {
      const names = engine === 'embedded' ? '**' : 'task-failed';
      const { status, out, err } = lint([path.resolve('templates', `${names}.xml`), '--xsd', engine, '--format', 'json']);
      assert.equal(status, 0, err);
      assert.deepEqual(JSON.parse(out), []);
    });
  }

  test('carries the Java helper for any Java, where a JDK could make it', { skip: withoutJdk }, () => {
    const helper = path.join(dist, 'support', 'XMLValidator.class');
    assert.ok(existsSync(helper));
    assert.ok(readFileSync(helper).readUInt16BE(6) <= 52, 'it needs more than Java 8');
  });

  test('says in one line that Java is missing, and ends with 2', () => {
    const { status, out, err } = lint(['Scheduler/LocalLogConfig.xml', '--xsd', 'xerces'], { JAVA_HOME: path.join(folder, 'nowhere') });
    assert.equal(status, 2);
    assert.equal(out, '');
    assert.match(err, /^Checking with Xerces needs Java, and none was found.*use the embedded validator\.\n$/);
  });

  test('says in one line that the helper is missing, and ends with 2', { skip: withoutJava }, () => {
    rmSync(path.join(dist, 'support'), { recursive: true });
    // A Java without a compiler: the package would try to compile the helper.
    const java = path.join(folder, 'jre', 'bin');
    mkdirSync(java, { recursive: true });
    const { status, err } = lint(['Scheduler/LocalLogConfig.xml', '--xsd', 'xerces'], { JAVA_HOME: path.join(folder, 'jre') });
    assert.equal(status, 2);
    assert.match(err, /^The Java part of the schema validator is missing from this installation\..*\n$/);
  });

  test('says in one line that the embedded engine is missing, and ends with 2', () => {
    rmSync(path.join(dist, 'xsd.mjs'));
    const { status, err } = lint(['Scheduler/LocalLogConfig.xml', '--xsd', 'embedded'], {});
    assert.equal(status, 2);
    assert.match(err, /^The embedded schema validator is not complete in this installation; install log4net-appenders anew\..*\n$/);
  });
});
