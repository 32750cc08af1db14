/** Certificates and keys in settings: the PEM text itself, or the file it stands in. */
import { readFileSync } from 'node:fs';

/** @returns the PEM text; undefined where none was given, or where the file cannot be read, which is a complaint. */
export function readPem(name: string, value: string | undefined, complaints: string[]): string | undefined {
  if (value === undefined || value.includes('-----BEGIN')) return value;
  try {
    const text = readFileSync(value, 'utf8');
    if (text.includes('-----BEGIN')) return text;
    complaints.push(`"${name}": the file is no PEM file (it would hold a line such as -----BEGIN CERTIFICATE-----).`);
  } catch (error) {
    // The value is not repeated: it may be a secret that was pasted into the wrong place.
    complaints.push(`"${name}" must be PEM text or the path of a PEM file (${(error as NodeJS.ErrnoException).code ?? 'unreadable'}).`);
  }
  return undefined;
}
