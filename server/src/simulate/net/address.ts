/** IP addresses as .NET's `IPAddress.TryParse` reads and prints them. */

export interface IpAddress {
  readonly family: 4 | 6;
  /** As .NET prints it: `127.0.0.1`, `::1`; for a host name that is taken to resolve, the name. */
  readonly text: string;
}

/** The literal address a text is, or `undefined`. Blanks count: none are allowed. */
export function parseAddress(text: string): IpAddress | undefined {
  if (text.includes(':')) return parseV6(text);
  const value = parseV4(text);
  return value === undefined ? undefined : { family: 4, text: printV4(value) };
}

/**
 * Whether a name could be one that resolves. Nothing is looked up: a simulation must not depend on the network. A name whose
 * last part is a number can be none, and `.invalid` never resolves (RFC 6761).
 */
export function couldResolve(name: string): boolean {
  if (!/^(?=.{1,255}$)[\p{L}\p{Nd}_]([\p{L}\p{Nd}_-]{0,62})(\.[\p{L}\p{Nd}_-]{1,63})*\.?$/u.test(name)) return false;
  const last = name.replace(/\.$/, '').split('.').at(-1) ?? '';
  return !/^(\d+|0x[0-9a-f]*)$/i.test(last) && last.toLowerCase() !== 'invalid';
}

/** One to four numbers: decimal, octal with a leading 0, hexadecimal with 0x; the last one fills what is left. */
function parseV4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  let value = 0;
  for (const [index, part] of parts.entries()) {
    const number = parsePart(part);
    const isLast = index === parts.length - 1;
    const limit = isLast ? 256 ** (5 - parts.length) : 256;
    if (number === undefined || number >= limit) return undefined;
    value = isLast ? value * limit + number : value * 256 + number;
  }
  return value;
}

function parsePart(part: string): number | undefined {
  if (/^0x[0-9a-f]+$/i.test(part)) return parseInt(part.slice(2), 16);
  if (/^0[0-7]+$/.test(part)) return parseInt(part, 8);
  return /^(0|[1-9]\d*)$/.test(part) ? Number(part) : undefined;
}

function printV4(value: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.');
}

function parseV6(text: string): IpAddress | undefined {
  // Brackets, with or without a port behind them, and a zone are let through.
  const match = /^(?:\[([^\]]*)\](?::\d+)?|([^[\]]*))$/.exec(text);
  const inner = match?.[1] ?? match?.[2];
  if (inner === undefined) return undefined;
  const [literal = '', zone] = inner.split('%', 2);
  const halves = literal.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map(half => (half === '' ? [] : readGroups(half)));
  const [head, tail] = groups;
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const known = head.length + (tail?.length ?? 0);
  if (halves.length === 1 ? known !== 8 : known > 7) return undefined;
  const all = [...head, ...Array<number>(8 - known).fill(0), ...(tail ?? [])];
  return { family: 6, text: printV6(all) + (zone === undefined ? '' : `%${zone}`) };
}

function readGroups(half: string): number[] | undefined {
  const groups: number[] = [];
  const parts = half.split(':');
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes('.')) {
      const value = /^\d+\.\d+\.\d+\.\d+$/.test(part) ? parseV4(part) : undefined;
      if (value === undefined) return undefined;
      groups.push(Math.floor(value / 65536), value % 65536);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** RFC 5952: lower case, the longest run of two or more zeros left out, an IPv4 address inside in its own form. */
function printV6(groups: readonly number[]): string {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  if (groups.slice(0, 5).every(it => it === 0) && groups[5] === 0xffff)
    return `::ffff:${printV4((groups[6] ?? 0) * 65536 + (groups[7] ?? 0))}`;
  const hex = groups.map(it => it.toString(16));
  if (best.start < 0) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}
