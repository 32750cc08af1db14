/** Levels by name, for filters and routes: log4net's own numbers, from the catalogue. */
import levelsFile from '../../../schemas/catalogue/levels.json';

/** What other libraries and syslog call them. */
const otherNames: Readonly<Record<string, string>> = {
  WARNING: 'WARN',
  INFORMATION: 'INFO',
  ERR: 'ERROR',
  CRIT: 'CRITICAL',
  PANIC: 'EMERGENCY',
};

const values = new Map<string, number>();
for (const { name, value, usable } of levelsFile.levels) if (usable) values.set(name.toUpperCase(), value);
for (const [other, name] of Object.entries(otherNames)) {
  const value = values.get(name);
  if (value !== undefined && !values.has(other)) values.set(other, value);
}

/** Names that a filter may use, highest first. */
export const levelNames: readonly string[] = [...values.keys()];

/** log4net's number for a level's name, whatever its case; undefined where nobody knows it. */
export function levelValue(name: string): number | undefined {
  return values.get(name.toUpperCase());
}

/** Whether an event's level reaches the given one; an event without a known level does not. Undefined for an unknown name. */
export function reachesLevel(minimum: string): ((event: { readonly level?: string }) => boolean) | undefined {
  const least = levelValue(minimum);
  if (least === undefined) return undefined;
  return event => {
    const value = event.level === undefined ? undefined : levelValue(event.level);
    return value !== undefined && value >= least;
  };
}
