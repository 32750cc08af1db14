/** Of names with a prefix. */
import { NOT_LOADED, type Complaint } from './complaint';

export function badColon(name: string, start: number, end: number): Complaint {
  return { code: 'namespace-prefix', start, end, message: `'${name}': a colon only separates a prefix from a name, once.` };
}

export function undeclaredPrefix(prefix: string, start: number, end: number): Complaint {
  return {
    code: 'namespace-prefix',
    start,
    end,
    message: `The prefix '${prefix}' is declared nowhere: ${NOT_LOADED}. Add xmlns:${prefix}="…" to the root element, or drop the prefix.`,
  };
}

export function badNamespace(start: number, end: number, why: string): Complaint {
  return { code: 'namespace-prefix', start, end, message: `${why}: ${NOT_LOADED}.` };
}

/** The `'>'` that is missing at the end of a tag. */
