/** The part of iconv-lite that the core uses, without the Node types its own declarations pull in. */
export function encode(
  content: string,
  encoding: string,
  options?: { readonly addBOM?: boolean; readonly defaultEncoding?: string },
): Uint8Array;
export function decode(bytes: Uint8Array, encoding: string, options?: { readonly stripBOM?: boolean }): string;
export function encodingExists(encoding: string): boolean;
