/** `npm start` as a person meets it who has just cloned the repository. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { chromium } from 'playwright-core';
import { chromiumForTests } from '../../../scripts/lib/browser.mjs';
import { answers } from '../../../scripts/lib/ports.mjs';
import { inRepository } from '../../../scripts/lib/root.mjs';
import { edition, versionOf } from '../support/host';
import { until, workbenchOn } from '../support/workbench';

const withoutSignals = process.platform === 'win32' ? 'Windows has no signals to send' : false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A terminal sends Ctrl-C to everybody in it; a kill reaches npm alone.
  const to = signal === 'SIGINT' ? 'the whole group, as Ctrl-C does' : 'npm alone';
  test(
    `npm start in a clean clone opens VS Code ${versionOf(edition)} with the extension; ${signal} to ${to} leaves nothing behind`,
    { skip: withoutSignals },
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'log4net-clone-'));
      const clone = path.join(folder, 'clone');
      execFileSync('git', ['clone', '--quiet', inRepository(), clone]);
      // Once from nothing, as for a stranger; the second time only the ending is of interest.
      if (signal === 'SIGTERM') for (const name of ['node_modules', '.cache']) await symlink(inRepository(name), path.join(clone, name));
      const started = startIn(clone);
      try {
        const address = await started.address();
        const family = [started.pid, ...descendants(started.pid)];
        assert.ok(family.length > 2, 'npm start has no children');
        const workspace = new URL(address).searchParams.get('folder') ?? '';
        assert.ok(existsSync(path.join(workspace, 'Scheduler', 'LocalLogConfig.xml')), workspace);
        await seeTheExtension(address);
        for (const pid of descendants(started.pid)) if (!family.includes(pid)) family.push(pid);

        process.kill(signal === 'SIGINT' ? -started.pid : started.pid, signal);
        await until(
          () => Promise.resolve(alive(family)),
          it => it.length === 0,
          it => `Still running after ${signal}: ${it.join('; ')}\n${started.output()}`,
          20_000,
        );
        assert.equal(await answers(Number(new URL(address).port)), false, 'the port is still open');
        assert.equal(existsSync(workspace), false, 'the copy of the workspace is still there');
      } finally {
        started.kill();
        await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      }
    },
  );
}

interface Started {
  readonly pid: number;
  output(): string;
  /** The address it prints, once it does. */
  address(): Promise<string>;
  kill(): void;
}

function startIn(clone: string): Started {
  const floor = edition === 'floor' ? ['--', '--floor'] : [];
  const child: ChildProcess = spawn('npm', ['start', ...floor], {
    cwd: clone,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Without a screen it is the server edition that opens; a browser of ours looks at it.
    env: { ...process.env, BROWSER: 'none', DISPLAY: '', WAYLAND_DISPLAY: '', VSCODE_EXECUTABLE: '' },
  });
  const { pid } = child;
  assert.ok(pid !== undefined, 'npm did not start');
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  let ended = false;
  child.once('exit', () => (ended = true));
  return {
    pid,
    output: () => text,
    address: async () => {
      const found = await until(
        () => Promise.resolve(/^\s*(http:\/\/127\.0\.0\.1:\d+\/\S*)$/m.exec(text)?.[1]),
        it => it !== undefined || ended,
        () => `npm start printed no address:\n${text}`,
        300_000,
      );
      return found ?? assert.fail(`npm start ended:\n${text}`);
    },
    kill: () => {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended, as it should.
      }
    },
  };
}

async function seeTheExtension(address: string): Promise<void> {
  const { executablePath, args, env } = await chromiumForTests();
  const browser = await chromium.launch({ executablePath, args: [...args], ...(env === undefined ? {} : { env }) });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(address);
    const workbench = await workbenchOn(page, () => page.close());
    await page.locator('.tab.active', { hasText: 'LocalLogConfig.xml' }).waitFor();
    await workbench.statusItem('log4net configuration').waitFor();
    const problems = await workbench.problems(rows => rows.some(it => /placeholder|fill/i.test(it)));
    assert.ok(problems.length > 1);
    await page.goto('about:blank');
  } finally {
    await browser.close();
  }
}

/** Every process below one, by the system's list. */
function descendants(pid: number): readonly number[] {
  const rows = processes();
  const below = (parent: number): readonly number[] => rows.filter(it => it.parent === parent).flatMap(it => [it.pid, ...below(it.pid)]);
  return below(pid);
}

function alive(pids: readonly number[]): readonly string[] {
  return processes()
    .filter(it => pids.includes(it.pid) && !it.state.startsWith('Z'))
    .map(it => `${it.pid} ${it.command}`);
}

function processes(): readonly { readonly pid: number; readonly parent: number; readonly state: string; readonly command: string }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map(line => {
    const [, pid = '', parent = '', state = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), state, command };
  });
}
