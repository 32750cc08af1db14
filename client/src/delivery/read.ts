/** Settings of simple types out of any JSON; what does not fit is a complaint. */

export interface Reader {
  /** Undefined for what is missing or empty. */
  readonly text: (name: string) => string | undefined;
  readonly flag: (name: string, fallback: boolean) => boolean;
}

export function reader(raw: Readonly<Record<string, unknown>>, complaints: string[]): Reader {
  return {
    text: name => {
      const value = raw[name];
      if (value === undefined || value === '') return undefined;
      if (typeof value === 'string') return value;
      complaints.push(`"${name}" must be a text.`);
      return undefined;
    },
    flag: (name, fallback) => {
      const value = raw[name] ?? fallback;
      if (typeof value === 'boolean' && raw[name] !== null) return value;
      complaints.push(`"${name}" must be true or false.`);
      return fallback;
    },
  };
}
