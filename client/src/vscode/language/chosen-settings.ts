/** What the server is told of the settings: what somebody chose. A default is not a choice, and the server has its own. */

/**
 * @param section the value of the whole section, as the host merges it, defaults included
 * @param isSet whether somebody set a key below the section
 * @returns the section without the version and the severities that nobody set: the server says "assumed" of the first, and
 *   of a rule whose severity is not set it decides finding by finding
 */
export function chosenSettings(section: unknown, isSet: (key: string) => boolean): unknown {
  if (!isRecord(section)) return section;
  const { rules } = section;
  return Object.fromEntries(
    Object.entries(section)
      .filter(([key]) => key !== 'log4netVersion' || isSet(key))
      .map(([key, value]) => [key, key === 'rules' && isRecord(rules) ? chosen(rules, id => isSet(`rules.${id}`)) : value]),
  );
}

function chosen(values: Readonly<Record<string, unknown>>, isSet: (key: string) => boolean): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => isSet(key)));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
