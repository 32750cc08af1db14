/** The subcommands by name: each is one line here and one file beside. */
import { checkUsage, runCheck } from './check';
import type { LintPorts } from './lint';
import { lintUsage, runLint } from './lint';
import type { ListenPorts } from './listen';
import { runListen } from './listen';
import { listenUsage } from './listen-plan';
import { type SimulateOne, runSend, sendUsage } from './send';
import { type Simulate, runSimulate } from './simulate';
import { type Command, type TerminalIo, exitStatus } from './io';

/** What the commands are given from outside. */
export interface TerminalPorts extends LintPorts, ListenPorts {
  /** The simulator, by the release asked for. */
  readonly simulate: (input: Parameters<Simulate>[0] & Parameters<SimulateOne>[0]) => ReturnType<Simulate>;
}

interface Subcommand {
  readonly usage: string;
  readonly what: string;
  readonly run: (ports: TerminalPorts) => Command;
}

const simulateUsage =
  'simulate CONFIG --events EVENTS.json [--time-zone ZONE] [--env FILE] [--log4net VERSION]\n  simulate --cases CASES.json [--log4net VERSION]';

const subcommands: Readonly<Record<string, Subcommand>> = {
  lint: { usage: lintUsage, what: 'Findings for configuration files.', run: ports => (argv, io) => runLint(argv, io, ports) },
  simulate: {
    usage: simulateUsage,
    what: 'What log4net would send for given events, as JSON.',
    run: ports => (argv, io) => runSimulate(argv, io, ports.simulate),
  },
  send: {
    usage: sendUsage,
    what: 'Renders one event and sends the datagrams.',
    run: ports => (argv, io) => runSend(argv, io, ports.simulate),
  },
  listen: {
    usage: listenUsage,
    what: 'Captures datagrams, judges and forwards them.',
    run: ports => (argv, io) => runListen(argv, io, ports),
  },
  check: {
    usage: checkUsage,
    what: 'The round trip of a configuration, hop by hop.',
    run: ports => (argv, io) => runCheck(argv, io, ports),
  },
};

const name = 'log4net-appenders';

/** Runs what the arguments ask for; the result is the exit status. */
export async function run(argv: readonly string[], io: TerminalIo, ports: TerminalPorts): Promise<number> {
  const [first, ...rest] = argv;
  if (first === '--version' || first === '-v') {
    io.out(`${ports.version}\n`);
    return exitStatus.fine;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    io.out(help());
    return exitStatus.fine;
  }
  const command = first !== undefined && Object.hasOwn(subcommands, first) ? subcommands[first] : undefined;
  if (command === undefined) {
    const known = Object.keys(subcommands).join(', ');
    io.err(
      `${first === undefined ? 'A command is missing.' : `There is no command "${first}".`} Known are ${known}; ${name} --help says more.\n`,
    );
    return exitStatus.usage;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(`${command.what}\n\n  ${command.usage}\n`);
    return exitStatus.fine;
  }
  return command.run(ports)(rest, io);
}

function help(): string {
  const lines = Object.values(subcommands).map(it => `  ${it.usage}\n      ${it.what}\n`);
  return [
    `${name}: configurations of log4net and Qlik Sense, and what they send.\n`,
    ...lines,
    'Exit status: 0 fine; 1 findings of severity error, an expectation not met, nothing to send; 2 wrong usage, a file or a port that cannot be used.\n',
  ].join('\n');
}
