/** How a file is saved, as far as its bytes tell. */

/** `ascii`: no byte tells; `other`: no Unicode, so some encoding of eight bits, which only a declaration can name. */
export type SavedAs = 'ascii' | 'utf-8' | 'utf-16' | 'other';

/** Total: any bytes are saved in some way. */
export function savedAs(bytes: Uint8Array): SavedAs {
  const [first, second, third, fourth] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return 'utf-16';
  // Without a mark: `<?` in two bytes each.
  if ((first === 0x3c && second === 0 && third === 0x3f && fourth === 0) || (first === 0 && second === 0x3c && third === 0))
    return 'utf-16';
  return utf8(bytes);
}

function utf8(bytes: Uint8Array): SavedAs {
  let found: SavedAs = 'ascii';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const more = byte >= 0xc2 && byte <= 0xdf ? 1 : byte >= 0xe0 && byte <= 0xef ? 2 : byte >= 0xf0 && byte <= 0xf4 ? 3 : 0;
    if (more === 0) return 'other';
    for (let next = 1; next <= more; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 'other';
    at += more;
    found = 'utf-8';
  }
  return found;
}
