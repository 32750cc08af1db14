/** The socket thread's file, built for the tests as the project builds it; deleted when the process ends. */
import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

let built: string | undefined;

/** @returns the path of the built worker. */
export function listenerWorker(): string {
  if (built !== undefined) return built;
  const folder = mkdtempSync(path.join(tmpdir(), 'listener-worker-'));
  built = path.join(folder, 'listener-worker.js');
  buildSync({
    entryPoints: [path.join(process.cwd(), 'client/src/listener/sources/udp-worker.ts')],
    outfile: built,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return built;
}

/** A socket thread that fails as soon as a datagram says `fail`. @returns the path of the worker. */
export function workerThatFails(): string {
  const real = listenerWorker();
  const file = path.join(path.dirname(real), 'fails.js');
  writeFileSync(
    file,
    `const dgram = require('node:dgram');
const { createSocket } = dgram;
dgram.createSocket = (...given) => {
  const socket = createSocket(...given);
  socket.on('message', bytes => {
    if (bytes.toString() === 'fail') throw new Error('no more memory');
  });
  return socket;
};
require(${JSON.stringify(real)});
`,
  );
  return file;
}
