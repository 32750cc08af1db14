/** What a command of the terminal may touch: two streams, a folder, the environment, signals. Tests hand in their own. */
export interface TerminalIo {
  /** Writes to standard output, as it stands. */
  out(text: string): void;
  /** Writes to standard error, as it stands. */
  err(text: string): void;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls the handler on SIGINT and SIGTERM; the answer takes the handler away again. */
  onSignal(handler: () => void): () => void;
}

/** A command: arguments behind its name in, exit status out. It never throws and never ends the process itself. */
export type Command = (argv: readonly string[], io: TerminalIo) => Promise<number>;

/** The exit statuses other programs depend on. */
export const exitStatus = {
  fine: 0,
  /** Findings of severity error, an expectation not met, a red hop. */
  found: 1,
  /** Wrong usage, unreadable file, port taken. */
  usage: 2,
} as const;
