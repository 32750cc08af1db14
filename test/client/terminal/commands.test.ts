import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TerminalPorts, run } from '../../../client/src/terminal/commands';
import { testTerminal } from '../../support/terminal';

const ports: TerminalPorts = {
  version: '1.2.3',
  source: () => assert.fail('no socket is needed'),
  simulate: () => assert.fail('nothing is simulated'),
};

async function terminal(...argv: readonly string[]): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  const io = testTerminal();
  const status = await run(argv, io, ports);
  return { status, ...io.written };
}

test('--version prints the version and nothing else', async () => {
  assert.deepEqual(await terminal('--version'), { status: 0, out: '1.2.3\n', err: '' });
});

test('--help names every command with its usage', async () => {
  const { status, out } = await terminal('--help');
  assert.equal(status, 0);
  for (const command of ['lint FILE…', 'simulate CONFIG', 'simulate --cases', 'send CONFIG', 'listen --port N…', 'check FILE'])
    assert.ok(out.includes(command), command);
});

for (const command of ['lint', 'simulate', 'send', 'listen', 'check']) {
  test(`${command} --help says how it is used`, async () => {
    const { status, out, err } = await terminal(command, '--help');
    assert.deepEqual([status, err], [0, '']);
    assert.match(out, new RegExp(`^ {2}${command} `, 'm'));
  });

  test(`${command} without arguments is status 2 and one line`, async () => {
    const { status, out, err } = await terminal(command);
    assert.deepEqual([status, out], [2, '']);
    assert.equal(err.trimEnd().split('\n').length, 1, err);
  });
}

for (const argv of [[], ['frobnicate'], ['__proto__'], ['constructor'], ['--frob']]) {
  test(`${argv.join(' ') || 'nothing'} is no command: status 2 and one line that names them`, async () => {
    const { status, out, err } = await terminal(...argv);
    assert.deepEqual([status, out], [2, '']);
    assert.match(err, /^[^\n]*Known are lint, simulate, send, listen, check; [^\n]*\n$/);
  });
}
