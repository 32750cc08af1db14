/** Masks secrets in one place: everything that is logged, shown or exported goes through here. */

const mask = '•••';

/**
 * Replaces every occurrence of the secrets, also as URLs, JSON, HTML and base64 write them, and of the secret parts of
 * those that are addresses. Short ones (under 4 characters) would mask half the text and are left.
 */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const needles = [...new Set([...secrets].flatMap(withParts).flatMap(spellings))]
    .filter(secret => secret.length >= 4)
    .sort((a, b) => b.length - a.length);
  // The secrets first: an address masked before would leave of a secret with an odd character in it a rest that is none any more.
  return text => maskUrl(needles.reduce((masked, secret) => masked.split(secret).join(mask), text));
}

/** Of a webhook's address a service may quote the path, a part of it, or a signature alone. */
function withParts(secret: string): readonly string[] {
  const address = /^https?:\/\/[^/?#]*([^?#]*)(\?[^#]*)?/i.exec(secret);
  if (address === null) return [secret];
  const [, path = '', search = ''] = address;
  const values = search
    .slice(1)
    .split('&')
    .map(it => it.slice(it.indexOf('=') + 1));
  return [secret, ...[path + search, path, ...path.split('/'), ...values].filter(it => it.length >= 8)];
}

function spellings(secret: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(wellFormed(secret)),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    base64(wellFormed(secret)).replace(/=+$/, ''),
  ];
}

const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

/** Of the text in UTF-8, by hand: this room has neither Node nor a browser. */
function base64(text: string): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const bytes = [...encodeURIComponent(text).matchAll(/%([0-9A-F]{2})|[^]/g)].map(([whole, hex]) =>
    hex === undefined ? whole.charCodeAt(0) : parseInt(hex, 16),
  );
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(at, at + 3);
    const word = (a << 16) | (b << 8) | c;
    const length = Math.min(4, bytes.length - at + 1);
    for (let digit = 0; digit < length; digit++) out += digits[(word >> (18 - 6 * digit)) & 63] ?? '';
  }
  return out;
}

/**
 * `mqtt://user:password@host` → `mqtt://•••@host`: credentials in an address are secrets whoever wrote them there. They end
 * at the last `@` before the path: a password may hold others.
 */
export const maskUrl = (text: string): string => text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]+@/gi, `$1${mask}@`);
