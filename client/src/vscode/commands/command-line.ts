/** The line that runs the command-line program, quoted for the shell of a platform: PowerShell on Windows, a POSIX shell elsewhere. */

export interface CommandLineOptions {
  readonly platform: string;
  /** The runtime of this extension host. */
  readonly runtime: string;
  /** Whether that is plain Node; VS Code's own runtime has to be told to act as Node. */
  readonly isNode: boolean;
  readonly program: string;
  readonly arguments: readonly string[];
}

export function commandLine({ platform, runtime, isNode, program, arguments: rest }: CommandLineOptions): string {
  const quote = platform === 'win32' ? quotePowerShell : quotePosix;
  const line = [runtime, program, ...rest].map(quote).join(' ');
  if (platform === 'win32') return `${isNode ? '' : '$env:ELECTRON_RUN_AS_NODE=1; '}& ${line}`;
  return `${isNode ? '' : 'ELECTRON_RUN_AS_NODE=1 '}${line}`;
}

const quotePosix = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
const quotePowerShell = (text: string): string => (/^[\w./\\:-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`);
