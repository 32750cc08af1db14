/** Arguments of a command, read by Node's own reader; what is wrong is one line that says how to mend it. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

export type Options = NonNullable<ParseArgsConfig['options']>;

type ParsedBy<T extends Options> = ReturnType<typeof parseArgs<{ options: T; args: string[]; allowPositionals: true }>>;

export type Arguments<T extends Options> =
  | { readonly ok: true; readonly values: ParsedBy<T>['values']; readonly positionals: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** Total. `usage` is the command's one line, shown behind what is wrong. */
export function readArguments<const T extends Options>(argv: readonly string[], options: T, usage: string): Arguments<T> {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    return { ok: true, values, positionals };
  } catch (error) {
    const [said = 'The arguments cannot be read'] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { ok: false, message: `${said.replace(/\.?$/, '.').replace(/ To specify a positional.*$/, '')} Usage: ${usage}` };
  }
}

/** One of the given words; otherwise a sentence. */
export function oneOf<const T extends string>(
  option: string,
  value: string | undefined,
  words: readonly T[],
  otherwise: NoInfer<T>,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string } {
  if (value === undefined) return { ok: true, value: otherwise };
  const found = words.find(it => it === value);
  return found === undefined
    ? { ok: false, message: `${option} is one of ${words.join(', ')}, not "${value}".` }
    : { ok: true, value: found };
}
