/** Which values are secrets, and so never shown outside the text itself. */

/** By the property's name: passwords, keys, connection strings. */
export function isSecret(property: string): boolean {
  return /password|passwd|pwd|secret|token|credential|connectionstring|apikey/i.test(property);
}
