/** Masks secrets in one place: everything that is logged, shown or exported goes through here. */

const mask = '•••';

/** Replaces every occurrence of the secrets, also in their URL-encoded form. Short ones (under 4 characters) would mask half the text and are left. */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const needles = [...new Set([...secrets].flatMap(secret => [secret, encodeURIComponent(secret)]))]
    .filter(secret => secret.length >= 4)
    .sort((a, b) => b.length - a.length);
  return text => needles.reduce((masked, secret) => masked.split(secret).join(mask), maskUrl(text));
}

/** `mqtt://user:password@host` → `mqtt://•••@host`: credentials in an address are secrets whoever wrote them there. */
export const maskUrl = (text: string): string => text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s@]+@/gi, `$1${mask}@`);
