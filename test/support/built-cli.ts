/** The command line as a program of its own, built for the tests as the project builds it; deleted when the process ends. */
import { buildSync } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';

let built: string | undefined;

/** @returns the path of the program. It lies in the repository, where its libraries are found. */
export function builtCli(): string {
  if (built !== undefined) return built;
  const root = path.join(process.cwd(), 'out');
  mkdirSync(root, { recursive: true });
  const folder = mkdtempSync(path.join(root, 'cli-'));
  buildSync({
    entryPoints: { cli: 'client/src/terminal/cli.ts', 'listener-worker': 'client/src/listener/sources/udp-worker.ts' },
    absWorkingDir: process.cwd(),
    outdir: folder,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    loader: { '.xml': 'text', '.xsd': 'text', '.md': 'text' },
    logLevel: 'error',
  });
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  built = path.join(folder, 'cli.js');
  return built;
}
