/** The output channel "log4net". Everything goes through the mask: no secret reaches a log. */
import * as vscode from 'vscode';
import { redactor } from '../delivery/redact';

export interface Log {
  dispose(): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
  /** From now on these are masked. */
  keepSecret(secrets: Iterable<string>): void;
  redact(text: string): string;
  readonly channel: vscode.LogOutputChannel;
}

export function createLog(): Log {
  const channel = vscode.window.createOutputChannel('log4net', { log: true });
  const secrets = new Set<string>();
  let redact = redactor(secrets);
  return {
    channel,
    info: line => channel.info(redact(line)),
    warn: line => channel.warn(redact(line)),
    error: line => channel.error(redact(line)),
    redact: text => redact(text),
    keepSecret: more => {
      for (const secret of more) secrets.add(secret);
      redact = redactor(secrets);
    },
    dispose: () => channel.dispose(),
  };
}

/** What an unknown thing that was thrown says. */
export const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
