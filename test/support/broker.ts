/** A real Mosquitto on a free port of this machine, for one test. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Broker {
  readonly port: number;
  readonly url: string;
  /** Kills it as a crash would; `start` brings it back on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const candidates = [
  process.env['MOSQUITTO'],
  '/usr/sbin/mosquitto',
  '/usr/local/sbin/mosquitto',
  '/opt/homebrew/sbin/mosquitto',
  'C:\\Program Files\\mosquitto\\mosquitto.exe',
];

/** Where Mosquitto is; undefined where it is not installed. */
export const mosquitto: string | undefined = candidates.find(file => file !== undefined && existsSync(file));

export async function startBroker(
  lines: readonly string[] = ['allow_anonymous true'],
  files: Readonly<Record<string, string>> = {},
): Promise<Broker> {
  if (mosquitto === undefined) throw new Error('Mosquitto is not installed. On Debian: apt-get install mosquitto.');
  const program = mosquitto;
  const folder = await mkdtemp(path.join(tmpdir(), 'broker-'));
  const port = await freePort();
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text, { mode: 0o644 });
  const config = path.join(folder, 'mosquitto.conf');
  const own = typeof process.getuid === 'function' && process.getuid() === 0 ? ['user root'] : [];
  await writeFile(
    config,
    [`listener ${port} 127.0.0.1`, ...own, 'max_queued_messages 0', ...lines].join('\n').replaceAll('$FOLDER', folder) + '\n',
  );
  let child: ChildProcess | undefined;
  const broker: Broker = {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    async start() {
      child = spawn(program, ['-c', config], { stdio: 'ignore' });
      await listening(port);
    },
    async stop() {
      const running = child;
      child = undefined;
      if (running === undefined || running.exitCode !== null) return;
      running.kill('SIGKILL');
      await once(running, 'exit');
    },
    async close() {
      await broker.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
  await broker.start();
  return broker;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const open = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  throw new Error(`Mosquitto did not begin to listen on ${port}.`);
}
