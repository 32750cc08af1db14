/** The program `log4net-appenders`: Node's process in, exit status out. What it can do is listed in `commands.ts`. */
import path from 'node:path';
import { version } from '../../../package.json';
import { createService } from '../../../server/src/service';
import { createUdpSource } from '../listener/sources/udp';
import { type TerminalPorts, run } from './commands';
import { openForwarding } from './forward';
import type { TerminalIo } from './io';
import { patternCodecs } from './pattern-codecs';
import { schemaValidation } from './xsd';

const io: TerminalIo = {
  out: text => process.stdout.write(text),
  err: text => process.stderr.write(text),
  cwd: process.cwd(),
  env: process.env,
  onSignal: handler => {
    process.on('SIGINT', handler);
    process.on('SIGTERM', handler);
    return () => {
      process.off('SIGINT', handler);
      process.off('SIGTERM', handler);
    };
  },
};

const ports: TerminalPorts = {
  version,
  source: () => createUdpSource({ workerPath: path.join(__dirname, 'listener-worker.js') }),
  openForwarding,
  codecsOf: patternCodecs,
  validateXsd: schemaValidation(__dirname),
  simulate: input => createService({ log4netVersion: input.log4netVersion }).simulate(input),
};

// Whoever reads us may go away first, as `head` does: that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

run(process.argv.slice(2), io, ports).then(
  status => {
    process.exitCode = status;
  },
  (error: unknown) => {
    io.err(`Something went wrong inside log4net-appenders: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);
