/** The program `log4net-appenders`: Node's process in, exit status out. What it can do is listed in `commands.ts`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createService } from '../../../server/src/service';
import { engineOpener } from '../../../server/src/xsd/open-engine';
import { createUdpSource } from '../listener/sources/udp';
import { type TerminalPorts, run } from './commands';
import type { TerminalIo } from './io';
import { patternCodecs } from './pattern-codecs';

const io: TerminalIo = {
  out: text => process.stdout.write(text),
  err: text => process.stderr.write(text),
  cwd: process.cwd(),
  env: process.env,
  onSignal: handler => {
    let isEnding = false;
    // A second one does not wait for anything: what is journalled is kept.
    const onSignal = (signal: NodeJS.Signals): void => {
      if (isEnding) process.exit(signal === 'SIGINT' ? 130 : 143);
      isEnding = true;
      handler();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    return () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    };
  },
};

const ports: TerminalPorts = {
  version: versionOf(path.join(__dirname, '..', 'package.json')),
  source: () => createUdpSource({ workerPath: path.join(__dirname, 'listener-worker.js') }),
  // Brings the sinks' libraries: only who forwards waits for them.
  openForwarding: async (options, terminal) => (await import('./forward')).openForwarding(options, terminal),
  codecsOf: patternCodecs,
  schemaEngine: engineOpener(__dirname),
  simulate: ({ userTypes = [], ...input }) => createService({ log4netVersion: input.log4netVersion, userTypes }).simulate(input),
};

function versionOf(manifest: string): string {
  try {
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version?: string };
    return version ?? '0.0.0';
  } catch {
    // Moved away from its folder, the program still works.
    return '0.0.0';
  }
}

// Whoever reads us may go away first, as `head` does: that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  // A full disk is another matter: what is missing there must not pass for a success.
  io.err(`The output cannot be written: ${error.message}\n`);
  process.exit(2);
});
// Who reads our messages may go away as well: the work goes on, and the status tells.
process.stderr.on('error', () => undefined);

run(process.argv.slice(2), io, ports).then(
  status => {
    process.exitCode = status;
  },
  (error: unknown) => {
    io.err(`Something went wrong inside log4net-appenders: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);
