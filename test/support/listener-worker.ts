/** The socket thread's file, built for the tests as the project builds it; deleted when the process ends. */
import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
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
