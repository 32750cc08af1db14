/** The door: a handler that throws is logged with its request's name and answered with "nothing". */
import { ResponseError, type CancellationToken } from 'vscode-languageserver';

export type Log = (line: string) => void;

/** The answer of `run`, or `nothing` where it throws or nobody waits for it any more. */
export async function guarded<R, N>(
  name: string,
  log: Log,
  nothing: N,
  run: () => R | Promise<R>,
  token?: CancellationToken,
): Promise<R | N> {
  if (token?.isCancellationRequested) return nothing;
  try {
    return await run();
  } catch (error) {
    // Not a bug but an answer: the reason why a request is refused.
    if (error instanceof ResponseError) throw error;
    log(`${name} failed: ${describe(error)}`);
    return nothing;
  }
}

/** The error with its way here, and without the document's text, which may hold passwords. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no error was thrown';
  const frames = error.stack?.split('\n').filter(it => /^\s+at /.test(it)) ?? [];
  return [`${error.name}: ${error.message.slice(0, 200)}`, ...frames.slice(0, 12)].join('\n');
}
