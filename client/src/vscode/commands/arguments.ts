/** Arguments of commands come from code lenses, keybindings and other extensions: read totally, of any shape. */

/** A value of the first argument object; undefined where there is none of that type. */
export function textArgument(args: unknown, name: string): string | undefined {
  const value = member(args, name);
  return typeof value === 'string' ? value : undefined;
}

/** A port from 1 to 65535, also as text. */
export function portArgument(args: unknown, name: string): number | undefined {
  const value = member(args, name);
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : undefined;
}

function member(args: unknown, name: string): unknown {
  return typeof args === 'object' && args !== null && Object.hasOwn(args, name)
    ? (args as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
