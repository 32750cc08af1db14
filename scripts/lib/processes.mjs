/** Child processes in groups of their own, so that ending one ends whatever it started. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const windows = process.platform === 'win32';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Killing a group with its leader gone is possible for as long as one member lives. */
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/**
 * Starts a program in a process group of its own; it is killed when this process ends.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, ...options, detached: !windows });
  running.add(child);
  child.once('error', () => running.delete(child));
  // The leader's end is not the group's: as long as a member lives, `stop` still finds it.
  child.once('close', () => groupAlive(child) || running.delete(child));
  return child;
}

/**
 * Ends a program and everything it started: asks first, kills after `patience` milliseconds.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function stop(child, patience = 3000) {
  if (child.pid === undefined || !running.has(child)) return;
  signalGroup(child, 'SIGTERM');
  const end = performance.now() + patience;
  while (groupAlive(child) && performance.now() < end) await new Promise(resolve => setTimeout(resolve, 25));
  signalGroup(child, 'SIGKILL');
  while (groupAlive(child) && performance.now() < end + 2000) await new Promise(resolve => setTimeout(resolve, 25));
  running.delete(child);
}

/**
 * Runs a program to its end and answers its exit code and output; never throws for a failing program.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { readonly timeoutMs?: number, readonly echo?: boolean }} [options]
 *   `echo`: pass the output through as well
 * @returns {Promise<{ code: number, output: string }>} code -1: could not be started, or ran out of time
 */
export async function run(command, args, { timeoutMs, echo = false, ...options } = {}) {
  const child = start(command, args, options);
  /** @type {string[]} */
  const chunks = [];
  for (const [from, to] of /** @type {const} */ ([
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])) {
    from?.setEncoding('utf8').on('data', chunk => {
      chunks.push(chunk);
      if (echo) to.write(chunk);
    });
  }
  let expired = false;
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          expired = true;
          void stop(child, 500);
        }, timeoutMs);
  const code = await new Promise(resolve => {
    child.once('error', error => {
      chunks.push(`${error.message}\n`);
      resolve(-1);
    });
    child.once('close', status => resolve(status ?? -1));
  });
  clearTimeout(timer);
  if (!groupAlive(child)) running.delete(child);
  if (expired) chunks.push(`\n${path.basename(command)} was ended after ${(timeoutMs ?? 0) / 1000} s.\n`);
  return { code: expired ? -1 : code, output: chunks.join('') };
}

/** Runs npm by the Node that runs this script. @param {readonly string[]} args @param {Parameters<typeof run>[2]} [options] */
export function npm(args, options = {}) {
  const script = npmScript();
  if (script !== undefined) return run(process.execPath, [script, ...args], options);
  return run('npm', args, { ...options, shell: windows });
}

/**
 * Calls `cleanUp` once when the person ends the program (Ctrl-C, a closed terminal, a kill), then exits as a shell expects.
 * @param {() => Promise<void>} cleanUp
 */
export function onInterrupt(cleanUp) {
  let ending = false;
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      void cleanUp().finally(() => process.exit(code));
    });
  }
}

/** The path of a program on PATH, or undefined. @param {string} name */
export function onPath(name) {
  const endings = windows ? (process.env['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';') : [''];
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter).filter(it => it !== '')) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}

function npmScript() {
  const here = path.dirname(process.execPath);
  return [
    process.env['npm_execpath'] ?? '',
    path.join(here, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(here, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find(file => path.basename(file) === 'npm-cli.js' && existsSync(file));
}

/** @param {import('node:child_process').ChildProcess} child */
function groupAlive(child) {
  if (child.pid === undefined) return false;
  if (windows) return child.exitCode === null && child.signalCode === null;
  try {
    process.kill(-child.pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  if (windows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone: nothing left to end.
  }
}
