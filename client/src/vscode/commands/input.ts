/** What a person types into an input box, checked: undefined when it is fine, otherwise a sentence. */

/** An IPv4 or IPv6 address or a host name; nothing that would need escaping in XML. */
export function addressProblem(text: string): string | undefined {
  const value = text.trim();
  if (value === '') return 'Enter an IP address or a host name.';
  if (/^\d+(\.\d+)*$/.test(value)) {
    const parts = value.split('.');
    return parts.length === 4 && parts.every(it => Number(it) <= 255 && it.length <= 3)
      ? undefined
      : `'${value}' is not an IPv4 address: four numbers from 0 to 255 are.`;
  }
  if (value.includes(':')) return /^[0-9a-f:]+(\.\d+)*(%[\w.]+)?$/i.test(value) ? undefined : `'${value}' is not an IPv6 address.`;
  return /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*\.?$/i.test(value)
    ? undefined
    : `'${value}' is neither an IP address nor a host name.`;
}

export function portProblem(text: string): string | undefined {
  const value = text.trim();
  return /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535 ? undefined : 'A port is a whole number from 1 to 65535.';
}

/** Mail addresses, separated by commas or semicolons. */
export function mailProblem(text: string): string | undefined {
  const addresses = text
    .split(/[;,]/)
    .map(it => it.trim())
    .filter(it => it !== '');
  if (addresses.length === 0) return 'Enter a mail address.';
  const wrong = addresses.find(it => !/^[^\s@<>]+@[^\s@<>]+$/.test(it));
  return wrong === undefined ? undefined : `'${wrong}' is not a mail address.`;
}

/** One address: a mail has one sender. */
export function senderProblem(text: string): string | undefined {
  const several = text.split(/[;,]/).filter(it => it.trim() !== '').length > 1;
  return several ? 'A mail has one sender: enter one address.' : mailProblem(text);
}

export const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
