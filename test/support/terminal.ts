/** A terminal for tests: what was written, the exit status, a signal to send. */
import type { TerminalIo } from '../../client/src/terminal/io';

export interface TestTerminal extends TerminalIo {
  readonly written: { out: string; err: string };
  /** As if somebody pressed Ctrl-C. */
  signal(): void;
}

export function testTerminal(options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {}): TestTerminal {
  const written = { out: '', err: '' };
  const handlers = new Set<() => void>();
  return {
    written,
    out: text => {
      written.out += text;
    },
    err: text => {
      written.err += text;
    },
    cwd: options.cwd ?? process.cwd(),
    env: options.env ?? {},
    onSignal: handler => {
      handlers.add(handler);
      return () => {
        handlers.delete(handler);
      };
    },
    signal: () => {
      for (const handler of handlers) handler();
    },
  };
}
