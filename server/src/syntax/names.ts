/** More than a configuration has names; a power of two. */
const SLOTS = 256;

/** Gives equal names as one string: a configuration has few names and says them often. */
export class Names {
  readonly #known = new Array<string>(SLOTS).fill('');

  #namespaces = false;

  /** Whether any name so far has to do with namespaces. */
  get namespaces(): boolean {
    return this.#namespaces;
  }

  /** The stretch of the text as a string. */
  slice(text: string, start: number, end: number): string {
    const length = end - start;
    const slot = (text.charCodeAt(start) * 31 + text.charCodeAt(end - 1) * 7 + length) & (SLOTS - 1);
    const known = this.#known[slot];
    if (known !== undefined && known.length === length && isAt(text, known, start)) return known;
    const name = text.slice(start, end);
    if (name.includes(':') || name === 'xmlns') this.#namespaces = true;
    this.#known[slot] = name;
    return name;
  }
}

/** Whether the name stands there. For so few letters quicker than `startsWith`. */
export function isAt(text: string, name: string, at: number): boolean {
  for (let index = 0; index < name.length; index++) if (text.charCodeAt(at + index) !== name.charCodeAt(index)) return false;
  return true;
}
