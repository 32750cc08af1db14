/** JSON objects, as log4net.Ext.Json, Serilog and hand-made patterns write them. */
import type { Codec } from './codec';

/** Names in common use, in order of preference; compared without case. */
const known = {
  level: ['level', '@l', 'loglevel', 'severity', 'log.level'],
  logger: ['logger', 'loggername', 'sourcecontext', 'log.logger', 'category'],
  message: ['message', 'msg', '@m', 'renderedmessage', '@mt'],
  timestamp: ['timestamp', '@timestamp', '@t', 'time', 'date', 'datetime'],
} as const;

const deepest = 4;
const mostFields = 500;

export const json: Codec & { encode(values: Readonly<Record<string, string>>): string } = {
  name: 'json',
  encode: values => JSON.stringify(values),
  decode(text) {
    if (!/^[\ufeff\s]*\{/.test(text)) return undefined;
    const value = parsed(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const fields: Record<string, string> = {};
    /** A null is a field, and none of the known parts. */
    const nulls = new Set<string>();
    if (!flattened(value as Readonly<Record<string, unknown>>, fields, nulls)) return undefined;
    const given = Object.entries(fields).filter(([name]) => !nulls.has(name));
    const byName = new Map(given.map(([name, field]) => [name.toLowerCase(), field]));
    const part = (names: readonly string[]): string | undefined => names.map(name => byName.get(name)).find(it => it !== undefined);
    const parts = Object.entries(known).flatMap(([name, names]) => {
      const found = part(names);
      return found === undefined ? [] : [[name, found] as const];
    });
    return { format: 'json', fields, ...Object.fromEntries(parts) };
  },
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** False for what is nested more deeply than it can be written again: that stays text. */
function flattened(value: Readonly<Record<string, unknown>>, into: Record<string, string>, nulls: Set<string>): boolean {
  try {
    flatten(value, '', 0, into, nulls);
    return true;
  } catch {
    return false;
  }
}

/** Nested objects become dotted names; what lies too deep stays JSON text. */
function flatten(
  value: Readonly<Record<string, unknown>>,
  prefix: string,
  depth: number,
  into: Record<string, string>,
  nulls: Set<string>,
): void {
  for (const [name, inner] of Object.entries(value)) {
    if (Object.keys(into).length >= mostFields) return;
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (typeof inner === 'string') set(into, path, inner);
    else if (typeof inner === 'object' && inner !== null && !Array.isArray(inner) && depth < deepest) {
      flatten(inner as Readonly<Record<string, unknown>>, path, depth + 1, into, nulls);
    } else {
      set(into, path, JSON.stringify(inner));
      if (inner === null) nulls.add(path);
    }
  }
}

/** `__proto__` as a name from outside must become a field like any other. */
function set(into: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
}
