/** The desktop launcher, against an executable that only pretends to be VS Code. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { downloadedDesktop, installedDesktop, isOlder, programBehind } from '../../scripts/lib/desktop.mjs';
import { runSuite } from '../../scripts/lib/suite.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'log4net-desktop-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const onWindows = process.platform === 'win32' ? 'the stand-in is a script with a first line that Windows does not read' : false;

const screen = { DISPLAY: ':0' };

/** A program that notes how it was called and then does `body`. */
function standIn(name: string, body: string): string {
  const file = path.join(folder, name);
  const notes = JSON.stringify(`${file}.json`);
  writeFileSync(
    file,
    `#!${process.execPath}\nconst fs = require('node:fs');\nfs.writeFileSync(${notes}, JSON.stringify({ args: process.argv.slice(2), report: process.env.LOG4NET_SUITE_REPORT, workspace: fs.readdirSync(process.argv[2]) }));\n${body}\n`,
  );
  chmodSync(file, 0o755);
  return file;
}

test('the suite runs in the named executable, on a copy of the sample, in a profile of its own', { skip: onWindows }, async () => {
  const report = { tests: [{ title: 'a', outcome: 'passed', ms: 1 }] };
  const executable = standIn('good', `fs.writeFileSync(process.env.LOG4NET_SUITE_REPORT, ${JSON.stringify(JSON.stringify(report))});`);
  assert.deepEqual(await runSuite({ launcher: { executable }, suite: '/suite/index.js' }), report);

  const { args, workspace } = JSON.parse(readFileSync(`${executable}.json`, 'utf8')) as { args: string[]; workspace: string[] };
  assert.deepEqual(workspace.sort(), ['Proxy', 'Scheduler']);
  assert.ok(args.includes('--extensionTestsPath=/suite/index.js'), args.join(' '));
  assert.ok(args.includes(`--extensionDevelopmentPath=${process.cwd()}`), args.join(' '));
  const profile = args.find(it => it.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length) ?? '';
  assert.ok(profile.startsWith(tmpdir()), profile);
  assert.equal(existsSync(profile), false, 'the profile was left behind');
});

test('failed tests come out of the report, although VS Code ends with an error', { skip: onWindows }, async () => {
  const report = { tests: [{ title: 'a', outcome: 'failed', ms: 1, error: 'no' }] };
  const executable = standIn(
    'red',
    `fs.writeFileSync(process.env.LOG4NET_SUITE_REPORT, ${JSON.stringify(JSON.stringify(report))}); process.exit(1);`,
  );
  assert.deepEqual(await runSuite({ launcher: { executable }, suite: '/suite/index.js' }), report);
});

test('a VS Code that dies without a report is an error, not a success', { skip: onWindows }, async () => {
  const executable = standIn('dead', 'process.exit(3);');
  await assert.rejects(runSuite({ launcher: { executable }, suite: '/suite/index.js' }), /without a report/);
});

test('VSCODE_EXECUTABLE comes before everything else, and must exist', async () => {
  const executable = standIn('chosen', '');
  assert.deepEqual(await installedDesktop({ VSCODE_EXECUTABLE: executable }), { executable });
  await assert.rejects(installedDesktop({ VSCODE_EXECUTABLE: path.join(folder, 'missing') }), /VSCODE_EXECUTABLE names/);
});

test(
  'without a screen no desktop is looked for',
  { skip: process.platform === 'linux' ? false : 'only Linux has machines without one' },
  async () => {
    const reason = 'there is no screen to open a desktop window on';
    assert.deepEqual(await installedDesktop({}), { reason });
    assert.deepEqual(await downloadedDesktop({ env: {}, download: () => assert.fail('it was asked for') }), { reason });
  },
);

test('the program behind the command `code` is found, that of a remote window is not', () => {
  const share = path.join(folder, 'share', 'code');
  mkdirSync(path.join(share, 'bin'), { recursive: true });
  for (const file of ['code', path.join('bin', 'code')]) writeFileSync(path.join(share, file), '');
  symlinkSync(path.join(share, 'bin', 'code'), path.join(folder, 'code-link'));
  assert.equal(programBehind(path.join(share, 'bin', 'code')), path.join(share, 'code'));

  const app = path.join(folder, 'Code.app', 'Contents');
  mkdirSync(path.join(app, 'MacOS'), { recursive: true });
  writeFileSync(path.join(app, 'MacOS', 'Electron'), '');
  assert.equal(programBehind(path.join(app, 'Resources', 'app', 'bin', 'code')), path.join(app, 'MacOS', 'Electron'));

  assert.equal(programBehind('/home/a/.vscode-server/bin/0123/bin/remote-cli/code'), undefined);
  assert.equal(programBehind(path.join(folder, 'nothing', 'bin', 'code')), undefined);
});

test('versions are compared as numbers', () => {
  assert.equal(isOlder('1.99.3', '1.100.3'), true);
  assert.equal(isOlder('1.100.3', '1.100.3'), false);
  assert.equal(isOlder('2.0.0', '1.139.1'), false);
});

test('a download server that does not answer is given up', async () => {
  const start = performance.now();
  const found = await downloadedDesktop({ env: screen, patience: 80, download: () => new Promise(() => undefined) });
  assert.deepEqual(found, { reason: 'the download server of VS Code gave no answer for 0.08 s' });
  assert.ok(performance.now() - start < 5000);
});

test('a download that makes progress is waited for, one that stalls is not', async () => {
  const slow = (steps: number) => (options: Parameters<NonNullable<Parameters<typeof downloadedDesktop>[0]>['download'] & {}>[0]) =>
    new Promise<string>(resolve => {
      let at = 0;
      const timer = setInterval(() => {
        at++;
        options.reporter?.report({ stage: 'downloading' as never, url: '', totalBytes: 10, bytesSoFar: at });
        if (at < steps) return;
        clearInterval(timer);
        if (steps === 10) resolve('/code');
      }, 60);
    });
  assert.deepEqual(await downloadedDesktop({ env: screen, patience: 400, download: slow(10) }), { executable: '/code' });
  const stalled = await downloadedDesktop({ env: screen, patience: 400, download: slow(3) });
  assert.ok('reason' in stalled && stalled.reason.includes('no answer'));
});

test('what goes wrong with a download is said', async () => {
  const found = await downloadedDesktop({ env: screen, download: () => Promise.reject(new Error('getaddrinfo ENOTFOUND')) });
  assert.deepEqual(found, { reason: 'VS Code could not be downloaded (getaddrinfo ENOTFOUND)' });
});
