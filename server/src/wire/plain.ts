import type { Codec } from './codec';
import type { Decoded } from './event';

/** Text that is of no format we know: the whole of it is the message. */
export function asPlain(text: string): Decoded {
  return { format: 'plain', fields: {}, message: text };
}

export const plain: Codec = { name: 'plain', decode: asPlain };
